"""整改台账 as a workbook: written with drop-down lists, read back by the hidden key of every row."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.report.content import Content
from fourwinds.report.figures import Trace, words
from fourwinds.report.ledger_columns import COLUMNS, GIVEN, Column
from fourwinds.report.ledger_rows import BLANK, Row, Written, rows
from fourwinds.report.writing import replacing

SHEET = "整改台账"
_LISTS = "选项"
_KEY = "行标识"
_HEAD_ROW = 2
_CREATED = datetime(2000, 1, 1)
_MIDDLE = ("number", "heading", "count")
_NUMBERS = ("number", "count")
_LINE = 17  # points


def write(content: Content, target: Path, kept: Written) -> list[Trace]:
    """Write the ledger; ``kept`` is what people wrote in an earlier one, by row key and column code.

    Returns:
        the opinions behind every row, by the address of its count, or of its problem where counts are not asked for.
    """
    import xlsxwriter
    from xlsxwriter.utility import xl_rowcol_to_cell

    columns, made = rows(content, kept)
    with replacing(target) as draft:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(str(draft), options)
        book.set_properties({"title": f"{content.body}整改台账", "comments": content.remark, "created": _CREATED})
        _sheet(book, content, columns, made)
        book.close()
        _growing(draft)
    codes = [column.code for column in columns]
    at = codes.index("count") if "count" in codes else codes.index("problem")
    return [
        Trace(
            xl_rowcol_to_cell(row, at + 1), f"第{row + 1}行",
            f"{content.named(one.problem)}·{columns[at].header}：{one.problem.count}", one.problem.opinion_ids,
        )
        for row, one in enumerate(made, start=_HEAD_ROW + 1) if one.problem is not None
    ]  # fmt: skip


def _sheet(book: Any, content: Content, columns: Sequence[Column], made: Sequence[Row]) -> None:
    from xlsxwriter.utility import xl_range_abs

    from fourwinds.report.finished_rows import clean

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
    sheet.merge_range(0, 1, 0, len(columns), f"{content.body}整改台账", title)
    sheet.set_row(0, 34)
    sheet.write_string(
        1,
        1,
        "底色浅黄的各栏由责任单位填写；填好后可用 fourwinds report --check-ledger 检查。行标识列已隐藏，请勿删改。",
        note,
    )
    for n, sentence in enumerate(content.apart_sentences(), start=_HEAD_ROW + 2 + len(made)):
        sheet.write_string(n, 1, words(sentence), note)
    sheet.set_column(0, 0, 4, None, {"hidden": 1})
    sheet.write_string(_HEAD_ROW, 0, _KEY, head)
    sheet.set_row(_HEAD_ROW, 32)
    for at, column in enumerate(columns, start=1):
        sheet.write_string(_HEAD_ROW, at, column.header, head)
        sheet.set_column(at, at, column.width * _scale(column))
        choices = column.choices or _suggested(column, content)
        if choices and made:
            for n, choice in enumerate(choices):
                lists.write_string(n, at, choice)
            source = f"={_LISTS}!{xl_range_abs(0, at, len(choices) - 1, at)}"
            error: dict[str, Any] = {"show_error": False}  # a suggestion; another office or post may be typed
            if column.choices:
                error = {"error_title": "请从列表中选择", "error_message": f"可选：{'、'.join(choices)}"}
            sheet.data_validation(
                _HEAD_ROW + 1, at, _HEAD_ROW + len(made), at, {"validate": "list", "source": source, **error}
            )
    for n, row in enumerate(made, start=_HEAD_ROW + 1):
        sheet.set_row(n, _LINE * max(_lines(row.cells.get(c.code, ""), c.width * _scale(c)) for c in columns))
        sheet.write_string(n, 0, row.key, given)
        for at, column in enumerate(columns, start=1):
            value = row.cells.get(column.code, "")
            form = middle if column.code in _MIDDLE else given if column.code in GIVEN else blank
            if column.code in _NUMBERS:
                sheet.write_number(n, at, int(value), form)
            else:
                sheet.write_string(n, at, clean(value), form)
    sheet.freeze_panes(_HEAD_ROW + 1, 4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_footer("&C— &P —")


def _scale(column: Column) -> float:
    return 0.62 if column.width < 40 else 0.75


def _lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column of ``width`` digits; a Chinese character is two digits wide."""
    wide = [sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")]
    return sum(max(1, ceil(n / max(width - 1, 1))) for n in wide)


def _growing(book: Path) -> None:
    """Let rows grow with what people write: their height is a beginning and not, as XlsxWriter has it, fixed."""
    with zipfile.ZipFile(book) as file:
        parts = [(entry, file.read(entry)) for entry in file.infolist()]
    with zipfile.ZipFile(book, "w") as file:
        for entry, part in parts:
            if entry.filename.startswith("xl/worksheets/"):
                part = part.replace(b' customHeight="1"', b"")
            file.writestr(entry, part)


def _suggested(column: Column, content: Content) -> list[str]:
    """The operator's own offices and posts, where people have to name one."""
    names = {"office": content.profile.offices, "leader": content.profile.posts}.get(column.code, {})
    return [name.partition("（")[0] for name in names]


def read(path: Path, columns: Sequence[Column] = COLUMNS) -> dict[str, dict[str, str]]:
    """What stands in a ledger, by row key and column code, in sheet order; ``row`` is the row number in the sheet.

    A column that is neither in ``columns`` nor a usual one goes by its header, so what people added is kept.

    Raises:
        InputError: the file is missing or is no ledger that ``write`` made.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise InputError(f"没有找到台账“{path}”", todo="检查文件名和路径后重试")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise InputError(
            f"台账“{path.name}”读不出来", allowed="可用 .xlsx", todo="用 Excel 或 WPS 另存为 xlsx 后重试"
        ) from error
    codes = {column.header: column.code for column in (*COLUMNS, *columns)} | {_KEY: "key"}
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
    header = ["" if cell is None else codes.get(str(cell).strip(), str(cell).strip()) for cell in lines[at]]
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
