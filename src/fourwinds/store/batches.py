"""Uploads: added once, signed off, recycled and restored. Erasing is in ``erasure``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from fourwinds.errors import StoreError
from fourwinds.records import TaggedOpinion
from fourwinds.review_records import STATE_DRAFT, STATES, Batch
from fourwinds.store import audit
from fourwinds.store.database import Database, now
from fourwinds.store.erasure import Erasure
from fourwinds.store.rows import CHUNK, prediction
from fourwinds.store.schema import batches, counters, opinions, predictions

_BLOCK = 5000  # rows of one insert


class Batches:
    """The batches of a store."""

    def __init__(self, database: Database, erasure: Erasure) -> None:
        self._database = database
        self._erasure = erasure

    def add(
        self, name: str, tagged: Sequence[TaggedOpinion], contexts: Sequence[str], hashes: Sequence[str], *,
        files: Mapping[str, str], counts: Mapping[str, int], model: str, taxonomy: str, by: str, groups: Sequence[int],
        double_share: float = 0.0,
    ) -> tuple[Batch, int, int]:  # fmt: skip
        """A batch of the opinions that no batch outside the recycle bin holds yet.

        When all are known already, nothing is added and the batch that holds most of them is returned.

        Args:
            name: what the batch is called on pages.
            tagged: rows of the tagged file, as the model tagged them.
            contexts: question or heading of each, masked.
            hashes: a digest of each opinion's place and words; equal ones are the same opinion.
            files: name of each source file to its SHA-256.
            counts: label to figure, the funnel.
            model, taxonomy: what tagged it.
            by: account name.
            groups: for each opinion the index of the first that says the same; its own index when alone.
            double_share: share of the groups that two reviewers decide independently, 0 to 1.

        Returns:
            the batch, how many opinions were added, and how many were known.

        Raises:
            ValueError: the sequences differ in length.
            StoreError: the store cannot be written.
        """
        if not len(tagged) == len(contexts) == len(hashes) == len(groups):
            raise ValueError(f"lengths differ: {len(tagged)}, {len(contexts)}, {len(hashes)}, {len(groups)}")

        def work(connection: Connection) -> tuple[Batch, int, int]:
            known = _holders(connection, hashes)
            fresh: list[int] = []
            seen = set(known)
            for i, digest in enumerate(hashes):
                if digest not in seen:
                    seen.add(digest)
                    fresh.append(i)
            if not fresh and known:
                holders = list(known.values())
                return _get(connection, max(set(holders), key=holders.count)), 0, len(tagged)
            at = now()
            key = _take(connection, "batches", 1)
            connection.execute(
                insert(batches).values(
                    key=key, name=name, state=STATE_DRAFT, created=at, author=by, model=model, taxonomy=taxonomy,
                    opinions=len(fresh), counts=_json(counts), files=_json(files), recycled="",
                )
            )  # fmt: skip
            first = _take(connection, "opinions", len(fresh))
            place = {i: first + n for n, i in enumerate(fresh)}
            for begin in range(0, len(fresh), _BLOCK):
                part = fresh[begin : begin + _BLOCK]
                rows = []
                for i in part:
                    head = groups[i] if groups[i] in place else i
                    rows.append(
                        {"key": place[i], "batch": key, "place": place[i] - first, "context": contexts[i]}
                        | {"digest": hashes[i], "group_key": place[head], "model": model}
                        | {"double_coded": int(_chance(hashes[head], "double") < double_share)}
                        | _columns(tagged[i], hashes[i])
                    )
                connection.execute(insert(opinions), rows)
                connection.execute(insert(predictions), [prediction(place[i], tagged[i], model, at) for i in part])
            audit.note(
                connection, by, "batch_added", f"批次 {key}：新增 {len(fresh)} 条，已有 {len(tagged) - len(fresh)} 条"
            )
            return _get(connection, key), len(fresh), len(tagged) - len(fresh)

        return self._database.write(work)

    def all(self, recycled: bool = False) -> list[Batch]:
        """The batches in use, or those in the recycle bin, newest first."""
        narrowed = batches.c.recycled != "" if recycled else batches.c.recycled == ""
        query = select(batches).where(narrowed).order_by(batches.c.key.desc())
        return self._database.read(lambda connection: [_record(row) for row in connection.execute(query)])

    def get(self, key: int) -> Batch:
        """One batch, in the recycle bin or not.

        Raises:
            StoreError: there is none of that number.
        """
        return self._database.read(lambda connection: _get(connection, key))

    def files(self, key: int) -> dict[str, str]:
        """Name of each source file of a batch to its SHA-256."""

        def work(connection: Connection) -> dict[str, str]:
            _get(connection, key)
            raw = connection.execute(select(batches.c.files).where(batches.c.key == key)).scalar_one()
            return dict(json.loads(raw))

        return self._database.read(work)

    def set_state(self, key: int, state: str, by: str) -> Batch:
        """Sign a batch off, or take it back to an earlier state.

        Raises:
            StoreError: there is no such batch or state.
        """
        if state not in STATES:
            raise StoreError(f"没有名为“{state}”的状态", allowed=f"可用 {'、'.join(STATES)}", todo="改成其中一个")
        return self._change(key, by, "batch_state", state, state=state)

    def recycle(self, key: int, by: str) -> Batch:
        """Put a batch into the recycle bin; nothing is lost."""
        return self._change(key, by, "batch_recycled", "", recycled=now())

    def restore(self, key: int, by: str) -> Batch:
        """Take a batch out of the recycle bin."""
        return self._change(key, by, "batch_restored", "", recycled="")

    def erase(self, key: int, by: str) -> dict[str, Any]:
        """Destroy a batch in the store and its backups (``Erasure.erase``)."""
        return self._erasure.erase(self.get(key), self.files(key), by)

    def _change(self, key: int, by: str, act: str, what: str, **values: str) -> Batch:
        def work(connection: Connection) -> Batch:
            _get(connection, key)
            connection.execute(update(batches).where(batches.c.key == key).values(**values))
            audit.note(connection, by, act, f"批次 {key}{' ' if what else ''}{what}")
            return _get(connection, key)

        return self._database.write(work)


def _columns(row: TaggedOpinion, digest: str) -> dict[str, Any]:
    return {
        "opinion_id": row.opinion_id, "source": row.source, "sheet": row.sheet, "row_number": row.row,
        "span_start": row.start, "span_end": row.end, "body": row.text, "flags": row.flags,
        "random_key": _chance(digest, "random"), "suspicion": 0.0, "score": row.score, "tag": row.tag,
        "manifestation": row.manifestation, "subject": row.subject, "status": row.status, "decided": "",
        "version": 0, "standing": 0, "coders": 0, "waiting": 1, "conflict": 0, "disputed": 0,
    }  # fmt: skip


def _chance(digest: str, purpose: str) -> float:
    """A number from 0 to 1 that is fixed by the opinion and tells nothing of it."""
    drawn = hashlib.sha256(f"{purpose}\0{digest}".encode()).digest()[:6]
    return int.from_bytes(drawn, "big") / (1 << 48)


def _holders(connection: Connection, hashes: Sequence[str]) -> dict[str, int]:
    """Digest to batch, of those that batches outside the recycle bin hold."""
    joined = opinions.join(batches, batches.c.key == opinions.c.batch)
    found: dict[str, int] = {}
    for begin in range(0, len(hashes), CHUNK):
        query = (
            select(opinions.c.digest, opinions.c.batch)
            .select_from(joined)
            .where(opinions.c.digest.in_(hashes[begin : begin + CHUNK]), batches.c.recycled == "")
        )
        found |= {row.digest: row.batch for row in connection.execute(query)}
    return found


def _take(connection: Connection, name: str, count: int) -> int:
    """The first of ``count`` free keys."""
    taken = (
        update(counters)
        .where(counters.c.name == name)
        .values(value=counters.c.value + count)
        .returning(counters.c.value)
    )
    return int(connection.execute(taken).scalar_one()) - count


def _get(connection: Connection, key: int) -> Batch:
    row = connection.execute(select(batches).where(batches.c.key == key)).one_or_none()
    if row is None:
        raise StoreError(f"没有编号为 {key} 的批次", todo="查看批次列表后重新选择")
    return _record(row)


def count(connection: Connection) -> int:
    """Number of batches, those in the recycle bin included."""
    return connection.execute(select(func.count()).select_from(batches)).scalar_one()


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


def _record(row: Row[Any]) -> Batch:
    return Batch(
        key=row.key, name=row.name, state=row.state, created=row.created, by=row.author, model=row.model,
        taxonomy=row.taxonomy, opinions=row.opinions, counts=json.loads(row.counts), recycled=row.recycled,
    )  # fmt: skip
