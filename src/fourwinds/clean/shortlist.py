"""Which texts of a batch any rule of the shield could touch at all.

Numbers, names, posts and remarks of oneself are looked for in a text only when it holds the characters, neighbours or
counts of digits without which the rules find nothing. The tests here may say "perhaps" too often, never too rarely;
that both ways mask alike is tested on texts made of what the rules look for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from fourwinds import characters
from fourwinds.characters import Bits, Chunk, Flags, Kinds, shifted
from fourwinds.clean import names

ALL, NUMBERS, NAMES, POSTS, ONESELF = 1, 2, 4, 8, 16

_FIGURES = "0123456789０１２３４５６７８９"
_NUMERALS = "一二三四五六七八九"
_KINDS = {
    "digit": _FIGURES,
    "word_digit": f"零〇{_NUMERALS}幺",
    "letter": "@＠*＊" + "".join(chr(base + i) for base in (65, 97, 0xFF21, 0xFF41) for i in range(26)),
    "dot": ".．",
    "beside": "住址栋幢号尾扣鹅",  # beside numbers of a few digits: homes, 学号, 尾号, 扣扣, 企鹅
    "chinese": "".join(map(chr, range(0x4E00, 0x9FA6))),
    # What stands before a name for certain, alone or as the second of a pair …
    "sure": "叫名款—：:",
    "sure_first": "名字人是为：:礼款映诉报信请写表交系签 ",
    "sure_second": "是为人 ",
    # … and what perhaps does.
    "weak": "弟妹哥姐",
    "weak_first": f"学孩小家本我班级校组儿女外孙侄甥同室代委师打{_FIGURES}{_NUMERALS}",
    "weak_second": "生子孩长人是的家儿女孙甥学友桌表员班骂说打了让把罚叫逼给",
    "told": "让把给对骂打",
    "edge": "，。、；！？ ",
    "opens": "（( ",
    "before_name": "让把给对被是的叫骂打和与说跟",
    "behind": "同小（(的妈爸奶爷母父家",  # 张子涵同学, 张子涵的妈妈
    "ends": f"）)，,初高（(学{_NUMERALS}",  # 张子涵，初三学生
    "deputy": "副老",
    "oneself": "我本唯",
    "only": "就只唯仅独",
    "i": "我人",
    "am": "是作为带教任在",
}


@lru_cache(maxsize=1)
def _kinds() -> Kinds:
    return characters.kinds({**_KINDS, **names.repertoire()})


def rules(texts: Sequence[str]) -> Iterator[tuple[Chunk, list[int]]]:
    """For each chunk of the batch the rules that every text needs, as a sum of ``NUMBERS``, ``NAMES``, ``POSTS`` and
    ``ONESELF``; ``ALL`` for texts with characters outside common writing.
    """
    for chunk in characters.chunks(texts):
        here = _kinds().table.take(chunk.points)
        needed = np.where(chunk.any(_is(here, "exotic")) | chunk.odd, ALL, 0)
        needed += np.where(_numbers(chunk, here), NUMBERS, 0)
        needed += np.where(chunk.any(_names(chunk, here)), NAMES, 0)
        needed += np.where(chunk.any(_posts(chunk, here)), POSTS, 0)
        needed += np.where(_oneself(chunk, here), ONESELF, 0)
        yield chunk, needed.tolist()


def _is(bits: Bits, *of: str) -> Flags:
    wanted = np.bitwise_or.reduce([_kinds().bit[name] for name in of])
    found: Flags = (bits & wanted) != 0
    return found


def _begins(chunk: Chunk) -> Flags:
    found: Flags = shifted(chunk.points, -1) == 0
    return found


def _numbers(chunk: Chunk, here: Bits) -> Flags:
    """Seven digits or a letter at least, or a few digits beside a telling character."""
    digits = chunk.count(_is(here, "digit"))
    at_home = (chunk.points == ord("家")) & (shifted(chunk.points, 1) == ord("在"))
    beside = chunk.any(_is(here, "beside") | at_home) | (chunk.count(_is(here, "dot")) >= 3)
    spoken = chunk.count(_is(here, "word_digit")) >= 11
    found: Flags = (digits >= 7) | ((digits > 0) & beside) | chunk.any(_is(here, "letter")) | spoken
    return found


def _names(chunk: Chunk, here: Bits) -> Flags:
    """Places where a name may begin that is masked: surname, given name, and something before or behind them."""
    after, before, before_that = shifted(here, 1), shifted(here, -1), shifted(here, -2)
    second, third = shifted(here, 2), shifted(here, 3)
    surname = _is(here, "surname")
    sure = _is(before, "sure") | (_is(before, "sure_second") & _is(before_that, "sure_first"))
    begins = _begins(chunk)
    told = _is(before, "told") & (_is(before_that, "edge") | (shifted(chunk.points, -2) == 0))
    weak = _is(before, "weak") | (_is(before, "weak_second") & _is(before_that, "weak_first")) | told
    alone = (begins | _is(before, "opens")) & (_is(second, "ends") | _is(third, "ends"))
    free = begins | ~_is(before, "chinese") | _is(before, "before_name")
    called = free & (_is(second, "behind") | (_is(second, "given") & _is(third, "behind")))
    double = _is(here, "double_first") & _is(after, "double_second")
    found: Flags = double | (
        surname & ((sure & _is(after, "chinese")) | (_is(after, "given") & (weak | alone | called)))
    )
    return found


def _posts(chunk: Chunk, here: Bits) -> Flags:
    """Places where a surname may stand before a post."""
    after, before = shifted(here, 1), shifted(here, -1)
    post = _is(here, "post_first") & (_is(after, "post_second") | (chunk.points == ord("校")))
    post |= _is(here, "deputy") & _later(post, 1)
    free = _begins(chunk) | ~_is(before, "chinese") | _is(before, "before_surname")
    given = _is(after, "given")
    follows = _later(post, 1) & _is(here, "surname_of_post")
    follows |= given & (_later(post, 2) | (_is(shifted(here, 2), "given") & _later(post, 3)))
    double = _is(here, "double_first") & _is(after, "double_second")
    found: Flags = free & (double | (_is(here, "surname") & follows))
    return found


def _oneself(chunk: Chunk, here: Bits) -> Flags:
    """Whether a remark of oneself may be there."""
    only = chunk.any(_is(here, "oneself")) & chunk.any(_is(here, "only"))
    found: Flags = only | chunk.any(_is(here, "i") & _is(shifted(here, 1), "am"))
    return found


def _later(flags: Flags, by: int) -> Flags:
    """``flags`` seen from ``by`` places further left."""
    moved = np.zeros_like(flags)
    moved[:-by] = flags[by:]
    return moved
