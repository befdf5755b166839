"""Opinions that speak of danger to a student: violence, abuse, self-harm, accidents.

The words are patterns in ``data/safety.txt``, cut at their outermost bars. Each requires certain characters (``required``). It
is filed under the two rarest sets of them and tried only on texts that hold one of every set; which texts hold two characters
that go together is seen for a whole batch at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from fourwinds.characters import CODE_POINTS
from fourwinds.classify.required import Reader, alternatives

_POOLS = 64  # two bits each
_PER_WORD = 32
_POINT_BITS = 21  # a code point has no more
_LOW_BITS = np.uint64(0x5555_5555_5555_5555)
_CHILD = re.compile(
    r"孩子|儿子|女儿|闺女|娃|小孩|[弟妹侄孙]|外甥|[女男]生|[女男]孩|学生|同学|小朋友|幼儿|[他她]|我(?!们学校|校|市|县|区)"
)
_IN_GENERAL = re.compile(
    r"个别|部分|有的|有些|某些|少数|一些|存在|希望|建议|严禁|杜绝|预防|防止|没|未|从不|不得|不准|不能|不许|禁止|要求|活动|教育(?!局|部|厅|系统|行政|主管|几|一|了|过)|变相|通报|案例|规定|表扬|感谢|不会"
)
_RULED_OUT = re.compile(
    r"(?:没(?!有?(?:能|去|及时|认真|真正|依法)?(?:人|处理|处分|阻止|制止|严惩|惩处|开除|追究|辞退|防住|管|报警|通知|告诉|在意|上报|调查|理))有?(?:发现|听说|见过|发生|出现)?"
    r"|未(?:曾|见|发现|发生|出现)|不存在|从不|从未|严禁|禁止|不准|不得|(?<![没不])防(?!不|住)止?|杜绝|避免|预防|不再|不会|不要|没有?听[^，。；！？,;!?]{0,4})[^，。；！？,;!?]{0,5}$"
)
_BEFORE = 20  # as far back as ``_RULED_OUT`` can reach
_SPOKEN_OF = re.compile(
    r"[^，。；！？]{0,3}(?:案例|讲座|知识(?!分子)|教育(?!局|部|厅|系统|行政|主管|几|一|了|过)|宣传(?!部|说|工)|主题|演练|专题|班会|防治|治理|防范|防护|课程|题材|情节|镜头|电影|话剧)"
)


@cache
def _lines() -> tuple[str, ...]:
    return tuple((files("fourwinds") / "data" / "safety.txt").read_text(encoding="utf-8").splitlines())


def _said(name: str) -> str:
    """What the list says after ``#name``."""
    return next(line.split(" ", 1)[1] for line in _lines() if line.startswith(f"#{name} "))


