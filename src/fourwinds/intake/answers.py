"""What an operator says about a file, and what a reader finds in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourwinds.intake.columns import Column
from fourwinds.records import Feedback


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator said about a table; "" leaves it to ``columns.propose``."""

    text_column: str = ""
    sheet: str = ""
    profile: str = ""


@dataclass(slots=True)
class Answers:
    """What a reader found so far.

    Attributes:
        skipped: totals, notes and repeated headers that were left out of the table at hand.
        ragged: rows of it with more cells than the header has, whose further cells were left out.
    """

    feedback: list[Feedback] = field(default_factory=list)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    columns: list[tuple[str, Column]] = field(default_factory=list)
    skipped: int = 0
    ragged: int = 0
