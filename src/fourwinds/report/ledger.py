"""整改台账 as a workbook: written with drop-down lists, read back by the hidden key of every row, and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.report.content import Content, degree
from fourwinds.report.figures import Trace
from fourwinds.report.rectification import BLANK, COLUMNS, STATES, keys
from fourwinds.report.writing import replacing

SHEET = "整改台账"
_LISTS = "选项"
_KEY = "行标识"
_HEAD_ROW = 2
_CREATED = datetime(2000, 1, 1)
_FILLED = tuple(c.code for c in COLUMNS if c.code not in ("number", "heading", "problem", "count", "ids"))
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})?)?")
_LONG_TERM = "长期坚持"

Written = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Defect:
    """What a row of a ledger lacks: row number in the sheet, the problem, and one Chinese clause for each defect."""

    row: int
    problem: str
    lacks: tuple[str, ...]


def write(content: Content, target: Path, kept: Written) -> list[Trace]:
    """Write the ledger; ``kept`` is what people wrote in an earlier one, by row key and column code.

    Rows that people filled and whose problem is no longer reported stay at the end, so that no state is lost.

    Returns:
        the opinions behind every count, by the address of its cell.
    """
    import xlsxwriter

    problems = content.summary.problems
    rows: list[tuple[str, dict[str, Any]]] = []
    for number, (key, problem) in enumerate(zip(keys(problems), problems, strict=True), start=1):
        made: dict[str, Any] = {
            "number": number, "heading": problem.heading,
            "problem": f"{degree(problem.count, content.settings)}：{problem.name}",
            "count": problem.count, "ids": "、".join(problem.opinion_ids),
        }  # fmt: skip
        rows.append((key, made | {code: kept.get(key, {}).get(code, "") for code in _FILLED}))
    known = {key for key, _ in rows}
    for key, old in kept.items():
        if key not in known and any(old.get(code) for code in _FILLED):
            rows.append((key, {**old, "number": len(rows) + 1, "count": 0, "ids": ""}))
    with replacing(target) as draft:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(str(draft), options)
        book.set_properties({"title": f"{content.body}整改台账", "comments": content.remark, "created": _CREATED})
        _sheet(book, content, rows)
        book.close()
    at = next(n for n, column in enumerate(COLUMNS, start=1) if column.code == "count")
    return [
        Trace(
            f"{chr(ord('A') + at)}{row}", f"第{row}行", f"{problem.name}·{COLUMNS[at - 1].header}：{problem.count}",
            problem.opinion_ids,
        )
        for row, problem in enumerate(problems, start=_HEAD_ROW + 2)
    ]  # fmt: skip


def _sheet(book: Any, content: Content, rows: list[tuple[str, dict[str, Any]]]) -> None:
    base = {"font_name": "仿宋", "font_size": 11, "text_wrap": True, "valign": "vcenter", "border": 1}
    head = book.add_format({**base, "font_name": "黑体", "align": "center"})
    given = book.add_format(base)
    middle = book.add_format({**base, "align": "center"})
    blank = book.add_format({**base, "bg_color": "#FFFBEA"})
    title = book.add_format({"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"})
    note = book.add_format({"font_name": "仿宋", "font_size": 10, "valign": "vcenter"})
    sheet = book.add_worksheet(SHEET)
    lists = book.add_worksheet(_LISTS)
    lists.very_hidden()
    sheet.merge_range(0, 1, 0, len(COLUMNS), f"{content.body}整改台账", title)
    sheet.set_row(0, 34)
    sheet.write_string(
        1,
        1,
        "底色浅黄的各栏由责任单位填写；填好后可用 fourwinds report --check-ledger 检查。行标识列已隐藏，请勿删改。",
        note,
    )
    sheet.set_column(0, 0, 4, None, {"hidden": 1})
    sheet.write_string(_HEAD_ROW, 0, _KEY, head)
    sheet.set_row(_HEAD_ROW, 32)
    for at, column in enumerate(COLUMNS, start=1):
        sheet.write_string(_HEAD_ROW, at, column.header, head)
        sheet.set_column(at, at, column.width * (0.62 if column.width < 40 else 0.75))
        if column.choices and rows:
            for n, choice in enumerate(column.choices):
                lists.write_string(n, at, choice)
            letter = chr(ord("A") + at)
            source = f"={_LISTS}!${letter}$1:${letter}${len(column.choices)}"
            sheet.data_validation(
                _HEAD_ROW + 1, at, _HEAD_ROW + len(rows), at,
                {
                    "validate": "list", "source": source, "error_title": "请从列表中选择",
                    "error_message": f"可选：{'、'.join(column.choices)}",
                },
            )  # fmt: skip
    for n, (key, cells) in enumerate(rows, start=_HEAD_ROW + 1):
        sheet.write_string(n, 0, key, given)
        for at, column in enumerate(COLUMNS, start=1):
            value = cells.get(column.code, "")
            form = (
                blank if column.code in _FILLED else middle if column.code in ("number", "heading", "count") else given
            )
            if isinstance(value, int):
                sheet.write_number(n, at, value, form)
            else:
                sheet.write_string(n, at, str(value), form)
    sheet.freeze_panes(_HEAD_ROW + 1, 4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_footer("&C— &P —")


def read(path: Path) -> dict[str, dict[str, str]]:
    """What stands in a ledger, by row key and column code, in sheet order; ``row`` is the row number in the sheet.

    Raises:
        InputError: the file is missing or is no ledger that ``write`` made.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise InputError(f"没有找到台账“{path}”", todo="检查文件名和路径后重试")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InputError(
            f"台账“{path.name}”读不出来", allowed="可用 .xlsx", todo="用 Excel 或 WPS 另存为 xlsx 后重试"
        ) from error
    codes = {column.header: column.code for column in COLUMNS} | {_KEY: "key"}
    try:
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        lines = list(sheet.iter_rows(values_only=True))
    finally:
        book.close()
    at = next((n for n, line in enumerate(lines) if _KEY in line), None)
    if at is None:
        raise InputError(
            f"“{path.name}”里没有行标识列",
            allowed="应为 fourwinds report --kind ledger 写出的台账",
            todo="检查是否选对了文件",
        )
    header = [codes.get(str(cell), "") for cell in lines[at]]
    found: dict[str, dict[str, str]] = {}
    for n, line in enumerate(lines[at + 1 :], start=at + 2):
        cells = {code: _text(cell) for code, cell in zip(header, line, strict=False) if code}
        if cells.get("key"):
            found[cells["key"]] = cells | {"row": str(n)}
    return found


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    text = str(cell).strip()
    return "" if text == BLANK else text