def manifestations_of_abuse() -> frozenset[str]:
    """Codes of the manifestations that are harm to a child wherever one child is spoken of."""
    return frozenset(_said("表").split())


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that speaks of danger; ``is_harm_alone`` if it tells of harm but not of who did it."""

    pattern: str
    is_harm_alone: bool

    def tells(self, text: str) -> bool:
        """Whether ``text`` speaks of violence, abuse or self-harm of a student that may be going on.

        Only a negation that governs the very words, or a lecture on them, rules them out; in doubt a person is told.

        >>> rule = Rule("老师.{0,3}打", is_harm_alone=False)
        >>> [rule.tells(t) for t in ("没有人管，孩子被老师打了", "没有发现老师打学生", "老师打人案例讲座")]
        [True, False, False]
        """
        for hit in _compiled(self.pattern).finditer(text):
            denied = _RULED_OUT.search(text, max(0, hit.start() - _BEFORE), hit.start())
            if not denied and not _SPOKEN_OF.match(text, hit.end()):
                return not (self.is_harm_alone and _compiled(_said("谢")).search(text))
        return False


@cache
def rules() -> tuple[Rule, ...]:
    """Every pattern of the list, what stands for other words put in."""
    stands_for = dict(line[2:].split(" ", 1) for line in _lines() if line.startswith("#="))
    found = []
    for line in _lines():
        if line and not line.startswith("#"):
            for pattern in alternatives(line.removeprefix("?")):
                while "〈" in pattern:
                    pattern = re.sub("〈(.)〉", lambda hit: stands_for[hit[1]], pattern)
                found.append(Rule(pattern, line.startswith("?")))
    return tuple(found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """When it is first tried: all of them take a tenth of a second."""
    return re.compile(pattern)


class Watch:
    """Tells which texts speak of danger.

    Args:
        often: share of texts that hold a character, others never. It decides how quick the watch is, not what it finds.
    """

    def __init__(self, often: Mapping[str, float]) -> None:
        def share(chars: Iterable[str]) -> float:
            return sum(often.get(char, 0.0) for char in chars)

        reader = Reader(share)
        # Under each character its rules, with what else they require.
        self._filed: dict[int, list[tuple[tuple[re.Pattern[str], ...], Rule]]] = {}
        partners: dict[str, set[str]] = {}
        for rule in rules():
            needed = sorted(reader.required(rule.pattern), key=share)
            rarest, second, *_ = needed if len(needed) > 1 else needed * 2
            classes = tuple(_compiled(f"[{''.join(sorted(chars))}]") for chars in needed[1:])
            for char in sorted(rarest):
                self._filed.setdefault(ord(char), []).append((classes, rule))
                partners.setdefault(char, set()).update(second)
        pools: list[tuple[set[str], set[str]]] = [(set(), set()) for _ in range(_POOLS)]
        shares = [(0.0, 0.0)] * _POOLS
        for char in sorted(partners, key=lambda char: (-often.get(char, 0.0), char)):
            grown = [
                (a + often.get(char, 0.0), b + share(partners[char] - beside))
                for (a, b), (_, beside) in zip(shares, pools, strict=True)
            ]
            costs = [a * b - c * d for (a, b), (c, d) in zip(grown, shares, strict=True)]
            best = costs.index(min(costs))
            shares[best] = grown[best]
            pools[best][0].add(char)
            pools[best][1].update(partners[char])
        self._marks = [np.zeros(CODE_POINTS, dtype=np.uint64) for _ in range(_POOLS // _PER_WORD)]
        for n, (own, beside) in enumerate(pools):
            word, low = self._marks[n // _PER_WORD], 2 * (n % _PER_WORD)
            word[list(map(ord, own))] |= np.uint64(1 << low)
            word[list(map(ord, beside))] |= np.uint64(2 << low)

    def find(self, texts: Sequence[str], points: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64]) -> list[int]:
        """Numbers of the texts of which any rule tells danger, rising.

        Args:
            texts: n of them.
            points: their code points, each text behind a position of its own, and a last position.
            starts: the position before each text, shape (n,).
        """
        found: list[int] = []
        if not texts:
            return found
        for text, point in zip(*self.candidates(points, starts), strict=True):
            if not (found and found[-1] == text) and self._is_told(texts[text], self._filed[point]):
                found.append(text)
        return found

    def candidates(self, points: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64]) -> tuple[list[int], list[int]]:
        """Numbers of texts, rising, and the character whose patterns may match there.

        Characters that patterns are filed under share 64 pairs of bits: the lower bit marks them, the upper one what their
        patterns require besides. A text with one and not the other needs no look.
        """
        at = points[:-1].astype(np.intp)
        text = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(at)))
        noticed = np.zeros(len(at), dtype=np.uint64)
        for word in self._marks:
            marks = word.take(at)
            beside = (np.bitwise_or.reduceat(marks, starts) >> np.uint64(1)) & _LOW_BITS
            noticed |= marks & beside.take(text)
        hits = np.flatnonzero(noticed)
        pairs = np.unique((text[hits] << _POINT_BITS) | points[hits])
        return (pairs >> _POINT_BITS).tolist(), (pairs & ((1 << _POINT_BITS) - 1)).tolist()

    @staticmethod
    def _is_told(text: str, filed: list[tuple[tuple[re.Pattern[str], ...], Rule]]) -> bool:
        for classes, rule in filed:
            for one_of in classes:
                if not one_of.search(text):
                    break
            else:
                if rule.tells(text):
                    return True
        return False


def is_about_a_child(text: str) -> bool:
    """Whether ``text`` tells of a child rather than of what some teachers do, of rules, wishes or denials.

    >>> [is_about_a_child(t) for t in ("老师用尺子敲我侄女的额角", "少数教师体罚或变相体罚学生", "严禁体罚学生")]
    [True, False, False]
    """
    return bool(_CHILD.search(text)) and not _IN_GENERAL.search(text)
