"""Scores of many texts at once from stored weights, in NumPy alone: the prediction path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LinearScorer:
    """Weights of all heads side by side.

    Attributes:
        weights: idf-scaled weights, float32 of shape (rows, columns); row 0 is zero.
        square_idf: idf² of each row, shape (rows,).
        bias: shape (columns,).
    """

    weights: FloatArray
    square_idf: FloatArray
    bias: FloatArray

    def score(self, unigrams: Rows, bigrams: Rows, starts: Positions) -> tuple[FloatArray, FloatArray]:
        """Logits of shape (texts, columns), and what each text's sum was multiplied with, shape (texts,).

        Args:
            unigrams, bigrams: row at each position.
            starts: first position of each text; no text is without a position.
        """
        energy = self.square_idf[unigrams] + self.square_idf[bigrams]
        norm = np.sqrt(np.add.reduceat(energy, starts))
        scale = np.divide(np.float32(1), norm, out=np.zeros_like(norm), where=norm > 0)
        at_position = self.weights[unigrams]
        at_position += self.weights[bigrams]
        sums = np.add.reduceat(at_position, starts, axis=0)
        return sums * scale[:, None] + self.bias, scale

    def contributions(
        self, unigrams: Rows, bigrams: Rows, starts: Positions, columns: npt.NDArray[np.int64]
    ) -> FloatArray:
        """Weight of each position for one column a position: its character, and half of each pair it stands in.

        A pair with a boundary counts wholly for its one character, so the sum over a text times its scale is its
        logit less the bias, exactly.
        """
        pair = self.weights[bigrams, columns]
        last = np.append(starts[1:], len(pair)) - 1
        left = 0.5 * pair
        right = 0.5 * pair
        left[last], right[last] = pair[last], 0
        left[starts], right[starts] = 0, pair[starts]
        alone = starts[starts == last]
        left[alone], right[alone] = pair[alone], 0
        own = self.weights[unigrams, columns] + left
        own[1:] += right[:-1]
        return np.asarray(own)
