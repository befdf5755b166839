"""Scores of many texts at once from stored weights, in NumPy alone: the prediction path.

Weights are whole numbers of one byte times a step per column. Four columns share one 64-bit word, sixteen bits each,
so one addition of words adds four columns ("SIMD within a register", Lamport 1975; Fisher & Dietz 1998): the words of
a text's n-grams are fetched, summed and taken apart again. A lane holds 257 bytes' worth, so a text is summed in
stretches of ``STRETCH`` positions. Sums of whole numbers are exact, so no result depends on batch, order or machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int64]
STRETCH = 128  # two n-grams a position, each at most 255: 128 × 2 × 255 < 65 536
LEVELS = 127
_ZERO = 128  # what a weight of zero is in a lane, where nothing can be negative
_LANES = 4
_ENERGY = np.float64(1 << 20)  # idf² is kept in steps of one millionth, in a word of its own
_FETCHED = 4096  # positions whose words are fetched at once: 700 kB with eighty columns


def quantise(weights: npt.NDArray[np.floating]) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Whole numbers −127 … 127 of the shape of ``weights``, and the step of each column.

    The largest weight of a column keeps its value; others move by at most half a step. Clipping the largest to get
    finer steps was measured and costs more than it gains: the largest decide.
    """
    step = np.abs(weights).max(axis=0).astype(np.float64) / LEVELS
    step[step == 0] = 1
    whole = np.rint(weights / step).astype(np.int8)
    return whole, step.astype(np.float32)


@dataclass(frozen=True, slots=True)
class Column:
    """One trained column: weight of each n-gram, shape (rows,), and what a text starts from."""

    coef: npt.NDArray[np.floating]
    bias: float


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """Weights of all heads side by side.

    Attributes:
        weights: int8 of shape (rows, columns); times ``steps`` they are the idf-scaled weights; row 0 is zero.
        steps: step of each column, shape (columns,).
        square_idf: idf² of each row, shape (rows,).
        bias: shape (columns,).
        first: row of the character that each row's pair begins with, 0 where a row is no pair, shape (rows,).
    """

    weights: npt.NDArray[np.int8]
    steps: FloatArray
    square_idf: FloatArray
    bias: FloatArray
    first: Rows
    _words: npt.NDArray[np.uint64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the weights out in words: the columns, filled up to a multiple of four, then idf².

        The row of a pair holds the weights of its first character too, so that one row is fetched for a position.
        """
        rows, columns = self.weights.shape
        width = -(-columns // _LANES)
        words = np.empty((rows, width + 1), dtype=np.uint64)
        lanes = words.view(np.uint16)
        np.add(self.weights, np.int16(_ZERO), out=lanes[:, :columns], casting="unsafe", dtype=np.int16)
        lanes[:, columns : width * _LANES] = _ZERO
        words[:, width] = np.rint(self.square_idf * _ENERGY)
        words += words[self.first]
        object.__setattr__(self, "_words", words)

    def score(self, rows: Rows, starts: Positions) -> tuple[FloatArray, FloatArray]:
        """Logits of shape (texts, columns), and what each text's sum was multiplied with, shape (texts,).

        Args:
            rows: at each position the row of the pair that begins there, or of its character where the pair has none.
            starts: first position of each text; no text is without a position.
        """
        lengths = np.diff(starts, append=len(rows))
        columns = len(self.bias)
        zero = (2 * _ZERO * lengths)[:, None]
        logits: FloatArray
        if lengths.max() <= STRETCH:
            total = self._sums(rows, starts)
            logits = np.subtract(total.view(np.uint16)[:, :columns], zero, dtype=np.float32, casting="unsafe")
            energy = total[:, -1]
        else:
            stretches, first = _stretches(starts, lengths)
            total = self._sums(rows, stretches)
            sums = np.add.reduceat(total.view(np.uint16)[:, :columns].astype(np.int64), first, axis=0)
            logits = (sums - zero).astype(np.float32)
            energy = np.add.reduceat(total[:, -1], first)
        norm = np.sqrt(energy / _ENERGY)
        scale = np.divide(1, norm, out=np.zeros_like(norm), where=norm > 0).astype(np.float32)
        logits *= self.steps
        logits *= scale[:, None]
        logits += self.bias
        return logits, scale

    def _sums(self, rows: Rows, starts: Positions) -> npt.NDArray[np.uint64]:
        """Sum of the words of each stretch, fetched into one buffer that stays in the second-level cache."""
        ends = np.append(starts[1:], len(rows))
        total = np.empty((len(starts), self._words.shape[1]), dtype=np.uint64)
        fetched = np.empty((min(len(rows), _FETCHED + STRETCH), self._words.shape[1]), dtype=np.uint64)
        a = 0
        while a < len(starts):
            begin = int(starts[a])
            b = max(a + 1, int(np.searchsorted(ends, begin + _FETCHED, side="right")))
            end = int(ends[b - 1])
            # mode="clip" lets take write into the buffer at once; no row is out of bounds
            words = self._words.take(rows[begin:end], axis=0, out=fetched[: end - begin], mode="clip")
            np.add.reduceat(words, starts[a:b] - begin, axis=0, out=total[a:b])
            a = b
        return total

    def contributions(
        self, unigrams: Rows, bigrams: Rows, starts: Positions, columns: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int16]:
        """Weight of each position for one column a text, in half steps of that column.

        A position has its character's weight and half of that of each pair it stands in; a pair with a boundary
        counts wholly for its one character. So half the sum over a text, times step and scale, is its logit less
        the bias, exactly.

        Args:
            unigrams, bigrams: row of the character at each position, and of the pair that begins there.
            starts: first position of each text.
            columns: the column of each text, shape (texts,).
        """
        flat = self.weights.reshape(-1)
        width = self.weights.shape[1]
        lengths = np.diff(starts, append=len(unigrams))
        column = np.repeat(columns, lengths)
        alone = flat.take(unigrams * width + column)
        pair = flat.take(bigrams * width + column)
        own: npt.NDArray[np.int16] = alone.astype(np.int16)
        own += alone
        own += pair
        own[1:] += pair[:-1]
        first, last = pair[starts].astype(np.int16), pair[starts + lengths - 1].astype(np.int16)
        own[starts + lengths - 1] += last
        own[starts[1:]] -= last[:-1]
        longer = np.flatnonzero(lengths > 1)
        own[starts[longer]] -= first[longer]
        own[starts[longer] + 1] += first[longer]
        return own


def _stretches(starts: Positions, lengths: Positions) -> tuple[Positions, Positions]:
    """First position of each stretch of at most ``STRETCH``, and the number of each text's first stretch."""
    many = -(-lengths // STRETCH)
    first = np.cumsum(many) - many
    inside = np.arange(int(many.sum())) - np.repeat(first, many)
    return np.repeat(starts, many) + inside * STRETCH, first
