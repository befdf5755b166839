"""Numbers of a paper that remember the opinions behind them; the paper gives each a bookmark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SMALL = 5
HIDDEN = f"<{SMALL}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed, and the numbers of the opinions that it counts."""

    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a figure stands: bookmark, place in words (第3段 / 表1第2行第3列), the text around it, the opinions."""

    bookmark: str
    place: str
    text: str
    ids: tuple[str, ...]


Part = str | Figure
Cell = str | Figure | Sequence[Part]


def count(ids: Iterable[str], *, circulated: bool = False) -> Figure:
    """How many; in a circulated paper one to four print 「<5」.

    >>> count(["3", "7"]).text, count(["3", "7"], circulated=True).text, count([], circulated=True).text
    ('2', '<5', '0')
    """
    kept = tuple(ids)
    return Figure(HIDDEN if circulated and 0 < len(kept) < SMALL else str(len(kept)), kept)


def listed(ids: Sequence[str]) -> Figure:
    """The opinion numbers themselves, traced to the same opinions.

    Blanks stand between them: after 、 LibreOffice takes digits for Chinese text and breaks 157 into 1 and 57.

    >>> listed(["3", "157"]).text
    '3 157'
    """
    return Figure(" ".join(ids), tuple(ids))


def parts(cell: Cell) -> tuple[Part, ...]:
    """The stretches of a cell or paragraph, in order."""
    return (cell,) if isinstance(cell, (str, Figure)) else tuple(cell)


def words(cell: Cell) -> str:
    """A cell or paragraph as plain text.

    >>> words(["共", count(["1"]), "条"])
    '共1条'
    """
    return "".join(part if isinstance(part, str) else part.text for part in parts(cell))
