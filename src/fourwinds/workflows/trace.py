"""A number in a paper → the opinions behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fourwinds import taxonomy
from fourwinds.errors import InputError
from fourwinds.records import TaggedOpinion
from fourwinds.report import manifest, table
from fourwinds.rollup.items import number
from fourwinds.workflows.report import merged


@dataclass(frozen=True, slots=True)
class Traced:
    """One figure: where it stands, the words around it, its opinion numbers."""

    place: str
    text: str
    opinion_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tracing:
    """What a paper rests on.

    Attributes:
        figures: the figures asked for.
        opinions: the opinions themselves by number, empty when the tagged files were not found.
        changed: whether the paper was edited after it was written.
        removed: how many figures somebody has deleted from the paper.
    """

    figures: tuple[Traced, ...]
    opinions: dict[str, TaggedOpinion]
    changed: bool
    removed: int


def trace(paper: Path, where: str = "", tagged: Sequence[Path] = ()) -> Tracing:
    """Find the opinions behind the figures of ``paper``.

    Args:
        where: 表1, 第3段, 段3, a bookmark, or words near the figure; "" takes all.
        tagged: the tagged files the paper was made from; by default they are looked for beside the paper.

    Raises:
        InputError: there is no manifest, nothing stands at ``where``, or a tagged file is not the one that was used.
    """
    made = manifest.read(paper)
    figures = made["figures"]
    if paper.suffix.lower() == ".docx":  # only there figures carry marks that survive editing
        here = manifest.bookmarks(paper)
        figures = [f for f in figures if f["id"] in here]
    wanted = [f for f in figures if _matches(where, f)]
    if not wanted:
        places = dict.fromkeys(f["place"].partition("第")[0] or f["place"] for f in figures)
        raise InputError(
            f"“{paper.name}”的“{where}”处没有可追溯的数字",
            allowed=f"可用 {'、'.join(list(places)[:12])}",
            todo="改正后重试",
        )
    found = [Traced(f["place"], f["text"], tuple(sorted(f["opinions"], key=number))) for f in wanted]
    return Tracing(
        tuple(found),
        {o.opinion_id: o for o in _opinions(paper, made["inputs"], tagged)},
        changed=manifest.sha256(paper) != made["sha256"],
        removed=len(made["figures"]) - len(figures),
    )


def _matches(where: str, figure: dict[str, str]) -> bool:
    place = where.strip()
    if place.startswith("段"):
        place = f"第{place[1:]}段"
    if place.startswith("表") or (place.startswith("第") and place.endswith("段")):
        return figure["place"] == place or figure["place"].startswith(f"{place}第")
    return place in (figure["place"], figure["id"]) or place in figure["text"]


def _opinions(paper: Path, inputs: Sequence[dict[str, str]], tagged: Sequence[Path]) -> list[TaggedOpinion]:
    """The opinions of the inputs, if all of them are at hand and unchanged."""
    hashes = {manifest.sha256(path): path for path in tagged if path.is_file()}
    missing = [path for path in tagged if not path.is_file()]
    if missing:
        raise InputError(f"没有找到分类结果“{missing[0]}”", todo="检查文件名和路径后重试")
    found = []
    for entry in inputs:
        beside = [folder / entry["name"] for folder in (paper.parent, paper.parent.parent)]
        path = hashes.get(entry["sha256"]) or next(
            (p for p in beside if p.is_file() and manifest.sha256(p) == entry["sha256"]), None
        )
        if path is None:
            if tagged:
                raise InputError(
                    f"给出的分类结果不是写这份材料时用的“{entry['name']}”，或者之后改动过",
                    todo="用原来的文件，或重新生成材料",
                )
            return []
        found.append(path)
    known = taxonomy.load()
    return merged([(path, table.read(path, known)) for path in found])
