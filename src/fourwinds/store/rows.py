"""Rows of the tables as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, select

from fourwinds.records import TaggedOpinion
from fourwinds.review_records import ACTION_LABEL, Labels, StoredOpinion, Verdict
from fourwinds.store.schema import batches, opinions, predictions, verdicts

CHUNK = 500  # keys in one statement; SQLite takes 999 parameters in old versions


def select_opinions() -> Select[Any]:
    """Opinions joined to the prediction of their model; narrow, order and limit it."""
    said = [predictions.c[name].label(f"p_{name}") for name in _PREDICTED]
    joined = opinions.join(
        predictions, (predictions.c.opinion == opinions.c.key) & (predictions.c.model == opinions.c.model)
    )
    return select(opinions, *said).select_from(joined)


_PREDICTED = (
    "tag", "tag_zh", "score", "second_tag", "manifestation", "manifestation_zh", "subject", "subject_zh", "none_kind",
    "status", "evidence",
)  # fmt: skip


def stored(connection: Connection, query: Select[Any]) -> list[StoredOpinion]:
    """The opinions that ``query`` (from ``select_opinions``) finds, with their standing verdicts."""
    rows = connection.execute(query).all()
    standing = verdicts_by_key(connection, [row.standing for row in rows if row.standing])
    return [opinion(row, standing.get(row.standing)) for row in rows]


def verdicts_by_key(connection: Connection, keys: list[int]) -> dict[int, Verdict]:
    """The verdicts with these keys."""
    found: dict[int, Verdict] = {}
    for at in range(0, len(keys), CHUNK):
        query = select(verdicts).where(verdicts.c.key.in_(keys[at : at + CHUNK]))
        found |= {row.key: verdict(row) for row in connection.execute(query)}
    return found


def by_digest(connection: Connection, digests: Sequence[str], wanted: Column[int]) -> dict[str, int]:
    """Digest to ``wanted``, of the opinions that batches outside the recycle bin hold; the latest of equal ones."""
    held = opinions.join(batches, batches.c.key == opinions.c.batch)
    found: dict[str, int] = {}
    for at in range(0, len(digests), CHUNK):
        query = (
            select(opinions.c.digest, wanted)
            .select_from(held)
            .where(opinions.c.digest.in_(digests[at : at + CHUNK]), batches.c.recycled == "")
            .order_by(opinions.c.key)
        )
        found |= {row.digest: row[1] for row in connection.execute(query)}
    return found


def opinion(row: Row[Any], standing: Verdict | None) -> StoredOpinion:
    """The record of one row of ``select_opinions``."""
    return StoredOpinion(
        key=row.key,
        batch=row.batch,
        tagged=tagged(row),
        context=row.context,
        model=row.model,
        group=row.group_key,
        version=row.version,
        standing=standing,
        random_key=row.random_key,
        suspicion=row.suspicion,
        double=bool(row.double_coded),
    )


def tagged(row: Row[Any]) -> TaggedOpinion:
    """The row of the tagged file, with the model's labels."""
    return TaggedOpinion(
        opinion_id=row.opinion_id,
        source=row.source,
        sheet=row.sheet,
        row=row.row_number,
        start=row.span_start,
        end=row.span_end,
        text=row.body,
        tag=row.p_tag,
        tag_zh=row.p_tag_zh,
        score=row.p_score,
        second_tag=row.p_second_tag,
        manifestation=row.p_manifestation,
        manifestation_zh=row.p_manifestation_zh,
        subject=row.p_subject,
        subject_zh=row.p_subject_zh,
        none_kind=row.p_none_kind,
        status=row.p_status,
        evidence=row.p_evidence,
        flags=row.flags,
    )


def verdict(row: Row[Any]) -> Verdict:
    """The record of one row of the table ``verdicts``."""
    labels = Labels(row.tag, row.manifestation, row.subject, row.none_kind, row.second_tag, row.handing)
    return Verdict(
        key=row.key,
        opinion=row.opinion,
        reviewer=row.reviewer,
        action=row.action,
        labels=labels if row.action == ACTION_LABEL else None,
        way=row.way,
        random_check=bool(row.random_check),
        note=row.note,
        at=row.at,
        model=row.model,
        undoes=row.undoes,
        suggested=Labels(
            row.suggested_tag, row.suggested_manifestation, row.suggested_subject, row.suggested_none_kind,
            row.suggested_second_tag, row.suggested_handing,
        ),
    )  # fmt: skip


def prediction(key: int, row: TaggedOpinion, model: str, at: str) -> Mapping[str, Any]:
    """The row of the table ``predictions`` for a tagged opinion."""
    return {"opinion": key, "model": model, "at": at} | {name: getattr(row, name) for name in _PREDICTED}
