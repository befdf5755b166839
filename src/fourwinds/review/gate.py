"""Champion or challenger: a retrained model is put into use only if no figure of it certainly falls.

Both answer the same questions; the differences are resampled in pairs (paired bootstrap: Efron & Tibshirani 1993,
§16; for classifiers Berg-Kirkpatrick, Burkett & Klein 2012), so what both get right or wrong does not blur the
comparison. A figure *falls beyond the interval* when even the favourable end of the interval of its difference
lies below zero, however small the fall is.

Macro-F1 and the recall of every label are judged at once, and the more figures, the likelier one of them falls by
accident. So the intervals are simultaneous: each stands at the level of 1 - 0.05 / (figures judged) (Bonferroni;
Dunn 1961), and on one set a challenger that is truly no worse is refused in at most one case in twenty (measured: 1 to
4 in a hundred, ``tests/review/test_gate.py``; on gold and random checks together 4). So that falls too small to be
certain do not add up, the challenger is compared on gold with the shipped model too (``workflows.retrain``): then 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from fourwinds.review_records import Comparison, GateDecision

RESAMPLES = 10_000  # the tails of seven figures hold 0.36 % each: 36 resamples
WRONGLY_REFUSED = 0.05  # how often one of the intervals may miss the true difference
FEWEST = 20  # opinions (of a label: its opinions) below which nothing is concluded

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def compare(
    name: str, labels: Sequence[str], truth: IntArray, champion: IntArray, challenger: IntArray, seed: int = 7
) -> Comparison:
    """Both models' answers, as indexes into ``labels`` of shape (n,), against ``truth``; n must not be 0.

    Opinions that share (truth, champion's answer, challenger's answer) are alike to every figure, so a resample is a
    draw of how often each such triple comes up (multinomial), not of single opinions.
    """
    n, k = len(truth), len(labels)
    triples, counts = np.unique(np.stack([truth, champion, challenger]), axis=1, return_counts=True)
    resamples = np.random.default_rng(seed).multinomial(n, counts / n, size=RESAMPLES)
    drawn: FloatArray = np.vstack([counts, resamples]).astype(np.float64)  # the first line is the sample itself
    before, after = (_figures(triples[0], guess, drawn, k) for guess in triples[1:])
    own = np.bincount(truth, minlength=k)
    present = own > 0
    judged = ([""] if n >= FEWEST else []) + [labels[i] for i in np.flatnonzero(own >= FEWEST).tolist()]
    tail = WRONGLY_REFUSED / 2 / max(1, len(judged))
    macro = [figures[0][:, present].mean(axis=1) for figures in (before, after)]
    difference = macro[1] - macro[0]
    low, high = _ends(difference[1:], tail)
    recalls: dict[str, tuple[float, float, float, float]] = {}
    for i in np.flatnonzero(present).tolist():
        ends = _ends(after[1][1:, i] - before[1][1:, i], tail)
        recalls[labels[i]] = (float(before[1][0, i]), float(after[1][0, i]), *ends)
    highs = {"": high} | {label: ends[3] for label, ends in recalls.items()}
    return Comparison(
        name, n, float(macro[0][0]), float(macro[1][0]), float(difference[0]), low, high, recalls,
        tuple(figure for figure in judged if highs[figure] < 0),
    )  # fmt: skip


def _ends(differences: FloatArray, tail: float) -> tuple[float, float]:
    low, high = np.nanquantile(differences, (tail, 1 - tail))
    return float(low), float(high)


def _figures(truth: IntArray, guess: IntArray, drawn: FloatArray, k: int) -> tuple[FloatArray, FloatArray]:
    """F1 and recall of every label in every resample, each of shape (resamples, k); recall is nan without opinions.

    Args:
        truth, guess: label and answer of each triple, shape (triples,).
        drawn: how often each triple came up, shape (resamples, triples).
    """
    mine, said = (np.eye(k)[column] for column in (truth, guess))
    have, got, hit = drawn @ mine, drawn @ said, drawn @ (mine * said)
    f1 = np.divide(2 * hit, have + got, out=np.zeros(have.shape), where=have + got > 0)
    recall = np.divide(hit, have, out=np.full(have.shape, np.nan), where=have > 0)
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
            f"相差 {c.difference:+.3f}（各项同时成立的 95% 置信区间：{c.low:+.3f} 至 {c.high:+.3f}）"
            f"{_CERTAIN if '' in c.falls else ''}。"
        )
        for label in filter(None, c.falls):
            before, after, low, high = c.recalls[label]
            reasons.append(
                f"{c.name}：“{tag_zh[label]}”的召回率由 {before:.3f} 降为 {after:.3f}"
                f"（差值的置信区间：{low:+.3f} 至 {high:+.3f}）{_CERTAIN}。"
            )
        if c.n < FEWEST:
            reasons.append(f"{c.name}不足 {FEWEST} 条，只供参考。")
    promote = not any(c.falls for c in comparisons)
    reasons.append(
        "没有一项指标的下降超出置信区间，启用新模型。" if promote else "有指标的下降超出置信区间，保留原模型。"
    )
    return GateDecision(promote, tuple(reasons), tuple(comparisons))


_CERTAIN = "，区间全部低于零，确有下降"
