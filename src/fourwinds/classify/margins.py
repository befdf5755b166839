"""A head of support vector machines, one a leaf, each over features weighted for its leaf."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.svm import LinearSVC

from fourwinds.classify.head import SummedLogistic

_TOL = 1e-8


class SummedMargins(SummedLogistic):
    """One linear SVM for each leaf against all others; margins are read as logits, groups are summed as in its base.

    With ``weighting`` a transformer such as ``features.LogCountRatio`` this is NB-SVM (Wang & Manning 2012) without the
    interpolation, for many classes.

    Args:
        C: inverse of the L2 penalty, larger fits closer; must be positive.
        weighting: transformer with ``weight_`` of shape (n_features,) after ``fit(X, is_leaf)``; None weights nothing.

    Attributes:
        As ``SummedLogistic``; coef_ holds the weighting, so X is scored as it is.
    """

    def __init__(self, C: float = 1.0, weighting: Any = None) -> None:
        self.C = C
        self.weighting = weighting

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> SummedMargins:
        """Fit to X of shape (n, d), sparse or dense, and leaf labels y of shape (n,).

        Raises:
            ValueError: fewer than two classes, non-finite values, or C not positive.
        """
        X, leaf, weight = self._begin(X, y, sample_weight)
        self.coef_ = np.empty((X.shape[1], len(self.classes_)))
        self.intercept_ = np.empty(len(self.classes_))
        self.n_iter_ = 0
        for k in range(len(self.classes_)):
            mine = leaf == k
            scale = np.ones(X.shape[1]) if self.weighting is None else clone(self.weighting).fit(X, mine).weight_
            weighted = X.multiply(scale).tocsr() if sparse.issparse(X) else X * scale
            svm = LinearSVC(C=self.C, dual=False, tol=_TOL).fit(weighted, mine, weight)
            self.coef_[:, k] = svm.coef_[0] * scale
            self.intercept_[k] = svm.intercept_[0]
            self.n_iter_ = max(self.n_iter_, int(svm.n_iter_))
        return self
