"""Files that could hurt: zip containers are measured before anybody opens them.

Office files and zip archives are checked by inflating every member once, in blocks that are thrown away: what a header
declares proves nothing. XML that a reader parses is refused with a document type (entity bombs; no Office program writes
one), whatever it is called, and so is a worksheet whose filled cells span more than a program can hold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from fourwinds.errors import InputError
from fourwinds.intake import reach, unread_members

MAX_MEMBERS = 5_000
MAX_INFLATED = 400 << 20
MAX_CELLS = 8_000_000
MAX_TEXT = 400 << 20
MAX_TAGS = 2_000_000
_ENCRYPTED = 0x1
_DECLARED = re.compile(rb"<!DOCTYPE|<!ENTITY")
_TAG = re.compile(rb"[\xef\xbb\xbf\xfe\xff\s\0]*<")
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
            inflated = cells = tags = 0
            is_word = any(member.filename.startswith("word/") for member in members)
            for member, is_read in _those_that_tell_first(archive, members):
                inflated, held = _measured(path, archive, member, inflated, may_be_sheet=is_read, is_read=is_read)
                cells += held
                tags += sum(block.count(b"<") for block in reach.blocks(archive, member)) if is_word else 0
                if tags > MAX_TAGS:  # a document becomes a tree of objects, a hundred bytes and more for each
                    raise _too_large(path, f"里的段落和格式超过 {MAX_TAGS // 10_000} 万处")
            if cells and reach.shared_text(archive, cells, MAX_TEXT) > MAX_TEXT:
                raise _too_large(path, f"各格的文字合计超过 {MAX_TEXT >> 20} MB")
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
    return _measured(path, archive, member, inflated, may_be_sheet=False)[0]


def _those_that_tell_first(archive: ZipFile, members: Sequence[ZipInfo]) -> Iterator[tuple[ZipInfo, bool]]:
    """Every member and whether a reader may parse it; what tells that is asked only after it has been yielded itself."""
    yield from ((member, True) for member in members if unread_members.tells_of_others(member.filename))
    unread = unread_members.find(archive, members)
    for member in members:
        if not unread_members.tells_of_others(member.filename):
            yield member, member.filename not in unread


def _measured(
    path: Path, archive: ZipFile, member: ZipInfo, inflated: int, *, may_be_sheet: bool, is_read: bool = True
) -> tuple[int, int]:
    """The same, and how many cells the member holds: in an Office file whatever is XML may be a worksheet."""
    if member.flag_bits & _ENCRYPTED:
        raise InputError(f"“{path.name}”有密码", todo="去掉密码后重新压缩或保存再试")
    is_xml = is_read and member.filename.endswith((".xml", ".rels"))
    sheet = reach.Reach(MAX_CELLS)
    for block in reach.blocks(archive, member):
        is_xml = is_xml or (may_be_sheet and not sheet.begun and _TAG.match(block[:200]) is not None)
        inflated += len(block)
        if inflated > MAX_INFLATED:
            raise _too_large(path, f"解开后超过 {MAX_INFLATED >> 20} MB")
        if is_xml and _declares(block):
            raise InputError(f"“{path.name}”里有不安全的内容（XML 实体）", todo="在 WPS 或 Office 中重新保存后再试")
        if is_xml:
            sheet.look(block)
    sheet.finish(archive, member)
    if sheet.column * sheet.row > MAX_CELLS:
        raise _too_wide(path, sheet.column, sheet.row)
    return inflated, sheet.cells


def _declares(block: bytes) -> bool:
    """Whether a block of XML holds a document type; at its beginning also in UTF-16."""
    if b"<!" in block and _DECLARED.search(block):
        return True
    return b"\0" in block[:200] and _DECLARED.search(block[:4096].replace(b"\0", b"")) is not None


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
