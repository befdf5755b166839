"""Word files: paragraphs and tables in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.intake import columns
from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.lines import read_lines
from fourwinds.records import Feedback

_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
_BREAK = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}br"
_DELETED = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}del"


def read(path: Path, choice: Choice) -> Answers:
    """Every paragraph is a line, every cell of an opinion column an answer whose context is its row's first cell.

    Raises:
        InputError: the file is damaged.
    """
    import docx

    try:
        document = docx.Document(str(path))
    except Exception as error:  # python-docx raises KeyError, BadZipFile, XMLSyntaxError and more on damaged files
        raise InputError(f"“{path.name}”已损坏或不是 Word 文档", todo="在 WPS 或 Word 中重新保存后重试") from error
    answers = Answers()
    paragraphs: list[tuple[int, str]] = []
    for block, item in enumerate(document.iter_inner_content(), start=1):
        if hasattr(item, "rows"):
            _read_table(answers, path.name, block, item)
        elif not (item.style is not None and item.style.name in ("Title", "标题")):
            paragraphs.append((block, _joined(item._p)))
    from_text = read_lines(path.name, paragraphs)
    tabled = bool(answers.feedback)
    answers.rows += from_text.rows
    if tabled:
        # Around a form stand its title, notes and signatures; opinions are in its cells.
        answers.notes.append("按征求意见表读取，表格外的文字作为说明未读取")
    else:
        answers.feedback.extend(from_text.feedback)
    answers.feedback.sort(key=lambda answer: answer.row)
    return answers


def _joined(element: Any) -> str:
    """All text below an element: runs, hyperlinks, inserted text and content controls, but nothing deleted."""
    parts = []
    for node in element.iter(_TEXT, _BREAK):
        if any(above.tag == _DELETED for above in node.iterancestors()):
            continue
        parts.append(node.text or "" if node.tag == _TEXT else "\n")
    return "".join(parts)


def _read_table(answers: Answers, source: str, block: int, table: Any) -> None:
    rows = [list(_distinct_cells(row)) for row in table.rows]
    header = rows[0] if rows else []
    roles = columns.propose(header, rows[1:]) if len(rows) > 1 else []
    opened = [i for i, column in enumerate(roles) if column.role == columns.OPEN]
    named = [i for i in opened if "意见" in header[i] or "建议" in header[i]]
    opened = named or opened
    if not opened:
        opened = _opinion_cells_of_form(rows)
        header = []
    for row in rows[1:] if header else rows:
        answers.rows += 1
        topic = row[0].strip().replace("\n", "") if row else ""
        for i in opened:
            if i < len(row) and i and not columns.is_blank(row[i]):
                context = "；".join(part for part in (topic, header[i].strip() if i < len(header) else "") if part)
                answers.feedback.append(Feedback(source, "", block, row[i], context))


def _opinion_cells_of_form(rows: list[list[str]]) -> list[int]:
    """A form without a header row: its second column, if the first holds labels and the second text."""
    labels = [row[0] for row in rows if len(row) > 1]
    return (
        [1]
        if labels
        and all(len(label.strip()) <= 20 for label in labels)
        and any(len(r[1]) > 6 for r in rows if len(r) > 1)
        else []
    )


def _distinct_cells(row: Any) -> Iterator[str]:
    """Text of each cell, merged cells once; paragraphs joined by line breaks."""
    seen: list[Any] = []
    for cell in row.cells:
        if any(cell._tc is before for before in seen):
            continue
        seen.append(cell._tc)
        yield "\n".join(_joined(p._p) for p in cell.paragraphs)
