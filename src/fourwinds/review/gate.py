"""Champion or challenger: a retrained model is put into use only if it is not worse.

Both answer the same questions; the differences are resampled in pairs (paired bootstrap: Efron & Tibshirani 1993,
§16; for classifiers Berg-Kirkpatrick, Burkett & Klein 2012), so what both get right or wrong does not blur the
comparison. A figure *falls beyond the interval* when it falls by more than ``SLACK`` and chance does not explain
it: even the favourable end of the 95 % interval of the difference lies below zero, or the sample is so large that
no fall of that size is an accident. Smaller falls pass even where they are certain: paired intervals on gold are so narrow
that three opinions in 800 close them, and a gate that never opens teaches reviewers that correcting is useless.
So that small falls do not add up, the challenger is compared on gold with the shipped model too (``workflows.retrain``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from fourwinds.review_records import Comparison, GateDecision

RESAMPLES = 1000
SLACK = {"macro": 0.01, "recall": 0.05}  # a point of macro-F1; one in twenty of a tag's opinions
FEWEST = 20  # opinions (of a label: its opinions) below which nothing is concluded
_MANY = 100

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def compare(
    name: str, labels: Sequence[str], truth: IntArray, champion: IntArray, challenger: IntArray, seed: int = 7
) -> Comparison:
    """Both models' answers, as indexes into ``labels`` of shape (n,), against ``truth``; n must not be 0."""
    n, k = len(truth), len(labels)
    order = np.random.default_rng(seed).integers(0, n, size=(RESAMPLES, n))
    drawn = np.vstack([np.arange(n), order])  # the first line is the sample itself
    before, after = (_figures(truth, guess, drawn, k) for guess in (champion, challenger))
    present = np.bincount(truth, minlength=k) > 0
    macro = [figures[0][:, present].mean(axis=1) for figures in (before, after)]
    difference = macro[1] - macro[0]
    low, high = np.quantile(difference[1:], (0.025, 0.975))
    recalls: dict[str, tuple[float, float, float, float]] = {}
    falls = [""] if _falls(float(difference[0]), float(high), n, SLACK["macro"]) else []
    for i in np.flatnonzero(present).tolist():
        change = after[1][:, i] - before[1][:, i]
        ends = np.nanquantile(change[1:], (0.025, 0.975))
        recalls[labels[i]] = (float(before[1][0, i]), float(after[1][0, i]), float(ends[0]), float(ends[1]))
        own = int((truth == i).sum())
        if _falls(float(change[0]), float(ends[1]), own, SLACK["recall"]):
            falls.append(labels[i])
    return Comparison(
        name, n, float(macro[0][0]), float(macro[1][0]), float(difference[0]), float(low), float(high), recalls,
        tuple(falls),
    )  # fmt: skip


def _falls(difference: float, high: float, n: int, slack: float) -> bool:
    return n >= FEWEST and difference < -slack and (high < 0 or n >= _MANY)


def _figures(truth: IntArray, guess: IntArray, drawn: IntArray, k: int) -> tuple[FloatArray, FloatArray]:
    """F1 and recall of every label in every resample, each of shape (resamples, k); recall is nan without opinions."""
    f1, recall = np.zeros((len(drawn), k)), np.full((len(drawn), k), np.nan)
    for i in range(k):
        mine, said = truth == i, guess == i
        have, got, hit = (column[drawn].sum(axis=1) for column in (mine, said, mine & said))
        f1[:, i] = np.divide(2 * hit, have + got, out=np.zeros(len(drawn)), where=have + got > 0)
        recall[:, i] = np.divide(hit, have, out=np.full(len(drawn), np.nan), where=have > 0)
    return f1, recall


def decide(comparisons: Sequence[Comparison], tag_zh: Mapping[str, str]) -> GateDecision:
    """Promote if nothing falls beyond the interval on any set; the reasons are sentences for the person who decides.

    Args:
        comparisons: on gold and, once there are enough, on the random checks.
        tag_zh: Chinese name of each label.
    """
    reasons = []
    for c in comparisons:
        reasons.append(
            f"{c.name}（{c.n} 条）：宏平均 F1 由 {c.champion:.3f} 变为 {c.challenger:.3f}，"
            f"相差 {c.difference:+.3f}（95% 置信区间 {c.low:+.3f} 至 {c.high:+.3f}）"
            f"{'，下降超出允许范围' if '' in c.falls else ''}。"
        )
        for label in filter(None, c.falls):
            before, after, low, high = c.recalls[label]
            reasons.append(
                f"{c.name}：“{tag_zh[label]}”的召回率由 {before:.3f} 降为 {after:.3f}"
                f"（差值区间 {low:+.3f} 至 {high:+.3f}），下降超出允许范围。"
            )
        if c.n < FEWEST:
            reasons.append(f"{c.name}不足 {FEWEST} 条，只供参考。")
    promote = not any(c.falls for c in comparisons)
    reasons.append(
        "各项指标没有超出允许范围的下降，启用新模型。" if promote else "有指标下降超出允许范围，保留原模型。"
    )
    return GateDecision(promote, tuple(reasons), tuple(comparisons))
