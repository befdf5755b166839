"""Labelled rows: the corpus that models are trained on, and files to evaluate on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fourwinds.errors import CorpusError, InputError
from fourwinds.model_records import DangerText, LabelledText
from fourwinds.records import NONE
from fourwinds.taxonomy import Taxonomy

OPINION = "opinion"
PHRASE = "phrase"
GOLD = "gold/gold.jsonl"
_FOLDERS = {"opinions": OPINION, "phrases": PHRASE}
_DANGER = {"yes": True, "no": False}


def shipped_folder() -> Path:
    """Folder of the corpus that ships with the program: inside the package, or ``corpora`` of a checkout."""
    package = Path(__file__).parents[1]
    packed = package / "data" / "corpora"
    return packed if packed.exists() else package.parents[1] / "corpora"


def read_corpus(folder: Path, taxonomy: Taxonomy) -> list[LabelledText]:
    """Every row of ``opinions/*.jsonl`` and ``phrases/*.tsv`` below ``folder``, in order of file name.

    Raises:
        CorpusError: there are no rows, or one breaks the rules; the file and line are named.
    """
    rows: list[LabelledText] = []
    for path in _files(folder):
        form = _FOLDERS[path.parent.name]
        reader = _opinions if path.suffix == ".jsonl" else _phrases
        for number, row in reader(path):
            rows.append(_checked(row, taxonomy, form, f"{path.name} 第 {number} 行"))
    if not rows:
        raise CorpusError(
            f"“{folder}”里没有语料",
            allowed="应有 opinions/*.jsonl 和 phrases/*.tsv",
            todo="检查语料文件夹的路径",
        )
    return rows


def danger_files(folder: Path) -> list[Path]:
    """Files of danger below ``folder``, in the order in which they are read."""
    return sorted(folder.glob("danger/*.tsv"))


def read_danger(folder: Path) -> list[DangerText]:
    """Every row of ``danger/*.tsv`` below ``folder``, in order of file name; none where there is no such folder.

    Raises:
        CorpusError: a row breaks the rules; the file and line are named.
    """
    rows = []
    for path in danger_files(folder):
        for number, line in _table_lines(path, "danger", "text"):
            said, _, text = line.partition("\t")
            if said not in _DANGER or not text.strip() or "\t" in text:
                raise CorpusError(
                    f"{path.name} 第 {number} 行不是“danger、text”两栏",
                    allowed="danger 栏写 yes 或 no",
                    todo="改正后重试",
                )
            rows.append(DangerText(text, _DANGER[said]))
    return rows


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of the corpus files."""
    total = hashlib.sha256()
    for path in (*_files(folder), *danger_files(folder)):
        total.update(f"{path.parent.name}/{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def fold_of(row: LabelledText, folds: int) -> int:
    """In which of ``folds`` parts a row is held out: rows of one scene (or of one text) always together."""
    key = row.source if "#" in row.source else row.text
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % folds


def read_labelled(path: Path, taxonomy: Taxonomy) -> tuple[list[LabelledText], list[str]]:
    """Rows of a jsonl file ``{"text", "label", …}``, and the texts of its rows whose label is null.

    ``label`` is a tag code or ``none``; corpus rows with ``tags`` are read too. ``manifestation``, ``subject``, ``context``,
    ``accept``, ``source`` and ``register`` (or ``kind``) are used where they are given.

    Raises:
        InputError: the file is missing, is no jsonl, or a label is not in the taxonomy.
    """
    if not path.is_file():
        raise InputError(f"没有找到文件“{path}”", todo="检查文件名和路径后重试")
    rows: list[LabelledText] = []
    unlabelled: list[str] = []
    for number, raw in _json_lines(path, InputError):
        if not isinstance(raw.get("text"), str) or not ("label" in raw or "tags" in raw):
            raise InputError(
                f"“{path.name}”第 {number} 行缺少 text 或 label",
                allowed='每行形如 {"text": "…", "label": "formalism"}',
                todo="补上后重试",
            )
        if raw.get("label", 0) is None:
            unlabelled.append(raw["text"])
            continue
        tags = tuple(raw["tags"]) if "tags" in raw else ((raw["label"],) if raw["label"] != NONE else ())
        for tag in tags:
            if tag not in taxonomy.tags:
                raise InputError(
                    f"“{path.name}”第 {number} 行的标签“{tag}”不在分类表中",
                    allowed=f"可用 {'、'.join(taxonomy.labels)}",
                    todo="改正后重试",
                )
        said = raw.get("manifestation") or ()
        manifestations = (said,) if isinstance(said, str) else tuple(said)
        rows.append(
            LabelledText(
                text=raw["text"],
                tags=tags,
                manifestations=tuple(m.rpartition(".")[2] for m in manifestations) if tags else (),
                none_kind=raw.get("none_kind") or "",
                subject=raw.get("subject") or "",
                source=str(raw.get("source") or ""),
                register=str(raw.get("register") or raw.get("kind") or ""),
                accept=tuple(raw.get("accept") or ()),
                context=str(raw.get("context") or ""),
            )
        )
    return rows, unlabelled


def _files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("opinions/*.jsonl"), *folder.glob("phrases/*.tsv")))


def _json_lines(path: Path, error: type[InputError] | type[CorpusError]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
            if line.strip():
                raw = json.loads(line)
                if not isinstance(raw, dict):
                    raise ValueError("不是一个对象")
                yield number, raw
    except (OSError, ValueError) as problem:
        raise error(f"“{path.name}”不是 jsonl 文件（{problem}）", todo="每行写一个 JSON 对象，存为 UTF-8") from problem


def _opinions(path: Path) -> Iterator[tuple[int, LabelledText]]:
    for number, raw in _json_lines(path, CorpusError):
        try:
            yield (
                number,
                LabelledText(
                    text=raw["text"],
                    tags=tuple(raw["tags"]),
                    manifestations=tuple(raw["manifestation"]),
                    none_kind=raw["none_kind"],
                    subject=raw["subject"],
                    source=f"{path.stem}#{raw['scene']}" if raw.get("scene") else path.stem,
                    register=raw["register"],
                ),
            )
        except (KeyError, TypeError) as error:
            raise CorpusError(
                f"“{path.name}”第 {number} 行缺少 {error}", todo="按 corpora/README.md 补齐字段"
            ) from error


def _table_lines(path: Path, *columns: str) -> Iterator[tuple[int, str]]:
    """Lines below the header that are not empty, with their numbers; without a header the first row would be lost."""
    try:
        header, *lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as problem:
        raise CorpusError(f"“{path.name}”不是 UTF-8 编码的文本", todo="另存为 UTF-8 后重试") from problem
    if header.split("\t") != list(columns):
        raise CorpusError(f"“{path.name}”第 1 行不是表头“{'、'.join(columns)}”", todo="补上表头后重试")
    yield from ((number, line) for number, line in enumerate(lines, start=2) if line)


def _phrases(path: Path) -> Iterator[tuple[int, LabelledText]]:
    for number, line in _table_lines(path, "tag", "manifestation", "voice", "text"):
        parts = line.split("\t")
        if len(parts) != 4:
            raise CorpusError(
                f"“{path.name}”第 {number} 行有 {len(parts)} 栏",
                allowed="应为 tag、manifestation、voice、text 四栏",
                todo="改正后重试",
            )
        tag, detail, voice, text = parts
        none = tag == NONE
        yield (
            number,
            LabelledText(
                text=text,
                tags=() if none else (tag,),
                manifestations=() if none else (detail,),
                none_kind=detail if none else "",
                source=path.stem,
                register=voice,
            ),
        )


def _checked(row: LabelledText, taxonomy: Taxonomy, form: str, where: str) -> LabelledText:
    leaves = [f"{t}.{m}" for t, m in zip(row.tags, row.manifestations, strict=False)]
    wrong = [leaf for leaf in leaves if leaf not in taxonomy.manifestations]
    if len(row.tags) != len(row.manifestations) or len(set(row.tags)) != len(row.tags):
        raise CorpusError(f"{where}：每个标签应正好有一个具体表现", todo="改正后重试")
    if bool(row.tags) == bool(row.none_kind) or (row.none_kind and row.none_kind not in taxonomy.none_kinds):
        raise CorpusError(
            f"{where}：没有标签时且只有这时要写 none_kind",
            allowed="、".join(taxonomy.none_kinds),
            todo="改正后重试",
        )
    if wrong or (row.subject and row.subject not in taxonomy.subjects):
        raise CorpusError(f"{where}：{'、'.join(wrong) or row.subject} 不在分类表中", todo="核对代码后重试")
    if not row.text.strip():
        raise CorpusError(f"{where}：text 是空的", todo="补上或删去这一行")
    return LabelledText(**{**{f: getattr(row, f) for f in LabelledText.__slots__}, "form": form})
