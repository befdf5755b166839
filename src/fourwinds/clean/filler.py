"""Answers that say nothing: 无、没有、同意 and their kin."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from fourwinds.clean.normalise import fingerprint


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    text = (files("fourwinds") / "data" / "filler.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


HEADS = "无没暂"  # with one of these begins everything that ``_THEN_GREETING`` matches
_THEN_GREETING = re.compile(
    r"^(?:无|没有|暂无|没意见|无意见|没有意见)[。，,.! ！]*(?:希望|祝|愿|请)?(?:大家|老师们?|学校|学院|单位)?(?:能|都)?(?:继续|再接再厉|一直)?"
    r"(?:努力|保持(?:下去)?|加油|越来越好|越办越好|(?:工作|身体|生活)?(?:顺利|健康|愉快|快乐)|再创佳绩|更上一层楼)[。！!~～]*$"
)


@lru_cache(maxsize=1)
def longest() -> int:
    """Letters and digits of the longest filler: a text with more of them is filler only if it begins with ``HEADS``."""
    return max(map(len, _words()))


def is_filler(text: str) -> bool:
    """Whether the whole of ``text`` says nothing.

    >>> [is_filler(t) for t in ("无。", "没有意见", "-", "无。希望继续努力", "没有人管", "无人值守")]
    [True, True, True, True, False, False]
    """
    return says_nothing(text, fingerprint(text))


def says_nothing(text: str, bare: str) -> bool:
    """The same, of a text whose fingerprint is known already."""
    return bare in _words() or not any(char.isalnum() for char in bare) or only_greets(text)


def only_greets(text: str) -> bool:
    """Whether ``text`` is a filler and a greeting: all that a text longer than ``longest`` can be, to say nothing."""
    return bool(_THEN_GREETING.match(text.strip()))
