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


LONG = 0.9  # share of training opinions that are no longer than what counts as long


def temperatures(lengths: npt.NDArray[np.int64], temperature: float, long_from: float) -> FloatArray:
    """Temperature of texts of so many characters: ``temperature``, and above ``long_from`` in proportion to length, shape (n,).

    A statement longer than what was learned from is judged from few examples and often holds several points, on which
    readers disagree (docs/model.md).
    """
    return temperature * np.maximum(lengths / long_from, 1.0)


def tempered(group_p: FloatArray, temperature: FloatArray) -> FloatArray:
    """``group_p ** (1 / temperature)``, each row scaled to sum to 1: the order of groups stays, shape (n, groups)."""
    power = np.log(np.maximum(group_p, _LEAST)) / temperature[:, None]
    power = np.exp(power - power.max(axis=1, keepdims=True))
    return np.asarray(power / power.sum(axis=1, keepdims=True))


def fit_temperature(
    group_p: FloatArray, truth: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64], long_from: float
) -> float:
    """Temperature under which out-of-fold probabilities fit best (log loss on a grid).

    Args:
        group_p: out-of-fold group probabilities, shape (n, groups).
        truth: right group of each row.
        lengths: characters of each text.
        long_from: characters above which the temperature rises (``temperatures``).
    """
    rows = np.arange(len(group_p))
    best = (np.inf, 1.0)
    for temperature in np.exp(np.linspace(np.log(0.3), np.log(3), 47)):
        p = tempered(group_p, temperatures(lengths, float(temperature), long_from))
        loss = float(-np.log(np.maximum(p[rows, truth], _LEAST)).mean())
        best = min(best, (loss, float(temperature)))
    return best[1]


HIGHEST_THRESHOLD = 0.95
_FEWEST = 50  # rows from which a label gets a threshold of its own


def review_threshold(confidence: FloatArray, correct: npt.NDArray[np.bool_], missed_cost: float) -> float:
    """The threshold that costs least when every row below it is looked at and every error above it is missed.

    Args:
        confidence: out-of-fold probability of the chosen label, shape (n,).
        correct: whether it was right, shape (n,).
        missed_cost: what a missed error costs, where looking at a row costs 1. With probabilities that mean what they
            say the answer would be 1 − 1 / ``missed_cost`` (Chow 1970); it is fitted because they do not quite.

    Returns:
        at most 0.95; of equally cheap thresholds the highest.
    """
    order = np.argsort(-confidence, kind="stable")
    sure, wrong = confidence[order], np.cumsum(~correct[order])
    rows = np.arange(1, len(order) + 1)
    last = np.flatnonzero(np.append(sure[1:] < sure[:-1], True))  # equal confidences are on one side
    cost = missed_cost * wrong[last] + (len(order) - rows[last])
    if not len(order) or cost.min() >= len(order):  # looking at every row is as cheap
        return HIGHEST_THRESHOLD
    return float(min(HIGHEST_THRESHOLD, sure[last[int(cost.argmin())]]))


def label_thresholds(p: FloatArray, truth: npt.NDArray[np.int64], missed_cost: float) -> tuple[float, ...]:
    """``review_threshold`` of each label over the rows where it was chosen; that of all rows for labels rarely chosen.

    Args:
        p: calibrated out-of-fold probabilities, shape (n, labels).
        truth: right label of each row.
    """
    chosen, confidence = p.argmax(axis=1), p.max(axis=1)
    overall = review_threshold(confidence, chosen == truth, missed_cost)
    found = []
    for label in range(p.shape[1]):
        mine = chosen == label
        few = mine.sum() < _FEWEST
        found.append(overall if few else review_threshold(confidence[mine], truth[mine] == label, missed_cost))
    return tuple(found)
