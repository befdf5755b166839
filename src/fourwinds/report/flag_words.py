"""Flags in Chinese, for the workbook and for those who look an opinion over before it leaves the office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from fourwinds.records import TaggedOpinion

WORDS = {
    "filler": "无实质内容", "duplicate": "重复", "pii_masked": "已遮盖个人信息", "maybe_name": "可能含姓名",
    "self_identifying": "可能暴露本人", "corrected": "人工改过", "confirmed": "人工确认", "excluded": "人工排除",
}  # fmt: skip
TO_LOOK_OVER = ("maybe_name", "self_identifying")  # what masking could not decide
_CODES = {word: code for code, word in WORDS.items()}
_BETWEEN = re.compile("[;；]")


@lru_cache(maxsize=256)
def in_words(flags: str) -> str:
    """Flags as the workbook shows them.

    >>> in_words("pii_masked;maybe_name"), in_words("")
    ('已遮盖个人信息；可能含姓名', '')
    """
    return "；".join(WORDS.get(flag, flag) for flag in flags.split(";"))


def in_codes(cell: Any) -> str:
    """What a cell of the workbook says as flags; workbooks of earlier versions show the codes themselves.

    >>> in_codes("已遮盖个人信息；可能含姓名"), in_codes("duplicate;filler"), in_codes(None)
    ('pii_masked;maybe_name', 'duplicate;filler', '')
    """
    said = (part.strip() for part in _BETWEEN.split("" if cell is None else str(cell)))
    return ";".join(_CODES.get(part, part) for part in said if part)


def shown(opinions: Iterable[TaggedOpinion]) -> list[TaggedOpinion]:
    """``opinions`` with their flags in words."""
    return [replace(o, flags=in_words(o.flags)) if o.flags else o for o in opinions]


def to_look_over(opinions: Sequence[TaggedOpinion]) -> dict[str, int]:
    """How many opinions bear each of ``TO_LOOK_OVER``, by its word; what none bears is left out."""
    return counted({flag: sum(flag in o.flags for o in opinions) for flag in TO_LOOK_OVER})


def counted(flags: Mapping[str, int]) -> dict[str, int]:
    """The same from how many opinions bear each flag.

    >>> counted({"pii_masked": 7, "self_identifying": 1, "maybe_name": 2})
    {'可能含姓名': 2, '可能暴露本人': 1}
    """
    return {WORDS[flag]: flags[flag] for flag in TO_LOOK_OVER if flags.get(flag)}
