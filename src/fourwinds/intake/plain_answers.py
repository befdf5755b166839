"""Which answers of a batch surely hold no list, heading or courtesy, and which surely are one opinion.

Nearly every answer is: it has none of the characters, or pairs of neighbours, that the rules of ``split`` begin with. The
tests here may say "perhaps" too often, never too rarely; that both ways cut alike is tested on texts made of those
very characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from fourwinds import characters
from fourwinds.characters import Bits, Chunk, Flags, Kinds, shifted
from fourwinds.intake import sentences

FULL, QUOTED, SENTENCES, ONE = range(4)

_KINDS = {
    # One of these: line breaks, headings, item marks, 「[微笑]」 and 「+1」 at the end.
    "alone": ";；/／|｜：:【】[]+＋\n\t •●■◆▲▶►➢",
    "quotation": '“”"「」『』《》（）()',
    "bracket": "（(",
    "digit": "0123456789０１２３４５６７８９",
    "numeral": "一二三四五六七八九十",
    "letter": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "after_number": "、．)）.",  # 1、
    "before_digit": "见议题足",  # 意见1
    "before_numeral": "其",  # 其一
    "ordinal": "第",
    "point": "点条",  # 第一点
    "told": "是则来方",  # 一是 一方面, at the head of a clause
    "other": "另",
    "first": "首尊谢此敬打方",  # 首先 尊敬 谢谢 此致 敬礼 打扰 方面
    "second": "先敬谢致礼扰面",
    "greeted": "您你们领导师长记志",  # 您好 老师们好
    "hello": "好",
    "mark": "。！!？?，,",
    "stop": "。！!？?",
    "comma": "，,",
    "trailing": "，,。、",
    "more": "另此还再同但可",  # ，另外 ，但是 ，可是
    "but_first": "不只就然美",  # ，不过
    "but_second": "过足是而中",
    "each_first": "有个部少某希建盼",  # 。有的
    "each_second": "的些别分数望议",
    "please": "请",
    "fault": "太差慢贵少不没乱多脏旧难长急假浪走形念",
}


@lru_cache(maxsize=1)
def _kinds() -> Kinds:
    first, second = sentences.topic_beginnings()
    return characters.kinds({**_KINDS, "topic_first": first, "topic_second": second})


def paths(answers: Sequence[str]) -> Iterator[tuple[Chunk, list[int]]]:
    """For each chunk of the batch the rules that every answer needs: all (``FULL``), those for sentences, after
    quotations are blanked (``QUOTED``) or as it is (``SENTENCES``), or none (``ONE``).
    """
    for chunk in characters.chunks(answers):
        here = _kinds().table.take(chunk.points)
        after, before = shifted(here, 1), shifted(here, -1)
        full = chunk.any(_lists_or_courtesies(chunk, here, after, before)) | chunk.odd
        parted = (
            chunk.any(_turns(here, after)) | _may_change_topic(chunk, here, after) | _may_part_at_commas(chunk, here)
        )
        quoted = chunk.any(_is(here, "quotation"))
        yield chunk, np.select([full, quoted, parted], [FULL, QUOTED, SENTENCES], ONE).tolist()


def _is(bits: Bits, *names: str) -> Flags:
    wanted = np.bitwise_or.reduce([_kinds().bit[name] for name in names])
    found: Flags = (bits & wanted) != 0
    return found


def _lists_or_courtesies(chunk: Chunk, here: Bits, after: Bits, before: Bits) -> Flags:
    digit = _is(here, "digit")
    # 「1会议多。2材料多」: one or two digits at the head of the text or of a sentence, and something after them.
    begins = shifted(chunk.points, -1) == 0
    opens = digit & (begins | _is(before, "stop"))
    one_or_two = ~_is(after, "digit") | ~_is(shifted(here, 2), "digit")
    numeral = _is(here, "numeral")
    number = digit | numeral
    headed = begins | _is(before, "stop", "before_digit", "ordinal", "digit")
    clause = begins | _is(before, "mark", "other")
    found: Flags = (
        _is(here, "exotic", "alone")
        | ((number | _is(here, "letter")) & _is(after, "after_number"))
        | (number & _is(after, "comma") & headed)
        | (numeral & _is(after, "told") & clause)
        | (digit & _is(before, "before_digit"))
        | (numeral & (_is(before, "before_numeral") | (_is(before, "ordinal") & _is(after, "point"))))
        | (number & _is(before, "bracket"))
        | (opens & one_or_two)
        | (_is(here, "first") & _is(after, "second"))
        | (_is(here, "hello") & _is(before, "greeted"))
    )
    return found


def _turns(here: Bits, after: Bits) -> Flags:
    """Marks after which 另外, 但是, 不过 and the like may stand."""
    return _is(here, "mark") & (_is(after, "more") | (_is(after, "but_first") & _is(shifted(here, 2), "but_second")))


def _near(topics: Flags, reach: int) -> Flags:
    """Places from which, not counting themselves, a topic may begin within ``reach + 1`` characters."""
    so_far = np.concatenate(([0], np.cumsum(topics, dtype=np.int32)))
    at = np.arange(len(topics))
    return so_far[np.minimum(at + reach + 2, len(topics))] > so_far[at + 1]


def _may_change_topic(chunk: Chunk, here: Bits, after: Bits) -> Flags:
    """Whether a sentence but the first may begin with a topic, or two with 有的, 个别, 希望…"""
    topics = _is(here, "topic_first") & _is(after, "topic_second")
    ends = _is(here, "stop") & ~_is(after, "stop") & (shifted(chunk.points, 1) != 0)
    begins = ends | (chunk.points == 0)
    each = begins & (_is(after, "please") | (_is(after, "each_first") & _is(shifted(here, 2), "each_second")))
    return chunk.any(ends & _near(topics, sentences.REACH)) | (chunk.count(each) >= 2)


def _may_part_at_commas(chunk: Chunk, here: Bits) -> Flags:
    """Whether every clause may name a topic at its head, and a fault."""
    topics = _is(here, "topic_first") & _is(shifted(here, 1), "topic_second")
    comma = _is(here, "comma")
    begins = ((chunk.points == 0) | comma)[:-1]
    clauses = np.flatnonzero(begins)
    both = _near(topics, sentences.CLAUSE_REACH)[clauses] & np.logical_or.reduceat(_is(here, "fault")[:-1], clauses)
    # Marks at the end are cut off before clauses are looked at: 「会议太多，食堂太贵，」.
    both |= (_is(shifted(here, 1), "trailing") | (shifted(chunk.points, 1) == 0))[clauses]
    alike = np.logical_and.reduceat(both, np.searchsorted(clauses, chunk.starts))
    return alike & (chunk.count(comma) > 0)
