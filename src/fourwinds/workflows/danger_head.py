"""Reports of danger and ordinary opinions → the column of weights that tells one from the other.

Patterns (``classify.danger``) know the wordings they were made for; most people who fear for a child use none of them.
The column learns from what several hands wrote (``corpora/danger``), against all opinions of the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from fourwinds.characters import encode
from fourwinds.classify.danger import Watch, manifestations_of_abuse
from fourwinds.classify.linear import Column
from fourwinds.features.char_ngrams import CharNgrams
from fourwinds.intake import corpus
from fourwinds.model_records import DangerText, LabelledText
from fourwinds.pipeline import build_danger_head

FOLDS = 2


def fit(
    ngrams: CharNgrams, reports: Sequence[DangerText], rows: Sequence[LabelledText], config: Mapping[str, Any]
) -> Column | None:
    """The column, its bias set so that a share ``danger_alarms`` of ordinary opinions unseen in training scores above 0.

    Args:
        ngrams: fitted transformer.
        reports: rows of ``corpora/danger``.
        rows: rows of the corpus; its opinions are ordinary, except those that the patterns tell or that are tagged as harm
            to a child, which are left out.
        config: as ``pipeline.CONFIG``.

    Returns:
        None where there is nothing to learn from, or all that is ordinary is of one scene, so none of it stays unseen.
    """
    ordinary = ordinary_opinions(rows)
    parts = {corpus.fold_of(row, FOLDS) for row in ordinary}
    if not any(report.is_danger for report in reports) or len(parts) < FOLDS:
        return None
    column, unseen = learned(ngrams, reports, ordinary, config)
    return Column(column.coef, column.bias - float(np.quantile(unseen, 1 - config["danger_alarms"])))


def learned(
    ngrams: CharNgrams, reports: Sequence[DangerText], ordinary: Sequence[LabelledText], config: Mapping[str, Any]
) -> tuple[Column, npt.NDArray[np.float64]]:
    """The column as it is fitted, and the score of each of ``ordinary`` by one that had not seen it, shape (n,)."""
    said = ngrams.transform([report.text for report in reports])
    against = ngrams.transform([row.text for row in ordinary])
    fold = np.array([corpus.fold_of(row, FOLDS) for row in ordinary])
    unseen = np.empty(len(ordinary))
    for k in range(FOLDS):
        column = _column(said, reports, against[fold != k], config)
        unseen[fold == k] = against[fold == k] @ column.coef + column.bias
    return _column(said, reports, against, config), unseen


def ordinary_opinions(rows: Sequence[LabelledText]) -> list[LabelledText]:
    """Opinions of the corpus that neither the patterns nor their tag call danger."""
    abuse = manifestations_of_abuse()
    found = [row for row in rows if row.form == corpus.OPINION and not abuse.intersection(row.manifestations)]
    texts = [row.text for row in found]
    told = set(Watch({}).find(texts, *encode(texts)))
    return [row for n, row in enumerate(found) if n not in told]


def _column(said: Any, reports: Sequence[DangerText], against: Any, config: Mapping[str, Any]) -> Column:
    is_danger = np.append([report.is_danger for report in reports], np.zeros(against.shape[0], dtype=bool))
    head = build_danger_head(config).fit(sparse.vstack([said, against]), is_danger)
    no, yes = 0, 1  # ``classes_`` are sorted
    return Column(head.coef_[:, yes] - head.coef_[:, no], float(head.intercept_[yes] - head.intercept_[no]))
