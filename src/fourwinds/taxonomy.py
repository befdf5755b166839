"""Loads and validates ``data/taxonomy.yaml``; no tag name is written in code.

The YAML file is the source; reading it costs 60 ms, so the parsed result is held once per process. An office adds
manifestations of its own in a second file of the same form, named in the settings::

    manifestations:
      formalism:
        - {code: clock_in_apps, name_zh: 打卡小程序过多, definition: 名目繁多的线上打卡, cues: [打卡, 小程序]}

``code`` and ``name_zh`` are needed; ``definition``, ``cues``, ``suggestion_cues``, ``typical_subjects`` and
``handling`` may be left out. Tags, subjects and kinds of none are the program's: papers and profiles rest on them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from fourwinds import settings
from fourwinds.errors import TaxonomyError
from fourwinds.records import NONE

OTHER = "other"
OTHER_ZH = "其他"
NONE_ZH = "未反映作风或师德问题"
HANDLING_CLUE = "discipline_clue"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tag:
    """One of the classes of problems, e.g. 形式主义.

    Attributes:
        name_zh, short_zh, section_zh: name, name in two characters, and name as a heading of a paper; the last two are for
            those who write profiles and documents, no code reads them.
        question_zh, essence_zh: the question that decides, and what makes a tag that tag.
    """

    code: str
    name_zh: str
    short_zh: str
    section_zh: str
    question_zh: str
    essence_zh: str


@dataclass(frozen=True, slots=True)
class Manifestation:
    """One concrete form of a tag.

    Attributes:
        definition: what it is, shown beside the name.
        cues: what people write; hints, never rules. Explanations keep the short ones together.
        suggestion_cues: what people propose against it; like ``typical_subjects``, most usual first, it is for those who write
            the corpus and label, no code decides by it.
        handling: ``HANDLING_CLUE`` where a concrete accusation is a lead, else "".
        rules: public rules it touches, each with its place: 《…》（…）.
    """

    tag: str
    code: str
    name_zh: str
    definition: str
    cues: tuple[str, ...]
    suggestion_cues: tuple[str, ...]
    typical_subjects: tuple[str, ...]
    handling: str
    rules: tuple[str, ...] = ()

    @property
    def leaf(self) -> str:
        """Full id, ``tag.code``."""
        return f"{self.tag}.{self.code}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One party that an opinion can concern."""

    code: str
    name_zh: str
    definition: str
    cues: tuple[str, ...]
    outside: bool = False  # another body's affair: counted, but never among the body's own problems
    headings: tuple[str, ...] = ()  # words that name it in the heading of a form, besides the cues
    heading_ends: tuple[str, ...] = ()  # what “对……的意见” ends with when it asks about it
    general: bool = False  # its words stand before more particular ones: 对学校干部的意见


@dataclass(frozen=True, slots=True)
class NoneKind:
    """One reason why an opinion carries no tag."""

    code: str
    name_zh: str
    definition: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The labels there are, by code, each mapping in reporting order."""

    version: int
    tags: Mapping[str, Tag]
    manifestations: Mapping[str, Manifestation]
    subjects: Mapping[str, Subject]
    none_kinds: Mapping[str, NoneKind]

    @property
    def labels(self) -> tuple[str, ...]:
        """Tag codes in order, then ``none``: the columns of ``predict_proba``."""
        return (*self.tags, NONE)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Every ``tag.manifestation`` and ``none.kind``, in order: what the head tells apart."""
        return (*self.manifestations, *(f"{NONE}.{kind}" for kind in self.none_kinds))

    @property
    def outside(self) -> frozenset[str]:
        """Subjects that are no part of the body itself."""
        return frozenset(code for code, subject in self.subjects.items() if subject.outside)

    def tag_zh(self, code: str) -> str:
        """Chinese name of a tag code or of ``none``."""
        return NONE_ZH if code == NONE else self._find(self.tags, code, "类别").name_zh

    def subject_zh(self, code: str) -> str:
        """Chinese name of a subject code."""
        return self._find(self.subjects, code, "涉及对象").name_zh

    def manifestation_zh(self, tag: str, code: str) -> str:
        """Chinese name of a manifestation; "" for none."""
        return "" if tag == NONE or not code else self._find(self.manifestations, f"{tag}.{code}", "具体表现").name_zh

    def none_kind_zh(self, code: str) -> str:
        """Chinese name of a kind of none; "" when there is none."""
        return self._find(self.none_kinds, code, "无问题类型").name_zh if code else ""

    @staticmethod
    def _find(known: Mapping[str, T], code: str, what: str) -> T:
        try:
            return known[code]
        except KeyError:
            raise TaxonomyError(
                f"{what}代码“{code}”不在分类表中",
                allowed=f"可用的有 {'、'.join(known)}",
                todo="核对代码，或先在分类表中增加这一项",
            ) from None


