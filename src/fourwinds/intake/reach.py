"""How far the filled cells of a worksheet reach, and how much text its cells take from the table of shared strings.

A reader makes room for every cell up to the last one, and copies a shared string into each cell that names it: a file of 20 kB
can ask for gigabytes. What Office programs write is measured with a few searches for fixed bytes; a sheet that is written
in any other way XML allows (prefixes, single quotes, cells without a place) is walked through element by element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

BLOCK = 1 << 20
_PLACE = rb'([A-Za-z]{1,3})([0-9]{1,7})"(?!(?: [a-z]{1,4}="[^"<>/]*")* ?/>)'
_CELL = re.compile(rb'<c r="' + _PLACE)
# Only cells beyond column Z or row 99,999; a sheet without them cannot span too much, and most have none.
_FAR_CELL = re.compile(rb'<c r="(?=[A-Za-z]{2}|[A-Za-z][0-9]{6})' + _PLACE)
_UNUSUAL = re.compile(rb'<c(?:[\t\r\n>/]| (?!r="))')
_PREFIXED = re.compile(rb"<[\w.-]+:c[\s>/]")
_SHARED = re.compile(rb"""t\s*=\s*["']s["'][^>]*>\s*<(?:[\w.-]+:)?v>\s*([0-9]{1,9})""")
_TABLE = "xl/sharedstrings.xml"  # the reader does not care for capitals


class Reach:
    """The last row and column among the filled cells of what was looked at, and how many cells there are.

    Row and column are exact, or bounds (row 99,999 and column Z at least) whose product is at most ``limit``.
    """

    def __init__(self, limit: int) -> None:
        self.row, self.column, self.cells = 0, 0, 0
        self.begun = False
        self._limit = limit
        self._is_unusual = False
        self._tail = b""

    def look(self, block: bytes) -> None:
        """Look at the next bytes of a member that holds XML."""
        self._is_unusual |= not self.begun and b"\0" in block[:200]  # UTF-16
        self.begun = True
        seen = self._tail + block
        end = max(seen.rfind(b"<"), len(seen) - BLOCK, 0)  # a tag that is cut is looked at with the next block
        self._tail = seen[end:]
        self._count(seen[:end])

    def finish(self, archive: ZipFile, member: ZipInfo) -> None:
        """Look at what is left; looks at every cell where bounds do not do, and walks through what is written unusually."""
        self._count(self._tail)
        if self._is_unusual:
            self._walk(archive, member)
        elif self.row * self.column > self._limit:
            self.row = self.column = 0
            tail = b""
            for block in blocks(archive, member):
                self._reach(_CELL, tail + block)
                tail = (tail + block)[-200:]

    def _count(self, seen: bytes) -> None:
        usual = seen.count(b'<c r="')
        self.cells += usual
        if seen.count(b"<c") != usual and _UNUSUAL.search(seen):
            self._is_unusual = True
        if b":c" in seen and _PREFIXED.search(seen):
            self._is_unusual = True
        if usual:
            self.row, self.column = max(self.row, 99_999), max(self.column, 26)
            self._reach(_FAR_CELL, seen)

    def _reach(self, cell: re.Pattern[bytes], seen: bytes) -> None:
        for hit in cell.finditer(seen):
            self.column, self.row = max(self.column, column_number(hit[1])), max(self.row, int(hit[2]))

    def _walk(self, archive: ZipFile, member: ZipInfo) -> None:
        """Every cell by an XML parser; a cell without a place stands right of the one before."""
        at = [0, 0]
        inside = [False]
        self.row = self.column = self.cells = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            local = name.rpartition(":")[2]
            if inside[0] and local != "c":
                self.row, self.column = max(self.row, at[0]), max(self.column, at[1])
            elif local == "row":
                said = attributes.get("r", "")
                at[0], at[1] = int(said) if said.isdecimal() else at[0] + 1, 0
            elif local == "c":
                inside[0] = True
                self.cells += 1
                place = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
                at[1] = column_number(place[1].encode()) if place else at[1] + 1
                at[0] = int(place[2]) if place else at[0]

        def end(name: str) -> None:
            if name.rpartition(":")[2] == "c":
                inside[0] = False

        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = start, end
        try:
            for block in blocks(archive, member):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise ValueError("no XML") from error


def blocks(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """The bytes of a member, ``BLOCK`` at a time."""
    with archive.open(member) as file:
        while block := file.read(BLOCK):
            yield block


def column_number(letters: bytes) -> int:
    """Number of a column, 1 for A.

    >>> [column_number(letters) for letters in (b"A", b"z", b"AA", b"XFD")]
    [1, 26, 27, 16384]
    """
    value = 0
    for letter in letters.upper():
        value = value * 26 + letter - 64
    return value


def shared_text(archive: ZipFile, cells: int, limit: int) -> int:
    """Bytes that cells take from the table of shared strings, exactly when that may be above ``limit``, else a bound.

    Args:
        cells: how many cells there are in all sheets.
    """
    table = next((name for name in archive.NameToInfo if name.lower() == _TABLE), "")
    if not table:
        return 0
    whole = archive.read(table)
    pieces = re.split(rb"</[\w.-]+:si>|</si>", whole) if b":si" in whole else whole.split(b"</si>")
    lengths = list(map(len, pieces))
    most = cells * max(lengths)
    if most <= limit:
        return most
    total = 0
    for member in archive.infolist():
        tail = b""
        for block in blocks(archive, member) if member.filename != table else ():
            seen = tail + block
            end = max(seen.rfind(b"</"), 0)
            seen, tail = seen[:end], seen[end:][-BLOCK:]
            for hit in _SHARED.finditer(seen):
                index = int(hit[1])
                total += lengths[index] if index < len(lengths) else 0
        if total > limit:
            return total
    return total
