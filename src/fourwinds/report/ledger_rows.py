"""Rows of 整改台账, the same for workbook and Word: problems, and what people wrote about them in an earlier ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourwinds.records import Problem
from fourwinds.report.content import Content
from fourwinds.report.ledger_columns import GIVEN, Column, chosen, with_filled
from fourwinds.report.wording import degree

BLANK = "【】"
GONE = "（本次没有再反映）"
_SERVICE = ("key", "row")  # what ``ledger.read`` adds of its own
Written = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: hidden key, text by column code, and the problem; None where it is no longer reported."""

    key: str
    cells: Mapping[str, str]
    problem: Problem | None


def keys(problems: Sequence[Problem]) -> list[str]:
    """The hidden key of every row: stable from run to run, so that a filled ledger can be read back."""
    seen: Counter[str] = Counter()
    found = []
    for problem in problems:
        leaf = f"{problem.tag}.{problem.manifestation}"
        seen[leaf] += 1
        found.append(leaf if seen[leaf] == 1 else f"{leaf}#{seen[leaf]}")
    return found


def rows(content: Content, kept: Written) -> tuple[tuple[Column, ...], list[Row]]:
    """Columns and rows. Rows that people filled and whose problem is no longer reported stay at the end.

    Args:
        kept: what stands in an earlier ledger, by row key and column code.
    """
    problems = content.summary.problems
    filled = {key: _filled(cells) for key, cells in kept.items()}
    made = []
    for number, (key, problem) in enumerate(zip(keys(problems), problems, strict=True), start=1):
        given = {
            "number": str(number), "heading": problem.heading,
            "problem": f"{degree(problem.count, content.settings)}：{content.named(problem)}",
            "count": str(problem.count), "ids": " ".join(problem.opinion_ids),
        }  # fmt: skip
        made.append(Row(key, {**filled.get(key, {}), **given}, problem))
    known = {row.key for row in made}
    for key, cells in filled.items():
        if key not in known and cells:
            old = kept[key]
            said = old.get("problem", "").removesuffix(GONE)
            given = {
                "number": str(len(made) + 1),
                "heading": old.get("heading", ""),
                "problem": f"{said}{GONE}",
                "count": "0",
            }
            made.append(Row(key, {**cells, **given, "ids": ""}, None))
    more = [code for cells in filled.values() for code in cells]
    return with_filled(chosen(content.settings.ledger_columns), more), made


def _filled(cells: Mapping[str, str]) -> dict[str, str]:
    return {code: said for code, said in cells.items() if said and code not in (*GIVEN, *_SERVICE)}