def check(written: Mapping[str, Mapping[str, str]], today: date) -> list[Defect]:
    """Rows without a responsible person, a measure or a date, with a date gone by, or with a slogan for a measure."""
    found = []
    for cells in written.values():
        lacks = []
        if not cells.get("person"):
            lacks.append("没有责任人")
        if not cells.get("measure"):
            lacks.append("没有整改措施")
        elif is_slogan(cells["measure"]):
            lacks.append(f"整改措施“{cells['measure'][:20]}”只有口号，没有写做什么")
        lacks += _date_defects(cells, today)
        if cells.get("state") and cells["state"] not in STATES:
            lacks.append(f"“是否销号”填的“{cells['state']}”不是{'、'.join(STATES)}之一")
        if lacks:
            found.append(Defect(int(cells["row"]), cells.get("problem", ""), tuple(lacks)))
    return found


def _date_defects(cells: Mapping[str, str], today: date) -> list[str]:
    due = cells.get("due", "")
    if not due:
        return [] if cells.get("kind") == _LONG_TERM else ["没有完成时限"]
    hit = _DATE.search(due)
    if not hit:
        return [] if cells.get("kind") == _LONG_TERM else [f"完成时限“{due}”看不出年月"]
    year, month, day = int(hit[1]), int(hit[2]), int(hit[3] or 0)
    try:
        last = date(year, month, day) if day else date(year + month // 12, month % 12 + 1, 1)
    except ValueError:
        return [f"完成时限“{due}”不是日期"]
    over = last < today if day else last <= today
    return [f"完成时限“{due}”已过"] if over and cells.get("state") not in STATES[:1] else []


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    data = tomllib.loads((files("fourwinds") / "data" / "measures.toml").read_text(encoding="utf-8"))
    return tuple(data["slogans"]), tuple(data["deeds"])


def is_slogan(measure: str) -> bool:
    """Whether a measure only exhorts and names no deed.

    >>> is_slogan("进一步加强学习，提高认识"), is_slogan("加强管理：每周一公布各处室办结情况")
    (True, False)
    """
    slogans, deeds = _words()
    return any(s in measure for s in slogans) and not any(d in measure for d in deeds) and not re.search(r"\d", measure)
