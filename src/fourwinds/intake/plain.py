"""Text files: 接龙, minutes, letters and lists, one answer a line."""

from __future__ import annotations

import re
from pathlib import Path

from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.encoding import decode
from fourwinds.intake.lines import read_lines

_CHAIN_ITEM = re.compile(r"^\s*\d+[.．、]\s*(\S+)\s+(?=\S)")


def read(path: Path, choice: Choice) -> Answers:
    """Every line with content is an answer; of a 接龙 only what follows number and nickname."""
    lines = decode(path).replace("\0", "").split("\n")
    first = next((line for line in lines if line.strip()), "")
    if not first.strip().startswith(("#接龙", "＃接龙")):
        return read_lines(path.name, list(enumerate(lines, start=1)))
    title = "；".join(line.strip() for line in lines[1:6] if line.strip() and not _CHAIN_ITEM.match(line))
    items = []
    for number, line in enumerate(lines, start=1):
        hit = _CHAIN_ITEM.match(line)
        if hit:
            items.append((number, line[hit.end() :]))
    answers = read_lines(path.name, items, context=title)
    answers.notes.append("按微信接龙读取，序号和昵称未读取")
    return answers
