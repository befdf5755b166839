"""The trainable head: one linear layer over all leaves, probabilities summed to groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from fourwinds.classify.lbfgs import minimise

FloatArray = npt.NDArray[Any]
_SPREAD = 0.02  # p (1 - p) of a leaf, averaged over rows; only its order of magnitude matters


class SummedLogistic(ClassifierMixin, BaseEstimator):
    """Multinomial logistic regression over leaves such as ``formalism.empty_talk`` that also scores their groups.

    A label's group is what stands before its first full stop; its probability is the sum over its leaves, so each
    tag has as many prototypes as manifestations. Fitted with L-BFGS (``lbfgs``) from zero, in the precision of X, so the
    same rows give the same weights.

    Args:
        C: inverse of the L2 penalty, larger fits closer; must be positive.
        max_iter: iterations at most.
        tol: stop when the largest gradient entry falls below it.
        least_gain: stop when an iteration lowers the loss by a smaller share of it.
        warm_start: begin at the ``coef_`` and ``intercept_`` that are there, where their shape fits, instead of at zero.

    Attributes:
        classes_: leaves, sorted; coef_: (n_features, n_leaves); intercept_: (n_leaves,); groups_: sorted.
    """

    def __init__(
        self,
        C: float = 10.0,
        max_iter: int = 100,
        tol: float = 1e-6,
        least_gain: float = 1e-9,
        warm_start: bool = False,
    ) -> None:
        self.C = C
        self.max_iter = max_iter
        self.tol = tol
        self.least_gain = least_gain
        self.warm_start = warm_start

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> SummedLogistic:
        """Fit to X of shape (n, d), sparse or dense, and leaf labels y of shape (n,).

        Raises:
            ValueError: fewer than two classes, non-finite values, or C not positive.
        """
        X, leaf, weight = self._begin(X, y, sample_weight)
        objective = _Objective(sparse.csr_matrix(X), leaf, len(self.classes_), weight, self.C)
        found, self.n_iter_ = minimise(
            objective, self._start(objective), max_iter=self.max_iter, tol=self.tol, least_gain=self.least_gain
        )
        self.coef_, self.intercept_ = objective.weights(found)
        return self

    def _begin(self, X: Any, y: Any, sample_weight: Any) -> tuple[Any, npt.NDArray[np.int64], FloatArray]:
        """Check what ``fit`` was given and set ``classes_`` and ``groups_``; X, each row's class, and its weight."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32])
        check_classification_targets(y)
        if self.C <= 0:
            raise ValueError(f"C 应为正数，得到 {self.C}")
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
        self.classes_, leaf = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("The number of classes has to be greater than one; got 1 class")
        self.groups_, self._membership = memberships(self.classes_)
        return X, leaf, weight

    def _start(self, objective: _Objective) -> FloatArray:
        rows, leaves = objective.shape
        if self.warm_start and getattr(self, "coef_", np.empty(0)).shape == (rows - 1, leaves):
            both = np.vstack([self.coef_, self.intercept_]) / objective.scale
            return np.asarray(both.ravel(), dtype=objective.scale.dtype)
        return np.zeros(objective.size, dtype=objective.scale.dtype)

    def decision_function(self, X: Any) -> FloatArray:
        """Leaf logits, shape (n, n_leaves); for two classes the difference, shape (n,)."""
        scores = self.leaf_scores(X)
        return scores[:, 1] - scores[:, 0] if len(self.classes_) == 2 else scores

    def leaf_scores(self, X: Any) -> FloatArray:
        """Leaf logits, shape (n, n_leaves), for two classes too."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)
        scores: FloatArray = np.asarray(X @ self.coef_) + self.intercept_
        return scores

    def predict_proba(self, X: Any) -> FloatArray:
        """Leaf probabilities in ``classes_`` order, shape (n, n_leaves)."""
        return softmax(self.leaf_scores(X))

    def predict_group_proba(self, X: Any) -> FloatArray:
        """Group probabilities in ``groups_`` order, shape (n, n_groups)."""
        groups: FloatArray = self.predict_proba(X) @ self._membership
        return groups

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Most probable leaf of each row."""
        best = self.leaf_scores(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def __sklearn_tags__(self) -> Any:
        """Sparse input is welcome."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def memberships(leaves: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], FloatArray]:
    """Groups of ``leaves``, sorted, and a 1 for each leaf in its group's column, shape (leaves, groups)."""
    groups, group = np.unique([str(leaf).partition(".")[0] for leaf in leaves], return_inverse=True)
    membership = np.zeros((len(leaves), len(groups)))
    membership[np.arange(len(leaves)), group] = 1
    return groups, membership


class _Objective:
    """Loss and gradient of ``SummedLogistic`` for one flat vector of scaled parameters.

    The parameters are the weights divided by ``scale``, which is one over the root of an estimate of each weight's
    curvature (a Jacobi preconditioner: Nocedal & Wright 2006, §5.1). The optimum is the same; rare and frequent
    n-grams, whose curvatures differ ten-thousandfold, arrive at it together, in a fifth of the iterations.
    """

    def __init__(
        self, X: sparse.csr_matrix, leaf: npt.NDArray[np.int64], leaves: int, weight: FloatArray, C: float
    ) -> None:  # fmt: skip
        kind = X.dtype.type
        self.X = X
        self.XT = sparse.csr_matrix(X.T)
        self.leaf = leaf
        self.rows = np.arange(len(leaf))
        self.weight = weight / weight.sum()
        self.penalty = kind(1 / (C * weight.sum()))
        self.shape = (X.shape[1] + 1, leaves)
        self.size = self.shape[0] * self.shape[1]
        energy = np.asarray(X.multiply(X).T @ self.weight, dtype=np.float64).ravel()
        curvature = np.append(_SPREAD * energy + self.penalty, _SPREAD)
        self.scale = np.sqrt(curvature.min() / curvature)[:, None].astype(kind)

    def weights(self, flat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Coefficients (n_features, n_leaves) and intercepts (n_leaves,)."""
        both = flat.reshape(self.shape) * self.scale
        return both[:-1], both[-1]

    def __call__(self, flat: FloatArray) -> tuple[float, FloatArray]:
        """Loss, and its gradient in the scaled parameters."""
        coef, intercept = self.weights(flat)
        P = np.asarray(self.X @ coef)
        P += intercept
        P -= P.max(axis=1, keepdims=True)
        own = P[self.rows, self.leaf].astype(np.float64)
        np.exp(P, out=P)
        total = P.sum(axis=1, keepdims=True)
        loss = float(self.weight @ (np.log(total[:, 0].astype(np.float64)) - own))
        loss += 0.5 * float(self.penalty) * float(np.vdot(coef, coef))
        P /= total
        P[self.rows, self.leaf] -= 1
        P *= self.weight.astype(P.dtype)[:, None]
        grad = np.empty(self.shape, dtype=P.dtype)
        grad[:-1] = self.XT @ P
        coef *= self.penalty
        grad[:-1] += coef
        grad[-1] = P.sum(axis=0)
        grad *= self.scale
        return loss, grad.ravel()


def softmax(scores: FloatArray) -> FloatArray:
    """Row-wise softmax."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))
