"""Log-count ratios are those of Wang & Manning 2012, and the transformer honours scikit-learn's contract."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.utils.estimator_checks import estimator_checks_generator

from fourwinds.features.log_count_ratio import LogCountRatio

X = np.array([[2.0, 0, 1], [1, 0, 0], [0, 3, 1], [0, 1, 0], [0, 0, 1]])
TWO = ["a", "a", "b", "b", "b"]

CHECKS = [
    (estimator, check)
    for estimator, check in estimator_checks_generator(LogCountRatio())
    if "array_api" not in check.func.__name__  # we promise NumPy and scipy input only
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS, ids=[c.func.__name__ for _, c in CHECKS])
def test_scikit_learn_contract(estimator, check):
    check(estimator)


def test_ratios_by_hand():
    p = np.array([0, 2, 2]) + 1  # rows of b with the feature, smoothed
    q = np.array([2, 0, 1]) + 1
    by_hand = np.log((p / p.sum()) / (q / q.sum()))
    made = LogCountRatio().fit(X, TWO)
    np.testing.assert_allclose(made.weight_, by_hand)
    np.testing.assert_allclose(made.transform(X), X * by_hand)
    np.testing.assert_allclose(made.transform(sparse.csr_matrix(X)).toarray(), X * by_hand)


def test_with_more_classes_the_largest_ratio_counts():
    made = LogCountRatio().fit(X, ["a", "a", "b", "b", "c"])
    assert made.ratio_.shape == (3, 3)
    np.testing.assert_allclose(made.weight_, np.abs(made.ratio_).max(axis=0))


def test_what_it_refuses():
    with pytest.raises(ValueError, match="alpha 应为正数"):
        LogCountRatio(alpha=0).fit(X, TWO)
    with pytest.raises(ValueError, match="number of classes"):
        LogCountRatio().fit(X, ["a"] * 5)
