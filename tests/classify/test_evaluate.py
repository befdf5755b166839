"""Figures agree with scikit-learn's where it has them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_recall_fscore_support, roc_auc_score

from fourwinds.classify import evaluate

LABELS = ("a", "b", "none")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_macro_f1_is_scikit_learns(pairs):
    truth, guess = (np.array(side) for side in zip(*pairs, strict=True))
    theirs = f1_score(truth, guess, labels=sorted(set(truth.tolist())), average="macro", zero_division=0)
    assert evaluate.macro_f1(truth, guess, 3) == pytest.approx(theirs)


def _card(**more):
    rng = np.random.default_rng(1)
    proba = rng.dirichlet([1, 1, 1], size=200)
    truth = np.where(rng.random(200) < 0.7, proba.argmax(axis=1), rng.integers(0, 3, 200))
    return truth, proba, evaluate.score(LABELS, truth, proba, [str(i) for i in range(200)], **more)


def test_per_tag_figures_and_their_intervals():
    truth, proba, card = _card()
    precision, recall, f1, support = precision_recall_fscore_support(truth, proba.argmax(axis=1))
    for i, label in enumerate(LABELS):
        tag = card.per_tag[label]
        assert (tag.precision, tag.recall, tag.f1, tag.support) == pytest.approx(
            (precision[i], recall[i], f1[i], support[i])
        )
        assert tag.f1_low <= tag.f1 <= tag.f1_high
    assert card.macro_f1_low < card.macro_f1 < card.macro_f1_high
    assert sum(map(sum, card.confusion)) == card.n == 200


def test_lenient_counts_every_accepted_label():
    _, _, card = _card(accept=[frozenset({0, 1, 2})] * 200)
    assert card.lenient == card.lenient_accuracy == 1


def test_surer_rows_are_listed_first_among_errors():
    _, _, card = _card()
    scores = [score for *_, score in card.errors]
    assert scores == sorted(scores, reverse=True)


def test_auroc_is_scikit_learns():
    rng = np.random.default_rng(2)
    high, low = rng.normal(1, 1, 80), rng.normal(0, 1, 60)
    theirs = roc_auc_score([1] * 80 + [0] * 60, np.concatenate([high, low]))
    assert evaluate.auroc(high, low) == pytest.approx(theirs)


def test_workload_expects_errors_from_confidence():
    table = evaluate.workload(np.array([0.5, 0.9, 1.0]), [0.4, 0.8])
    assert table[0] == (0.4, 0, pytest.approx(0.6))
    assert table[1] == (0.8, 1, pytest.approx(0.1))


def test_breakdown_by_group():
    _, _, card = _card(groups={"来源": ["甲"] * 150 + ["乙"] * 50})
    assert {name: n for name, (n, _) in card.by_group["来源"].items()} == {"甲": 150, "乙": 50}
