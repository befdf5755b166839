"""Whether something was read before: rows that come again in another file, and files that this program wrote."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

from fourwinds.intake import safety

# A date with the time of day, a sender's account or telephone: what makes a row of a survey one of a kind. A date alone, a
# place, a link or the address of a room full of computers is shared by many.
_OF_A_KIND = re.compile(r"\d{4}\D.{2,10}?\d{1,2}:\d{2}|(?=[A-Za-z_]*\d)[A-Za-z0-9_-]{20,}|(?<!\d)1[3-9]\d{9}(?!\d)")
_BETWEEN = "\x1f"
_COLUMNS = (b"opinion_id,source,sheet,row,start,end,text,tag,", b'{"opinion_id": ')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MADE_BY = re.compile(r"<dc:description>[^<]*\bfourwinds \d")


def row_hash(cells: Sequence[str], metadata: Sequence[int]) -> str:
    """A digest of a whole row that is equal wherever the row stands, in this file or another; "" when it is not one of a kind.

    Two people may give one answer; only a row whose metadata hold the minute it was sent, an account or a telephone is surely
    the same when all of it comes again. 32 hexadecimal digits of BLAKE2b over all cells; nothing can be read from it.

    Args:
        cells: all cells of the row.
        metadata: places of the columns that tell who sent it and when.

    >>> row = ["1", "2026/9/3 12:00:01", "会议太多"]
    >>> row_hash(row, [0, 1]) == row_hash([*row, ""], [0, 1]) != "", row_hash(["1", "会议太多"], [0])
    (True, '')
    """
    for i in metadata:
        if i < len(cells) and _OF_A_KIND.search(cells[i]):
            break
    else:
        return ""
    said = _BETWEEN.join(cells).rstrip(_BETWEEN)
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_our_own(path: Path) -> bool:
    """Whether ``classify`` or ``report`` of this program wrote a file; people may have renamed or corrected it since."""
    try:
        with path.open("rb") as file:
            head = file.read(64).removeprefix(_BYTE_ORDER_MARK)
        if not head.startswith(b"PK\x03\x04"):
            return head.startswith(_COLUMNS)
        with ZipFile(path) as archive, archive.open("docProps/core.xml") as file:
            return bool(_MADE_BY.search(file.read(1 << 16).decode("utf-8", "replace")))
    except safety.DAMAGE:
        return False
