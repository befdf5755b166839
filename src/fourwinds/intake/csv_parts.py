"""A csv or tsv file of any size in parts of some megabytes that can be read one by one, by one process or several.

What the parts give together is what ``sheets.read_delimited`` gives for the whole file (tested): parts are cut between
records, their rows are numbered from the beginning of the file, and roles are proposed from the same sample of cells.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from fourwinds.errors import InputError
from fourwinds.intake import columns, quotation_marks, sheets, tables
from fourwinds.intake.answers import Answers, Choice

PART_BYTES = 4 << 20
_BLOCK = 2000  # rows read at once
_HEADER_BYTES = 4000  # no header with its title is longer
_MOST_TOP = 1000  # records, empty ones too, that the header is looked for in
_EMPTY_ROW = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?=[,;\t| ]*[\r\n])[,;\t| \r\n]*")
_SUFFIXES = (".csv", ".tsv")
_OTHER_KINDS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes ``start`` to ``end`` of a file, and the number of the record that begins there, from 1."""

    start: int
    end: int
    first_row: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is read in parts.

    Attributes:
        path, encoding, delimiter: the file and how it is written.
        source: its name as opinions carry it.
        body_row: number of the first record below the header.
        roles: of every column.
        notes: remarks for the operator.
        parts: in order, together the whole file.
    """

    path: Path
    encoding: str
    delimiter: str
    body_row: int
    roles: tuple[columns.Column, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    source: str


def plan(path: Path, choice: Choice, part_bytes: int = PART_BYTES) -> Plan | None:
    """How to read ``path`` in parts, or None when it must be read whole: another kind, UTF-16, several tables,
    none to be found, or a quotation mark that nobody closed.

    Raises:
        InputError: the table lacks the column that the operator chose.
    """
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(1 << 17)
    if not head or head.startswith(_OTHER_KINDS) or head[:4096].count(0) > len(head[:4096]) // 8:
        return None
    begin = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    encoding = next((name for name in ("utf-8", "gb18030") if _is_written_in(path, name, begin)), None)
    if encoding is None or (begin and encoding != "utf-8"):
        return None
    decoded = codecs.getincrementaldecoder(encoding)().decode(head[begin:])
    delimiter = sheets.delimiter_of(_plain(decoded))
    limit = csv.field_size_limit(sheets.MAX_CELL * 4)
    try:
        with path.open("rb") as file:
            file.seek(begin)
            found = _table(path, csv.reader(_lines(file, encoding), delimiter=delimiter), choice)
        if found is None or _holds_further_table(path, encoding, delimiter):
            return None
        body_row, roles, notes = found
        cuts = tuple(_cut(path, encoding, delimiter, begin, part_bytes))
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
    return Plan(path, encoding, delimiter, body_row, roles, notes, cuts, path.name)


def read(planned: Plan, part: Part) -> Iterator[Answers]:
    """Answers of one part, some thousand rows at a time."""
    rows = records(planned, part)
    header = [column.name for column in planned.roles]
    while block := list(islice(rows, _BLOCK)):
        filled = [(n, row) for n, row in block if any(cell.strip() for cell in row)]
        body = [(n, row) for n, row in filled if tables.is_answer(row, header)]
        answers = Answers(rows=len(body), skipped=len(filled) - len(body))
        sheets.take(answers, planned.source, "", planned.roles, body, planned.delimiter)
        yield answers


def records(planned: Plan, part: Part) -> Iterator[tuple[int, list[str]]]:
    """Numbered records of one part that stand below the header, empty ones too."""
    with planned.path.open("rb") as file:
        file.seek(part.start)
        text = _plain(file.read(part.end - part.start).decode(planned.encoding))
    limit = csv.field_size_limit(sheets.MAX_CELL * 4)
    try:
        table = csv.reader(io.StringIO(text, newline=""), delimiter=planned.delimiter)
        yield from ((n, row) for n, row in enumerate(table, start=part.first_row) if n >= planned.body_row)
    finally:
        csv.field_size_limit(limit)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _is_written_in(path: Path, encoding: str, begin: int) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            file.seek(begin)
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _holds_further_table(path: Path, encoding: str, delimiter: str) -> bool:
    """Whether somewhere an empty row is followed by a header, perhaps under a title."""
    tail = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20) + file.readline():
            seen = tail + block
            for hit in _EMPTY_ROW.finditer(seen):
                following = seen[hit.end() : hit.end() + _HEADER_BYTES].decode(encoding, "replace")
                rows = list(islice(csv.reader(io.StringIO(_plain(following), newline=""), delimiter=delimiter), 2))
                if any(tables.is_header(row) for row in rows):
                    return True
            tail = seen[-_HEADER_BYTES:]
    return False


def _lines(file: io.BufferedReader, encoding: str) -> Iterator[str]:
    """Lines as ``decode`` would have made them; neither encoding has a line end inside a character."""
    for raw in file:
        yield from io.StringIO(_plain(raw.decode(encoding)), newline="")


def _table(
    path: Path, records: Iterator[list[str]], choice: Choice
) -> tuple[int, tuple[columns.Column, ...], tuple[str, ...]] | None:
    """Number of the first row below the header, roles, notes; None when there is no header or nothing to read."""
    top = _top(records)
    found = tables.find(top, choice.text_column, several=False)
    if not found:
        return None
    header, first = found[0].header, found[0].first
    roles = sheets.roles_of(path, header, _sample(header, top[first - 1 :], records), choice, required=True)
    answers = Answers()
    if roles is not None:
        sheets.note(answers, "表格", roles)
    if roles is None or not answers.notes:
        return None
    return first, tuple(roles), (*answers.notes, *sheets.second_row("表格", found[0]))


def _top(records: Iterator[list[str]]) -> list[list[str]]:
    """The first records, with as many filled ones as the header depends on."""
    top = []
    filled = 0
    for row in islice(records, _MOST_TOP):
        top.append(row)
        filled += any(cell.strip() for cell in row)
        if filled == tables.LOOKED_AT:
            break
    return top


def _sample(header: Sequence[str], first: Sequence[list[str]], rest: Iterator[list[str]]) -> list[list[str]]:
    """Rows of answers that hold the first ``columns.SAMPLE`` filled cells of every column."""
    width = len(header)
    wanted = [columns.SAMPLE] * width
    kept = []
    for row in chain(first, rest):
        if not any(cell.strip() for cell in row) or not tables.is_answer(row, header):
            continue
        filled = [i for i in range(min(width, len(row))) if wanted[i] and not columns.is_blank(row[i])]
        if filled:
            kept.append(row)
            for i in filled:
                wanted[i] -= 1
            if not any(wanted):
                break
    return kept


def _cut(path: Path, encoding: str, delimiter: str, begin: int, part_bytes: int) -> Iterator[Part]:
    """Parts that end where a record ends. Without a quotation mark in the file every line is a record."""
    if _holds_quotation_mark(path):
        yield from _cut_by_record(path, encoding, delimiter, begin, part_bytes)
        return
    size = path.stat().st_size
    row = 1
    with path.open("rb") as file:
        while begin < size:
            file.seek(begin)
            block = file.read(part_bytes) + file.readline()
            if not block.endswith(b"\n") and begin + len(block) < size:
                raise InputError(f"“{path.name}”在读取时被改动", todo="等其他程序写完后重试")
            yield Part(begin, begin + len(block), row)
            row += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
            begin += len(block)


def _holds_quotation_mark(path: Path) -> bool:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if b'"' in block:
                return True
    return False


def _is_unclosed(path: Path, encoding: str, delimiter: str, begin: int) -> bool:
    with path.open("rb") as file:
        file.seek(begin)
        return quotation_marks.is_unclosed(_lines(file, encoding), delimiter)


def _cut_by_record(path: Path, encoding: str, delimiter: str, begin: int, part_bytes: int) -> Iterator[Part]:
    consumed = begin
    whole = True  # whether the bytes consumed so far end where a line of the reader ends

    def lines() -> Iterator[str]:
        nonlocal consumed, whole
        with path.open("rb") as file:
            file.seek(begin)
            for raw in file:
                pieces = list(io.StringIO(_plain(raw.decode(encoding)), newline=""))
                consumed += len(raw)
                for n, piece in enumerate(pieces, start=1):
                    whole = n == len(pieces)
                    yield piece

    start, first = begin, 1
    last_cell = ""
    tall: list[str] = []  # the record before, if it has several lines
    at = 0
    reader = csv.reader(lines(), delimiter=delimiter)
    for number, record in enumerate(reader, start=1):
        if tall and quotation_marks.swallows(tall, record, delimiter):
            raise _swallowed()
        tall = record if reader.line_num - at >= quotation_marks.LEAST_LINES else []
        at = reader.line_num
        last_cell = record[-1] if record else ""
        if whole and consumed - start >= part_bytes:
            yield Part(start, consumed, first)
            start, first = consumed, number + 1
    if (tall and quotation_marks.swallows(tall, [], delimiter)) or (
        "\n" in last_cell and _is_unclosed(path, encoding, delimiter, begin)
    ):
        raise _swallowed()
    if consumed > start:
        yield Part(start, consumed, first)


def _swallowed() -> csv.Error:
    """What is raised where a record has swallowed others; ``quotation_marks.rows`` reads the file whole and mends that."""
    return csv.Error("a record has swallowed others")
