"""Names of people: certain where something around them says so, doubtful where only a post does.

A name is a surname and one or two characters. After 「我叫」 or before 「同学」 any such stretch is taken; where the context is
weaker (「孩子…」, 「老师让…」) the given name must consist of characters that names are made of and the stretch must not begin
an ordinary word (「孩子成绩」, 「学生时间」).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fourwinds.clean.private_numbers import Private

NAME = "【姓名】"
_NEVER = "的了在是不没都也就很太说对要老师们校班级年我你他她它这那有个和与被把让给到上下去来还又再只才"  # not in a given name
_SPEAKS = r"(?:反映|投诉|举报|来信|申请|填写|填表|提交|联系|报名|签)人"
_KIN = "儿子|女儿|外孙(?![子女])|外?孙子|外?孙女|侄[女子儿]|外甥女?|[表堂]?[弟妹哥姐]{1,2}|妹妹|弟弟|小孩|小儿|小女"
_STRONG = (
    rf"(?:我叫|名叫|名字?(?:叫|是)|姓名[是为：:\s]{{0,3}}|名字[是为：:]{{1,2}}|署名[：:\s]{{1,2}}|{_SPEAKS}(?:[是为：:]|\s){{0,3}}|签名[：:]\s?|落款[：:\s]{{0,2}}|敬礼\s|学生[：:]"
    r"|家长(?:签名)?[：:]|本人姓名|(?:^|[^一-龥])叫|(?:孩子|学生|[他她]|一个|同学)叫|——)"
)
_WEAK = (
    rf"(?:学生|孩子|小孩|家长|本人|我是(?:学生|[^，。]{{1,8}}[班级校]的)?|我家(?:孩子|小孩)?|(?:我|的)?(?:{_KIN})|同学|室友|同桌|班长|课代表|委员|[班组]的|[0-9一二三四五六七八九]班|"
    r"老师(?:骂|说|打了?|让|把|罚|叫|逼|给)|(?:^|[，。、；！？\s])[让把给对骂打])"
)
_BEFORE_SURNAME = "的是和与跟找被让说由请小老副处科室组班校师文语学工务勤"  # between these and a surname a word may end
_AFTER = r"(?:同学|小朋友|[（(]学生|的?(?:妈妈|爸爸|奶奶|爷爷|母亲|父亲|家长))"


@dataclass(frozen=True, slots=True)
class _Words:
    surname: str
    common: frozenset[str]
    given: frozenset[str]
    ordinary: frozenset[str]
    posts: str


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = tomllib.loads((files("fourwinds") / "data" / "names.toml").read_text(encoding="utf-8"))
    single = "".join(raw["surnames"].split())
    return _Words(
        surname=rf"(?:{'|'.join(raw['double'])}|[{single}])",
        common=frozenset([*single, *raw["double"]]),
        given=frozenset("".join(raw["given"].split())),
        ordinary=frozenset(raw["ordinary"].split()),
        posts="|".join(sorted(raw["posts"], key=len, reverse=True)),
    )


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = _words()
    name = rf"({words.surname}[一-龥]{{1,2}})"
    return (
        re.compile(rf"{_STRONG}(?={name})"),
        re.compile(rf"{_WEAK}(?={name})"),
        re.compile(rf"(?=({words.surname}[一-龥]{{1,2}}?){_AFTER})"),
        re.compile(rf"(?:^|[（(])\s?{name}(?=[）)]\s*$|[，,]?[初高]?[一二三四五六七八九]?[（(]?学生)"),
        re.compile(
            rf"(?:^|(?<=[^一-龥])|(?<=[{_BEFORE_SURNAME}]))(?=({words.surname}[一-龥]{{0,2}}?)((?:副|老)?(?:{words.posts}|校(?![长园区服车医内外本级领门风规训友方舍园]))))"
        ),
    )


def repertoire() -> dict[str, str]:
    """The characters that names and posts are made of, by what they are."""
    words = _words()
    single = "".join(name for name in words.common if len(name) == 1)
    double = [name for name in words.common if len(name) == 2]
    posts = words.posts.split("|")
    return {
        "surname": single,
        "surname_of_post": "".join(char for char in single if char not in _NO_NAMES_BEFORE_POSTS),
        "double_first": "".join(name[0] for name in double),
        "double_second": "".join(name[1] for name in double),
        "given": "".join(words.given),
        "before_surname": _BEFORE_SURNAME,
        "post_first": "校" + "".join(post[0] for post in posts),
        "post_second": "".join(post[1] for post in posts),
    }


def find(text: str) -> Iterator[Private]:
    """Names that are certain enough to be masked; spans may overlap.

    >>> [text[p.start:p.end] for text in ("我叫王小明，想反映食堂", "学生时间都被占了", "张子涵同学被骂") for p in find(text)]
    ['王小明', '张子涵']
    """
    strong, weak, after, alone, _ = _patterns()
    for hit in strong.finditer(text):
        yield from _taken(text, hit.end(), hit.group(1), sure=True)
    for hit in alone.finditer(text):
        yield from _taken(text, hit.start(1), hit.group(1), sure=False)
    for hit in weak.finditer(text):
        yield from _taken(text, hit.end(), hit.group(1), sure=False)
    for hit in after.finditer(text):
        name = hit.group(1)
        if not _is_ordinary(name) and _may_begin(text, hit.start(1)) and all(c in _words().given for c in _given(name)):
            yield Private(hit.start(1), hit.end(1), NAME)


def _taken(text: str, start: int, name: str, *, sure: bool) -> Iterator[Private]:
    """The longest beginning of ``name`` that can be a name."""
    words = _words()
    least = 3 if name[:2] in words.common else 2
    for length in range(min(len(name), 4), least - 1, -1):
        cut = name[:length]
        given = _given(cut)
        following = text[start + length : start + length + 1]
        edge = not following or not "一" <= following <= "龥"
        if _is_ordinary(name) or any(char in _NEVER for char in given):
            continue
        known = all(char in words.given for char in given)
        if known or (sure and edge):
            yield Private(start, start + length, NAME)
            return


def _given(name: str) -> str:
    return name[2:] if name[:2] in _words().common else name[1:]


def _is_ordinary(stretch: str) -> bool:
    return stretch[:2] in _words().ordinary or stretch[:3] in _words().ordinary


def _may_begin(text: str, at: int) -> bool:
    """Whether a name can begin here: not in the middle of a word such as 「相关同学」 or 「大任」."""
    return at == 0 or not "一" <= text[at - 1] <= "龥" or text[at - 1] in "让把给对被是的叫骂打和与说跟"


def is_whole_name(text: str) -> bool:
    """Whether all of ``text`` is a surname and a given name, and no ordinary word.

    >>> [is_whole_name(t) for t in ("王小明", "欧阳娜", "高一", "汇总")]
    [True, True, False, False]
    """
    given = _given(text)
    begins = text[:1] in _words().common or text[:2] in _words().common
    return begins and len(given) in (1, 2) and not _is_ordinary(text) and all(c in _words().given for c in given)


def is_doubtful(text: str) -> bool:
    """Whether a surname stands before a post (「王主任」, 「王建国主任」): shown in the office's own papers, flagged.

    >>> [is_doubtful(t) for t in ("王主任经常不在岗", "许多老师加班", "校主任会")]
    [True, False, False]
    """
    words = _words()
    for hit in _patterns()[4].finditer(text):
        name = hit.group(1)
        if name in _NO_NAMES_BEFORE_POSTS or _is_ordinary(name) or _is_ordinary(text[hit.start(1) : hit.end(1) + 1]):
            continue
        if all(char in words.given for char in _given(name)) and text[hit.end(2) : hit.end(2) + 1] not in (
            "务",
            "意",
            "们",
        ):
            return True
    return False


# Surnames that before a post are nearly always another word: 任老师 may be one, 「于老师而言」 and 「管老师的」 are not.
_NO_NAMES_BEFORE_POSTS = frozenset("祝于关管常向应时连任安成计水白都和与单文华路强包强花")
