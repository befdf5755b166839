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

# 「1. 小白兔 菜太咸」: a word of a few characters that is no remark, a blank, then what was said.
_CALLED = re.compile(r"^\s*(\d+)\s*[.．、]\s*(?![^\s]*[太不没很多少有无])([^\s，。；：:,;]{1,8})[ 　]+\S")
_LEAST_CALLED = 3
_NAME_ALONE = 4  # an item of so few characters and no blank is a nickname without an answer


def _chain_without_mark(lines: list[str]) -> int | None:
    """The line before the first item of a 接龙 that lost its first line: numbered from one, and every item begins with a
    nickname of its own; None when it is no such list.
    """
    items = [n for n, line in enumerate(lines) if _CHAIN_ITEM.match(line)]
    called = [hit for n in items if (hit := _CALLED.match(lines[n]))]
    numbers = [int(hit[1]) for hit in called]
    own = {hit[2] for hit in called}
    silent = sum(len(_CHAIN_ITEM.sub("", lines[n]).strip()) <= _NAME_ALONE for n in items)
    if len(called) < _LEAST_CALLED or len(called) + silent < 0.8 * len(items) or len(own) < len(called):
        return None
    return items[0] - 1 if numbers[0] == 1 and numbers == sorted(set(numbers)) else None


def read(path: Path, choice: Choice) -> Answers:
    """Every line with content is an answer; of a 接龙 only what follows number and nickname."""
    lines = decode(path).replace("\0", "").split("\n")
    begin = next((n for n, line in enumerate(lines[:10]) if _CHAIN.match(line)), None)
    begin = _chain_without_mark(lines) if begin is None else begin
    if begin is None:
        return read_lines(path.name, list(enumerate(lines, start=1)))
    title = [line.strip() for line in lines[: begin + 1] if line.strip() and not _CHAIN.match(line)]
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
