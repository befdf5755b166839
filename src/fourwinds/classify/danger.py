"""Opinions that speak of danger to a student: violence, abuse, self-harm, accidents.

The words are patterns in ``data/safety.txt``, spelt out to some hundred without alternatives. Each requires two characters
at least (``required``). Patterns are filed under the two rarest and tried only on texts that hold all; which texts hold
two that go together is seen for a whole batch at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

import numpy as np
import numpy.typing as npt

from fourwinds.characters import CODE_POINTS
from fourwinds.classify.required import Required, required, spelt_out

Marks = npt.NDArray[np.uint64]
_POOLS = 32  # two bits each
_LOW_BITS = np.uint64(0x5555_5555_5555_5555)
_CHILD = re.compile(
    r"孩子|儿子|女儿|闺女|娃|小孩|[弟妹侄孙]|外甥|[女男]生|[女男]孩|学生|同学|小朋友|幼儿|[他她]|我(?!们学校|校|市|县|区)"
)
_IN_GENERAL = re.compile(
    r"个别|部分|有的|有些|某些|少数|一些|存在|希望|建议|严禁|杜绝|预防|防止|没|未|从不|不得|不准|不能|不许|禁止|要求|活动|教育|变相|通报|案例|规定|表扬|感谢|不会"
)
_RULED_OUT = re.compile(
    r"(?:没有?(?:发现|听说|见过|发生|出现)?|未(?:曾|见|发现|发生|出现)|不存在|从不|从未|严禁|禁止|不准|不得|防止?|杜绝|避免|预防|不再|不会|不要)[^，。；！？,;!?]{0,5}$"
)


@lru_cache(maxsize=1)
def _lines() -> tuple[str, ...]:
    return tuple((files("fourwinds") / "data" / "safety.txt").read_text(encoding="utf-8").splitlines())


def manifestations_of_abuse() -> frozenset[str]:
    """Codes of the manifestations that are harm to a child wherever one child is spoken of."""
    return frozenset(next(line[3:] for line in _lines() if line.startswith("#表 ")).split())


@lru_cache(maxsize=1)
def patterns() -> tuple[str, ...]:
    """Every pattern, spelt out except for those who do or suffer something."""
    stands_for = dict(line[2:].split(" ", 1) for line in _lines() if line.startswith("#="))
    written = (line for line in _lines() if line and not line.startswith("#"))
    return tuple(
        re.sub("〈(.)〉", lambda hit: stands_for[hit[1]], one if "〈" not in one else _bracketed(one))
        for line in written
        for one in spelt_out(line)
    )


def _bracketed(pattern: str) -> str:
    """〈生〉 and its like as brackets, except 〈间〉, which is a class."""
    return re.sub("(〈[^间]〉)", r"(?:\1)", pattern)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class Watch:
    """Tells which texts speak of danger.

    Args:
        frequency: share of texts that hold a character, others never. It decides how quick the watch is, not what it finds.
    """

    def __init__(self, frequency: Mapping[str, float] | None = None) -> None:
        often = dict(frequency or {})

        def share(chars: Iterable[str]) -> float:
            return sum(often.get(char, 0.0) for char in chars)

        self._filed: dict[str, dict[str, list[tuple[Required, str]]]] = {}
        for pattern in patterns():
            rarest, second, *others = sorted(required(pattern), key=share)
            for char, beside in product(sorted(rarest), sorted(second)):
                self._filed.setdefault(char, {}).setdefault(beside, []).append((tuple(others), pattern))
        self._keys = frozenset(self._filed)
        self._pools: list[tuple[set[str], set[str]]] = [(set(), set()) for _ in range(_POOLS)]
        shares = [(0.0, 0.0)] * _POOLS
        for char in sorted(self._filed, key=lambda char: (-often.get(char, 0.0), char)):
            partners = self._filed[char].keys()
            grown = [
                (a + often.get(char, 0.0), b + share(partners - beside))
                for (a, b), (_, beside) in zip(shares, self._pools, strict=True)
            ]
            costs = [a * b - c * d for (a, b), (c, d) in zip(grown, shares, strict=True)]
            best = costs.index(min(costs))
            shares[best] = grown[best]
            self._pools[best][0].add(char)
            self._pools[best][1].update(partners)

    def marks(self) -> Marks:
        """Bits of each code point, made for ``maybe``; shape (0x110000,).

        Characters that patterns are filed under share 32 pairs of bits, so that texts which hold both bits of a pair are
        expected to be few: the lower bit marks them, the upper one what their patterns require besides.
        """
        made = np.zeros(CODE_POINTS, dtype=np.uint64)
        for n, (own, beside) in enumerate(self._pools):
            made[list(map(ord, own))] |= np.uint64(1 << 2 * n)
            made[list(map(ord, beside))] |= np.uint64(2 << 2 * n)
        return made

    def is_danger(self, text: str) -> bool:
        """Whether ``text`` speaks of violence, abuse or self-harm of a student that may be going on.

        Only a negation that governs the very words rules them out; in doubt a person is told.

        >>> watch = Watch()
        >>> [watch.is_danger(t) for t in ("班主任把孩子打得鼻子流血", "没有人管，孩子被老师打了", "建议加强防欺凌教育", "没有发现老师打学生")]
        [True, True, False, False]
        """
        held = set(text)
        for char in self._keys & held:
            filed = self._filed[char]
            for beside in filed.keys() & held:
                for others, pattern in filed[beside]:
                    if not any(map(held.isdisjoint, others)) and _speaks(text, pattern):
                        return True
        return False


def _speaks(text: str, pattern: str) -> bool:
    return any(not _RULED_OUT.search(text[: hit.start()]) for hit in _compiled(pattern).finditer(text))


def maybe(marks: Marks, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Numbers of the texts of a batch that hold both bits of a pair (``Watch.marks``); the others do not speak of danger.

    Args:
        marks: of the character at each position.
        starts: first position of each text.
    """
    held = np.bitwise_or.reduceat(marks, starts)
    return np.flatnonzero(held & (held >> np.uint64(1)) & _LOW_BITS)


def is_about_a_child(text: str) -> bool:
    """Whether ``text`` tells of a child rather than of what some teachers do, of rules, wishes or denials.

    >>> [is_about_a_child(t) for t in ("老师用尺子敲我侄女的额角", "少数教师体罚或变相体罚学生", "严禁体罚学生")]
    [True, False, False]
    """
    return bool(_CHILD.search(text)) and not _IN_GENERAL.search(text)
