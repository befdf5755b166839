"""One SVM a leaf: the contract, and what weighting does."""

import numpy as np
import pytest
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import estimator_checks_generator

from fourwinds.classify.margins import SummedMargins
from fourwinds.features.log_count_ratio import LogCountRatio

RNG = np.random.default_rng(3)
X = RNG.integers(0, 3, (90, 6)).astype(float)
LEAVES = np.array(["a.1", "a.2", "b.1"])[(X[:, 0] > X[:, 1]).astype(int) + (X[:, 2] > 1)]

CHECKS = [
    (estimator, check)
    for estimator, check in estimator_checks_generator(SummedMargins())
    if "array_api" not in check.func.__name__  # we promise NumPy and scipy input only
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS, ids=[c.func.__name__ for _, c in CHECKS])
def test_scikit_learn_contract(estimator, check):
    check(estimator)


def test_each_leaf_has_the_machine_of_its_own_weighting():
    head = SummedMargins(C=0.5, weighting=LogCountRatio()).fit(X, LEAVES)
    for k, leaf in enumerate(head.classes_):
        ratio = LogCountRatio().fit(X, leaf == LEAVES)
        alone = LinearSVC(C=0.5, dual=False, tol=1e-5).fit(ratio.transform(X), leaf == LEAVES)
        theirs = alone.decision_function(ratio.transform(X))
        np.testing.assert_allclose(head.leaf_scores(X)[:, k], theirs, atol=1e-4)
    np.testing.assert_allclose(head.predict_group_proba(X)[:, 0], head.predict_proba(X)[:, :2].sum(axis=1))


def test_c_must_be_positive():
    with pytest.raises(ValueError, match="C 应为正数"):
        SummedMargins(C=0).fit(X, LEAVES)
