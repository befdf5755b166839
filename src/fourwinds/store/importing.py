"""Adding a batch in short transactions, so that reviewers save their verdicts while 200,000 opinions come in.

The batch stays out of sight until its last opinion is in; one that was interrupted is removed when a store is opened.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from fourwinds.errors import StoreError
from fourwinds.records import TaggedOpinion
from fourwinds.review_records import STATE_DRAFT
from fourwinds.store import audit
from fourwinds.store.database import Database, now
from fourwinds.store.known import known
from fourwinds.store.rows import CHUNK, prediction
from fourwinds.store.schema import batches, codings, counters, leases, opinions, predictions, verdicts

IMPORTING = "importing "  # begins ``recycled`` while a batch is not complete
_PAUSE = 0.005  # seconds between two transactions in which others get their turn
_ABANDONED = -24 * 60  # minutes after which an incomplete import is nobody's any more
_ANALYSED = 1000  # from so many opinions the database is told to look at its statistics anew


@dataclass(frozen=True, slots=True)
class Upload:
    """The arguments of ``Batches.add``."""

    name: str
    tagged: Sequence[TaggedOpinion]
    contexts: Sequence[str]
    hashes: Sequence[str]
    groups: Sequence[int]
    files: Mapping[str, str]
    counts: Mapping[str, int]
    model: str
    taxonomy: str
    by: str
    double_share: float


def add(database: Database, upload: Upload) -> tuple[int, int]:
    """Key of the batch that holds the upload, and how many opinions were added.

    Raises:
        StoreError: the store cannot be written; nothing of the upload is left.
    """
    while True:
        held = database.read(partial(known, hashes=upload.hashes, tagged=upload.tagged))
        fresh = _fresh(upload.hashes, held)
        if not fresh and held:
            holders = list(held.values())
            return max(set(holders), key=holders.count), 0
        key, first = database.write(partial(_reserve, upload=upload, count=len(fresh)))
        try:
            for rows, said in _parts(upload, fresh, key, first):
                database.write(partial(_insert, rows=rows, said=said))
                time.sleep(_PAUSE)
            if database.write(partial(_reveal, key=key, fresh=fresh, upload=upload)):
                break
        except BaseException:
            with contextlib.suppress(StoreError):
                database.write(partial(remove, key=key))
            raise
    if len(fresh) >= _ANALYSED:
        with contextlib.suppress(StoreError):  # only speed depends on it
            database.outside("ANALYZE" if database.sqlite else "VACUUM (ANALYZE) opinions, predictions")
    return key, len(fresh)


def remove(connection: Connection, key: int) -> None:
    """Delete a batch and all that hangs on it."""
    mine = select(opinions.c.key).where(opinions.c.batch == key)
    connection.execute(delete(leases).where(leases.c.batch == key))
    connection.execute(delete(codings).where(codings.c.opinion.in_(mine)))
    connection.execute(delete(verdicts).where(verdicts.c.batch == key))
    connection.execute(delete(predictions).where(predictions.c.opinion.in_(mine)))
    connection.execute(delete(opinions).where(opinions.c.batch == key))
    connection.execute(delete(batches).where(batches.c.key == key))


def remove_abandoned(connection: Connection) -> int:
    """Delete what interrupted imports left behind a day ago or longer; returns how many batches those were."""
    begun = batches.c.recycled
    query = select(batches.c.key).where(begun.startswith(IMPORTING), begun < IMPORTING + now(_ABANDONED))
    keys = list(connection.execute(query).scalars())
    for key in keys:
        remove(connection, key)
    return len(keys)


def _fresh(hashes: Sequence[str], held: Mapping[str, int]) -> list[int]:
    """Indices of the opinions that nobody holds, of equal ones the first."""
    seen = set(held)
    fresh = []
    for i, digest in enumerate(hashes):
        if digest not in seen:
            seen.add(digest)
            fresh.append(i)
    return fresh


def _reserve(connection: Connection, upload: Upload, count: int) -> tuple[int, int]:
    """Enter the batch out of sight; its key and that of its first opinion."""
    key, first = _take(connection, "batches", 1), _take(connection, "opinions", count)
    connection.execute(
        insert(batches).values(
            key=key, name=upload.name, state=STATE_DRAFT, created=now(), author=upload.by, model=upload.model,
            taxonomy=upload.taxonomy, opinions=count, counts=_json(upload.counts), files=_json(upload.files),
            recycled=IMPORTING + now(),
        )
    )  # fmt: skip
    return key, first


def _take(connection: Connection, name: str, count: int) -> int:
    """The first of ``count`` free keys."""
    taken = update(counters).where(counters.c.name == name).values(value=counters.c.value + count)
    return int(connection.execute(taken.returning(counters.c.value)).scalar_one()) - count


Rows = list[dict[str, Any]]


def _parts(upload: Upload, fresh: Sequence[int], key: int, first: int) -> Iterator[tuple[Rows, Rows]]:
    """Rows of opinions and of predictions, for one transaction each."""
    place = {i: first + n for n, i in enumerate(fresh)}
    at = now()
    for begin in range(0, len(fresh), CHUNK):
        rows: Rows = []
        for i in fresh[begin : begin + CHUNK]:
            head = upload.groups[i] if upload.groups[i] in place else i
            twice = _chance(upload.hashes[head], "double") < upload.double_share
            rows.append(
                {"key": place[i], "batch": key, "place": place[i] - first, "context": upload.contexts[i]}
                | {"digest": upload.hashes[i], "group_key": place[head], "model": upload.model}
                | {"random_key": _chance(upload.hashes[i], "random"), "double_coded": int(twice)}
                | _columns(upload.tagged[i])
            )
        part = fresh[begin : begin + CHUNK]
        yield rows, [dict(prediction(place[i], upload.tagged[i], upload.model, at)) for i in part]


def _insert(connection: Connection, rows: Rows, said: Rows) -> None:
    connection.execute(insert(opinions), rows)
    connection.execute(insert(predictions), said)


def _reveal(connection: Connection, key: int, fresh: Sequence[int], upload: Upload) -> bool:
    """Bring the batch into sight; False, and away with it, when somebody else brought the same in meanwhile."""
    connection.execute(
        update(counters).where(counters.c.name == "batches").values(value=counters.c.value)
    )  # one by one
    if _fresh(upload.hashes, known(connection, upload.hashes, upload.tagged)) != fresh:
        remove(connection, key)
        return False
    connection.execute(update(batches).where(batches.c.key == key).values(recycled=""))
    said = f"批次 {key}：新增 {len(fresh)} 条，已有 {len(upload.tagged) - len(fresh)} 条"
    audit.note(connection, upload.by, "batch_added", said)
    return True


def _columns(row: TaggedOpinion) -> dict[str, Any]:
    return {
        "opinion_id": row.opinion_id, "source": row.source, "sheet": row.sheet, "row_number": row.row,
        "span_start": row.start, "span_end": row.end, "body": row.text, "flags": row.flags, "suspicion": 0.0,
        "score": row.score, "tag": row.tag, "manifestation": row.manifestation, "subject": row.subject,
        "status": row.status, "decided": "", "version": 0, "standing": 0, "coders": 0, "waiting": 1, "conflict": 0,
        "disputed": 0,
    }  # fmt: skip


def _chance(digest: str, purpose: str) -> float:
    """A number from 0 to 1 that is fixed by the opinion and tells nothing of it."""
    drawn = hashlib.sha256(f"{purpose}\0{digest}".encode()).digest()[:6]
    return int.from_bytes(drawn, "big") / (1 << 48)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
