"""Frozen dataclasses about models: what they are trained on, what they say of themselves, how good they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fourwinds.records import NONE, Prediction


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One row of a corpus or of a labelled file.

    Attributes:
        text: the opinion.
        tags: tag codes; empty means none.
        manifestations: one code per tag, or empty where only the tag is known.
        none_kind: kind of none when ``tags`` is empty, else "".
        subject: subject code, or "" where unknown.
        weight: how much the row counts in training.
        source, register: where it is from and how it is put, for breakdowns; may be "".
        accept: every label a careful reader may give; empty means only the first tag.
        form: ``opinion`` or ``phrase``.
        context: heading or question that the opinion stood under, "" where unknown.
    """

    text: str
    tags: tuple[str, ...]
    manifestations: tuple[str, ...] = ()
    none_kind: str = ""
    subject: str = ""
    weight: float = 1.0
    source: str = ""
    register: str = ""
    accept: tuple[str, ...] = ()
    form: str = "opinion"
    context: str = ""

    @property
    def label(self) -> str:
        """First tag, or ``none``."""
        return self.tags[0] if self.tags else NONE


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model file says of itself; written as JSON beside the arrays.

    Attributes:
        format_version: layout of the arrays; a reader refuses another one.
        name, created_from: name of the model and SHA-256 of the corpus it was trained on.
        config: everything ``pipeline.build`` was told.
        labels: column names of the arrays, by head.
        figures: measured on training day, e.g. out-of-fold macro-F1.
        arrays: array name to {"sha256", "dtype", "shape"}.
        versions: library versions that trained it.
    """

    format_version: int
    name: str
    created_from: str
    config: Mapping[str, Any]
    labels: Mapping[str, Sequence[str]]
    figures: Mapping[str, float]
    arrays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TagScore:
    """Precision, recall and F1 of one tag, with how many rows really carry it and F1's 95 % interval."""

    precision: float
    recall: float
    f1: float
    support: int
    f1_low: float
    f1_high: float


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything ``evaluate`` measures. Scores are fractions of one; None where the rows do not say.

    Attributes:
        n: rows.
        macro_f1, macro_f1_low, macro_f1_high: mean F1 of the labels that occur, and its 95 % interval (bootstrap).
        lenient, lenient_accuracy: macro-F1 and accuracy where every label that a careful reader may give is right.
        per_tag: by label; labels: their order in ``confusion``, whose rows are right labels and columns decisions.
        ece: expected calibration error; reliability: confidence, accuracy and rows of each bin.
        coverage_curve: share of the surest rows, and accuracy among them.
        null_auroc: chance that a row readers agree on has more confidence than one they dispute.
        manifestation_top1, manifestation_top3: share of rows whose manifestation is the first, or among the first three.
        subject_accuracy, subject_accuracy_alone: share of right subjects, with and without the heading.
        by_group: breakdown to group to rows and accuracy.
        errors: text, right label, decision and confidence, surest first.
    """

    n: int
    macro_f1: float
    macro_f1_low: float
    macro_f1_high: float
    accuracy: float
    lenient: float | None
    lenient_accuracy: float | None
    per_tag: Mapping[str, TagScore]
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    ece: float
    reliability: tuple[tuple[float, float, int], ...]
    coverage_curve: tuple[tuple[float, float], ...]
    null_auroc: float | None
    manifestation_top1: float | None
    manifestation_top3: float | None
    subject_accuracy: float | None
    subject_accuracy_alone: float | None
    by_group: Mapping[str, Mapping[str, tuple[int, float]]]
    errors: tuple[tuple[str, str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a text got its tag.

    Attributes:
        prediction: the decision.
        tag_scores: tag (and ``none``) to calibrated probability.
        words: word and signed weight for the winning leaf; with ``bias`` they add up to ``leaf_score``.
        bias: what the leaf starts from before any word is read.
        leaf: the winning tag.manifestation.
        leaf_score: its logit.
        neighbours: most similar known opinions as (text, label, similarity 0..1).
    """

    prediction: Prediction
    tag_scores: Mapping[str, float]
    words: tuple[tuple[str, float], ...]
    bias: float
    leaf: str
    leaf_score: float
    neighbours: tuple[tuple[str, str, float], ...]
