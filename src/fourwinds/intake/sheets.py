"""Tables: workbooks by calamine, csv and tsv by the standard library."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.intake import columns, hidden_columns, hidden_rows, old_sheets, profiles, quotation_marks, tables
from fourwinds.intake.answers import Answers, Choice, NoOpinionColumn
from fourwinds.intake.encoding import decode
from fourwinds.intake.identity import row_hash
from fourwinds.records import Feedback

MAX_CELL = 1_000_000
MAX_CELLS = 40_000_000  # of a table of text
MAX_COLUMNS = 16_384  # as in a workbook


@dataclass(frozen=True, slots=True)
class Veiled:
    """What a workbook hides: names of sheets, how many rows of a sheet, places (from 0) of columns of a sheet."""

    sheets: list[str]
    rows: Mapping[str, int]
    columns: Mapping[str, frozenset[int]]


def read_workbook(path: Path, choice: Choice) -> Answers:
    """Every visible sheet of an xlsx file, or the one named in ``choice``."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum, ZipError

    try:
        # Not by its path: calamine goes by the suffix then, and many an .xls is an .xlsx.
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        visible = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
        hidden = [m.name for m in book.sheets_metadata if m.name not in visible]
        _check_sheet(path, choice, book.sheet_names)
        wanted = [choice.sheet] if choice.sheet else visible
        grids = [(name, cells(book.get_sheet_by_name(name).to_python(skip_empty_area=False))) for name in wanted]
    except PasswordError as error:
        raise InputError(f"“{path.name}”有打开密码", todo="去掉密码另存后重试") from error
    except (CalamineError, ZipError, OSError, ValueError) as error:
        raise _damaged(path) from error
    veiled = Veiled(hidden, hidden_rows.count(path), hidden_columns.find(path))
    return _read_grids(path, grids, veiled, choice)


def read_old_workbook(path: Path, choice: Choice) -> Answers:
    """The same of an xls or et file."""
    try:
        book = old_sheets.read(path, choice.sheet)
    except ValueError as error:
        raise _damaged(path) from error
    _check_sheet(path, choice, book.names)
    return _read_grids(path, book.grids, Veiled(book.hidden, book.hidden_rows, book.hidden_columns), choice)


def _damaged(path: Path) -> InputError:
    return InputError(f"“{path.name}”已损坏或不是表格", todo="在 WPS 或 Excel 中重新保存后重试")


def _check_sheet(path: Path, choice: Choice, names: Sequence[str]) -> None:
    if choice.sheet and choice.sheet not in names:
        raise InputError(
            f"“{path.name}”里没有工作表“{choice.sheet}”", allowed=f"现有 {'、'.join(names)}", todo="改用其中一个"
        )


def _read_grids(path: Path, grids: list[tuple[str, list[list[str]]]], veiled: Veiled, choice: Choice) -> Answers:
    answers = Answers()
    if veiled.sheets and not choice.sheet:
        answers.notes.append(f"隐藏的工作表未读取：{'、'.join(veiled.sheets)}（需要时用 --sheet 指定）")
    answers.notes.extend(
        f"工作表“{name}”有 {veiled.rows[name]} 行被隐藏或筛选掉，也已读取；不要的请先在表格中删除"
        for name, _ in grids
        if name in veiled.rows
    )
    header: list[str] = []
    for name, grid in grids:
        found = tables.find(grid, choice.text_column)
        answers.rows += 0 if found else sum(any(cell.strip() for cell in row) for row in grid)
        header = header or (found[0].header if found else [])
        _read_grid(answers, path, name, found, choice, hidden=veiled.columns.get(name, frozenset()))
    _complain_if_nothing(answers, path, choice, header)
    return answers


def read_delimited(path: Path, choice: Choice) -> Answers:
    """A csv or tsv file; the delimiter is the one that makes most rows alike."""
    text = decode(path).replace("\0", "")
    limit = csv.field_size_limit(MAX_CELL * 4)
    try:
        delimiter = delimiter_of(text)
        grid, unclosed, strays = quotation_marks.rows(text, delimiter, MAX_CELLS)
    except OverflowError as error:
        raise too_many_cells(path) from error
    except csv.Error as error:
        raise InputError(
            f"“{path.name}”的表格结构读不出来（{error}）", todo="用 WPS 或 Excel 打开后另存为 xlsx 再试"
        ) from error
    finally:
        csv.field_size_limit(limit)
    answers = read_grid(path, grid, choice, delimiter=delimiter)
    if strays:
        answers.notes.append(f"有 {strays} 处引号没有配对，把后面的行包了进去，已改为一行一条读取，请核对原件")
    if unclosed:
        answers.notes.append("有一处引号没有配对，已改为一行一条读取，请核对原件")
    return answers


