"""Hidden rows and columns of an old binary workbook (.xls, .et), which calamine does not tell.

Such a file is a compound file (sectors of bytes chained by a table, [MS-CFB]) with a stream of records ([MS-XLS]): a row's
record and a column's record each have a bit for "hidden". Only these are looked at, in the process that reads the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks
_NAMES = ("Workbook", "Book")
_SHEET, _ROW, _COLUMN, _END = 0x0085, 0x0208, 0x007D, 0x000A
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_LAST = 256


@dataclass(slots=True)
class Hidden:
    """Hidden parts of one sheet: how many rows, and the places (from 0) of the columns."""

    rows: int = 0
    columns: set[int] = field(default_factory=set)


def find(raw: bytes) -> list[Hidden]:
    """One entry for each sheet of a workbook, in the order in which the workbook names them.

    Raises:
        ValueError, struct.error, IndexError: it is damaged.
    """
    stream = _workbook(raw)
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _SHEET]
    return [_look(stream, start) for start in starts]


def _look(stream: bytes, start: int) -> Hidden:
    found, rows = Hidden(), set()
    for kind, body in _records(stream, start):
        if kind == _ROW and body[12] & _ROW_HIDDEN:
            rows.add(body[:2])
        elif kind == _COLUMN:
            first, last, width, _, options = struct.unpack_from("<5H", body)
            if options & _COLUMN_HIDDEN or not width:
                found.columns.update(range(first, min(last + 1, _LAST)))
    found.rows = len(rows)
    return found


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of every record of the part of the stream that begins at ``at``, charts inside a sheet included."""
    open_parts = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind in (_SHEET, _ROW, _COLUMN) and open_parts <= 1:
            yield kind, stream[at + 4 : at + 4 + length]
        open_parts += (kind == 0x0809) - (kind == _END)
        if open_parts == 0:
            return
        at += 4 + length


def _workbook(raw: bytes) -> bytes:
    """The stream of records of a compound file."""
    size, small = 1 << struct.unpack_from("<H", raw, 30)[0], 1 << struct.unpack_from("<H", raw, 32)[0]
    directory, _, limit, small_table = struct.unpack_from("<IIII", raw, 48)
    more, extra = struct.unpack_from("<II", raw, 68)
    if size not in (512, 4096) or small != 64:
        raise ValueError("unusual sectors")
    parts = list(struct.unpack_from("<109I", raw, 76))
    per = size // 4
    if extra > len(raw) // size:
        raise ValueError("more table than file")
    for _ in range(extra):  # further parts of the table
        if more >= _FREE:
            break
        listed = struct.unpack_from(f"<{per}I", raw, (more + 1) * size)
        parts.extend(listed[:-1])
        more = listed[-1]
    table: list[int] = []
    for part in parts:
        if part < _FREE:
            table.extend(struct.unpack_from(f"<{per}I", raw, (part + 1) * size))
    entries = _chain(raw[size:], table, directory, size)
    named = {}
    for at in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        named[entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")] = at
    at = next(named[name] for name in _NAMES if name in named)
    start, long = struct.unpack_from("<IQ", entries, at + 116)
    long &= 0xFFFFFFFF
    if long >= limit:
        return _chain(raw[size:], table, start, size)[:long]
    holder = _chain(raw[size:], table, struct.unpack_from("<I", entries, 116)[0], size)
    kept = _chain(raw[size:], table, small_table, size)
    return _chain(holder, list(struct.unpack(f"<{len(kept) // 4}I", kept)), start, small)[:long]


def _chain(raw: bytes, table: list[int], start: int, size: int) -> bytes:
    """The sectors that follow one another from ``start``; a chain that bites its tail ends."""
    found, seen = [], set()
    while start < min(_FREE, len(table)) and start not in seen:
        seen.add(start)
        found.append(raw[start * size : (start + 1) * size])
        start = table[start]
    return b"".join(found)
