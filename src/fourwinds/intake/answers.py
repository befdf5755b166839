"""What an operator says about a file, and what a reader finds in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourwinds.errors import InputError
from fourwinds.intake.columns import Column
from fourwinds.records import Feedback


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """The role that the operator gave one column.

    Attributes:
        file: name of the file.
        place: sheet or table as notes name it, e.g. 工作表“Sheet1”.
        number: place of the column in the table, from 0.
        role: one of the roles of ``columns``.
    """

    file: str
    place: str
    number: int
    role: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator said about a table; "" leaves it to ``columns.propose``. Text has no use for it.

    Attributes:
        text_column: header of the column that holds the opinions.
        sheet: the only sheet to be read.
        profile: code of a kind of source (``profiles``), such as 问卷星.
        roles: columns whose proposed role the operator has changed.
    """

    text_column: str = ""
    sheet: str = ""
    profile: str = ""
    roles: tuple[ColumnRole, ...] = ()


@dataclass(slots=True)
class Answers:
    """What a reader found so far.

    Attributes:
        feedback: answers in the order of the file, neither cut nor masked.
        rows: rows, lines or blocks that were looked at, with an answer or without.
        notes: one Chinese sentence each, without a full stop, that the operator should see.
        columns: place (sheet or table, in Chinese) and role of every column, for tables.
        skipped: totals, notes and repeated headers that were left out of the table at hand.
        ragged: rows of it with more cells than the header has, whose further cells were left out.
    """

    feedback: list[Feedback] = field(default_factory=list)
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    columns: list[tuple[str, Column]] = field(default_factory=list)
    skipped: int = 0
    ragged: int = 0


class NoOpinionColumn(InputError):  # noqa: N818 - what is missing
    """A file has tables, but none of their columns is one of opinions.

    Attributes:
        columns: place and role of every column, from which the operator can choose one.
    """

    def __init__(self, came: str, *, allowed: str = "", todo: str, columns: tuple[tuple[str, Column], ...]) -> None:
        self.columns = columns
        super().__init__(came, allowed=allowed, todo=todo)
