"""Opinions that must not wait in a list: danger to a student, and concrete accusations that are leads.

An accusation is concrete when it names a person, a date, a place in the school or a sum. Whether it is true is not
ours to say: the opinion is handed on, nothing more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_PERSON = re.compile(
    r"(?:[一-龥]{1,2}|[某×xX]{1,3})(?:书记|校长|副校长|院长|园长|局长|处长|科长|主任|组长|部长|老师|教授|导师|经理)|[一-龥][某×]|【姓名】"
)
_WHEN_OR_WHAT = re.compile(r"[周月期年日号天秋庆节午旦元块万桌瓶烟]")  # the same of ``_OCCASION``
_POST = re.compile(r"[长记任授师理某×】]")  # one stands in every match of ``_PERSON``; far quicker to search
_CLASS_TEACHER = re.compile(
    r"[一二三四五六七八九0-9０-９][)）]?班的?(?:班主任|[语数英物化政史地生体音美]?[文学语理]?老师)"
)
_GENERAL = re.compile(
    r"(?:个别|部分|有的|有些|某些|少数|一些|各位|全体|所有|我们|咱们|班|年级|任课|科任|女|男|新|老|年轻|青年|党员|当|做|是|让|给|对|和|与|跟|被|求|把|由|向|问|叫|些|位|名|的|多|请|找)(?:校领导|领导|老师|教师|主任|校长|书记|组长|导师)$"
)
_OCCASION = re.compile(
    r"(?:上|这|本|去|前|今)(?:周|个?月|学期|年)|[0-9０-９一二两三四五六七八九十]+(?:年|月|日|号)|昨天|前天|中秋|国庆|春节|教师节|端午|元旦|"
    r"[0-9０-９一二两三四五六七八九十百千万]+(?:多|余|来)?(?:元|块钱|块|万|桌|瓶|条烟)"
)


_CHILD = re.compile(
    r"孩子|儿子|女儿|闺女|娃|小孩|[弟妹侄孙]|外甥|[女男]生|[女男]孩|学生|同学|小朋友|幼儿|[他她]|我(?!们学校|校|市|县|区)"
)
_IN_GENERAL = re.compile(
    r"个别|部分|有的|有些|某些|少数|一些|存在|希望|建议|严禁|杜绝|预防|防止|没|未|从不|不得|不准|不能|不许|禁止|要求|活动|教育|变相|通报|案例|规定|表扬|感谢|不会"
)
_RULED_OUT = re.compile(
    r"(?:没有?(?:发现|听说|见过|发生|出现)?|未(?:曾|见|发现|发生|出现)|不存在|从不|从未|严禁|禁止|不准|不得|防止?|杜绝|避免|预防|不再|不会|不要|没有?听[^，。；！？,;!?]{0,4})[^，。；！？,;!?]{0,5}$"
)
_BEFORE = 20  # as far back as ``_RULED_OUT`` can reach
_SPOKEN_OF = re.compile(
    r"[^，。；！？]{0,3}(?:案例|讲座|知识|教育|宣传|主题|演练|专题|班会|防治|治理|防范|防护|课程|题材|情节|镜头|电影|话剧)"
)


@dataclass(frozen=True, slots=True, eq=False)
class _Rule:
    """What speaks of danger: an expression, the characters of which one stands in every match, characters of which another
    does (the same where one is enough), and whether it tells of harm but not of who did it.
    """

    expression: str
    among: frozenset[str]
    also: re.Pattern[str]
    is_pair: bool
    is_harm_alone: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first tried: all of them take a tenth of a second."""
        return _compiled(self.expression)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@lru_cache(maxsize=1)
def _safety_lines() -> list[str]:
    return (files("fourwinds") / "data" / "safety.txt").read_text(encoding="utf-8").splitlines()


