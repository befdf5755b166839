"""Words of people inside the sentences of a paper: quotation marks, shortening, degree words, Chinese numerals."""

from __future__ import annotations

import re

from fourwinds.settings import Settings

QUOTED = 42  # characters of a quotation in a sentence or a list; the whole opinion stands in 意见建议汇总
_CLAUSE_ENDS = "，。；！？：、,;!?"
_FEWEST = 12
_MARKS = ("‘’", "“”")  # inside the outer pair: first level, second level
_DIGITS = "零一二三四五六七八九十"


def quote(text: str, longest: int = QUOTED) -> str:
    """Words in quotation marks, cut after a clause where they are long; marks inside go one level down.

    >>> quote("只会说“研究研究”。"), quote("“会太多”"), quote("他说“别提‘创新’了”")
    ('“只会说‘研究研究’”', '“会太多”', '“他说‘别提“创新”了’”')
    """
    return f"“{_lowered(shortened(_bare(text), longest))}”"


def shortened(text: str, longest: int = QUOTED) -> str:
    """``text`` up to the last end of a clause within ``longest`` characters, with …… for the rest.

    >>> shortened("周前会、年级会、备课组长会层层传达同一内容，一件事听三遍", 22), shortened("会多", 22)
    ('周前会、年级会、备课组长会层层传达同一内容……', '会多')
    """
    if len(text) <= longest:
        return text
    ends = [n for n in range(_FEWEST, longest) if text[n] in _CLAUSE_ENDS]
    return f"{text[: ends[-1] if ends else longest].rstrip(_CLAUSE_ENDS)}……"


def _bare(text: str) -> str:
    """Without blanks and full stop at the ends, straight marks made round, and without a pair around the whole."""
    said = re.sub(r'"([^"]*)"', r"“\1”", text.strip())
    said = said[:-1] if said.endswith("。") else said
    inner = said[1:-1]
    return inner if said[:1] == "“" and said[-1:] == "”" and not {"“", "”"} & set(inner) else said


def _lowered(text: str) -> str:
    """Quotation marks as they stand inside a pair: ‘ ’, inside these “ ”; what a cut left open is closed."""
    made: list[str] = []
    depth = 0
    for c in text:
        if c in "“‘":
            made.append(_MARKS[depth % 2][0])
            depth += 1
        elif c in "”’":
            depth -= depth > 0
            made.append(_MARKS[depth % 2][1])
        else:
            made.append(c)
    return "".join([*made, *(_MARKS[level % 2][1] for level in reversed(range(depth)))])


def degree(number: int, settings: Settings) -> str:
    """The degree word that a count allows (documents.md §3): never stronger than the opinions behind it."""
    if number >= settings.many:
        return "较多反映"
    return "有的反映" if number >= settings.few else "个别反映"


def numeral(number: int) -> str:
    """一, 二 … 九十九.

    >>> [numeral(n) for n in (1, 10, 12, 20, 21)]
    ['一', '十', '十二', '二十', '二十一']
    """
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _DIGITS[number]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
