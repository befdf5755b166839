"""Quotation marks of a csv file that swallow rows: one at the head of a cell, and another one some rows later.

Nothing in the marks tells the rows between from an answer of several lines. What those rows count does: a column of numbers
that goes on from line to line inside the cell and after it, or one of times that every line fills.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LEAST_LINES = 3  # of a cell: one of its own and two that were rows
_LEAST_OF_TWO = 6  # where a row has two cells only, for people number their answers, too: 1,会议太多
_MOMENT = re.compile(r"\d{4}\D\d{1,2}\D\d{1,2}\D.{0,3}\d{1,2}:\d{2}")


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
        rows = [line.split(delimiter) for line in lines[1:]]
        if any(len(row) != width for row in rows[:-1]) or width < 2 or (width == 2 and len(lines) < _LEAST_OF_TWO):
            continue
        for column in range(width):
            said = [first[column], *(row[column] if column < len(row) else "" for row in rows)]
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
