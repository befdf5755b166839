"""Cuts one answer into opinions: the smallest stretches that say one thing about one subject (labelling guide §1).

Every piece is a span of the untouched answer, so nothing is rewritten and every opinion can be found again. What
lies between pieces is numbering, separators, heading words, greetings and connecting words only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourwinds import characters
from fourwinds.intake import plain_answers
from fourwinds.intake.marks import item_marks
from fourwinds.intake.sentences import parts

_LINE = r"[\n；;]+(?!\s{0,8}(?:另一个|不该|问题还|不是[^；;]{1,8}就是))"
_SLASH = re.compile(r"[/／|｜]")
_BREAK_AT_LINE = re.compile(_LINE)  # for answers without a slash: what looks back takes five times as long to search
_BREAK = re.compile(
    rf"{_LINE}"
    r"|(?<=[一-龥]{2})\s*[/／|｜]\s*(?=[一-龥]{2})(?![^，。；]{0,16}[的都](?:例会|沟通|渠道|联系)|[^，。；]{0,3}沟通)"
)
# Separators inside a quotation part nothing: 老师说“1、抄十遍；2、罚站”.
_QUOTED = re.compile(
    r"[“\"「『《（(](?![\d一二三四五六七八九十]{1,2}[)）])[^“”\"「」『』《》（）()\n]{2,60}[”\"」』》）)]"
)
_THEME = r"形式主义|官僚主义|享乐主义|奢靡之风|师德师风|四风|作风|学风|后勤|教学|管理|食堂|宿舍|其他|其它"
_WHOM = r"班子|书记|校长|院长|园长|中层|干部|[^，。；;：:\n]{0,4}(?:处|科|室|组)"
_HEADING = re.compile(
    rf"^\s*(?:[^，。；;：:\n]{{0,8}}(?:{_THEME})(?:方面|问题)?|[^，。；;：:\n]{{1,8}}方面|存在(?:的)?(?:主要)?问题|我认为存在以下问题|"
    r"(?:我的)?(?:主要)?(?:意见|建议|问题|不足|希望)(?:和建议|建议|与建议)?是?|答|"
    rf"副?(?:{_WHOM})|对[^，。；;：:\n]{{1,12}}(?:的?(?:意见|建议|看法)|[处科室组]))(?:有|如下)?\s*[：:]\s*"
    rf"|^\s*【(?:{_THEME})(?:方面|问题)?】\s*"
)
_HEADING_LINE = re.compile(rf"^\s*[^，。；;：:\n]{{0,4}}(?:{_THEME}|[一-龥]{{2,4}})方面(?:的?(?:问题|意见|建议))?\s*$")
_NEW_HEADING = re.compile(
    rf"(?<=[。！!？?])\s*(?=(?:(?:{_THEME})(?:方面|问题)?|意见|建议|问题|不足|对[^，。；：]{{1,8}}[处科室组])[：:])"
)
_GREETING = re.compile(
    r"^\s*(?:尊敬的[^，。：:！!\n]{1,10}[：:，,！!]|(?:各位|敬爱的|亲爱的)?[^，。：:！!\n]{0,4}(?:领导|老师|校长|书记|同志)们?(?:[您你们]{0,2}好)[！!，,：:。]*|[您你]们?好[！!，,：:。]*)"
)
_CLOSING = re.compile(
    r"(?:[，,。！!；;\s]*(?:谢谢(?:您|你|大家|领导|老师|校长)?|此致|敬礼|打扰了)[！!。~～]*|\s*\[[一-龥]{1,4}\]|\s*[+＋]1)\s*$"
)
_CLOSES = frozenset(" \t\n　谢您你家导师长此致敬礼了]1！!。~～")  # every closing ends in one of these
_STOCK = re.compile(
    r"贯彻落实|决策部署|深入贯彻|坚持以|以人民为中心|政治(?:判断|领悟|执行)力|不断增强|切实|更高标准|更严要求|更实举措|推动各项工作|开创[^，。；]{0,6}新局面|提高政治站位|守正创新"
)
_COMPLAINS = re.compile(r"[太没差慢乱]|不[够足到能会愿公]|浪费|拖|少")
_TRIM = " \t\r\n　，,。;；、：:"
_LEAD = " \t\r\n　，,。;；、：:！!？?·•●○■◆-—*→>"
_SEPARATORS = frozenset(" \t\r\n　，,。;；、：:！!？?")
_SPACE = " \t\r\n　"
_HEAD = 60  # characters at the head among which a heading or a greeting is looked for
_LAST = 40  # characters at the end among which closing words are looked for
_INTRODUCTION = 20  # an introduction to a list (「我提三条：」) is no longer than this


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
    return list(_pieces(answer)) or _whole(answer)


def split_all(answers: Sequence[str]) -> list[list[Piece]]:
    """``split`` of every answer; rules are tried only on answers that hold something they begin with.

    >>> split_all(["会议太多", "1、会议太多；2、无"]) == [split("会议太多"), split("1、会议太多；2、无")]
    True
    """
    if len(answers) < characters.FEW:
        return [split(answer) for answer in answers]
    found: list[list[Piece]] = []
    for chunk, rules in plain_answers.paths(answers):
        for answer, needed in zip(chunk.texts, rules, strict=True):
            if needed == plain_answers.FULL:
                found.append(split(answer))
                continue
            start, end = len(answer) - len(answer.lstrip(_LEAD)), len(answer.rstrip(_TRIM))
            if start >= end:
                found.append(_whole(answer))
            elif needed == plain_answers.ONE:
                found.append([Piece(start, end)])
            else:
                plain = _without_quotations(answer) if needed == plain_answers.QUOTED else answer
                begin, end = _trimmed(answer, 0, len(answer), lead=_SPACE)
                found.append(list(_sentences(answer, plain, begin, end, "")) or _whole(answer))
    return found


def _pieces(answer: str) -> Iterator[Piece]:
    plain = _without_quotations(answer)
    heading = ""
    for start, end, introduces in [(0, len(answer), False)] if _is_pasted(answer) else _stretches(plain):
        start, end = _trimmed(answer, start, end, lead=_SPACE)
        head = answer[start : min(end, start + _HEAD)]
        hit = _HEADING.match(head) if "：" in head or ":" in head or "【" in head else None
        if hit:
            heading = hit.group().strip(_TRIM + "【】")
            start += hit.end()
        elif introduces or (end - start < _HEAD and "方面" in head and _HEADING_LINE.match(answer[start:end])):
            heading = answer[start:end].strip(_TRIM)
            continue
        start, end = _without_courtesy(answer, start, end)
        yield from _sentences(answer, plain, start, end, heading)


def _sentences(answer: str, plain: str, start: int, end: int, heading: str) -> Iterator[Piece]:
    for left, right in parts(plain, start, end):
        left, right = _trimmed(answer, left, right)
        if left < right:
            yield Piece(left, right, heading)


def _without_quotations(answer: str) -> str:
    """``answer`` with what stands in quotation marks replaced, character for character; a wholly quoted one is kept."""
    return _QUOTED.sub(
        lambda hit: hit.group() if len(hit.group()) > 0.8 * len(answer.strip()) else hit.group()[0] + "引" * (len(hit.group()) - 2) + hit.group()[-1],
        answer,
    )  # fmt: skip


def _is_pasted(answer: str) -> bool:
    """Whether the whole answer is policy text that somebody pasted: stock phrases and no complaint."""
    return len(answer) > 40 and len(_STOCK.findall(answer)) >= 3 and not _COMPLAINS.search(answer)


def _stretches(answer: str) -> list[tuple[int, int, bool]]:
    """Spans between item marks, line breaks, semicolons and slashes; and whether one introduces a list."""
    marks = item_marks(answer)
    begins = sorted(start for start, _ in marks)
    breaks = _BREAK if _SLASH.search(answer) else _BREAK_AT_LINE
    cuts = [hit.span() for hit in breaks.finditer(answer)]
    if "：" in answer or ":" in answer:
        cuts += [hit.span() for hit in _NEW_HEADING.finditer(answer)]
    spans = []
    at = 0
    for start, end in sorted([*cuts, *marks, (len(answer), len(answer))]):
        if start > at:
            said = answer[at:start].strip() if begins else ""
            introduces = (
                said.endswith(("：", ":")) and len(said) <= _INTRODUCTION and _list_follows(answer, start, begins)
            )
            spans.append((at, start, introduces))
        at = max(at, end)
    return spans


def _list_follows(answer: str, at: int, begins: list[int]) -> bool:
    following = bisect_left(begins, at)
    return following < len(begins) and not answer[at : begins[following]].strip()


def _without_courtesy(answer: str, start: int, end: int) -> tuple[int, int]:
    """The span without 「您好」 before and 「谢谢」 after it; all of it when nothing else is said and it stands alone."""
    head = answer[start : min(end, start + _HEAD)]
    hello = _GREETING.match(head) if "好" in head or "尊敬" in head else None
    if hello:
        start += hello.end()
    while answer[end - 1 : end] in _CLOSES and (bye := _CLOSING.search(answer[max(start, end - _LAST) : end])):
        end = max(start, end - _LAST) + bye.start()
    return start, end


def _trimmed(answer: str, start: int, end: int, lead: str = _LEAD) -> tuple[int, int]:
    while start < end and answer[start] in lead:
        start += 1
    while end > start and answer[end - 1] in _TRIM:
        end -= 1
    return start, end


def _whole(answer: str) -> list[Piece]:
    """An answer such as 「-」 or 「谢谢」: nothing was found in it, but it was not empty."""
    if all(char in _SEPARATORS for char in answer):
        return []
    start = len(answer) - len(answer.lstrip())
    return [Piece(start, len(answer.rstrip()))]
