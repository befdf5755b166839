"""Which opinions of an upload the store holds already, and which only look as if it did.

A file that comes again, or again with more rows, brings opinions at the same place with the same words. So does, now and
then, next month's file of the same name: 「无」 in row 5 is no sign that row 5 was counted before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from fourwinds.records import TaggedOpinion
from fourwinds.store.rows import by_digest
from fourwinds.store.schema import opinions

SHARED = 0.5  # of the shorter of two files of one name must be alike for them to be the same file


def known(connection: Connection, hashes: Sequence[str], tagged: Sequence[TaggedOpinion]) -> dict[str, int]:
    """Digest to batch, of the opinions that a batch outside the recycle bin holds from the same file.

    Args:
        hashes: digest of each opinion of the upload.
        tagged: the opinions, in the same order.
    """
    holders = by_digest(connection, hashes, opinions.c.batch)
    if not holders:
        return {}
    coming = Counter(row.source for row in tagged)
    alike = Counter(
        (row.source, holders[digest]) for digest, row in zip(hashes, tagged, strict=True) if digest in holders
    )
    held = _held(connection, {batch for _, batch in alike})
    same = {pair for pair, n in alike.items() if n >= SHARED * min(coming[pair[0]], held[pair])}
    return {
        digest: holders[digest]
        for digest, row in zip(hashes, tagged, strict=True)
        if digest in holders and (row.source, holders[digest]) in same
    }


def _held(connection: Connection, among: set[int]) -> Counter[tuple[str, int]]:
    """Source and batch to number of opinions."""
    query = (
        select(opinions.c.source, opinions.c.batch, func.count().label("n"))
        .where(opinions.c.batch.in_(among))
        .group_by(opinions.c.source, opinions.c.batch)
    )
    return Counter({(row.source, row.batch): row.n for row in connection.execute(query)})
