"""Word files: paragraphs and tables in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.intake import columns, word_asides
from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.lines import read_lines
from fourwinds.records import Feedback

# Rows that say who filled the form in, when and where; never opinions.
_ABOUT_THE_FORM = re.compile(
    r"^(?:姓\s*名|签\s*名|签\s*字|署\s*名|填\s*表|填报|联系|电\s*话|手\s*机|单\s*位|部\s*门|职\s*务|职\s*称|日\s*期|时\s*间|地\s*点|主\s*持|"
    r"记\s*录|参\s*加|参\s*会|出\s*席|列\s*席|缺\s*席|序\s*号|备\s*注|身\s*份)"
)
_GOES_ON = re.compile(r"^\s*(?:其[他它]|补充|另外?)[^：:]{0,8}(?:意见|建议|问题|说明)?\s*[：:]\s*\S")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT, _BREAK, _PARAGRAPH = f"{_W}t", f"{_W}br", f"{_W}p"
_BOX = f"{_W}txbxContent"
_MOST_COLUMNS = 63  # of a table in Word
_DIGITS = 9  # Python reads no number of thousands of digits
_TABLE, _ROW, _CELL = f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats a drawing for old programs
)
# Deleted text is not said any more, moved text is said where it went; text boxes are read on their own.
_UNREAD = frozenset([f"{_W}del", f"{_W}moveFrom", _FALLBACK, _BOX])
# What paragraphs and tables may stand in: content controls, tracked insertions, marks of systems that fill forms.
_AROUND = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml"))


def read(path: Path, choice: Choice) -> Answers:
    """Every paragraph is a line, every cell of an opinion column an answer whose context is its row's first cell.

    Raises:
        InputError: the file is damaged.
    """
    return read_as(path, path.name, choice)


def read_as(path: Path, name: str, choice: Choice) -> Answers:
    """The same under another name, for a document that was converted."""
    import docx

    try:
        document = docx.Document(str(path))
        _limit_spans(document.element.body)
    except Exception as error:  # python-docx raises KeyError, BadZipFile, XMLSyntaxError and more on damaged files
        raise InputError(f"“{name}”已损坏或不是 Word 文档", todo="在 WPS 或 Word 中重新保存后重试") from error
    answers = Answers()
    paragraphs: list[tuple[int, str]] = []
    for block, item in enumerate(_blocks(document), start=1):
        if hasattr(item, "rows"):
            for table in (item, *_nested(item)):
                _read_table(answers, name, block, table)
        elif (text := _joined(item._p)) and not _is_title(item):
            paragraphs.append((block, text))
        paragraphs.extend((block, text) for text in _boxes(item))
    from_text = read_lines(name, paragraphs)
    tabled = bool(answers.feedback)
    beside = [answer for answer in from_text.feedback if _GOES_ON.match(answer.text)]
    answers.rows += from_text.rows
    if tabled:
        # Around a form stand its title, notes and signatures; opinions are in its cells.
        answers.notes.append("按征求意见表读取，表格外的说明文字未读取")
        answers.feedback.extend(beside)
    else:
        answers.feedback.extend(from_text.feedback)
    answers.notes.extend(word_asides.notes(document))
    answers.feedback.sort(key=lambda answer: answer.row)
    return answers


def _limit_spans(body: Any) -> None:
    """No cell spans more columns than a table may have: python-docx makes an entry for each, and a file may claim billions."""
    for name in ("gridSpan", "gridBefore", "gridAfter"):
        for mark in body.iter(f"{_W}{name}"):
            said = mark.get(f"{_W}val") or ""
            if not said.isdecimal() or len(said) > _DIGITS or int(said) > _MOST_COLUMNS:
                mark.set(f"{_W}val", "1" if name == "gridSpan" else "0")


def _is_title(paragraph: Any) -> bool:
    try:
        return paragraph.style is not None and paragraph.style.name in ("Title", "标题")
    except Exception:  # AttributeError, KeyError and more where the part with the styles is missing or another
        return False


def _blocks(document: Any) -> Iterator[Any]:
    """Paragraphs and tables in the order of the page, also those that something stands around."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    waiting = list(document.element.body)[::-1]
    while waiting:
        element = waiting.pop()
        if element.tag == _PARAGRAPH:
            yield Paragraph(element, document)
        elif element.tag == _TABLE:
            yield Table(element, document)
        elif element.tag in _AROUND:
            waiting.extend(list(element)[::-1])


