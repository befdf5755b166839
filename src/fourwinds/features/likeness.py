"""Known texts by the n-grams they hold, so that the ones most like another are found without reading them all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


class Postings:
    """For every n-gram the texts that hold it.

    Args:
        of, rows: text number and row of every n-gram of the texts, each once a text, shape (m,).
        weight: what an n-gram counts by row, shape (n_rows,); its square root is the length of a text's vector.
        count: number of texts.
    """

    def __init__(self, of: IntArray, rows: IntArray, weight: npt.NDArray[np.floating], count: int) -> None:
        order = np.argsort(rows, kind="stable")
        self._texts = of[order].astype(np.int32)
        self._starts = np.searchsorted(rows[order], np.arange(len(weight) + 1))
        self._weight = weight
        self._length = np.sqrt(np.bincount(of, weights=weight[rows], minlength=count))
        self.count = count

    def nearest(self, mine: IntArray, top: int) -> list[tuple[int, float]]:
        """Number and cosine (0..1) of the ``top`` texts that share most weight with the n-grams ``mine``."""
        size = float(np.sqrt(self._weight[mine].sum()))
        if not size or not self.count:
            return []
        parts = [self._texts[self._starts[row] : self._starts[row + 1]] for row in mine.tolist()]
        weights = np.repeat(self._weight[mine].astype(np.float64), [len(part) for part in parts])
        shared = np.bincount(np.concatenate(parts), weights=weights, minlength=self.count)
        norm = self._length * size
        cosine = np.divide(shared, norm, out=np.zeros(self.count), where=norm > 0)
        best = np.lexsort((np.arange(self.count), -cosine))[:top]
        return [(int(i), float(cosine[i])) for i in best if cosine[i] > 0]
