"""Wrong labels that were planted are found; right ones are left alone."""

import numpy as np

from fourwinds.review.label_errors import suspicion


def test_planted_errors_come_first():
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 4, 400)
    proba = rng.dirichlet(np.ones(4), 400) * 0.4
    proba[np.arange(400), truth] += 0.6
    given = truth.copy()
    planted = rng.choice(400, 30, replace=False)
    given[planted] = (given[planted] + 1) % 4
    found = suspicion(given, proba)
    first = set(np.argsort(-found)[:30])
    assert len(first & set(planted)) >= 20  # those that the model itself is less sure of than usual escape
    assert (found[np.setdiff1d(np.arange(400), planted)] == 0).all()
    assert found.min() >= 0
    assert found.max() <= 1


def test_a_label_nobody_gave_accuses_nobody():
    assert suspicion(np.array([0, 0]), np.array([[0.2, 0.8], [0.9, 0.1]])).tolist() == [0, 0]


def test_no_labels_no_suspicion():
    assert suspicion(np.zeros(0, dtype=np.int64), np.zeros((0, 3))).shape == (0,)
