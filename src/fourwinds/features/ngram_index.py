"""Character 1–2-grams of a batch of texts as row numbers of a weight matrix, in NumPy alone.

The batch is one array of character numbers (``characters.encode``) with a boundary before, between and after the texts::

    texts   "会多" ""  "灯"
    ids     ⟨  会  多  ⟨   ⟨  灯  ⟨
    spans   0..........3...4......        each text owns its boundary and its characters

At position *p* stand one character (its row is its own number) and one pair (*p*, *p*+1), looked up by key in a
table with exactly two places for every key (cuckoo hashing, Pagh & Rodler 2004), so that a look-up is two
gathers whatever the size of the vocabulary. Where there are few enough characters, a square table of all pairs is
laid out from it, and a look-up is one gather. Row 0 is the unknown n-gram and its weights are zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fourwinds.characters import CODE_POINTS, encode

UintArray = npt.NDArray[np.uint32]
RowArray = npt.NDArray[np.int64]
PositionArray = npt.NDArray[np.int64]
BOUNDARY = 1  # row of the boundary character; row 0 is "unknown"
_FIRST = 2
_SQUARE = 4000  # characters up to which a table of all pairs is laid out: 32 MB, 64 MB above 65,536 rows
_MULTIPLIERS = (np.uint32(2654435769), np.uint32(2246822519))


@dataclass(frozen=True, slots=True)
class Batch:
    """N-gram rows of a batch.

    Attributes:
        unigrams: row of the character at each position, ``positions`` long.
        bigrams: row of the pair that begins there, 0 if it has none, same length.
        starts: first position of each text, ``len(texts)`` long; position ``starts[i]`` is its boundary.
        points: code point at each position, 0 at a boundary, and a last boundary: ``positions + 1`` long.
    """

    unigrams: RowArray
    bigrams: RowArray
    starts: PositionArray
    points: UintArray

    @property
    def longest(self) -> RowArray:
        """Row of the pair that begins at each position, or of its character where the pair has none."""
        return np.where(self.bigrams != 0, self.bigrams, self.unigrams)


class NgramIndex:
    """The exact vocabulary: which characters and pairs have a row, and which.

    Args:
        chars: code points with a row, in row order, uint32 of shape (c,); rows 2 … c + 1.
        slots: the table of pairs, uint32 of a power-of-two length, as ``place`` makes it: the key
            ``row_of_first << 16 | row_of_second`` in one of its two slots, 0 where empty. The n-th filled
            slot has row c + 2 + n.
        aliases: code points that are read as another one.
    """

    def __init__(self, chars: UintArray, slots: UintArray, aliases: Mapping[int, int]) -> None:
        self.chars = chars
        self.slots = slots
        filled = slots != 0
        self.n_rows = _FIRST + len(chars) + int(filled.sum())
        self.first = np.zeros(self.n_rows, dtype=np.int64)  # row of the character that each row's pair begins with
        self.first[_FIRST + len(chars) :] = slots[filled] >> np.uint32(16)
        self._table = character_table(chars, aliases)
        self._rows = np.where(filled, np.cumsum(filled) + (_FIRST + len(chars) - 1), 0)
        self._shift = _shift_of(len(slots))
        self._width = _FIRST + len(chars)
        self._square = self._squared() if len(chars) <= _SQUARE else None

    def lookup(self, texts: Sequence[str]) -> Batch:
        """Rows of every n-gram of ``texts``; each text must be a ``str``, empty ones are fine."""
        points, starts = encode(texts)
        ids = self._table.take(points)
        ids[starts] = BOUNDARY
        ids[-1] = BOUNDARY
        wide = ids.astype(np.int64)
        if self._square is None:
            return Batch(wide[:-1], self._find(pair_keys(ids)), starts, points)
        places = wide[:-1] * self._width
        places += wide[1:]
        return Batch(wide[:-1], self._square.take(places).astype(np.int64), starts, points)

    def _squared(self) -> npt.NDArray[np.unsignedinteger]:
        """Row of every pair of characters, 0 where it has none, laid out flat."""
        kind = np.uint16 if self.n_rows <= 1 << 16 else np.uint32
        square: npt.NDArray[np.unsignedinteger] = np.zeros(self._width**2, dtype=kind)
        keys = self.slots[self.slots != 0].astype(np.int64)
        square[(keys >> 16) * self._width + (keys & 0xFFFF)] = self._rows[self.slots != 0]
        return square

    def _find(self, keys: UintArray) -> RowArray:
        first = ((keys * _MULTIPLIERS[0]) >> self._shift).astype(np.int64)
        second = ((keys * _MULTIPLIERS[1]) >> self._shift).astype(np.int64)
        in_first = self.slots.take(first) == keys
        known = (self.slots.take(second) == keys) | in_first
        rows: RowArray = self._rows.take(np.where(in_first, first, second)) * known
        return rows


def pair_keys(ids: npt.NDArray[np.uint16]) -> UintArray:
    """Key of every two neighbours of ``ids``, one fewer than ``ids``; 0 only for two unknown characters."""
    wide = ids.astype(np.uint32)
    keys: UintArray = (wide[:-1] << np.uint32(16)) | wide[1:]
    return keys


def character_table(chars: UintArray, aliases: Mapping[int, int]) -> npt.NDArray[np.uint16]:
    """Code point to character row, 0 for unknown, shape (0x110000,); aliases point at the row of what they mean.

    Raises:
        ValueError: there are more characters than 16-bit keys can tell apart.
    """
    if len(chars) + _FIRST > 0xFFFF:
        raise ValueError(f"{len(chars)} characters do not fit into 16-bit keys")
    table = np.zeros(CODE_POINTS, dtype=np.uint16)
    table[chars] = np.arange(_FIRST, _FIRST + len(chars), dtype=np.uint16)
    sources = np.fromiter(aliases.keys(), dtype=np.int64, count=len(aliases))
    targets = np.fromiter(aliases.values(), dtype=np.int64, count=len(aliases))
    table[sources] = table[targets]
    return table


def place(pairs: UintArray) -> UintArray:
    """The slots of ``pairs`` (distinct, none 0): every key stands in one of its two places, the rest is 0."""
    bits = max(4, int(np.ceil(np.log2(max(1, len(pairs)) * 2.2))))
    while True:
        shift = _shift_of(1 << bits)
        first, second = (((pairs * m) >> shift).tolist() for m in _MULTIPLIERS)
        owner = _cuckoo(first, second, 1 << bits)
        if owner is not None:
            slots: UintArray = np.zeros(1 << bits, dtype=np.uint32)
            slots[owner >= 0] = pairs[owner[owner >= 0]]
            return slots
        bits += 1


def _shift_of(size: int) -> np.uint32:
    return np.uint32(33 - int(size).bit_length())


def _cuckoo(first: list[int], second: list[int], size: int) -> npt.NDArray[np.int64] | None:
    """Which key owns each slot (-1: nobody), or None when some key finds no place in time."""
    owner = [-1] * size
    for item in range(len(first)):
        moving, slot = item, first[item]
        for _ in range(500):
            owner[slot], moving = moving, owner[slot]
            if moving < 0:
                break
            slot = second[moving] if slot == first[moving] else first[moving]
        else:
            return None
    return np.array(owner, dtype=np.int64)
