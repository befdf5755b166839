"""Tagged opinions as csv or jsonl, written and read back; the columns are ``records.COLUMNS``."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fourwinds.errors import InputError
from fourwinds.records import COLUMNS, STATUSES, TaggedOpinion
from fourwinds.report import corrections, workbook
from fourwinds.report.writing import replacing
from fourwinds.taxonomy import Taxonomy

_CELLS = attrgetter(*COLUMNS)
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_DANGEROUS_FIRST = frozenset(_DANGEROUS)
_BLOCK = 2000  # rows put together at once
_WHOLE = ("row", "start", "end")
_MAX_FIELD = 1 << 24


def write_csv(opinions: Iterable[TaggedOpinion], target: Path) -> None:
    """UTF-8 with BOM, so that Excel opens it; a cell a spreadsheet would take for a formula gets a leading ``'``."""
    rows = map(_CELLS, opinions)
    with replacing(target) as draft, draft.open("wb") as file:
        file.write(csv_header())
        while block := list(islice(rows, _BLOCK)):
            file.writelines(csv_rows(list(zip(*block, strict=True))))


def csv_header() -> bytes:
    """The first line of what ``write_csv`` writes."""
    return codecs.BOM_UTF8 + (",".join(COLUMNS) + "\r\n").encode()


def csv_rows(columns: Sequence[Sequence[Any]]) -> list[bytes]:
    r"""Rows of what ``write_csv`` writes, with their line ends.

    Args:
        columns: one for each of ``COLUMNS``, of one length; each holds either texts or numbers.

    >>> csv_rows([["会多", "会多,事杂", "=1+1"], [1, 2, 0.5]])[2].decode()
    "'=1+1,0.5\\r\\n"
    """
    rows: list[str] = []
    writer = csv.writer(SimpleNamespace(write=rows.append))  # which a writer calls once for each row
    writer.writerows(zip(*map(_safe, columns), strict=True))
    return [row.encode("utf-8", "replace") for row in rows]


def _safe(column: Sequence[Any]) -> Sequence[Any]:
    if not column or not isinstance(column[0], str) or _DANGEROUS_FIRST.isdisjoint({text[:1] for text in set(column)}):
        return column
    return [f"'{text}" if text[:1] in _DANGEROUS_FIRST else text for text in column]


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