def load(path: Path | None = None) -> Taxonomy:
    """The taxonomy in ``path``, or the one that ships with the program and the office's additions to it.

    Raises:
        TaxonomyError: a file is not readable, lacks a part, repeats a code or names an unknown one.
    """
    return _load(path, None if path else settings.load().additions_path)


def digest() -> str:
    """SHA-256 of the files of the taxonomy in force."""
    total = hashlib.sha256(_shipped().read_bytes())
    additions = settings.load().additions_path
    if additions is not None:
        total.update(additions.read_bytes())
    return total.hexdigest()


def _shipped() -> Any:
    return files("fourwinds") / "data" / "taxonomy.yaml"


@lru_cache(maxsize=4)
def _load(path: Path | None, additions: Path | None) -> Taxonomy:
    source = path or _shipped()
    try:
        raw = _read(source)
        shipped = _build(raw)
        if additions is None:
            return shipped
        source = additions
        return _build(_with(raw, _read(source)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TaxonomyError(
            f"分类表“{source}”读不出来（{type(error).__name__}: {error}）",
            todo="恢复随程序提供的 taxonomy.yaml，或按其格式改正",
        ) from error


def _read(source: Any) -> dict[str, Any]:
    import yaml

    try:
        raw = yaml.load(source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return dict(raw)


def _with(raw: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """``raw`` with the manifestations of ``more`` behind its own."""
    if set(more) != {"manifestations"}:
        raise TaxonomyError(
            f"分类表的补充文件里有 {'、'.join(map(str, more))}",
            allowed="只能补充 manifestations（具体表现）",
            todo="删去其他部分",
        )
    manifestations = {tag: list(entries) for tag, entries in raw["manifestations"].items()}
    for tag, entries in more["manifestations"].items():
        if tag not in manifestations:
            raise TaxonomyError(
                f"补充的具体表现写在“{tag}”下", allowed=f"类别代码可用 {'、'.join(manifestations)}", todo="改正类别代码"
            )
        manifestations[tag] += [{**_OPTIONAL, **entry} for entry in entries]
    return {**raw, "manifestations": manifestations}


_OPTIONAL: Mapping[str, Any] = {"definition": "", "cues": (), "suggestion_cues": (), "typical_subjects": ()}


def _build(raw: Mapping[str, Any]) -> Taxonomy:
    essence = raw["tag_essence"]
    tags = {
        entry["code"]: Tag(
            **entry,
            question_zh=essence[entry["code"]]["question"],
            essence_zh=essence[entry["code"]]["essence_zh"],
        )
        for entry in raw["tags"]
    }
    subjects = {
        entry["code"]: Subject(
            entry["code"],
            entry["name_zh"],
            entry["definition"],
            tuple(entry["cues"]),
            bool(entry.get("outside")),
            tuple(entry.get("headings", ())),
            tuple(entry.get("heading_ends", ())),
            bool(entry.get("general")),
        )
        for entry in raw["subjects"]
    }
    none_kinds = {
        entry["code"]: NoneKind(
            entry["code"], entry["name_zh"], entry["definition"], tuple(str(cue) for cue in entry["cues"])
        )
        for entry in raw["none_kinds"]
    }
    manifestations: dict[str, Manifestation] = {}
    for tag in tags:
        for entry in raw["manifestations"][tag]:
            item = Manifestation(
                tag=tag,
                code=entry["code"],
                name_zh=entry["name_zh"],
                definition=entry["definition"],
                cues=tuple(entry["cues"]),
                suggestion_cues=tuple(entry["suggestion_cues"]),
                typical_subjects=tuple(entry["typical_subjects"]),
                handling=entry.get("handling", ""),
                rules=tuple(_rule(ground, raw.get("policies", {})) for ground in entry.get("grounds", ())),
            )
            if item.leaf in manifestations:
                raise TaxonomyError(f"分类表中“{item.leaf}”出现了两次", todo="删去重复的一项")
            unknown = set(item.typical_subjects) - set(subjects)
            if unknown:
                raise TaxonomyError(
                    f"分类表中“{item.leaf}”的涉及对象 {'、'.join(sorted(unknown))} 没有定义",
                    todo="在 subjects 中补上，或改用已有代码",
                )
            manifestations[item.leaf] = item
        rest = Manifestation(tag, OTHER, OTHER_ZH, "带有该类别但不属于以上任何一种表现", (), (), (), "")
        manifestations[rest.leaf] = rest
    for tag in raw["manifestations"]:
        if tag not in tags:
            raise TaxonomyError(f"分类表中“{tag}”有具体表现却没有类别定义", todo="在 tags 中补上")
    return Taxonomy(raw["version"], tags, manifestations, subjects, none_kinds)


def _rule(ground: str, policies: Mapping[str, Any]) -> str:
    """``policy id: place`` as words: the rule's title and the place in it."""
    policy, _, place = ground.partition(":")
    return f"{policies[policy]['title_zh']}（{place.strip()}）"
