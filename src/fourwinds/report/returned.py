"""A tagged workbook that people corrected → what they decided, row by row.

Rows are known by the hidden key, columns by their header, so sorting, filtering, deleted rows, moved columns, renamed
sheets and titles put above do no harm, whatever office program saved the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fourwinds.errors import FourwindsError, InputError
from fourwinds.handing_on import of_status
from fourwinds.records import COLUMNS, STATUS_AUTO, STATUS_REVIEW, STATUSES, TaggedOpinion
from fourwinds.report import choices, corrections, workbook
from fourwinds.report.table import tagged_row
from fourwinds.review_records import ACTION_EXCLUDE, ACTION_LABEL, ACTION_UNSURE, Labels, ReturnedRow
from fourwinds.taxonomy import Taxonomy

_KEY = re.compile(r"[0-9a-f]{64}")
_CODES = ("tag", "subject")  # hidden columns without which nobody knows what the model had said

_LABELS = ("tag", "manifestation", "subject", "none_kind", "second_tag")

Unreadable = tuple[str, str]


def read(path: Path, taxonomy: Taxonomy) -> tuple[list[ReturnedRow], list[Unreadable]]:
    """Rows of a returned workbook, and the place and reason of each that cannot be understood.

    Raises:
        InputError: the file is missing, is no workbook, or was not written by ``classify``.
    """
    if not path.is_file():
        raise InputError(f"没有找到文件“{path}”", todo="检查文件名和路径后重试")
    if path.suffix.lower() != ".xlsx":
        raise InputError(
            f"“{path.name}”不是可以收回的表格",
            allowed="只收回 fourwinds classify 写出的 .xlsx",
            todo="另存为 .xlsx 后重试",
        )
    try:
        raws = workbook.rows(path)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"“{path.name}”读不出来", todo="用表格软件打开并另存一次后重试") from error
    if not raws:
        raise InputError(
            f"“{path.name}”里没有意见", allowed="应为 fourwinds classify 写出的 .xlsx", todo="检查是否选对了文件"
        )
    found: dict[str, ReturnedRow] = {}
    unreadable: list[Unreadable] = []
    for number, raw in enumerate(raws, start=1):
        where = f"“{path.name}”编号 {raw['opinion_id']}" if raw.get("opinion_id") else f"“{path.name}”第 {number} 条"
        try:
            row = _row(raw, taxonomy, f"{where} ")
            twin = found.setdefault(row.key, row)
            if twin != row and (twin.action, twin.labels) != (row.action, row.labels):
                raise InputError(f"{where} 出现了两次，改得不一样", todo="删去其中一行后重试")
        except FourwindsError as error:
            unreadable.append((where, str(error)))
    return list(found.values()), unreadable


def _row(raw: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> ReturnedRow:
    cells = {name: "" if raw.get(name) is None else raw[name] for name in workbook.SHOWN}
    if any(not cells[name] for name in _CODES):
        raise InputError(
            f"{where}缺少隐藏的代码列", todo="不要删除隐藏的列；从原表格复制改动后重试，或重新运行 fourwinds classify"
        )
    suggested = _suggested(cells, taxonomy, where)
    key = str(cells[workbook.KEY]).strip()
    key = key if _KEY.fullmatch(key) else suggested.digest
    said = str(cells[workbook.REVIEW]).strip()
    if said in choices.WORDS[1:]:
        return ReturnedRow(
            key, where.strip(), suggested, ACTION_UNSURE if said == choices.UNSURE else ACTION_EXCLUDE, None, ""
        )
    status = str(cells["status"]).strip()
    written = str(cells[workbook.STATUS_CODE])
    zh = {**cells, "status": status or workbook.STATUS_ZH[STATUS_REVIEW]}
    now = corrections.apply(zh, taxonomy, workbook.STATUS_ZH, where)
    labels = Labels(*(str(now[name] or "") for name in _LABELS))
    if corrections.handed_otherwise(now):
        labels = replace(labels, handing=of_status(now["status"]))
    read = written == STATUS_REVIEW and status == workbook.STATUS_ZH[STATUS_AUTO]
    decided = said == choices.AGREED or status in corrections.DECIDED or read
    decided = decided or labels != Labels(*(getattr(suggested, name) for name in _LABELS))
    note = "" if said == choices.AGREED else said
    return ReturnedRow(
        key, where.strip(), suggested, ACTION_LABEL if decided else "", labels if decided else None, note
    )


def _suggested(cells: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> TaggedOpinion:
    """The row as the model tagged it: codes from the hidden columns, Chinese names from the codes."""
    tag, detail = str(cells["tag"]), str(cells["manifestation"])
    status = {zh: code for code, zh in workbook.STATUS_ZH.items()}.get(str(cells["status"]).strip(), STATUS_REVIEW)
    if cells[workbook.STATUS_CODE] in STATUSES:  # else a person's 状态 would pass for the model's
        status = cells[workbook.STATUS_CODE]
    raw = {name: cells[name] for name in COLUMNS} | {"status": status}
    row = {
        **raw, "tag_zh": taxonomy.tag_zh(tag), "manifestation_zh": taxonomy.manifestation_zh(tag, detail),
        "subject_zh": taxonomy.subject_zh(str(cells["subject"])),
    }  # fmt: skip
    return tagged_row(row, taxonomy, where)