def too_many_cells(path: Path) -> InputError:
    """What is said of a table that would fill the memory."""
    return InputError(
        f"“{path.name}”的格子太多",
        allowed=f"最多 {MAX_CELLS // 10_000} 万格",
        todo="删去空的行和列，或拆成几个文件后重试",
    )


def read_grid(
    path: Path, grid: list[list[str]], choice: Choice, numbers: Sequence[int] = (), *, delimiter: str = "", several: bool = True
) -> Answers:  # fmt: skip
    """Answers of a grid of cells.

    Args:
        path: the file, for its name.
        grid: rows of cells.
        choice: the operator's.
        numbers: the rows' places in the file where these are not 1, 2, 3…
        delimiter: the mark between cells; cells beyond the header belong to an open question in the last column, whose
            answers hold the mark.
        several: whether further tables may follow after empty rows.

    Raises:
        InputError: there is no column of opinions, or not the one that the operator chose.
    """
    answers = Answers()
    found = tables.find(grid, choice.text_column, several=several)
    if any(len(table.header) > MAX_COLUMNS for table in found):
        raise too_many_cells(path)
    answers.rows += 0 if found else sum(any(cell.strip() for cell in row) for row in grid)
    _read_grid(answers, path, "", found, choice, delimiter)
    _complain_if_nothing(answers, path, choice, found[0].header if found else [])
    if numbers:
        answers.feedback = [replace(said, row=numbers[said.row - 1]) for said in answers.feedback]
    return answers


def delimiter_of(text: str) -> str:
    """The delimiter of a table: the mark that divides most of its lines alike.

    ， counts only where it divides the header and nearly every line alike, for Chinese sentences are full of it.
    """
    lines = [line for line in text[:20_000].split("\n")[:50] if line.strip()]

    def agreement(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines if mark in line]
        usual = max(set(counts), key=counts.count) if counts else 0
        return counts.count(usual), usual

    best = max(",\t;|", key=agreement)
    if agreement(best)[1]:
        return best
    alike, times = agreement("，")
    return "，" if times and lines[0].count("，") == times and alike >= 0.9 * len(lines) else ","


def cells(rows: Iterable[Sequence[Any]]) -> list[list[str]]:
    """Cells as text; whole numbers without a decimal point."""
    return [[cell if cell.__class__ is str else _text(cell) for cell in row] for row in rows]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _read_grid(
    answers: Answers, path: Path, sheet: str, found: list[tables.Table], choice: Choice, delimiter: str = "", *,
    hidden: frozenset[int] = frozenset(),
) -> None:  # fmt: skip
    for number, table in enumerate(found, start=1):
        place = (f"工作表“{sheet}”" if sheet else "表格") + (f"第 {number} 个表" if len(found) > 1 else "")
        answers.rows += len(table.body)
        required = len(found) == 1 and (not sheet or bool(choice.sheet))
        roles = roles_of(path, table.header, [row for _, row in table.body], choice, required=required, place=place)
        if roles is None:
            continue
        note(answers, place, hidden_columns.said(roles, hidden))
        answers.notes.extend(second_row(place, table))
        answers.notes.extend(hidden_columns.note(place, roles, hidden))
        answers.skipped, answers.ragged = table.skipped, 0
        take(answers, path.name, sheet, roles, table.body, delimiter, merged=bool(sheet))
        answers.notes.extend(left_out(place, answers.skipped, answers.ragged))


def second_row(place: str, table: tables.Table) -> list[str]:
    """Note on a row that was taken for the second one of the header: were it an answer, it would be lost."""
    if not table.second:
        return []
    return [f"{place}：第 {table.second} 行读作表头的第二行；这一行如果是意见，请给没有列名的列补上列名后重试"]


def left_out(place: str, skipped: int, ragged: int) -> list[str]:
    """Notes on what was not read of a table."""
    notes = [f"{place}：合计、注释和重复的表头 {skipped} 行未读取"] if skipped else []
    return notes + ([f"{place}：有 {ragged} 行的格子比表头多，多出的未读取，请核对原件"] if ragged else [])


