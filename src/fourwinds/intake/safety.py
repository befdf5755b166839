"""Files that could hurt: zip containers are measured before anybody opens them.

Office files and zip archives are checked by inflating every member once, in blocks that are thrown away: what a header
declares proves nothing. XML with a document type is refused (entity bombs; no Office program writes one), and so is a
worksheet whose filled cells span more than a program can hold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from fourwinds.errors import InputError

MAX_MEMBERS = 5_000
MAX_INFLATED = 400 << 20
MAX_CELLS = 8_000_000
_BLOCK = 1 << 20
_FILLED = rb'([A-Z]{1,3})([0-9]{1,7})"(?:\s[^>]{0,80})?(?<!/)>'
_CELL = re.compile(rb'<c r="' + _FILLED)
# Only cells beyond column Z or row 99,999; a sheet without them cannot span too much, and most have none.
_FAR_CELL = re.compile(rb'<c r="(?=[A-Z]{2}|[A-Z][0-9]{6})' + _FILLED)
_ENCRYPTED = 0x1
# What zipfile raises on damaged archives.
DAMAGE = (BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError, KeyError)


def check(path: Path) -> set[str]:
    """Names of the members of a zip container that is safe to read.

    Raises:
        InputError: it is damaged, encrypted, too large when unpacked, or holds XML with a document type.
    """
    try:
        with ZipFile(path) as archive:
            members = count(path, archive)
            inflated = 0
            for member in members:
                inflated = measure(path, archive, member, inflated)
            return {member.filename for member in members}
    except DAMAGE as error:
        raise damaged(path) from error


def damaged(path: Path) -> InputError:
    """What is said of a container that cannot be opened."""
    return InputError(f"“{path.name}”已损坏", todo="在原程序中重新保存或重新导出")


def count(path: Path, archive: ZipFile) -> list[ZipInfo]:
    """The members, if they are not too many."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise _too_large(path, f"装着 {len(members)} 个文件")
    return members


def measure(path: Path, archive: ZipFile, member: ZipInfo, inflated: int) -> int:
    """``inflated`` and the true size of ``member``, after looking at its content.

    Raises:
        InputError: it is encrypted, holds XML with a document type, or together they are too large.
    """
    if member.flag_bits & _ENCRYPTED:
        raise InputError(f"“{path.name}”有密码", todo="去掉密码后重新压缩或保存再试")
    is_sheet = member.filename.startswith("xl/worksheets/")
    is_xml = member.filename.endswith((".xml", ".rels"))
    reach = _Reach(_FAR_CELL, 26, 99_999)
    first = True
    for block in _blocks(archive, member):
        inflated += len(block)
        if inflated > MAX_INFLATED:
            raise _too_large(path, f"解开后超过 {MAX_INFLATED >> 20} MB")
        if first and is_xml and re.search(rb"<!DOCTYPE|<!ENTITY", block[:4096].replace(b"\0", b"")):
            raise InputError(f"“{path.name}”里有不安全的内容（XML 实体）", todo="在 WPS 或 Office 中重新保存后再试")
        first = False
        if is_sheet:
            reach.look(block)
    if reach.column * reach.row > MAX_CELLS:
        reach = _Reach(_CELL)
        for block in _blocks(archive, member):
            reach.look(block)
        if reach.column * reach.row > MAX_CELLS:
            raise _too_wide(path, reach.column, reach.row)
    return inflated


def _blocks(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            yield block


class _Reach:
    """The last column and the last row among the cells that a pattern finds, and at least those given."""

    def __init__(self, cell: re.Pattern[bytes], column: int = 0, row: int = 0) -> None:
        self.column, self.row = column, row
        self._cell = cell
        self._tail = b""

    def look(self, block: bytes) -> None:
        seen = self._tail + block
        for hit in self._cell.finditer(seen):
            self.column, self.row = max(self.column, _number(hit[1])), max(self.row, int(hit[2]))
        self._tail = seen[-120:]


def _number(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def _too_large(path: Path, what: str) -> InputError:
    return InputError(
        f"“{path.name}”{what}", allowed=f"最多 {MAX_MEMBERS} 个文件、{MAX_INFLATED >> 20} MB", todo="拆成几个文件后重试"
    )


def _too_wide(path: Path, column: int, row: int) -> InputError:
    return InputError(
        f"“{path.name}”的工作表用到了第 {row} 行第 {column} 列，范围过大",
        allowed=f"行数乘列数最大 {MAX_CELLS // 10000} 万",
        todo="把有内容的部分复制到新的工作表后重试",
    )
