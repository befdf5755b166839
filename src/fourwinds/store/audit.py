"""Who changed what and when; written in the same transaction as the change."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from fourwinds.review_records import AuditLine
from fourwinds.store.database import Database, now
from fourwinds.store.schema import audit


def note(connection: Connection, by: str, act: str, what: str) -> None:
    """Add a line inside the caller's transaction; ``what`` never holds an opinion's text."""
    connection.execute(insert(audit).values(at=now(), author=by, act=act, what=what))


class Audit:
    """The audit log; lines are only ever added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, by: str, act: str, what: str) -> None:
        """Add a line for a change outside the store (papers, settings)."""
        self._database.write(lambda connection: note(connection, by, act, what))

    def page(self, offset: int = 0, limit: int = 50) -> tuple[int, list[AuditLine]]:
        """Number of all lines, and those from ``offset``, newest first."""

        def work(connection: Connection) -> tuple[int, list[AuditLine]]:
            total = connection.execute(select(func.count()).select_from(audit)).scalar_one()
            rows = connection.execute(select(audit).order_by(audit.c.key.desc()).offset(offset).limit(limit))
            return total, [AuditLine(row.key, row.at, row.author, row.act, row.what) for row in rows]

        return self._database.read(work)
