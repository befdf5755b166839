"""One spelling for the model: a table from code point to code point, always one to one.

Because every character maps to exactly one character, position *i* of the cleaned text is position *i* of the
original, so evidence found in the one can be shown in the other. NFKC is not used: it would turn ， into , but also
① into 1 and ㎡ into m2, which changes lengths and meanings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from fourwinds.characters import CODE_POINTS

_PUNCTUATION = {"，": ",", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")", "．": ".", "、": ",",
                "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "『": '"', "』": '"', "【": "(", "】": ")",
                "《": '"', "》": '"', "〈": '"', "〉": '"', "～": "~", "—": "-", "–": "-", "－": "-", "…": ".", "·": " "}  # fmt: skip


@lru_cache(maxsize=1)
def aliases() -> dict[int, int]:
    """Code points that are read as another one: case, width, digits, punctuation, traditional, invisible.

    All digits become ``0``: which number it is never decides a tag, that there is one sometimes does.

    >>> table = aliases()
    >>> chr(table[ord("７")]), chr(table[ord("Ａ")]), chr(table[ord("們")]), chr(table[ord("。")]) if ord("。") in table else "。"
    ('0', 'a', '们', '。')
    """
    table: dict[int, int] = {}
    for code in range(0x21, 0x7F):
        table[code + 0xFEE0] = ord(chr(code).lower())
        table[code] = ord(chr(code).lower())
    for code in (*range(0x30, 0x3A), *range(0xFF10, 0xFF1A)):
        table[code] = ord("0")
    table.update({ord(key): ord(value) for key, value in _PUNCTUATION.items()})
    lines = (files("fourwinds") / "data" / "traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    table.update({ord(pairs[i]): ord(pairs[i + 1]) for i in range(0, len(pairs), 2)})
    invisible = [
        *range(0x20),
        *range(0x7F, 0xA1),
        0x3000,
        0xFEFF,
        *range(0x2000, 0x2010),
        *range(0x2028, 0x2030),
    ]
    table.update(dict.fromkeys([*invisible, *range(0x2060, 0x2070)], ord(" ")))
    return {key: value for key, value in table.items() if key != value}


def normalise(text: str) -> str:
    """``text`` as the model reads it, of the same length.

    >>> normalise("會議太多，１２个／周！")
    '会议太多,00个/周!'
    """
    return text.translate(aliases())


def fingerprint(text: str) -> str:
    """What stays of ``text`` when spelling, spacing and punctuation are ignored; equal for copied answers.

    >>> fingerprint("会议太多。") == fingerprint(" 会议，太多!")
    True
    """
    return text.translate(_kept()) or text.strip()


def fingerprints(texts: Sequence[str]) -> list[str]:
    """``fingerprint`` of every text, in one pass over all of them.

    >>> fingerprints(["会议太多。", "。。"]) == [fingerprint("会议太多。"), "。。"]
    True
    """
    joined = "\0".join(texts)
    if joined.count("\0") != len(texts) - 1:
        return [fingerprint(text) for text in texts]
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    meant = _kept_by_point().take(points)
    if (meant == _NOT_YET).any():
        for code in np.unique(points[meant == _NOT_YET]).tolist():
            _kept_by_point()[code] = _LEFT_OUT if (kept := _kept()[code]) is None else kept
        meant = _kept_by_point().take(points)
    bare = meant[meant != _LEFT_OUT].tobytes().decode("utf-32-le", "surrogatepass").split("\0")
    return [kept or text.strip() for kept, text in zip(bare, texts, strict=True)]


class _Kept(dict[int, int | None]):
    """What ``fingerprint`` makes of each code point, worked out when it first comes up."""

    def __missing__(self, code: int) -> int | None:
        meant = aliases().get(code, code)
        self[code] = kept = meant if unicodedata.category(chr(meant))[0] in "LN" else None
        return kept


@lru_cache(maxsize=1)
def _kept() -> _Kept:
    return _Kept()


_LEFT_OUT, _NOT_YET = 0xFFFFFFFE, 0xFFFFFFFF  # no code points


@lru_cache(maxsize=1)
def _kept_by_point() -> npt.NDArray[np.uint32]:
    """The same as an array, for many texts; NUL, which parts them, stays."""
    table = np.full(CODE_POINTS, _NOT_YET, dtype=np.uint32)
    table[0] = 0
    return table
