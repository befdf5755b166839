"""Who is logged in; of a token only its SHA-256 is kept, so nobody who reads the store can use one."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import delete, insert, select

from fourwinds.review_records import User
from fourwinds.store.database import Database, now
from fourwinds.store.schema import sessions, users


class Sessions:
    """The sessions of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, user: User | str, hours: float) -> str:
        """A new token that is good for ``hours``; sessions that have run out are removed."""
        token = secrets.token_urlsafe(32)
        name = user if isinstance(user, str) else user.name
        new = insert(sessions).values(token=_digest(token), reviewer=name, expires=now(60 * hours))
        self._database.write(
            lambda connection: (
                connection.execute(delete(sessions).where(sessions.c.expires <= now())),
                connection.execute(new),
            )
        )
        return token

    def user_of(self, token: str) -> User | None:
        """The active account behind a token that has not run out, or None."""
        query = (
            select(users)
            .join(sessions, sessions.c.reviewer == users.c.name)
            .where(sessions.c.token == _digest(token), sessions.c.expires > now(), users.c.active == 1)
        )
        row = self._database.read(lambda connection: connection.execute(query).one_or_none())
        return User(row.name, row.role, True, row.created) if row is not None else None

    def close(self, token: str) -> None:
        """End a session."""
        gone = delete(sessions).where(sessions.c.token == _digest(token))
        self._database.write(lambda connection: connection.execute(gone))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
