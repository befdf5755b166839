"""Naive-Bayes log-count ratios as weights of features: a transformer for training."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


class LogCountRatio(TransformerMixin, BaseEstimator):
    """Multiplies every feature by how much its presence speaks for or against a class.

    For a class with the rows P and the other rows N, and p, q the number of rows of P and N in which a feature is not
    zero plus ``alpha``, the ratio is log((p / |p|₁) / (q / |q|₁)): Wang & Manning 2012, "Baselines and Bigrams: Simple,
    Good Sentiment and Topic Classification", section 2.1. With two classes the weight is the ratio of the second; with
    more, the largest absolute ratio over the classes, so that no sign is lost to another class (to weight each class by
    its own ratio, use one transformer a class, as ``classify.margins`` does).

    Args:
        alpha: smoothing count, must be positive.

    Attributes:
        classes_: labels, sorted; ratio_: (n_classes, n_features); weight_: (n_features,).

    >>> LogCountRatio().fit([[1, 0], [1, 0], [0, 1]], ["a", "a", "b"]).weight_.round(2).tolist()
    [-0.81, 0.98]
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, X: Any, y: Any) -> LogCountRatio:
        """Learn the ratios from X of shape (n, d), sparse or dense, and labels y of shape (n,).

        Raises:
            ValueError: fewer than two classes, or alpha not positive.
        """
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=[np.float64, np.float32])
        check_classification_targets(y)
        if self.alpha <= 0:
            raise ValueError(f"alpha 应为正数，得到 {self.alpha}")
        self.classes_, label = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("The number of classes has to be greater than one; got 1 class")
        of_class = sparse.csr_matrix(
            (np.ones(len(label)), label, np.arange(len(label) + 1)), shape=(len(label), len(self.classes_))
        )
        inside = np.asarray((of_class.T @ sparse.csr_matrix(X != 0).astype(np.float64)).todense())
        outside = inside.sum(axis=0) - inside
        self.ratio_ = _log_share(inside + self.alpha) - _log_share(outside + self.alpha)
        two = len(self.classes_) == 2
        self.weight_ = self.ratio_[1] if two else np.abs(self.ratio_).max(axis=0)
        return self

    def transform(self, X: Any) -> Any:
        """X with each column multiplied by its weight, sparse if X is, shape (n, d)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False)
        weight = self.weight_.astype(X.dtype)
        return (X @ sparse.diags(weight)).tocsr() if sparse.issparse(X) else X * weight

    def __sklearn_tags__(self) -> Any:
        """Sparse input is welcome; labels are needed, those of classes."""
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.target_tags.required = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _log_share(counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.log(counts / counts.sum(axis=1, keepdims=True)))
