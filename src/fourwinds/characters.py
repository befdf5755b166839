"""Many texts as one array of code points, so that NumPy finds the few that a rule could touch at all.

A zero stands before each text and at the end, so the neighbours of a text's first and last character are zeros::

    texts   "会多" ""  "灯"
    points   0 会 多 0  0 灯 0
    starts   0      3  4
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CODE_POINTS = 0x110000
FEW = 8  # for fewer texts arrays do not pay
CHUNK = 2048  # texts whose arrays stay in the second-level cache

Bits = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

# Marks that every rule knows; whatever is none of these, no letter, digit or Chinese character, is EXOTIC.
_KNOWN_MARKS = "“”‘’…—·、。《》「」『』【】￥℃"


def encode(texts: Sequence[str]) -> tuple[Bits, npt.NDArray[np.int64]]:
    """Code points of all texts, uint32 of shape (positions + 1,), and the place of the zero before each, shape (len(texts),).

    Lone surrogates, NUL and emoji are characters like any other.
    """
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    joined = "\0" + "\0".join(texts) + "\0"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.zeros(len(texts), dtype=np.int64)
    np.cumsum(lengths[:-1] + 1, out=starts[1:])
    return points, starts


@dataclass(frozen=True, slots=True)
class Kinds:
    """For every code point the kinds it is of, one bit each."""

    table: Bits
    bit: Mapping[str, np.uint32]


def kinds(of: Mapping[str, str]) -> Kinds:
    """Kinds by name, from the characters of each; ``exotic`` is everything outside common Chinese writing.

    >>> made = kinds({"digit": "0123"})
    >>> bool(made.table[ord("2")] & made.bit["digit"]), bool(made.table[ord("😀")] & made.bit["exotic"])
    (True, True)
    """
    names = ["exotic", *of]
    if len(names) > 32:
        raise ValueError("a table holds 32 kinds")
    bit = {name: np.uint32(1 << i) for i, name in enumerate(names)}
    table = np.full(CODE_POINTS, bit["exotic"], dtype=np.uint32)
    for known in (range(0x20, 0x7F), range(0x4E00, 0x9FA6), range(0xFF01, 0xFF5F), map(ord, _KNOWN_MARKS)):
        table[list(known)] = 0
    table[0] = 0
    for name, chars in of.items():
        table[list(map(ord, chars))] |= bit[name]
    return Kinds(table, bit)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some texts of a batch.

    Attributes:
        first: number of the first of them in the batch.
        texts: they themselves.
        points: code points, 0 before each text and at the end; uint32 of shape (positions + 1,).
        starts: position of the zero before each text, int64 of shape (len(texts),).
        odd: which texts hold a NUL, so that zeros do not part them; they are empty in ``points``.
    """

    first: int
    texts: Sequence[str]
    points: Bits
    starts: npt.NDArray[np.int64]
    odd: Flags

    def any(self, places: Flags) -> Flags:
        """Which texts have one of the marked places; a mark on the zero before a text counts for it."""
        return np.logical_or.reduceat(places[:-1], self.starts)

    def count(self, places: Flags) -> npt.NDArray[np.int64]:
        """How many of the marked places each text has."""
        return np.add.reduceat(places[:-1], self.starts, dtype=np.int64)


def chunks(texts: Sequence[str]) -> Iterator[Chunk]:
    """The batch, ``CHUNK`` texts at a time."""
    for at in range(0, len(texts), CHUNK):
        some = texts[at : at + CHUNK]
        odd = np.zeros(len(some), dtype=np.bool_)
        points, starts = encode(some)
        if np.count_nonzero(points == 0) != len(some) + 1:
            odd[:] = ["\0" in text for text in some]
            points, starts = encode(["" if "\0" in text else text for text in some])
        yield Chunk(at, some, points, starts, odd)


def shifted(bits: Bits, by: int) -> Bits:
    """``bits`` seen from ``by`` places further left (negative: right): ``shifted(b, 1)[i] == b[i + 1]``, 0 outside."""
    moved = np.zeros_like(bits)
    if by > 0:
        moved[:-by] = bits[by:]
    else:
        moved[-by:] = bits[:by]
    return moved
