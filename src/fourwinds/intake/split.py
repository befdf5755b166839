"""Cuts one answer into opinions: the smallest stretches that say one thing about one subject (labelling guide §1).

Every piece is a span of the untouched answer, so nothing is rewritten and every opinion can be found again. What
lies between pieces is numbering, separators and heading words only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = "一二三四五六七八九十"
# A number opens an item at the start of the answer, of a line, or after a mark that ends something, or where it
# continues the count (1.…2.…); never where it is part of 1.5小时, 2024.9, 第3、4节, 3、4年级 or 12、13日.
_NUMBER = re.compile(
    r"(?<![\d第.．])(\d{1,2})(?:[、．)）]|\.(?!\d))(?!\s*\d{1,2}[、.．\s]*(?:年级|班|节|月|日|号|楼|中|小))\s*"
)
_OPENS_AFTER = "\n。；;！!？?，,、：: \t　)）"
_ITEM = re.compile(
    rf"[(（](?:\d{{1,2}}|[{_NUMERAL}]{{1,3}})[)）]\s*|[①-⑳㈠-㈩]\s*|\d\ufe0f?\u20e3\s*"
    rf"|(?:(?<=^)|(?<=[\n。；;！!？?]))\s*(?:[{_NUMERAL}]{{1,3}}、|第[{_NUMERAL}][，,、：:])\s*",
    re.MULTILINE,
)
_IS_ITEM = re.compile(
    rf"(?:(?<=^)|(?<=[\n。；;，,：: ]))(?:[{_NUMERAL}]|其[{_NUMERAL}])(?:是|则|来)[，,：:]?", re.MULTILINE
)
_BREAK = re.compile(r"[\n；;]+|(?<=[一-龥]{2})\s*[/／|｜]\s*(?=[一-龥]{2})")
_HEADING = re.compile(
    r"^\s*(?:[^，。；;：:\n]{0,8}(?:形式主义|官僚主义|享乐主义|奢靡之风|师德师风|四风|作风|后勤|教学|管理|食堂|其他|其它)(?:方面|问题)?|存在(?:的)?(?:主要)?问题|"
    r"(?:主要)?(?:意见|建议|问题|不足)(?:和建议|建议|与建议)?|对[^，。；;：:\n]{1,12}的?(?:意见|建议|看法))(?:有|如下)?\s*[：:]\s*"
)
# "praise or denial, but problem" says two things (guide §5.2); a plain "but" inside a complaint does not.
_TURN = re.compile(r"[，,。；; ]\s*(?=(?:但是?|不过|只是|可是|就是|然而)[^，。；;]{3,})")
_GOOD = re.compile(
    r"很好|挺好|不错|辛苦|满意|认真负责|没有发现|未发现|不存在|总体(?:上)?(?:较|还|是|不)|整体(?:上)?(?:较|还|是|不)|进步|肯定|优秀|敬业|务实|团结"
)
_TRIM = " \t\r\n　，,。；;、：:"
_LEAD = " \t\r\n　，,。；;、：:！!？?·•●○■◆-—*"


@dataclass(frozen=True, slots=True)
class Piece:
    """One opinion inside an answer: ``answer[start:end]``, and the heading word that stood before it."""

    start: int
    end: int
    heading: str = ""


def split(answer: str) -> list[Piece]:
    """The opinions of one answer, in order; empty when it holds nothing but separators.

    >>> [answer[p.start:p.end] for answer in ["1、会议太多；2、食堂浪费严重；3、无"] for p in split(answer)]
    ['会议太多', '食堂浪费严重', '无']
    >>> [answer[p.start:p.end] for answer in ["晚自习延长1.5小时，第3、4节常被占"] for p in split(answer)]
    ['晚自习延长1.5小时，第3、4节常被占']
    """
    pieces: list[Piece] = []
    heading = ""
    for start, end in _stretches(answer):
        hit = _HEADING.match(answer[start:end])
        if hit:
            heading = hit.group().strip(_TRIM)
            start += hit.end()
        elif answer[start:end].strip(_TRIM) == "":
            continue
        for left, right in _turns(answer, start, end):
            left, right = _trimmed(answer, left, right)
            if left < right:
                pieces.append(Piece(left, right, heading))
    return pieces


def _stretches(answer: str) -> list[tuple[int, int]]:
    """Spans between item marks, line breaks, semicolons and slashes."""
    cuts: list[tuple[int, int]] = [(hit.start(), hit.end()) for hit in _BREAK.finditer(answer)]
    cuts += _numbered(answer)
    listed = list(_IS_ITEM.finditer(answer))
    if len(listed) >= 2 and "一" in listed[0].group():
        cuts += [(hit.start(), hit.end()) for hit in listed]
    spans = []
    at = 0
    for start, end in sorted(cuts):
        if start > at:
            spans.append((at, start))
        at = max(at, end)
    if at < len(answer):
        spans.append((at, len(answer)))
    return spans


def _numbered(answer: str) -> list[tuple[int, int]]:
    """Item marks that count: one at the very start of a line, or at least two of them."""
    spans = [(hit.start(), hit.end()) for hit in _ITEM.finditer(answer)]
    expected = 1
    for hit in _NUMBER.finditer(answer):
        number = int(hit.group(1))
        opens = hit.start() == 0 or answer[hit.start() - 1] in _OPENS_AFTER
        if opens or (number == expected and expected > 1):
            spans.append((hit.start(), hit.end()))
            expected = number + 1
    if len(spans) < 2:
        spans = [span for span in spans if not answer[: span[0]].rpartition("\n")[2].strip()]
    return spans


def _turns(answer: str, start: int, end: int) -> list[tuple[int, int]]:
    for hit in _TURN.finditer(answer, start, end):
        before = answer[start : hit.start()]
        if _GOOD.search(before) and len(before) >= 4:
            return [(start, hit.start()), (hit.end(), end)]
    return [(start, end)]


def _trimmed(answer: str, start: int, end: int) -> tuple[int, int]:
    while start < end and answer[start] in _LEAD:
        start += 1
    while end > start and answer[end - 1] in _TRIM:
        end -= 1
    return start, end
