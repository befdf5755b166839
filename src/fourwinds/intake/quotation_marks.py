"""Quotation marks of a csv file that swallow rows: one at the head of a cell, closed by nobody or by another some rows later.

Nothing in the marks tells the rows between from an answer of several lines. What those rows count does: a column of numbers
that goes on from line to line inside the cell and after it, or one of times that every line fills.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

LEAST_LINES = 3  # of a cell: one of its own and two that were rows
_LEAST_OF_TWO = 6  # where a row has two cells only, for people number their answers, too: 1,会议太多
_MOST_STRAYS = 20  # that are mended one by one
_MOMENT = re.compile(r"\d{4}\D\d{1,2}\D\d{1,2}\D.{0,3}\d{1,2}:\d{2}")


def rows(text: str, delimiter: str, most_cells: int) -> tuple[list[list[str]], bool, int]:
    """Rows of cells; whether a quotation mark that nobody closed would have swallowed the rest of the file; and how many
    others would have swallowed rows. The line of such a mark is a row, quotation marks or not, and reading goes on below it.

    Raises:
        OverflowError: there are more cells than ``most_cells``.
    """
    above: list[list[str]] = []
    for strays in range(_MOST_STRAYS + 1):
        found, unclosed, tall = _between_marks(text, delimiter, most_cells)
        stray = next((at for at in tall if swallows(found[at], _after(found, at), delimiter)), -1)
        if stray < 0:
            break
        above += found[:stray]
        lines = text.split("\n")[tall[stray] :]
        below = 1 if strays < _MOST_STRAYS else len(lines)
        above += csv.reader(lines[:below], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        text, found = "\n".join(lines[below:]), []
    return above + found, unclosed, strays


def _after(found: Sequence[list[str]], at: int) -> list[str]:
    return found[at + 1] if at + 1 < len(found) else []


def _between_marks(text: str, delimiter: str, most_cells: int) -> tuple[list[list[str]], bool, dict[int, int]]:
    """Rows as the marks say; whether the last one is not closed, in which case from that row on each line is a row; and
    where rows of several lines are: their places and the lines they begin with, from 0.
    """
    found: list[list[str]] = []
    tall: dict[int, int] = {}
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begun = before = 0  # line at which the next row begins, and the last one
    try:
        for row in reader:
            if reader.line_num - begun >= LEAST_LINES:
                tall[len(found)] = begun
            found.append(row)
            cells += len(row)
            if cells > most_cells:
                raise OverflowError
            begun, before = reader.line_num, begun
    except csv.Error:  # a cell of millions of characters
        before = begun
    else:
        if not (
            found and found[-1] and "\n" in found[-1][-1] and is_unclosed(io.StringIO(text, newline=""), delimiter)
        ):
            return found, False, tall
        found.pop()
        tall.pop(len(found), None)
    rest = "\n".join(text.split("\n")[before:])  # ``encoding.decode`` leaves no other line ends
    found += csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return found, True, tall


def is_unclosed(lines: Iterable[str], delimiter: str) -> bool:
    """Whether a table ends inside quotation marks; asked where its last cell holds a line end, for it takes a while."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def swallows(record: Sequence[str], following: Sequence[str], delimiter: str) -> bool:
    """Whether a cell of ``record`` surely holds rows of the table.

    Args:
        following: the next record, empty where there is none.

    >>> swallows(["2", "甲", "会多\\n3,乙,菜少\\n4,丙,说“好”"], ["5", "丁", "无"], ",")
    True
    >>> swallows(["2", "甲", "三条：\\n3,乙,菜少\\n4,丙,灯坏"], ["3", "丁", "无"], ",")
    False
    """
    for place, cell in enumerate(record):
        lines = cell.split("\n")
        if len(lines) < LEAST_LINES:
            continue
        first = [*record[:place], *lines[0].split(delimiter)]
        width = len(first)
        further = [line.split(delimiter) for line in lines[1:]]
        if any(len(row) != width for row in further[:-1]) or width < 2 or (width == 2 and len(lines) < _LEAST_OF_TWO):
            continue
        for column in range(width):
            said = [first[column], *(row[column] if column < len(row) else "" for row in further)]
            after = following[column] if column < len(following) else ""
            if _goes_on([*said, after]) or (width > 2 and all(map(_MOMENT.search, said))):
                return True
    return False


def _goes_on(numbers: Sequence[str]) -> bool:
    """Whether they are whole numbers, each one more than the one before."""
    if not all(number.strip().isdecimal() and len(number.strip()) < 10 for number in numbers):
        return False
    first = int(numbers[0])
    return [int(number) for number in numbers] == list(range(first, first + len(numbers)))
