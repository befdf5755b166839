"""Verdicts → rows to train on, rows to examine with, and how much each counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fourwinds.model_records import LabelledText
from fourwinds.records import NONE
from fourwinds.review_records import (
    ACTION_LABEL,
    ACTION_UNDO,
    WAY_ADJUDICATION,
    WAY_BULK,
    WAY_DUPLICATE,
    WAY_WORKBOOK,
    Labels,
    StoredOpinion,
    Verdict,
)
from fourwinds.taxonomy import OTHER

SOURCE = "review"
WEIGHT = 1.0  # a verdict against a corpus row; measured: more teaches no better and costs on gold
_WAYS = {WAY_BULK: 0.5, WAY_DUPLICATE: 0.25, WAY_ADJUDICATION: 1.5}  # accepted at a glance; said already; argued about
_AGREED = 0.5  # what every further reviewer who says the same adds


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """What verdicts teach.

    Attributes:
        train: rows to train on; ``keys`` holds the opinion behind each.
        exam: rows kept apart for the comparison of champion and challenger; no model ever trains on them.
        suggested: tag that the model had suggested for each row of ``train``.
        passed_over: unsure, excluded or undone opinions, and those that reviewers dispute.
    """

    train: tuple[LabelledText, ...]
    keys: tuple[int, ...]
    suggested: tuple[str, ...]
    exam: tuple[LabelledText, ...]
    passed_over: int


def training_rows(decided: Iterable[tuple[StoredOpinion, Sequence[Verdict]]]) -> TrainingRows:
    """Rows from every opinion with its verdicts, oldest verdict first.

    Half of the opinions that chance brought up, chosen by a digest of their words, are the examination for good; any
    other opinion with the same words stays out of training too. In a queue with a tenth of random checks that
    costs one verdict in twenty.
    """
    train: list[tuple[LabelledText, int, str]] = []
    exam: list[LabelledText] = []
    passed_over = 0
    for opinion, verdicts in decided:
        standing = opinion.standing
        if standing is None or standing.action != ACTION_LABEL or standing.labels is None:
            passed_over += 1
            continue
        weight = worth(standing, verdicts)
        row = _row(opinion, standing.labels, weight)
        by_chance = standing.random_check or any(v.random_check for v in verdicts)
        if by_chance and examines(row.text):
            exam.append(row)
        elif weight > 0:
            train.append((row, opinion.key, standing.suggested.tag))
        else:
            passed_over += 1
    apart = {row.text for row in exam}
    kept = [entry for entry in train if entry[0].text not in apart]
    return TrainingRows(
        tuple(row for row, _, _ in kept),
        tuple(key for _, key, _ in kept),
        tuple(tag for _, _, tag in kept),
        tuple(exam),
        passed_over,
    )


def examines(text: str) -> bool:
    """Whether an opinion that chance brought up belongs to the examination; always the same for the same words."""
    return hashlib.sha256(f"exam {text}".encode("utf-8", "surrogatepass")).digest()[0] % 2 == 0


def worth(standing: Verdict, verdicts: Sequence[Verdict]) -> float:
    """Weight of the standing verdict in training; 0 while reviewers dispute it and nobody has adjudicated.

    Agreement of independent reviewers raises it; what was accepted in bulk or along with a near-duplicate counts less.
    """
    weight = WEIGHT * _WAYS.get(standing.way, 1.0)
    if standing.way == WAY_ADJUDICATION or standing.labels is None:
        return weight
    others = [v.labels.tag for v in latest(verdicts) if v.reviewer != standing.reviewer and v.labels is not None]
    agreeing = sum(tag == standing.labels.tag for tag in others)
    if agreeing < len(others) - agreeing or (others and not agreeing):
        return 0.0
    return weight * (1 + _AGREED * agreeing) * (1 + agreeing) / (1 + len(others))


def latest(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdict of each reviewer that is in force, oldest first: the last one that was not undone."""
    undone = {v.undoes for v in verdicts if v.action == ACTION_UNDO}
    last: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda v: v.key):
        if verdict.action != ACTION_UNDO and verdict.key not in undone:
            last.pop(verdict.reviewer, None)
            last[verdict.reviewer] = verdict
    return list(last.values())


def _row(opinion: StoredOpinion, labels: Labels, weight: float) -> LabelledText:
    none = labels.tag == NONE
    # Who changes only the tag in a workbook gets its rest: that says nothing of the manifestation.
    unnamed = labels.manifestation == OTHER and opinion.standing is not None and opinion.standing.way == WAY_WORKBOOK
    return LabelledText(
        text=opinion.tagged.text,
        tags=() if none else (labels.tag,),
        manifestations=() if none else ("" if unnamed else labels.manifestation,),
        none_kind=labels.none_kind if none else "",
        subject=labels.subject,
        weight=weight,
        source=SOURCE,
    )
