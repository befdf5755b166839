"""Answers → opinions, masked and tagged: the cells of their rows, without what depends on all of them (numbers, duplicates).

Work goes column by column, a block of answers at a time: a block stays in the processor's cache, and lists of cells pass
to and from other processes at a tenth of the cost of objects.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fourwinds.clean import shield
from fourwinds.clean.filler import says_nothing
from fourwinds.clean.normalise import fingerprints
from fourwinds.intake import split
from fourwinds.pipeline import Model
from fourwinds.records import (
    COLUMNS,
    LEADS,
    STATUS_AUTO,
    STATUS_REVIEW,
    Feedback,
    Opinion,
    Prediction,
    TaggedOpinion,
)
from fourwinds.taxonomy import Taxonomy

FILLER = "filler"

Columns = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Block:
    """The opinions of some answers, one list for each fact about them.

    Attributes:
        cells: a list for each of ``records.COLUMNS``; numbers are "".
        contexts: question or heading of each, as it came.
        traces: what is equal for copied answers.
        orders: ``order_key`` of each.
        fillers: whether it says nothing.
    """

    cells: Columns
    contexts: list[str]
    traces: list[str]
    orders: list[bytes]
    fillers: list[bool]


def tagged(answers: Sequence[Feedback], model: Model, threshold: float) -> Block:
    """Cut, mask and tag some answers; a ``threshold`` above 0 replaces the model's own."""
    opinions, words, traces = _found(answers)
    contexts = [o.context for o in opinions]
    said = model.predict(words, contexts)
    return Block(
        cells_of(opinions, said, model.taxonomy, threshold),
        contexts,
        traces,
        list(map(order_key, opinions)),
        [FILLER in o.flags for o in opinions],
    )


def unnumbered_all(answers: Sequence[Feedback]) -> list[Opinion]:
    """The opinions of many answers, masked, without numbers and the duplicate flag.

    Many at once take a tenth of the time of one after the other.
    """
    return _found(answers)[0]


def _found(answers: Sequence[Feedback]) -> tuple[list[Opinion], list[str], list[str]]:
    """Opinions without numbers; the words and the fingerprint of each."""
    cuts = split.split_all([answer.text for answer in answers])
    places = [(answer, piece) for answer, pieces in zip(answers, cuts, strict=True) for piece in pieces]
    words = [answer.text[piece.start : piece.end] for answer, piece in places]
    shown, flags, traces = masked(words)
    opinions = Opinion.from_columns(
        [""] * len(places), [answer for answer, _ in places], [piece.start for _, piece in places],
        [piece.end for _, piece in places], shown, [_context(answer, piece) for answer, piece in places], flags,
    )  # fmt: skip
    return opinions, words, traces


def masked(words: Sequence[str]) -> tuple[list[str], list[tuple[str, ...]], list[str]]:
    """Texts with private details masked, the flags of each, and its fingerprint."""
    traces = fingerprints(words)
    shown, flags = [], []
    for said, trace, (hidden, found) in zip(words, traces, shield.mask_all(words), strict=True):
        shown.append(hidden)
        flags.append((*found, FILLER) if says_nothing(said, trace) else found)
    return shown, flags, traces


def _context(answer: Feedback, piece: split.Piece) -> str:
    if not piece.heading:
        return answer.context
    return f"{answer.context}；{piece.heading}" if answer.context else piece.heading


def order_key(opinion: Opinion) -> bytes:
    """What decides an opinion's place within its block: 32 bytes that tell nothing."""
    answer = opinion.feedback
    said = f"{answer.source}\0{answer.sheet}\0{answer.row}\0{opinion.start}\0{opinion.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


def row(opinion: Opinion, said: Prediction, taxonomy: Taxonomy, threshold: float = 0.0) -> TaggedOpinion:
    """The row of ``opinion``; evidence is masked like the text, and a threshold above 0 replaces the model's own."""
    return TaggedOpinion.from_columns(*cells_of([opinion], [said], taxonomy, threshold))[0]


def cells_of(opinions: Sequence[Opinion], said: Sequence[Prediction], taxonomy: Taxonomy, threshold: float) -> Columns:
    """A column for each of ``records.COLUMNS``; what the rows of every output hold is decided here.

    Args:
        opinions, said: of one length.
        taxonomy: gives the Chinese names.
        threshold: score below which a person must look; 0 leaves what the model says.
    """
    tags = [p.tag for p in said]
    leaves = [p.manifestation or "" for p in said]
    subjects = [p.subject for p in said]
    tag_zh = {tag: taxonomy.tag_zh(tag) for tag in set(tags)}
    leaf_zh = {pair: taxonomy.manifestation_zh(*pair) for pair in set(zip(tags, leaves, strict=True))}
    subject_zh = {subject: taxonomy.subject_zh(subject) for subject in set(subjects)}
    by_name: dict[str, list[Any]] = {
        "opinion_id": [o.opinion_id for o in opinions],
        "source": [o.feedback.source for o in opinions],
        "sheet": [o.feedback.sheet for o in opinions],
        "row": [o.feedback.row for o in opinions],
        "start": [o.start for o in opinions],
        "end": [o.end for o in opinions],
        "text": [o.shown for o in opinions],
        "tag": tags,
        "tag_zh": [tag_zh[tag] for tag in tags],
        "score": [p.score for p in said],
        "second_tag": [p.second_tag or "" for p in said],
        "manifestation": leaves,
        "manifestation_zh": [leaf_zh[pair] for pair in zip(tags, leaves, strict=True)],
        "subject": subjects,
        "subject_zh": [subject_zh[subject] for subject in subjects],
        "none_kind": [p.none_kind or "" for p in said],
        "status": [_status(p, threshold) for p in said] if threshold else [p.status for p in said],
        "evidence": [p.evidence if p.evidence in o.shown else "" for o, p in zip(opinions, said, strict=True)],
        "flags": [";".join(o.flags) for o in opinions],
    }
    return [by_name[name] for name in COLUMNS]


def flag_counts(flags: Iterable[str]) -> Counter[str]:
    """How many opinions bear each flag, from the cells of the column ``flags``."""
    found: Counter[str] = Counter()
    for said, many in Counter(flags).items():
        found.update(dict.fromkeys(said.split(";") if said else (), many))
    return found


def _status(said: Prediction, threshold: float) -> str:
    if said.status in LEADS:
        return said.status
    return STATUS_REVIEW if said.score < threshold else STATUS_AUTO
