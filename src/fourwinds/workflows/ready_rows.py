"""Rows of a tagged csv file put together from ready cells, where there are so many that making each anew takes long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from fourwinds.records import NONE, STATUS_AUTO, Feedback, Opinion, Prediction
from fourwinds.report import table
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows import tagging


class Cells:
    """Cells that are one of few, as they stand in a row, made once: by ``tagging.row``, which decides what they say."""

    def __init__(self, taxonomy: Taxonomy, threshold: float) -> None:
        self.taxonomy = taxonomy
        self.threshold = threshold
        self.known: dict[tuple[Any, ...], tuple[str, str, str, str]] = {}
        self.places: dict[tuple[str, str], str] = {}

    def of(self, o: Opinion, p: Prediction) -> tuple[str, str, str, str]:
        """Cells of the tag, cells behind the score, flags, and which outcome that is."""
        below = p.score < self.threshold
        kind = (p.tag, p.second_tag, p.manifestation, p.subject, p.none_kind, p.status, below, o.flags)
        cells = self.known.get(kind)
        if cells is None:
            tagged = tagging.row(o, p, self.taxonomy, self.threshold)
            outcome = _outcome(tagged.status, tagged.tag)
            cells = self.known[kind] = (*table.csv_codes(tagged), tagged.flags, outcome)
        return cells

    def place(self, answer: Feedback) -> str:
        """Cells of file and sheet."""
        place = self.places.get((answer.source, answer.sheet))
        if place is None:
            place = f"{table.csv_cell(answer.source)},{table.csv_cell(answer.sheet)}"
            self.places[answer.source, answer.sheet] = place
        return place


def lines_of(
    opinions: Sequence[Opinion], said: Sequence[Prediction], cells: Cells, outcomes: Counter[str]
) -> list[bytes]:
    """Rows of the output without number, duplicate flag and line end; counts ``outcomes``."""
    cell = table.csv_cell
    lines = []
    for o, p in zip(opinions, said, strict=True):
        tag, behind, flags, outcome = cells.of(o, p)
        outcomes[outcome] += 1
        answer = o.feedback
        line = (
            f",{cells.place(answer)},{answer.row},{o.start},{o.end},{cell(o.shown)},{tag},{p.score!r},{behind},"
            f"{cell(tagging.evidence(o, p))},{flags}"
        )
        lines.append(line.encode("utf-8", "replace"))
    return lines


def _outcome(status: str, tag: str) -> str:
    return status if status != STATUS_AUTO else f"{STATUS_AUTO}.{NONE if tag == NONE else ''}"
