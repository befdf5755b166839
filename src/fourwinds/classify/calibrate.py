"""Probabilities that mean something: temperature scaling (Guo et al. 2017) and the threshold that goes with it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
_LEAST = 1e-9  # a probability that is never quite nothing


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


USUAL_LENGTH = 28  # characters of the median opinion
_SHORTEST = 4


def temperatures(lengths: npt.NDArray[np.int64], temperature: float, exponent: float) -> FloatArray:
    """Temperature of texts of so many characters: ``temperature · (length / 28) ** exponent``, shape (n,).

    Long texts hold background beside their point, and the score of a bag of n-grams grows with both.
    """
    return temperature * (np.maximum(lengths, _SHORTEST) / USUAL_LENGTH) ** exponent


def tempered(group_p: FloatArray, temperature: FloatArray) -> FloatArray:
    """``group_p ** (1 / temperature)``, each row scaled to sum to 1: the order of groups stays, shape (n, groups)."""
    power = np.log(np.maximum(group_p, _LEAST)) / temperature[:, None]
    power = np.exp(power - power.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))


def fit_temperature(
    group_p: FloatArray, truth: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> tuple[float, float]:
    """Temperature and length exponent under which out-of-fold probabilities fit best (log loss on a grid).

    Args:
        group_p: out-of-fold group probabilities, shape (n, groups).
        truth: right group of each row.
        lengths: characters of each text.
    """
    rows = np.arange(len(group_p))
    best = (np.inf, 1.0, 0.0)
    for exponent in np.linspace(0, 0.7, 8):
        for temperature in np.exp(np.linspace(np.log(0.3), np.log(3), 47)):
            p = tempered(group_p, temperatures(lengths, float(temperature), float(exponent)))
            loss = float(-np.log(np.maximum(p[rows, truth], _LEAST)).mean())
            best = min(best, (loss, float(temperature), float(exponent)))
    return best[1], best[2]


def review_threshold(confidence: FloatArray, correct: npt.NDArray[np.bool_], wanted_accuracy: float) -> float:
    """The lowest threshold at which rows at or above it are right in ``wanted_accuracy`` of cases, at most 0.95."""
    order = np.argsort(-confidence, kind="stable")
    accuracy = np.cumsum(correct[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(accuracy >= wanted_accuracy)
    return float(min(0.95, confidence[order][good[-1]])) if len(good) else 0.95
