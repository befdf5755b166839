"""From probabilities to a decision: tag, second tag, manifestation, subject, and whether a person must look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Columns of decisions for n texts; −1 stands for no second tag.

    Attributes:
        tag: index of the most probable group; score: its probability.
        leaf: index of the most probable leaf inside the group.
        second: index of a further tag, or −1; second_leaf: its most probable leaf, or −1.
        subject: index of the most probable subject.
        unsure: whether the score is below its group's threshold.
    """

    tag: IntArray
    score: FloatArray
    leaf: IntArray
    second: IntArray
    second_leaf: IntArray
    subject: IntArray
    unsure: npt.NDArray[np.bool_]


def group_probabilities(leaf_scores: FloatArray, group_starts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Leaf probabilities and their sums over groups whose leaves stand side by side, as trained.

    Args:
        leaf_scores: logits, shape (n, leaves), leaves in taxonomy order.
        group_starts: first leaf of each group.
    """
    shifted = leaf_scores - leaf_scores.max(axis=1, keepdims=True)
    np.exp(shifted, out=shifted)
    shifted /= shifted.sum(axis=1, keepdims=True)
    return shifted, np.add.reduceat(shifted, group_starts, axis=1)


def decide(
    leaf_p: FloatArray, group_p: FloatArray, subject_scores: FloatArray, group_starts: IntArray, *,
    thresholds: FloatArray, second_threshold: float,
) -> Decisions:  # fmt: skip
    """Decisions for n texts. The last group is none: it is never a second tag and never has one.

    Args:
        leaf_p, group_p: as ``group_probabilities`` gives them.
        subject_scores: logits of shape (n, subjects).
        thresholds: of each group, shape (groups,); scores below it need a person.
        second_threshold: probability from which a further tag is given beside the first.
    """
    n, groups = group_p.shape
    rows = np.arange(n)
    tag = group_p.argmax(axis=1)
    score = group_p[rows, tag]
    others = group_p.copy()
    others[rows, tag] = -1
    others[:, groups - 1] = -1
    second = others.argmax(axis=1)
    none = tag == groups - 1
    second[(others[rows, second] < second_threshold) | none] = -1
    leaf = leaf_p.argmax(axis=1)
    of = np.searchsorted(group_starts, leaf, side="right") - 1
    elsewhere = np.flatnonzero(of != tag)  # the best leaf of all is not one of the best group
    leaf[elsewhere] = _best_inside(leaf_p[elsewhere], tag[elsewhere], group_starts)
    second_leaf = np.full(n, -1, dtype=np.int64)
    given = np.flatnonzero(second >= 0)
    second_leaf[given] = _best_inside(leaf_p[given], second[given], group_starts)
    return Decisions(tag, score, leaf, second, second_leaf, subject_scores.argmax(axis=1), score < thresholds[tag])


def _best_inside(leaf_p: FloatArray, group: IntArray, group_starts: IntArray) -> IntArray:
    """Most probable leaf of each row's group."""
    found = np.empty(len(group), dtype=np.int64)
    ends = np.append(group_starts[1:], leaf_p.shape[1])
    for g in np.unique(group).tolist():
        mine = group == g
        found[mine] = leaf_p[mine, group_starts[g] : ends[g]].argmax(axis=1) + group_starts[g]
    return found
