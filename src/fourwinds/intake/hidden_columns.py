"""Columns of a workbook that its maker has hidden: they are read like any other, and said, because nobody sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from fourwinds.intake import columns, hidden_rows, safety

_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]{0,400})>")
_ATTRIBUTE = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_HEAD = 1 << 20  # what stands before the cells
_LAST = 16_384
_SAID = "；这一列在表格中是隐藏的"


def find(path: Path) -> dict[str, frozenset[int]]:
    """Places (from 0) of the hidden columns of each sheet of an xlsx file, sheets without any left out."""
    found: dict[str, frozenset[int]] = {}
    try:
        with ZipFile(path) as archive:
            for name, member in hidden_rows.members(archive).items():
                with archive.open(member) as file:
                    head = file.read(_HEAD).partition(b"sheetData")[0]
                if places := _hidden(head):
                    found[name] = places
    except safety.DAMAGE:  # what is wrong with the file is said by its reader
        return {}
    return found


def _hidden(head: bytes) -> frozenset[int]:
    places: set[int] = set()
    left = _LAST  # to be looked at: an honest sheet names each column once
    for text in _COLUMN.findall(head):
        said = dict(_ATTRIBUTE.findall(text))
        try:
            first, last = max(int(said[b"min"]), 1), min(int(said[b"max"]), _LAST)
            unseen = said.get(b"hidden") in (b"1", b"true") or float(said.get(b"width", b"1")) == 0
        except (KeyError, ValueError):
            continue
        if unseen and left > 0:
            left -= max(0, last - first + 1)
            places.update(range(first - 1, last))
    return frozenset(places)


def said(roles: Sequence[columns.Column], hidden: frozenset[int]) -> list[columns.Column]:
    """``roles`` whose reasons tell which columns are hidden, for the operator to decide."""
    return [
        replace(column, reason=column.reason + _SAID) if i in hidden and column.role != columns.EMPTY else column
        for i, column in enumerate(roles)
    ]


def note(place: str, roles: Sequence[columns.Column], hidden: frozenset[int]) -> list[str]:
    """What is said of the hidden columns that are read, as opinions or beside them; nothing where there is none."""
    read = [c for i, c in enumerate(roles) if i in hidden and c.role in (columns.OPEN, columns.CONTEXT)]
    if not read:
        return []
    names = "、".join(f"“{columns.shown(column.name)}”" for column in read)
    other = "，或用 --text-column 指定另一列" if any(column.role == columns.OPEN for column in read) else ""
    return [f"{place}：{names}在表格中是隐藏的列，也已读取；不要的请先在表格中删除{other}"]
