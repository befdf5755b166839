"""Verdicts that deserve a second look: confident learning (Northcutt, Jiang & Chuang 2021), in NumPy alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def suspicion(given: npt.NDArray[np.int64], proba: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How much each given label looks wrong, 0 (nothing against it) to 1, shape (n,).

    A label is suspected when a model that has not seen it is at least as confident of another label as it usually is
    where that other label is given. The figure is the distance between the two probabilities (normalised margin).

    Args:
        given: index of the label that a person gave, shape (n,).
        proba: out-of-sample probabilities, shape (n, k).
    """
    if not len(given):
        return np.zeros(0)
    n, k = proba.shape
    rows = np.arange(n)
    own = proba[rows, given]
    usual = np.array([own[given == j].mean() if (given == j).any() else np.inf for j in range(k)])
    confident = np.where(proba >= usual, proba, 0.0)
    other = confident.argmax(axis=1)
    suspected = (confident.max(axis=1) > 0) & (other != given)
    return np.where(suspected, np.maximum(proba[rows, other] - own, 0.0), 0.0)
