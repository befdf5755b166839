"""Which reviewer has which opinion in front of them, so that no two decide the same one; a lease runs out by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, case, delete, exists, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from fourwinds.review_records import StoredOpinion
from fourwinds.store.database import Database, now
from fourwinds.store.opinions import ORDERINGS, by_keys
from fourwinds.store.schema import codings, leases, opinions
from fourwinds.store.standing import CODERS

_ROUNDS = 20  # of looking for free opinions when others were quicker
_AHEAD = 3  # opinions looked at for each one wanted, because some say the same


class Leases:
    """The leases of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, batch: int, reviewer: str, order: str, *, minutes: float = 15, n: int = 1) -> list[StoredOpinion]:
        """Up to ``n`` opinions for a reviewer to decide, leased to them for ``minutes``.

        Those that the reviewer has leased already come first, so that a reloaded page shows the same one. Opinions
        that say the same are leased together. An opinion that is coded twice goes to two reviewers.

        Args:
            order: one of ``ORDERS``.
        """

        def work(connection: Connection) -> list[StoredOpinion]:
            kept = _kept(connection, batch, reviewer, n, now(minutes))
            keys = [row.key for row in kept]
            groups = {row.group_key for row in kept}
            for _ in range(_ROUNDS):
                if len(keys) >= n:
                    break
                found = _free(connection, _candidates(batch, reviewer, order), _AHEAD * (n - len(keys)))
                if found is None:
                    break
                for row in found:
                    if (
                        len(keys) < n
                        and row.group_key not in groups
                        and self._lease(connection, row, reviewer, minutes)
                    ):
                        keys.append(row.key)
                        groups.add(row.group_key)
            return by_keys(connection, keys)

        return self._database.write(work)

    def release(self, reviewer: str, opinion: int | None = None) -> None:
        """Give back one lease of a reviewer, or all."""
        wanted = delete(leases).where(leases.c.reviewer == reviewer)
        if opinion is not None:
            wanted = wanted.where(leases.c.opinion == opinion)
        self._database.write(lambda connection: connection.execute(wanted))

    def _lease(self, connection: Connection, row: Row[Any], reviewer: str, minutes: float) -> bool:
        """Enter the lease where it is free or has run out; the table's key lets only one of two in."""
        insert = sqlite.insert if self._database.sqlite else postgresql.insert
        values = {"opinion": row.key, "batch": row.batch, "reviewer": reviewer, "expires": now(minutes)}
        for slot in range(CODERS - row.coders if row.double_coded else 1):
            entered = (
                insert(leases)
                .values(group_key=row.group_key, slot=slot, **values)
                .on_conflict_do_update(
                    index_elements=["group_key", "slot"], set_=values, where=leases.c.expires <= now()
                )
                .returning(leases.c.slot)
            )
            if connection.execute(entered).one_or_none() is not None:
                return True
        return False


def _kept(connection: Connection, batch: int, reviewer: str, n: int, until: str) -> list[Any]:
    """The reviewer's own leases of opinions that still wait, made to run until ``until``."""
    mine = (leases.c.reviewer == reviewer) & (leases.c.batch == batch) & (leases.c.expires > now())
    query = (
        select(opinions.c.key, opinions.c.group_key)
        .select_from(leases.join(opinions, opinions.c.key == leases.c.opinion))
        .where(mine, opinions.c.waiting == 1, ~_coded(reviewer))
        .order_by(opinions.c.key)
        .limit(n)
    )
    rows = list(connection.execute(query))
    if rows:
        keys = [row.key for row in rows]
        connection.execute(update(leases).where(mine, leases.c.opinion.in_(keys)).values(expires=until))
    return rows


def _coded(reviewer: str) -> Any:
    return exists().where(codings.c.opinion == opinions.c.key, codings.c.reviewer == reviewer)


def _free(connection: Connection, candidates: Select[Any], limit: int) -> list[Row[Any]] | None:
    """Locked candidates; none when others were quicker just now, None when there is nothing left at all."""
    quick = candidates.limit(limit).with_for_update(of=opinions, skip_locked=True)
    if found := connection.execute(quick).all():
        return list(found)
    # What is locked this moment may be free the next: wait for one before saying that nothing is left.
    if found := connection.execute(candidates.limit(1).with_for_update(of=opinions)).all():
        return list(found)
    return [] if connection.execute(candidates.limit(1)).all() else None


def _candidates(batch: int, reviewer: str, order: str) -> Select[Any]:
    """Opinions in order that wait and that nobody else has."""
    running = (leases.c.group_key == opinions.c.group_key) & (leases.c.expires > now())
    others = select(func.count()).select_from(leases).where(running, leases.c.reviewer != reviewer).scalar_subquery()
    mine = exists().where(running, leases.c.reviewer == reviewer)
    wanted = case((opinions.c.double_coded == 1, CODERS - opinions.c.coders), else_=1)
    return (
        select(opinions.c.key, opinions.c.batch, opinions.c.group_key, opinions.c.double_coded, opinions.c.coders)
        # written out, not bound: only so the planner sees that the partial index applies
        .where(opinions.c.batch == batch, text("opinions.waiting = 1"), ~_coded(reviewer), ~mine, others < wanted)
        .order_by(*ORDERINGS[order])
    )
