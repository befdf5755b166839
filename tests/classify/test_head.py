"""The head honours scikit-learn's contract and sums leaves to groups."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import estimator_checks_generator

from fourwinds.classify.head import SummedLogistic

RNG = np.random.default_rng(7)
X = RNG.normal(size=(120, 5))
LEAVES = np.array(["a.1", "a.2", "b.1", "b.2"])[(X[:, 0] > 0) * 2 + (X[:, 1] > 0)]


CHECKS = [
    (estimator, check)
    for estimator, check in estimator_checks_generator(SummedLogistic(max_iter=50))
    if "array_api" not in check.func.__name__  # we promise NumPy and scipy input only
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS, ids=[c.func.__name__ for _, c in CHECKS])
def test_scikit_learn_contract(estimator, check):
    check(estimator)


def test_group_probability_is_the_sum_of_its_leaves():
    head = SummedLogistic().fit(X, LEAVES)
    leaf, group = head.predict_proba(X), head.predict_group_proba(X)
    assert head.groups_.tolist() == ["a", "b"]
    np.testing.assert_allclose(group[:, 0], leaf[:, :2].sum(axis=1))
    np.testing.assert_allclose(group.sum(axis=1), 1)


def test_leaf_loss_alone_is_logistic_regression():
    ours = SummedLogistic(C=2.0, max_iter=500, tol=1e-9).fit(X, LEAVES)
    theirs = LogisticRegression(C=2.0, max_iter=2000, tol=1e-9).fit(X, LEAVES)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=2e-3)


def test_gradient_is_the_slope_of_the_loss():
    from scipy import sparse

    from fourwinds.classify.head import _Objective

    _, leaf = np.unique(LEAVES, return_inverse=True)
    weight = RNG.uniform(0.5, 2, len(X))
    objective = _Objective(sparse.csr_matrix(X), leaf, 4, weight, 1.0)
    at = RNG.normal(size=objective.size)
    loss, grad = objective(at)
    for i in (0, 7, 13, objective.size - 1):
        step = np.zeros(objective.size)
        step[i] = 1e-6
        slope = (objective(at + step)[0] - loss) / 1e-6
        assert slope == pytest.approx(grad[i], abs=1e-5)


def test_weights_count_rows():
    doubled = SummedLogistic(max_iter=500, tol=1e-9).fit(np.vstack([X, X[:40]]), np.append(LEAVES, LEAVES[:40]))
    weight = np.ones(len(X))
    weight[:40] = 2
    weighted = SummedLogistic(max_iter=500, tol=1e-9).fit(X, LEAVES, sample_weight=weight)
    np.testing.assert_allclose(doubled.predict_proba(X), weighted.predict_proba(X), atol=1e-3)


def test_c_must_be_positive():
    with pytest.raises(ValueError, match="C 应为正数"):
        SummedLogistic(C=0).fit(X, LEAVES)


def test_a_warm_start_goes_on_where_the_last_fit_stopped():
    head = SummedLogistic(max_iter=500, tol=1e-9, warm_start=True).fit(X, LEAVES)
    before = head.predict_proba(X)
    assert head.set_params(max_iter=1).fit(X, LEAVES).n_iter_ <= 1
    np.testing.assert_allclose(head.predict_proba(X), before, atol=1e-4)
    assert SummedLogistic(warm_start=True).fit(X, LEAVES).coef_.shape == (5, 4)
