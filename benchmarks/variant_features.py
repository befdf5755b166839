"""Features that the model search puts beside characters: cues, form, negation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer

from fourwinds import taxonomy
from fourwinds.clean.normalise import normalise

KNOWN = taxonomy.load()
_CLAUSE = re.compile(r"[，。；！？,;!?\n]+")
_NEGATION = re.compile(r"[不没未无非别莫]")
_SCOPE = 4  # characters that a negation reaches


class CueCounts(TransformerMixin, BaseEstimator):
    """How many cues of the taxonomy each manifestation has in the text, shape (n, manifestations)."""

    def fit(self, X: Sequence[str], y: Any = None) -> CueCounts:
        self.cues_ = [m.cues for m in KNOWN.manifestations.values()]
        return self

    def transform(self, X: Sequence[str]) -> sparse.csr_matrix:
        counts = [[sum(cue in text for cue in cues) for cues in self.cues_] for text in X]
        return sparse.csr_matrix(np.log1p(np.array(counts, dtype=np.float32)))


class TextForm(TransformerMixin, BaseEstimator):
    """Length, clauses, questions, exclamations, negations: shape (n, 6), each scaled to about one."""

    def fit(self, X: Sequence[str], y: Any = None) -> TextForm:
        self.n_features_out_ = 6
        return self

    def transform(self, X: Sequence[str]) -> sparse.csr_matrix:
        form = [
            (np.log(max(4, len(t)) / 28), len(_CLAUSE.findall(t)) / 3, t.count("？") + t.count("?"),
             t.count("！"), len(_NEGATION.findall(t)) / 2, t.count("“"))
            for t in X
        ]  # fmt: skip
        return sparse.csr_matrix(np.array(form, dtype=np.float32) / 3)


def negation_scope() -> TfidfVectorizer:
    """Character pairs that stand within the reach of a negation, as features of their own."""

    def pairs(text: str) -> list[str]:
        found = []
        for hit in _NEGATION.finditer(normalise(text)):
            scope = text[hit.end() : hit.end() + _SCOPE]
            found += [f"¬{a}{b}" for a, b in pairwise(scope)] + [f"¬{c}" for c in scope]
        return found

    return TfidfVectorizer(analyzer=pairs, min_df=2, dtype=np.float32)
