"""Probabilities that mean something: temperature scaling (Guo et al. 2017) and the threshold that goes with it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def expected_calibration_error(confidence: FloatArray, correct: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Mean distance between confidence and accuracy over equally wide bins, weighted by their size.

    Args:
        confidence: probability of the chosen label, shape (n,), 0 to 1.
        correct: whether it was right, shape (n,).

    Source: Naeini, Cooper & Hauskrecht 2015.
    """
    return float(sum(abs(mean - hit) * n for mean, hit, n in reliability(confidence, correct, bins)) / len(confidence))


def reliability(
    confidence: FloatArray, correct: npt.NDArray[np.bool_], bins: int = 10
) -> tuple[tuple[float, float, int], ...]:
    """Mean confidence, accuracy and number of rows of every bin that is not empty."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return tuple(
        (float(confidence[which == b].mean()), float(correct[which == b].mean()), int((which == b).sum()))
        for b in np.unique(which)
    )


def fit_temperature(scores: FloatArray, group: npt.NDArray[np.int64], membership: FloatArray) -> float:
    """The divisor of leaf scores that makes the summed group probabilities fit best, 0.2 to 5.

    Args:
        scores: out-of-fold leaf logits, shape (n, leaves).
        group: true group of each row.
        membership: leaves × groups, 0 or 1.
    """
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 97))
    rows = np.arange(len(scores))
    losses = []
    for temperature in grid:
        shifted = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
        p = (shifted / shifted.sum(axis=1, keepdims=True)) @ membership
        losses.append(-np.log(np.maximum(p[rows, group], 1e-12)).mean())
    return float(grid[int(np.argmin(losses))])


def review_threshold(confidence: FloatArray, correct: npt.NDArray[np.bool_], wanted_accuracy: float) -> float:
    """The lowest threshold at which rows at or above it are right in ``wanted_accuracy`` of cases, at most 0.95."""
    order = np.argsort(-confidence, kind="stable")
    accuracy = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(accuracy >= wanted_accuracy)
    return float(min(0.95, confidence[order][good[-1]])) if len(good) else 0.95
