"""Tagged opinions as csv or jsonl, written and read back; the columns are ``records.COLUMNS``."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.records import COLUMNS, STATUSES, TaggedOpinion
from fourwinds.report import corrections, workbook
from fourwinds.report.writing import replacing
from fourwinds.taxonomy import Taxonomy

_CELLS = attrgetter(*COLUMNS)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_DANGEROUS_FIRST = frozenset(_DANGEROUS)
_QUOTED = re.compile('[",\r\n]').search
_TAG, _SCORE, _EVIDENCE = map(COLUMNS.index, ("tag", "score", "evidence"))
_WHOLE = ("row", "start", "end")
_MAX_FIELD = 1 << 24


def write_csv(opinions: Iterable[TaggedOpinion], target: Path) -> None:
    """UTF-8 with BOM, so that Excel opens it; a cell a spreadsheet would take for a formula gets a leading ``'``."""
    with (
        replacing(target) as draft,
        draft.open("w", encoding="utf-8-sig", newline="", errors="replace") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(map(_safe, map(_CELLS, opinions)))


def csv_cell(text: str) -> str:
    """``text`` as a cell of what ``write_csv`` writes.

    >>> [csv_cell(text) for text in ("会多", "会多,事杂", "=1+1")]
    ['会多', '"会多,事杂"', "'=1+1"]
    """
    if text[:1] in _DANGEROUS_FIRST:
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED(text) else text


def csv_codes(opinion: TaggedOpinion) -> tuple[str, str]:
    """The cells on both sides of the score that are one of few, as ``write_csv`` writes them: tag; second tag to status."""
    cells = list(map(str, _CELLS(opinion)))
    return ",".join(map(csv_cell, cells[_TAG:_SCORE])), ",".join(map(csv_cell, cells[_SCORE + 1 : _EVIDENCE]))


def csv_header() -> bytes:
    """The first line of what ``write_csv`` writes."""
    return codecs.BOM_UTF8 + (",".join(COLUMNS) + "\r\n").encode()


def _safe(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(cell[:1] in _DANGEROUS_FIRST for cell in cells if isinstance(cell, str)):
        return tuple(f"'{c}" if isinstance(c, str) and c.startswith(_DANGEROUS) else c for c in cells)
    return cells


def write_jsonl(opinions: Iterable[TaggedOpinion], target: Path) -> None:
    """One JSON object a line, keys in column order."""
    with replacing(target) as draft, draft.open("w", encoding="utf-8", errors="replace") as file:
        for opinion in opinions:
            file.write(json.dumps(dict(zip(COLUMNS, _CELLS(opinion), strict=True)), ensure_ascii=False) + "\n")


def read(path: Path, taxonomy: Taxonomy) -> list[TaggedOpinion]:
    """Tagged opinions of a file that ``classify`` wrote (xlsx, csv or jsonl), whatever order its rows are in now.

    Raises:
        InputError: the file is missing, was not written by ``classify``, or holds an unknown code.
    """
    if not path.is_file():
        raise InputError(f"没有找到文件“{path}”", todo="检查文件名和路径后重试")
    readers: Mapping[str, Callable[[Path], list[dict[str, Any]]]] = {
        ".csv": _csv_rows,
        ".jsonl": _jsonl_rows,
        ".xlsx": workbook.rows,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"“{path.name}”不是分类结果",
            allowed="可用 xlsx、csv、jsonl",
            todo="先运行 fourwinds classify 得到分类结果",
        )
    try:
        rows = reader(path)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"“{path.name}”读不出来", todo="检查文件是否完整，或重新运行 fourwinds classify") from error
    if not rows:
        raise InputError(
            f"“{path.name}”里没有意见的归类结果",
            allowed="应为 fourwinds classify 写出的文件",
            todo="检查是否选对了文件",
        )
    missing = [name for name in COLUMNS if name not in rows[0]]
    if missing:
        raise InputError(
            f"“{path.name}”缺少列 {'、'.join(missing)}",
            allowed="应为 fourwinds classify 的结果",
            todo="先运行 fourwinds classify",
        )
    if path.suffix.lower() == ".xlsx":
        rows = [
            corrections.apply(raw, taxonomy, workbook.STATUS_ZH, f"“{path.name}”编号 {raw['opinion_id']} ")
            for raw in rows
        ]
    return [tagged_row(raw, taxonomy, f"“{path.name}”第 {n} 条") for n, raw in enumerate(rows, start=1)]


def _csv_rows(path: Path) -> list[dict[str, Any]]:
    limit = csv.field_size_limit(_MAX_FIELD)
    try:
        return _csv_records(path)
    except UnicodeDecodeError:
        return _csv_records(path, "gb18030")  # saved again by an office program
    except csv.Error as error:
        raise ValueError("not a table") from error
    finally:
        csv.field_size_limit(limit)


def _csv_records(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, Any]]:
    with path.open(encoding=encoding, newline="") as file:
        return [
            {k: v[1:] if v and v[:1] == "'" and v[1:].startswith(_DANGEROUS) else v for k, v in raw.items() if k}
            for raw in csv.DictReader(file)
        ]


def _jsonl_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]


def tagged_row(raw: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> TaggedOpinion:
    """A row from its cells by column code.

    Raises:
        InputError: a figure is none, or a code is not in the taxonomy.
    """
    values: dict[str, Any] = {name: "" if raw[name] is None else str(raw[name]) for name in COLUMNS}
    try:
        values |= {name: int(float(raw[name] or 0)) for name in _WHOLE}
        values["score"] = float(raw["score"] or 0)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{where}的行号、位置或得分不是数字", todo="用 fourwinds classify 重新生成") from error
    _known(values["tag"], taxonomy.labels, "标签", where)
    _known(values["subject"], tuple(taxonomy.subjects), "涉及对象", where)
    _known(values["status"], STATUSES, "状态", where)
    if values["second_tag"]:
        _known(values["second_tag"], tuple(taxonomy.tags), "第二标签", where)
    if values["manifestation"]:
        _known(f"{values['tag']}.{values['manifestation']}", tuple(taxonomy.manifestations), "具体表现", where)
    return TaggedOpinion(**values)


def _known(code: str, allowed: Sequence[str], what: str, where: str) -> None:
    if code not in allowed:
        few = "、".join(allowed) if len(allowed) < 12 else "分类表中的代码"
        raise InputError(f"{where}的{what}“{code}”不在分类表中", allowed=f"可用 {few}", todo="改正后重试")
