"""How good decisions are, against labels people gave: figures with intervals, in NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from fourwinds.classify.calibrate import expected_calibration_error, reliability
from fourwinds.model_records import Scorecard, TagScore

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
RESAMPLES = 1000
_COVERAGES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5)


def score(
    labels: Sequence[str], truth: IntArray, proba: FloatArray, texts: Sequence[str], *,
    accept: Sequence[frozenset[int]] | None = None, groups: Mapping[str, Sequence[str]] | None = None,
    null_confidence: FloatArray | None = None, manifestation_ranks: IntArray | None = None,
    subject_hits: npt.NDArray[np.bool_] | None = None, subject_hits_alone: npt.NDArray[np.bool_] | None = None,
) -> Scorecard:  # fmt: skip
    """The scorecard of n decisions.

    Args:
        labels: names of the k labels, column order of ``proba``.
        truth: index of the right label, shape (n,).
        proba: probabilities, shape (n, k).
        texts: for the list of errors.
        accept: for each row the labels that a careful reader may give; enables the lenient figures.
        groups: name of a breakdown to the group of each row.
        null_confidence: confidence on rows where readers did not agree; enables ``null_auroc``.
        manifestation_ranks: rank (0 best) of the right manifestation inside the right tag, for rows that name one.
        subject_hits: whether the subject was right, for rows that name one.
        subject_hits_alone: the same without the heading that the opinion stood under.
    """
    guess = proba.argmax(axis=1)
    confidence = proba.max(axis=1)
    correct = guess == truth
    k = len(labels)
    matrix = confusion(truth, guess, k)
    macro, f1_samples = _bootstrap(truth, guess, k)
    present = np.flatnonzero(matrix.sum(axis=1) > 0)
    per_tag = {}
    for i, label in enumerate(labels):
        precision, recall, f1 = (float(v[i]) for v in _prf(matrix))
        low, high = np.quantile(f1_samples[:, i], (0.025, 0.975))
        per_tag[label] = TagScore(precision, recall, f1, int(matrix[i].sum()), float(low), float(high))
    macro_low, macro_high = np.quantile(f1_samples[:, present].mean(axis=1), (0.025, 0.975))
    lenient = lenient_accuracy = None
    if accept is not None:
        fits = np.array([g in ok for g, ok in zip(guess.tolist(), accept, strict=True)], dtype=bool)
        lenient_accuracy = float(fits.mean())
        lenient = macro_f1(truth, np.where(fits, truth, guess), k)
    wrong = np.flatnonzero(~correct)
    return Scorecard(
        n=len(truth),
        macro_f1=macro,
        macro_f1_low=float(macro_low),
        macro_f1_high=float(macro_high),
        accuracy=float(correct.mean()),
        lenient=lenient,
        lenient_accuracy=lenient_accuracy,
        per_tag=per_tag,
        labels=tuple(labels),
        confusion=tuple(tuple(int(v) for v in line) for line in matrix),
        ece=expected_calibration_error(confidence, correct),
        reliability=reliability(confidence, correct),
        coverage_curve=coverage_curve(confidence, correct),
        null_auroc=None if null_confidence is None or not len(null_confidence) else auroc(confidence, null_confidence),
        manifestation_top1=None if manifestation_ranks is None else float((manifestation_ranks < 1).mean()),
        manifestation_top3=None if manifestation_ranks is None else float((manifestation_ranks < 3).mean()),
        subject_accuracy=None if subject_hits is None else float(subject_hits.mean()),
        subject_accuracy_alone=None if subject_hits_alone is None else float(subject_hits_alone.mean()),
        by_group={name: _breakdown(of, correct) for name, of in (groups or {}).items()},
        errors=tuple(
            (texts[i], labels[truth[i]], labels[guess[i]], round(float(confidence[i]), 4))
            for i in wrong[np.argsort(-confidence[wrong], kind="stable")]
        ),
    )


def confusion(truth: IntArray, guess: IntArray, k: int) -> IntArray:
    """Rows are right labels, columns decisions, shape (k, k)."""
    return np.bincount(truth * k + guess, minlength=k * k).reshape(k, k).astype(np.int64)


def macro_f1(truth: IntArray, guess: IntArray, k: int) -> float:
    """Mean F1 over the labels that occur in ``truth``."""
    matrix = confusion(truth, guess, k)
    present = matrix.sum(axis=1) > 0
    return float(_prf(matrix)[2][present].mean())


def _prf(matrix: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    hit = np.diag(matrix).astype(float)
    said, is_ = matrix.sum(axis=0), matrix.sum(axis=1)
    precision = np.divide(hit, said, out=np.zeros_like(hit), where=said > 0)
    recall = np.divide(hit, is_, out=np.zeros_like(hit), where=is_ > 0)
    both = said + is_
    return precision, recall, np.divide(2 * hit, both, out=np.zeros_like(hit), where=both > 0)


def _bootstrap(truth: IntArray, guess: IntArray, k: int) -> tuple[float, FloatArray]:
    """Macro-F1, and F1 of every label in resamples of the rows (Efron 1979), with a fixed seed."""
    rng = np.random.default_rng(20260101)
    samples = np.empty((RESAMPLES, k))
    for i in range(RESAMPLES):
        rows = rng.integers(0, len(truth), len(truth))
        samples[i] = _prf(confusion(truth[rows], guess[rows], k))[2]
    return macro_f1(truth, guess, k), samples


def coverage_curve(confidence: FloatArray, correct: npt.NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Accuracy of the surest rows, for several shares of all rows: (share, accuracy)."""
    order = np.argsort(-confidence, kind="stable")
    n = len(order)
    return tuple((share, float(correct[order[: max(1, round(share * n))]].mean())) for share in _COVERAGES)


def auroc(positive: FloatArray, negative: FloatArray) -> float:
    """Chance that a row of ``positive`` has more confidence than one of ``negative``; ties count half."""
    more = (positive[:, None] > negative[None, :]).mean()
    same = (positive[:, None] == negative[None, :]).mean()
    return float(more + 0.5 * same)


def workload(confidence: FloatArray, thresholds: Sequence[float]) -> list[tuple[float, int, float]]:
    """For each threshold: rows a person must read, and errors expected among the rest (from their confidence)."""
    return [(t, int((confidence < t).sum()), float((1 - confidence[confidence >= t]).sum())) for t in thresholds]


def _breakdown(of: Sequence[str], correct: npt.NDArray[np.bool_]) -> dict[str, tuple[int, float]]:
    names = np.array(of, dtype=object)
    return {name: (int((names == name).sum()), float(correct[names == name].mean())) for name in sorted(set(of))}
