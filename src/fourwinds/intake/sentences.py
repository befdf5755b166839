"""Where one sentence ends an opinion and the next begins another: praise then problem, and a change of topic."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

Span = tuple[int, int]

# "praise or denial, but problem" says two things (guide §5.2); a plain "but" inside a complaint does not.
_TURN = re.compile(
    r"[，,。；; ]\s{0,4}(?=(?:但是?|不过|只是|可是?|就是|然而|不足的是|不足之处是?|美中不足)[^，。；;]{3})"
)
_GOOD = re.compile(
    r"很好|挺好|风气好|比以前好|不错|辛苦|满意|认真负责|没有发现|未发现|不存在|没有(?:形式|官僚|享乐|奢靡)|总体(?:上)?(?:较|还|是|不)|整体(?:上)?(?:较|还|是|不)|进步|肯定|优秀|敬业|务实|团结|平易近人|有起色"
)
_MORE = re.compile(
    r"(?<=[。；;！!？?\n])[ \t　]{0,8}(?:另外|此外|还有就是|还有|再就是|再有|同时|再一个)[，,：:]?(?=[^，。；;]{4})"
    r"|(?<=[，,])(?:另外|此外|还有就是|还有(?!些|的|一[些点])|再就是|再一个)[，,：:]?(?=[^，。；;]{4})"
)
_ADDS = re.compile(
    r"另外|此外|还有|再就|再有|同时|再一"
)  # one stands in every match of ``_MORE``; far quicker to search
_STOP = re.compile(r"[。！!？?]+[”」』\s]{0,40}|(?<=[一-龥])\s{1,40}(?=[一-龥]{4})")
_STOP_AT_MARK = re.compile(r"[。！!？?]+[”」』\s]{0,40}")  # the same for what holds no blank, many times as fast
_BLANK = re.compile(r"\s")
_PARTS = re.compile(r"[，,。；;！!？?\s]")  # without one of these a stretch is one opinion
_COMMA = re.compile(r"[，,]")
_EACH = re.compile(r"\s*(有的|有些|个别|部分|少数|某些|希望|建议|请|盼望)")
_FAULT = re.compile(r"[太差慢贵少不没乱多脏旧难长急假]|浪费|走过场|形式|念稿")
REACH = 6  # characters from the head of a sentence within which its topic is named
CLAUSE_REACH = 5
_MOST_COMMAS = 5
_LONGEST_PRAISE = 8


@lru_cache(maxsize=1)
def _topics() -> tuple[re.Pattern[str], dict[str, int]]:
    lines = (files("fourwinds") / "data" / "split_topics.txt").read_text(encoding="utf-8").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    group_of = {word: number for number, words in enumerate(groups) for word in words}
    words = "|".join(sorted(map(re.escape, group_of), key=len, reverse=True))
    # Most places of a text begin no topic; one look at the character says so before any word is tried.
    return re.compile(f"(?=[{''.join(sorted({word[0] for word in group_of}))}])(?:{words})"), group_of


def topic_beginnings() -> tuple[str, str]:
    """The first and the second characters of the words for topics."""
    words = _topics()[1]
    return "".join(sorted({word[0] for word in words})), "".join(sorted({word[1] for word in words}))


def parts(answer: str, start: int, end: int) -> list[Span]:
    """Spans of the opinions in ``answer[start:end]``, which holds no list.

    >>> text = "会议太多，没时间备课。食堂浪费也很严重。"
    >>> [text[a:b] for a, b in parts(text, 0, len(text))]
    ['会议太多，没时间备课。', '食堂浪费也很严重。']
    >>> text = "总务处报修没人管。灯坏了一个月，打电话也没用。"
    >>> [text[a:b] for a, b in parts(text, 0, len(text))]
    ['总务处报修没人管。灯坏了一个月，打电话也没用。']
    """
    if _PARTS.search(answer, start, end) is None:
        return [(start, end)] if start < end else []
    cuts: list[Span] = (
        [hit.span() for hit in _MORE.finditer(answer, start, end)] if _ADDS.search(answer, start, end) else []
    )
    turn = _turn(answer, start, end)
    cuts += [turn] if turn else []
    spans: list[Span] = []
    at = start
    for left, right in sorted([*cuts, (end, end)]):
        if left > at:
            spans.extend(_by_topic(answer, at, left))
        at = max(at, right)
    return spans


def _turn(answer: str, start: int, end: int) -> Span | None:
    looked = start
    for hit in _TURN.finditer(answer, start, end):
        # What was looked through before is not looked through again, but for what may end in the new.
        if hit.start() - start >= 4 and _GOOD.search(answer, max(start, looked - _LONGEST_PRAISE), hit.start()):
            return hit.span()
        looked = hit.start()
    return None


def _by_topic(answer: str, start: int, end: int) -> Iterator[Span]:
    """Sentences stay together until one is about something else than all since the last cut."""
    at = since = start
    topics: set[int] = set()
    begun = False  # whether three characters were said since the last cut
    stop = _STOP if _BLANK.search(answer, start, end) else _STOP_AT_MARK
    hits = [hit.span() for hit in stop.finditer(answer, start, end)]
    for (ends, begins), (following, _) in pairwise([*hits, (end, end)]):
        topics |= _all_topics(answer[since:ends])
        begun = begun or len(answer[at:ends].strip()) >= 3
        since = ends
        if begins < end and begun and _another_thing(answer, (at, ends), answer[begins:following], topics):
            yield from _by_clause(answer, at, begins)
            at, topics, begun = begins, set(), False
    yield from _by_clause(answer, at, end)


def _another_thing(answer: str, said: Span, following: str, topics: set[int]) -> bool:
    if len(following.strip()) < 3:
        return False
    here = _EACH.match(following)
    before = _EACH.match(answer, *said) if here else None
    if here and before and here.group(1) == before.group(1) and len(following) >= 7:
        return True
    topic = _topic(following, REACH)
    return topic is not None and topic not in topics


def _by_clause(answer: str, start: int, end: int) -> Iterator[Span]:
    """Clauses parted by commas, where every one names a topic of its own at its head and a fault."""
    if 1 <= answer.count("，", start, end) + answer.count(",", start, end) <= _MOST_COMMAS:
        stops = [hit.start() for hit in _COMMA.finditer(answer, start, end)]
        edges = list(zip([start, *(stop + 1 for stop in stops)], [*stops, end], strict=True))
        if _each_says_another(answer, edges):
            yield from edges
            return
    yield start, end


def _each_says_another(answer: str, edges: list[Span]) -> bool:
    named: set[int] = set()
    for left, right in edges:
        topic = _topic(answer[left:right], CLAUSE_REACH)
        if topic is None or topic in named or not _FAULT.search(answer, left, right):
            return False
        named.add(topic)
    return True


def _topic(sentence: str, reach: int) -> int | None:
    pattern, group_of = _topics()
    hit = pattern.search(sentence[:60].lstrip()[: reach + 4])
    return group_of[hit.group()] if hit and hit.start() <= reach else None


def _all_topics(text: str) -> set[int]:
    pattern, group_of = _topics()
    return {group_of[word] for word in pattern.findall(text)}
