"""Where a list of opinions begins its items: numbering of every kind, and numbers that are none.

All functions take the answer with quotations blanked out and return spans of marks, which belong to no opinion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

Span = tuple[int, int]

_NUMERAL = "一二三四五六七八九十"
_VALUE = {char: value for value, char in enumerate(_NUMERAL, start=1)}
# What follows makes it a count, a class or a date: 3、4年级, 12、13日, (2)班, 1、2、3班.
_UNIT = r"(?!\s*[\d(（]{1,2}[\d、.．,，)）\s~-]{0,12}(?:年级|班|节|月|日|号|楼|中|小|个|张|次|条|层)|\s*(?:班|节(?![假日])|号|楼))"
# A number opens an item at the start of the answer, of a line, or after a mark that ends something, or where it
# continues the count (1.…2.…); never where it is part of 1.5小时, 2024.9, 第3、4节, 3、4年级 or 12、13日.
_NUMBER = re.compile(rf"(?<![\d第.．])(\d{{1,2}})(?:[、．)）]|\.(?!\d)){_UNIT}\s*")
_OPENS_AFTER = "\n。；;！!？?，,、：: \t　)）"
_BRACKETED = re.compile(rf"(?:[(（](?:\d{{1,2}}|[{_NUMERAL}]{{1,3}})[)）]){_UNIT}\s*")
_DRAWN = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉❶-❿Ⅰ-Ⅻ][、.．]?\s*|\d\ufe0f?\u20e3\s*|[【\[]\d{1,2}[】\]]\s*")
_CHAPTER = re.compile(rf"(?:(?<=^)|(?<=[\n。；;！!？?]))[ \t　]{{0,8}}[{_NUMERAL}]{{1,3}}、\s*", re.MULTILINE)
_LETTERED = re.compile(r"^[ \t　]{0,8}[A-Za-z][.、．)）]\s*", re.MULTILINE)
_HEAD = r"(?:(?<=^)|(?<=[\n。；;，,：: ！!？?]))"
_TOLD = re.compile(
    rf"{_HEAD}(?:首先|其次|再次|再者|最后|其[{_NUMERAL}]|第[{_NUMERAL}](?:点|条|个)?(?=[，,、：:])|第[{_NUMERAL}](?:点|条)"
    rf"|[{_NUMERAL}](?:是(?![{_NUMERAL}][，,])|则|来)|[另]?一方面)[，,、：:]?(?:要)?",
    re.MULTILINE,
)
_TOLD_FIRST = re.compile(r"首先|其一|第一|一")
_DOTS = "•●■◆▲▶►➢"  # ○ and □ stand for a name left out and for a box to tick
_DOT = re.compile(rf"(?<![{_DOTS}])[{_DOTS}]\s{{0,8}}(?=[一-龥])")
# Every mark holds one of these: a number, a drawn sign, a letter at the head of a line, or 首先.
_SIGN = re.compile(rf"[\d{_NUMERAL}①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉❶-❿Ⅰ-Ⅻ\u20e3{_DOTS}]|^[ \t　]{{0,8}}[A-Za-z]|首先", re.MULTILINE)
# What stands in every match of a pattern above; a set of characters is found five times as fast as what looks back.
_MAY_BE_NUMBER = re.compile(r"\d[、．)）.]")
_MAY_BE_DRAWN = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉❶-❿Ⅰ-Ⅻ\u20e3】\]]")
_MAY_BE_CHAPTER = re.compile(rf"[{_NUMERAL}]、")
# Weak marks count only where they count up from one: 「1，…。2，…」, 「1 …⏎2 …」, 「一，…；二，…」, 「建议一：…；建议二：…」.
_WEAK = re.compile(
    rf"(?:(?<=^)|(?<=[\n。；;：:]))[ \t　]{{0,8}}(?:(?:意见|建议|问题|不足)+)?(\d{{1,2}}|[{_NUMERAL}])(?:[，,：:、.．\s]\s*|(?<=\d)(?=[一-龥]))",
    re.MULTILINE,
)


def item_marks(answer: str) -> list[Span]:
    """Spans of all item marks, in any order; they may overlap.

    >>> item_marks("1.会议太多2.材料太多"), item_marks("第3、4节常被占，延长1.5小时")
    ([(0, 2), (6, 8)], [])
    """
    if not _SIGN.search(answer):
        return []
    spans = [hit.span() for hit in _BRACKETED.finditer(answer)]
    if _MAY_BE_DRAWN.search(answer):
        spans += [hit.span() for hit in _DRAWN.finditer(answer)]
    if _MAY_BE_CHAPTER.search(answer):
        spans += [hit.span() for hit in _CHAPTER.finditer(answer)]
    if _MAY_BE_NUMBER.search(answer):
        spans += _numbers(answer)
    spans = _alone_only_at_line_start(answer, spans)
    dots = [hit.span() for hit in _DOT.finditer(answer)]
    if len(dots) >= 2 and _opens(answer, dots[0][0]) and len({answer[start] for start, _ in dots}) == 1:
        spans += dots
    lettered = [hit.span() for hit in _LETTERED.finditer(answer)]
    told = list(_TOLD.finditer(answer)) if _TOLD_FIRST.search(answer) else []
    if len(lettered) >= 2:
        spans += lettered
    if len(told) >= 2 and _TOLD_FIRST.match(told[0].group()):
        spans += [hit.span() for hit in told]
    return spans + list(_counting_up(_WEAK.finditer(answer), lambda hit: _VALUE.get(hit.group(1)) or int(hit.group(1))))


def _numbers(answer: str) -> Iterator[Span]:
    expected = 1
    for hit in _NUMBER.finditer(answer):
        number = int(hit.group(1))
        opens = _opens(answer, hit.start())
        goes_on = (
            expected > 1 and expected <= number <= expected + 1 and not answer[hit.end() : hit.end() + 1].isdigit()
        )
        if opens or goes_on:
            yield hit.span()
            expected = number + 1


def _opens(answer: str, at: int) -> bool:
    return at == 0 or answer[at - 1] in _OPENS_AFTER


def _alone_only_at_line_start(answer: str, spans: list[Span]) -> list[Span]:
    if len(spans) >= 2:
        return spans
    return [span for span in spans if not answer[: span[0]].rpartition("\n")[2].strip()]


def _counting_up(hits: Iterable[re.Match[str]], value: Callable[[re.Match[str]], int]) -> Iterator[Span]:
    run: list[Span] = []
    for hit in hits:
        if value(hit) != len(run) + 1:
            continue
        run.append(hit.span())
    if len(run) >= 2:
        yield from run
