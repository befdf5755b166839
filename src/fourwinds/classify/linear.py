"""Scores of many texts at once from stored weights, in NumPy alone: the prediction path.

Weights are whole numbers of one byte times a step per column. Four columns share one 64-bit word, sixteen bits each,
so one addition of words adds four columns ("SIMD within a register", Lamport 1975; Fisher & Dietz 1998): the words of
a text's n-grams are gathered, summed and taken apart again. A lane holds 257 bytes' worth, so a text is summed in
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
class LinearScorer:
    """Weights of all heads side by side.

    Attributes:
        weights: int8 of shape (rows, columns); times ``steps`` they are the idf-scaled weights; row 0 is zero.
        steps: step of each column, shape (columns,).
        square_idf: idf² of each row, shape (rows,).
        bias: shape (columns,).
    """

    weights: npt.NDArray[np.int8]
    steps: FloatArray
    square_idf: FloatArray
    bias: FloatArray
    _words: npt.NDArray[np.uint64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the weights out in words: the columns, filled up to a multiple of four, then idf²."""
        rows, columns = self.weights.shape
        width = -(-columns // _LANES)
        words = np.empty((rows, width + 1), dtype=np.uint64)
        lanes = words.view(np.uint16)
        np.add(self.weights, np.int16(_ZERO), out=lanes[:, :columns], casting="unsafe", dtype=np.int16)
        lanes[:, columns : width * _LANES] = _ZERO
        words[:, width] = np.rint(self.square_idf * _ENERGY)
        object.__setattr__(self, "_words", words)

    def score(self, unigrams: Rows, bigrams: Rows, starts: Positions) -> tuple[FloatArray, FloatArray]:
        """Logits of shape (texts, columns), and what each text's sum was multiplied with, shape (texts,).

        Args:
            unigrams, bigrams: row at each position.
            starts: first position of each text; no text is without a position.
        """
        words = self._words.take(unigrams, axis=0)
        words += self._words.take(bigrams, axis=0)
        lengths = np.diff(starts, append=len(unigrams))
        columns = len(self.bias)
        zero = (2 * _ZERO * lengths)[:, None]
        logits: FloatArray
        if lengths.max() <= STRETCH:
            total = np.add.reduceat(words, starts, axis=0)
            logits = np.subtract(total.view(np.uint16)[:, :columns], zero, dtype=np.float32, casting="unsafe")
            energy = total[:, -1]
        else:
            stretches, first = _stretches(starts, lengths)
            total = np.add.reduceat(words, stretches, axis=0)
            sums = np.add.reduceat(total.view(np.uint16)[:, :columns].astype(np.int64), first, axis=0)
            logits = (sums - zero).astype(np.float32)
            energy = np.add.reduceat(total[:, -1], first)
        norm = np.sqrt(energy / _ENERGY)
        scale = np.divide(1, norm, out=np.zeros_like(norm), where=norm > 0).astype(np.float32)
        logits *= self.steps
        logits *= scale[:, None]
        logits += self.bias
        return logits, scale

    def contributions(
        self, unigrams: Rows, bigrams: Rows, starts: Positions, columns: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Weight of each position for one column a position, in half steps of that column.

        A position has its character's weight and half of that of each pair it stands in; a pair with a boundary
        counts wholly for its one character. So half the sum over a text, times step and scale, is its logit less
        the bias, exactly.
        """
        flat = self.weights.reshape(-1)
        width = self.weights.shape[1]
        pair = flat.take(bigrams * width + columns).astype(np.int64)
        left, right = pair.copy(), pair.copy()
        last = np.append(starts[1:], len(pair)) - 1
        left[last] += pair[last]
        right[last] = 0
        right[starts] += pair[starts]
        left[starts] = 0
        alone = starts[starts == last]
        left[alone], right[alone] = 2 * pair[alone], 0
        own: npt.NDArray[np.int64] = 2 * flat.take(unigrams * width + columns).astype(np.int64) + left
        own[1:] += right[:-1]
        return own


def _stretches(starts: Positions, lengths: Positions) -> tuple[Positions, Positions]:
    """First position of each stretch of at most ``STRETCH``, and the number of each text's first stretch."""
    many = -(-lengths // STRETCH)
    first = np.cumsum(many) - many
    inside = np.arange(int(many.sum())) - np.repeat(first, many)
    return np.repeat(starts, many) + inside * STRETCH, first
