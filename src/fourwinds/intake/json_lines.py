"""Lines of JSON: one object a line, or one array of objects; a table whose columns are the keys."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.intake import sheets
from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.encoding import REPLACED, decode

_HALVES = re.compile("[\ud800-\udfff]")  # of characters beyond 16 bits; alone they can be written nowhere


def read(path: Path, choice: Choice) -> Answers:
    """Answers of a jsonl (or json) file; lines that are no object are counted and said, the others are read.

    Raises:
        InputError: no line is an object, or no key holds opinions.
    """
    text = decode(path).replace("\0", "")
    records, bad = _records(text)
    if not records:
        raise InputError(
            f"“{path.name}”里没有一行是 JSON 对象", allowed='每行形如 {"意见": "…"}', todo="改正后重试，或另存为 csv"
        )
    keys = list(dict.fromkeys(key for _, record in records for key in record))
    if len(keys) * len(records) > sheets.MAX_CELLS:
        raise sheets.too_many_cells(path)
    grid: list[list[str]] = [[_text(key) for key in keys]]
    numbers = [0]
    for number, record in records:
        grid.append([_text(record.get(key)) for key in keys])
        numbers.append(number)
    answers = sheets.read_grid(path, grid, choice, numbers, several=False)
    if bad:
        answers.notes.append(f"不是 JSON 对象的 {bad} 行未读取")
    return answers


def _records(text: str) -> tuple[list[tuple[int, dict[str, Any]]], int]:
    if text.lstrip().startswith("["):
        try:
            whole = json.loads(text)
            return [(n, row) for n, row in enumerate(whole, start=1) if isinstance(row, dict)], 0
        except (ValueError, RecursionError):
            pass
    records: list[tuple[int, dict[str, Any]]] = []
    bad = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.append((number, record))
        else:
            bad += 1
    return records, bad


def _text(value: Any) -> str:
    if value is None:
        return ""
    return _HALVES.sub(REPLACED, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
