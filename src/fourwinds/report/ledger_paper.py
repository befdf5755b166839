"""整改台账 as a landscape table in Word, from the same rows as the workbook."""

from __future__ import annotations

from fourwinds.report.content import Content
from fourwinds.report.figures import Cell, Figure, count, listed
from fourwinds.report.ledger_columns import GIVEN, Column
from fourwinds.report.ledger_rows import BLANK, Row, Written, rows
from fourwinds.report.typography import LYING_WIDTH, Paper

_LEFT = ("problem", "ids", "measure", "progress", "goal")


def build(content: Content, kept: Written) -> Paper:
    """The paper; ``kept`` is what people wrote in an earlier ledger, by row key and column code."""
    title = f"{content.body}整改台账"
    paper = content.paper(title)
    paper.landscape_first()
    paper.title(title)
    columns, made = rows(content, kept)
    if made:
        scale = LYING_WIDTH / sum(column.width for column in columns)
        paper.table(
            [column.header for column in columns], [[_cell(row, c) for c in columns] for row in made],
            [column.width * scale for column in columns], size=9,
            centred=[n for n, column in enumerate(columns) if column.code not in _LEFT],
        )  # fmt: skip
    else:
        paper.body("本次征求意见没有归并出本单位的问题。")
    paper.note(
        "注：【】由责任单位填写；整改类型分立行立改、限期整改、长期坚持，是否销号分完成、基本完成、正在推进、未启动。"
    )
    for sentence in content.apart_sentences():
        paper.note(*sentence)
    return paper


def _cell(row: Row, column: Column) -> Cell:
    said = row.cells.get(column.code, "")
    if row.problem is None:
        return said or ("" if column.code in GIVEN else BLANK)
    ids = row.problem.opinion_ids
    made: dict[str, Cell] = {"count": count(ids), "ids": listed(ids), "problem": Figure(said, ids)}
    return made.get(column.code) or said or BLANK
