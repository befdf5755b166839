"""Text files: 接龙, minutes, letters and lists, one answer a line."""

from __future__ import annotations

import re
from pathlib import Path

from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.encoding import decode
from fourwinds.intake.lines import read_lines
from fourwinds.records import Feedback

_CHAIN = re.compile(r"^\s*[#＃]\s*接龙")
_CHAIN_ITEM = re.compile(r"^\s*\d+\s*[.．、]\s*")
# A nickname ends at a blank or a colon or comma; what families add to it (「小宝 妈妈」) belongs to it.
_NICKNAME = re.compile(
    r"^\S*?(?:[：:，,]\s*|\s+(?:[（(][^）)]*[）)]\s*)?(?:(?:老师|妈妈|爸爸|奶奶|爷爷|家长|同学)(?:[：:，,]\s*|\s+))?)(?=\S)"
)

_NAME_ALONE = 4  # an item of so few characters and no blank is a nickname without an answer


def read(path: Path, choice: Choice) -> Answers:
    """Every line with content is an answer; of a 接龙 only what follows number and nickname."""
    lines = decode(path).replace("\0", "").split("\n")
    begin = next((n for n, line in enumerate(lines[:10]) if _CHAIN.match(line)), None)
    if begin is None:
        return read_lines(path.name, list(enumerate(lines, start=1)))
    title = [line.strip() for line in lines[:begin] if line.strip()]
    items: list[tuple[int, str]] = []
    for number, line in enumerate(lines[begin + 1 :], start=begin + 2):
        hit = _CHAIN_ITEM.match(line)
        if hit:
            said = line[hit.end() :].strip()
            name = _NICKNAME.match(said)
            items.append((number, said[name.end() :] if name else "" if len(said) <= _NAME_ALONE else said))
        elif items and line.strip():
            items[-1] = (items[-1][0], f"{items[-1][1]}\n{line.strip()}")
        elif line.strip():
            title.append(line.strip())
    spoken = [(number, text) for number, text in items if text]
    answers = Answers(rows=len(items))
    answers.feedback = [Feedback(path.name, "", number, text, "；".join(title)) for number, text in spoken]
    answers.notes.append("按微信接龙读取，序号和昵称未读取")
    return answers