def roles_of(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    choice: Choice,
    *,
    required: bool,
    place: str = "表格",
) -> list[columns.Column] | None:
    """The role of every column, the operator's choice before our own; None when this table lacks the chosen column.

    Raises:
        InputError: it lacks the chosen column and ``required`` is set.
    """
    roles = profiles.apply(choice.profile, columns.propose(header, rows))
    if choice.text_column:
        if choice.text_column not in header:
            if not required:
                return None
            raise _no_such_column(path, choice.text_column, header)
        roles = [
            columns.Column(c.name, columns.OPEN, "由操作人指定") if c.name == choice.text_column
            else columns.Column(c.name, columns.CHOICE, "未被指定") if c.role == columns.OPEN else c
            for c in roles
        ]  # fmt: skip
    chosen = {c.number: c.role for c in choice.roles if (c.file, c.place) == (path.name, place)}
    return [
        columns.Column(c.name, chosen[i], "由操作人指定")
        if chosen.get(i, c.role) != c.role and not columns.is_personal(c.name)
        else c
        for i, c in enumerate(roles)
    ]


def note(answers: Answers, place: str, roles: Sequence[columns.Column]) -> None:
    """Tell the operator which columns are read and why."""
    answers.columns.extend((place, column) for column in roles)
    if any(column.role == columns.OPEN for column in roles):
        left = [column for column in roles if column.role not in (columns.OPEN, columns.CONTEXT, columns.EMPTY)]
        parts = [f"意见列 {_quoted(roles, columns.OPEN)}"]
        if any(column.role == columns.CONTEXT for column in roles):
            parts.append(f"背景列 {_quoted(roles, columns.CONTEXT)}")
        parts.append(f"未读取 {_quoted(left)}" if left else "各列都已读取")
        answers.notes.append(f"{place}：{'；'.join(parts)}")


def take(
    answers: Answers, source: str, sheet: str, roles: Sequence[columns.Column], body: Iterable[tuple[int, list[str]]], delimiter: str = "", *,
    merged: bool = False,
) -> None:  # fmt: skip
    """Add the answers of numbered rows; in workbooks a blank category cell is the rest of a merged one above."""
    last = len(roles) - 1
    goes_on = bool(delimiter) and roles[last].role == columns.OPEN
    opened = [(i, column.name) for i, column in enumerate(roles) if column.role == columns.OPEN]
    aside = [i for i, column in enumerate(roles) if column.role == columns.CONTEXT and _is_topic(column.name)]
    about = [i for i, column in enumerate(roles) if column.role == columns.METADATA]
    above = ""
    found: list[tuple[int, str, str, str]] = []
    for number, row in body:
        trace = row_hash(row, about) if about else ""
        if len(row) > len(roles) and any(cell.strip() for cell in row[last + 1 :]):
            if goes_on:
                row = [*row[:last], delimiter.join(row[last:])]
            else:
                answers.ragged += 1
        topic = above
        if aside:
            topic = "；".join(row[i].strip() for i in aside if i < len(row) and row[i].strip()) or above
            above = topic if merged else ""
        for i, name in opened:
            if i < len(row) and not columns.is_blank(row[i]):
                found.append((number, row[i][:MAX_CELL], f"{topic}；{name}" if topic else name, trace))
    if found:
        answers.feedback.extend(
            Feedback.from_columns([source] * len(found), [sheet] * len(found), *zip(*found, strict=True))
        )


def _is_topic(name: str) -> bool:
    return any(word in name for word in ("类别", "方面", "对象", "栏目", "维度"))


def _quoted(roles: Sequence[columns.Column], role: str = "") -> str:
    return "、".join(f"“{columns.shown(column.name)}”" for column in roles if role in ("", column.role))


def _no_such_column(path: Path, wanted: str, header: Sequence[str]) -> InputError:
    return InputError(
        f"“{path.name}”里没有名为“{wanted}”的列",
        allowed=f"现有 {_column_names(header)}",
        todo="用 --text-column 指定其中一列",
    )


def _complain_if_nothing(answers: Answers, path: Path, choice: Choice, header: Sequence[str]) -> None:
    if any(column.role == columns.OPEN for _, column in answers.columns) or not answers.rows:
        return
    if choice.text_column:
        raise _no_such_column(path, choice.text_column, header)
    raise NoOpinionColumn(
        f"“{path.name}”里没有找到填写意见的列",
        allowed=f"现有列 {_column_names(header) or '（没有表头）'}",
        todo="用 --text-column 指定哪一列是意见",
        columns=tuple(answers.columns),
    )


def _column_names(header: Sequence[str]) -> str:
    """Column names fit to print: what does not read like one may be an answer or a person, so its place stands for it."""
    return "、".join(name if columns.is_name(name) else f"（第{i}列）" for i, name in enumerate(header, start=1))