def _said(name: str) -> str:
    """What the list says after ``#name``."""
    return next(line.split(" ", 1)[1] for line in _safety_lines() if line.startswith(f"#{name} "))


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    stands_for = dict(line[2:].split(" ", 1) for line in _safety_lines() if line.startswith("#="))
    found = []
    for line in _safety_lines():
        if line and not line.startswith("#"):
            characters, _, pattern = line.partition("\t")
            while "〈" in pattern:
                pattern = re.sub("〈(.)〉", lambda hit: stands_for[hit[1]], pattern)
            among, _, also = characters.removeprefix("?").partition("+")
            second = re.compile(f"[{also or among}]")
            found.append(_Rule(pattern, frozenset(among), second, bool(also), characters.startswith("?")))
    return tuple(found)


@lru_cache(maxsize=1)
def _rules_by_character() -> tuple[re.Pattern[str], dict[str, tuple[_Rule, ...]]]:
    """An expression for any of the characters of ``_Rule.among``, and the rules that each calls for."""
    rules: dict[str, tuple[_Rule, ...]] = {}
    for rule in _rules():
        for char in rule.among:
            rules[char] = (*rules.get(char, ()), rule)
    return re.compile(f"[{''.join(sorted(rules))}]"), rules


def danger_characters() -> tuple[str, str, str]:
    """What stands in everything that speaks of danger: one of the first, or one of the second and one of the third."""
    rules = _rules()
    alone = frozenset[str]().union(*(rule.among for rule in rules if not rule.is_pair))
    act = frozenset[str]().union(*(rule.among for rule in rules if rule.is_pair))
    harm = frozenset[str]().union(*(rule.also.pattern[1:-1] for rule in rules if rule.is_pair))
    return "".join(sorted(alone)), "".join(sorted(act)), "".join(sorted(harm))


def is_danger(text: str) -> bool:
    """Whether ``text`` speaks of violence, abuse or self-harm of a student that may be going on.

    Only a negation that governs the very words, or a lecture on them, rules them out; in doubt a person is told.

    >>> [is_danger(t) for t in ("班主任把孩子打得鼻子流血", "没有人管，孩子被老师打了", "建议加强防欺凌教育", "没有发现老师打学生")]
    [True, True, False, False]
    """
    characters, rules_of = _rules_by_character()
    for char in set(characters.findall(text)):
        for rule in rules_of[char]:
            if rule.also.search(text) and _speaks(rule, text):
                return True
    return False


def _speaks(rule: _Rule, text: str) -> bool:
    for hit in rule.pattern.finditer(text):
        if not _RULED_OUT.search(text, max(0, hit.start() - _BEFORE), hit.start()) and not _SPOKEN_OF.match(
            text, hit.end()
        ):
            return not (rule.is_harm_alone and _care().search(text))
    return False


@lru_cache(maxsize=1)
def _care() -> re.Pattern[str]:
    return re.compile(_said("谢"))


def manifestations_of_abuse() -> frozenset[str]:
    """Codes of the manifestations that are harm to a child wherever one child is spoken of."""
    return frozenset(_said("表").split())


def is_about_a_child(text: str) -> bool:
    """Whether ``text`` tells of a child rather than of what some teachers do, of rules, wishes or denials.

    >>> [is_about_a_child(t) for t in ("老师用尺子敲我侄女的额角", "少数教师体罚或变相体罚学生", "严禁体罚学生")]
    [True, False, False]
    """
    return bool(_CHILD.search(text)) and not _IN_GENERAL.search(text)


def is_concrete(text: str) -> bool:
    """Whether ``text`` names a person, an occasion or a sum, so that somebody could look into it.

    >>> [is_concrete(t) for t in ("王主任上个月收了家长两千元购物卡", "个别老师收受家长礼品", "高二3班班主任在家办班")]
    [True, False, True]
    """
    if (_WHEN_OR_WHAT.search(text) and _OCCASION.search(text)) or ("班" in text and _CLASS_TEACHER.search(text)):
        return True
    return bool(_POST.search(text)) and any(not _GENERAL.search(hit.group()) for hit in _PERSON.finditer(text))