def _nested(table: Any) -> Iterator[Any]:
    """Tables inside the cells of a table, at any depth: forms are often laid out that way."""
    from docx.table import Table

    for inner in _below(table._tbl, _TABLE, but=(_FALLBACK,)):
        yield Table(inner, table)


def _boxes(item: Any) -> Iterator[str]:
    """Paragraphs of the text boxes anchored in a paragraph, and of the boxes in these."""
    element = getattr(item, "_p", None)
    for box in _below(element, _BOX, but=(_FALLBACK,)) if element is not None else ():
        yield from (_joined(paragraph) for paragraph in _below(box, _PARAGRAPH, but=(_FALLBACK, _BOX)))


def _joined(element: Any) -> str:
    """All text below a paragraph: runs, hyperlinks, inserted text and content controls, but nothing deleted."""
    return "".join(
        node.text or "" if node.tag == _TEXT else "\n" for node in _below(element, _TEXT, _BREAK, but=_UNREAD)
    )


def _below(top: Any, *wanted: str, but: Collection[str]) -> Iterator[Any]:
    """Elements of the kinds ``wanted`` below ``top``, in order, at any depth but inside those that are left out.

    Every element is looked at once: a file may nest them hundreds deep.
    """
    waiting = list(top)[::-1]
    while waiting:
        element = waiting.pop()
        if element.tag in but:
            continue
        if element.tag in wanted:
            yield element
        waiting.extend(list(element)[::-1])


def _read_table(answers: Answers, source: str, block: int, table: Any) -> None:
    rows = list(_distinct_cells(table))
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
        if _ABOUT_THE_FORM.match(topic):
            continue
        for i in opened:
            if i < len(row) and i and not columns.is_blank(row[i]):
                context = "；".join(part for part in (topic, header[i].strip() if i < len(header) else "") if part)
                answers.feedback.append(Feedback(source, "", block, row[i], context))


def _paragraphs(cell: Any) -> Iterator[Any]:
    """Paragraphs of a cell, those of its text boxes too, without those of tables inside it."""
    return _below(cell, _PARAGRAPH, but=(_TABLE, _FALLBACK))


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


def _distinct_cells(table: Any) -> Iterator[list[str]]:
    """Text of the cells of each row: a cell merged across columns once, one merged across rows as often as it has rows
    if it is a label in the first column, else in its first row only; paragraphs joined by line breaks.

    Read from the elements: python-docx climbs from every row of a merged cell to its first one.
    """
    said: dict[Any, str] = {}  # by the cell that a merged one begins with
    above: dict[int, Any] = {}  # that cell by column, in the row before
    for row in _below(table._tbl, _ROW, but=(_TABLE,)):
        texts: list[str] = []
        beside: dict[int, Any] = {}
        at = _number(row, "trPr", "gridBefore", 0)
        for cell in _below(row, _CELL, but=(_TABLE,)):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val") != "restart"
            first = above.get(at, cell) if goes_on else cell
            repeated = first in said and bool(texts)
            if first not in said:
                said[first] = "\n".join(map(_joined, _paragraphs(first)))
            texts.append("" if repeated else said[first])
            beside[at] = first
            at += _number(cell, "tcPr", "gridSpan", 1)
        above = beside
        yield texts


def _number(element: Any, properties: str, name: str, least: int) -> int:
    """What a row or cell says of the columns it leaves out or spans; ``_limit_spans`` has made it a number."""
    mark = element.find(f"{_W}{properties}/{_W}{name}")
    return least if mark is None else max(least, int(mark.get(f"{_W}val")))
