"""A filled ledger → what its rows lack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fourwinds import settings
from fourwinds.report import ledger, ledger_check, ledger_columns


@dataclass(frozen=True, slots=True)
class Checked:
    """How many rows a ledger has, and those that lack something."""

    rows: int
    defects: tuple[ledger_check.Defect, ...]


def check(path: Path, *, today: date | None = None) -> Checked:
    """Check a filled ledger.

    Args:
        today: the day that time limits are held against; default is today.

    Raises:
        InputError: the file is missing or no ledger.
    """
    written = ledger.read(path, ledger_columns.chosen(settings.load().ledger_columns))
    return Checked(len(written), tuple(ledger_check.check(written, today or date.today())))
