"""Bytes to text without guessing: BOM, strict UTF-8, strict GB18030, UTF-16 by its zeros."""

from __future__ import annotations

import codecs
from pathlib import Path

from fourwinds.errors import InputError

REPLACED = "\ufffd"
MAX_LINES = 5_000_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(path: Path) -> str:
    """The whole text of ``path`` with line ends as ``\\n``; a few bad bytes become ``�``.

    The whole file is tried, not its beginning: a short GBK text often passes for something else.

    Raises:
        InputError: it is no text in any of the encodings that Chinese offices use, or has more lines than memory holds.
    """
    text = _decoded(path)
    lines = text.count("\n")
    if lines > MAX_LINES:
        raise InputError(
            f"“{path.name}”有 {lines} 行",
            allowed=f"最多 {MAX_LINES // 10_000} 万行",
            todo="删去空行，或拆成几个文件后重试",
        )
    return text


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return _lines(_strict(raw, name, path))
    zeros = raw[:4096].count(0)
    if zeros > len(raw[:4096]) // 8:
        name = "utf-16-le" if raw[1:4096:2].count(0) >= raw[:4096:2].count(0) else "utf-16-be"
        return _lines(_strict(raw, name, path))
    try:
        return _lines(raw.decode("utf-8"))
    except UnicodeDecodeError:
        mended = _mended(raw, "utf-8")
    if mended is not None:
        return _lines(mended)
    try:
        return _lines(raw.decode("gb18030"))
    except UnicodeDecodeError:
        mended = _mended(raw, "gb18030")
    if mended is None:
        raise _undecodable(path)
    return _lines(mended)


def _strict(raw: bytes, name: str, path: Path) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        mended = _mended(raw, name)
        if mended is None:
            raise _undecodable(path) from error
        return mended


def _mended(raw: bytes, name: str) -> str | None:
    """The text with ``�`` for bytes that are wrong, if these are few beside the Chinese characters that are right.

    A file that was cut off or has one bad byte keeps its good rows; text in another encoding has too many bad ones.
    """
    text = raw.decode(name, errors="replace")
    wrong = text.count(REPLACED)
    right = sum("\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" for char in text)
    return text if right >= 10 * wrong and wrong else None


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _undecodable(path: Path) -> InputError:
    return InputError(
        f"“{path.name}”的文字编码认不出来",
        allowed="可用 UTF-8、GBK/GB18030、UTF-16",
        todo="在记事本中另存为 UTF-8 后重试",
    )
