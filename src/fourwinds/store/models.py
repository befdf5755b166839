"""History of retraining: every challenger, its figures, whether it was promoted or kept, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fourwinds.store import audit
from fourwinds.store.database import Database, now
from fourwinds.store.schema import models


@dataclass(frozen=True, slots=True)
class ModelNote:
    """One challenger.

    Attributes:
        figures: name to figure, from its card.
        decision: e.g. ``promoted`` or ``kept``.
        reasons: Chinese sentences.
    """

    key: int
    name: str
    figures: Mapping[str, float]
    decision: str
    reasons: tuple[str, ...]
    by: str
    at: str


class Models:
    """The history of models of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self, name: str, figures: Mapping[str, float], decision: str, reasons: Sequence[str] | str, by: str
    ) -> None:
        """Add what became of a challenger."""
        said = [reasons] if isinstance(reasons, str) else list(reasons)
        new = insert(models).values(
            name=name, figures=json.dumps(dict(figures), ensure_ascii=False), decision=decision,
            reasons=json.dumps(said, ensure_ascii=False), author=by, at=now(),
        )  # fmt: skip

        def work(connection: Connection) -> None:
            connection.execute(new)
            audit.note(connection, by, f"model_{decision}", name)

        self._database.write(work)

    def all(self) -> list[ModelNote]:
        """Every challenger, newest first."""
        query = select(models).order_by(models.c.key.desc())
        return self._database.read(
            lambda connection: [
                ModelNote(
                    row.key, row.name, json.loads(row.figures), row.decision, tuple(json.loads(row.reasons)),
                    row.author, row.at,
                )
                for row in connection.execute(query)
            ]
        )  # fmt: skip
