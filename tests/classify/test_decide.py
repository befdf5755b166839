"""From probabilities to a decision."""

import numpy as np
import pytest

from fourwinds.classify import decide

# three groups (two tags and none) over five leaves
STARTS = np.array([0, 2, 4])


def _decide(leaf_p, threshold=0.6, second=0.3):
    leaf_p = np.array([leaf_p])
    group_p = np.add.reduceat(leaf_p, STARTS, axis=1)
    made = decide.decide(
        leaf_p, group_p, np.array([[0.0, 1.0]]), STARTS, thresholds=np.full(3, threshold), second_threshold=second
    )
    return {name: getattr(made, name)[0] for name in made.__slots__}


def test_the_leaf_is_the_best_inside_the_best_group():
    made = _decide([0.3, 0.3, 0.35, 0.0, 0.05])
    assert (made["tag"], made["leaf"]) == (0, 0)
    assert made["score"] == pytest.approx(0.6)


def test_a_second_tag_needs_evidence_of_its_own():
    assert _decide([0.5, 0.1, 0.0, 0.35, 0.05])["second"] == 1
    assert _decide([0.5, 0.1, 0.0, 0.35, 0.05])["second_leaf"] == 3
    assert _decide([0.6, 0.1, 0.0, 0.25, 0.05])["second"] == -1


def test_none_neither_is_nor_has_a_second_tag():
    assert _decide([0.4, 0.0, 0.0, 0.0, 0.6])["second"] == -1
    assert _decide([0.6, 0.0, 0.0, 0.0, 0.4])["second"] == -1


def test_below_the_threshold_a_person_must_look():
    assert _decide([0.59, 0.0, 0.2, 0.0, 0.21])["unsure"]
    assert not _decide([0.61, 0.0, 0.19, 0.0, 0.2])["unsure"]


def test_every_group_has_a_threshold_of_its_own():
    assert _decide([0.7, 0.0, 0.2, 0.0, 0.1], threshold=np.array([0.8, 0.5, 0.5]))["unsure"]
    assert not _decide([0.2, 0.0, 0.7, 0.0, 0.1], threshold=np.array([0.8, 0.5, 0.5]))["unsure"]


def test_subject_is_the_best_of_its_own_columns():
    assert _decide([1.0, 0, 0, 0, 0])["subject"] == 1


def test_group_probabilities_are_sums_of_leaves():
    leaf, group = decide.group_probabilities(np.array([[2.0, 0.0, 1.0, 0.0, 0.0]]), STARTS)
    assert group[0] == pytest.approx([leaf[0, :2].sum(), leaf[0, 2:4].sum(), leaf[0, 4]])
    assert group.sum() == pytest.approx(1)
