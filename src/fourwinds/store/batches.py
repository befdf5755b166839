"""Uploads: added once, signed off, recycled and restored. Erasing is in ``erasure``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from fourwinds.errors import StoreError
from fourwinds.records import TaggedOpinion
from fourwinds.review_records import STATES, Batch
from fourwinds.store import audit
from fourwinds.store.database import Database, now
from fourwinds.store.erasure import Erasure
from fourwinds.store.importing import IMPORTING, Upload, add
from fourwinds.store.schema import batches


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

        When all are known already, nothing is added and the batch that holds most of them is returned. A digest that
        a batch holds by coincidence, from another file of the same name, does not count (``known``).

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

        upload = Upload(name, tagged, contexts, hashes, groups, files, counts, model, taxonomy, by, double_share)
        key, added = add(self._database, upload)
        return self.get(key), added, len(tagged) - added

    def all(self, recycled: bool = False) -> list[Batch]:
        """The batches in use, or those in the recycle bin, newest first."""
        narrowed = batches.c.recycled != "" if recycled else batches.c.recycled == ""
        query = (
            select(batches).where(narrowed, ~batches.c.recycled.startswith(IMPORTING)).order_by(batches.c.key.desc())
        )
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


def _get(connection: Connection, key: int) -> Batch:
    row = connection.execute(select(batches).where(batches.c.key == key)).one_or_none()
    if row is None:
        raise StoreError(f"没有编号为 {key} 的批次", todo="查看批次列表后重新选择")
    return _record(row)


def _record(row: Row[Any]) -> Batch:
    return Batch(
        key=row.key, name=row.name, state=row.state, created=row.created, by=row.author, model=row.model,
        taxonomy=row.taxonomy, opinions=row.opinions, counts=json.loads(row.counts), recycled=row.recycled,
    )  # fmt: skip
