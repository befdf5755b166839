"""A labelled file → scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fourwinds import taxonomy
from fourwinds.classify import calibrate
from fourwinds.classify import evaluate as scoring
from fourwinds.errors import InputError
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText, Scorecard
from fourwinds.pipeline import Model
from fourwinds.records import Prediction
from fourwinds.workflows import train
from fourwinds.workflows.models import load_model

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def evaluate(path: Path, *, model: Model | None = None) -> Scorecard:
    """Score the model in use on a labelled jsonl file; rows with a null label only test abstention.

    Raises:
        InputError: the file is missing, malformed or holds no labelled row.
    """
    rows, unlabelled = corpus.read_labelled(path, taxonomy.load())
    if not rows:
        raise InputError(
            f"“{path.name}”里没有带标签的行",
            allowed='每行形如 {"text": "…", "label": "formalism"}',
            todo="补上标签后重试",
        )
    return score(rows, unlabelled, model or load_model())


def cross_validate(corpora: Path, folds: int) -> Scorecard:
    """Score out-of-fold predictions of every whole opinion of a corpus; takes ``folds`` trainings.

    Raises:
        CorpusError: the corpus is missing or breaks its rules.
    """
    known = taxonomy.load()
    said = train.out_of_fold(corpus.read_corpus(corpora, known), known, folds=folds)
    figures = train.calibration(said, known)
    lengths = np.array([len(row.text) for row in said.rows])
    temperature = calibrate.temperatures(lengths, figures["temperature"], figures["long_from"])
    return scoring.score(
        list(known.labels),
        said.truth,
        calibrate.tempered(said.group_p, temperature),
        [row.text for row in said.rows],
        groups=_groups(said.rows),
    )


def score(rows: Sequence[LabelledText], unlabelled: Sequence[str], model: Model) -> Scorecard:
    """Score ``model`` on labelled rows."""
    texts = [row.text for row in rows]
    labels = list(model.labels)
    contexts = [row.context for row in rows]
    return scoring.score(
        labels,
        np.array([labels.index(row.label) for row in rows]),
        model.predict_proba(texts),
        texts,
        accept=_accepted(rows, labels),
        groups=_groups(rows),
        null_confidence=model.predict_proba(unlabelled).max(axis=1) if unlabelled else None,
        manifestation_ranks=_ranks(rows, model),
        subject_hits=_subject_hits(rows, model.predict(texts, contexts)),
        subject_hits_alone=_subject_hits(rows, model.predict(texts)) if any(contexts) else None,
    )


def _subject_hits(rows: Sequence[LabelledText], said: Sequence[Prediction]) -> npt.NDArray[np.bool_] | None:
    """Whether the subject is right, for rows that name one."""
    hits = [p.subject == row.subject for p, row in zip(said, rows, strict=True) if row.subject]
    return np.array(hits) if hits else None


def _groups(rows: Sequence[LabelledText]) -> dict[str, list[str]]:
    groups = {"来源": [r.source.partition("#")[0] for r in rows], "语体": [r.register for r in rows]}
    return {name: of for name, of in groups.items() if any(of)}


def workload(path: Path, *, model: Model | None = None) -> tuple[list[tuple[float, int, float]], tuple[int, float]]:
    """How many of the file's rows a person must read, and how many errors are then expected among the rest.

    Returns:
        (threshold, rows, errors) for a table of thresholds; (rows, errors) for the model's own thresholds, one a label.
    """
    rows, _ = corpus.read_labelled(path, taxonomy.load())
    model = model or load_model()
    proba = model.predict_proba([row.text for row in rows])
    confidence = proba.max(axis=1)
    unsure = confidence < model.thresholds[proba.argmax(axis=1)]
    own = int(unsure.sum()), float((1 - confidence[~unsure]).sum())
    return scoring.workload(confidence, THRESHOLDS), own


def plot(card: Scorecard, folder: Path) -> list[Path]:
    """Draw a scorecard's reliability, coverage and confusion into ``folder``; returns the files.

    Raises:
        OutputError: matplotlib is not installed or the folder cannot be written.
    """
    from fourwinds.report import plots

    return plots.write(card, folder)


def _accepted(rows: Sequence[LabelledText], labels: list[str]) -> list[frozenset[int]] | None:
    if not any(row.accept for row in rows):
        return None
    return [frozenset(labels.index(c) for c in {row.label, *row.accept} if c in labels) for row in rows]


def _ranks(rows: Sequence[LabelledText], model: Model) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    """Rank of the right manifestation among those of the right tag, for rows that name one the model knows."""
    known = [r for r in rows if r.tags and r.manifestations and f"{r.tags[0]}.{r.manifestations[0]}" in model.leaves]
    if not known:
        return None
    proba = model.leaf_proba([r.text for r in known])
    ranks = []
    for row, p in zip(known, proba, strict=True):
        mine = [i for i, leaf in enumerate(model.leaves) if leaf.startswith(f"{row.tags[0]}.")]
        right = model.leaves.index(f"{row.tags[0]}.{row.manifestations[0]}")
        ranks.append(int((p[mine] > p[right]).sum()))
    return np.array(ranks)
