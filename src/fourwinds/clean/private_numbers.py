"""Numbers and addresses with a known form that lead to a person: telephones, cards, accounts, plates, homes.

Rules read a copy in which full-width letters and digits are half-width and invisible characters are blanks, of the
same length, so spans fit the original. Beside Chinese characters ``\\b`` never matches; the edges are digits and letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PHONE, CARD, BANK, MAIL, ACCOUNT, PLATE, NUMBER, HOME, ADDRESS = (
    "【电话】", "【证件号】", "【银行卡号】", "【邮箱】", "【账号】", "【车牌】", "【编号】", "【住址】", "【网址】",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Private:
    """A stretch ``start`` to ``end`` of a text that is to be shown as ``placeholder``."""

    start: int
    end: int
    placeholder: str


def _id_card_is_valid(digits: str) -> bool:
    """GB 11643-1999 check digit (ISO 7064 MOD 11-2) of an 18-character number."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def _bank_card_is_valid(digits: str) -> bool:
    """Luhn check (ISO/IEC 7812-1) of a 16 to 19 digit number."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(c for c in reversed(digits) if c.isdigit())]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


_SAID = r"[号码]{0,2}(?:是|为|：|:|\s|id|ID){0,5}"  # between the word and the number: 号：, 号是
_WORD_DIGITS = "零〇一二三四五六七八九幺"
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None], ...] = (
    (MAIL, re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"), None),
    (CARD, re.compile(r"(?<=证)(?:件|号|码|是|：|:|\s){0,6}([A-Z]?[0-9]{14,17}[0-9Xx])(?![0-9])"), None),
    (CARD, re.compile(r"(?<=证件)(?:号|码|是|：|:|\s){0,6}([A-Z]?[0-9]{14,17}[0-9Xx])(?![0-9])"), None),
    (CARD, re.compile(r"(?<![0-9])([1-9][0-9]{16}[0-9Xx])(?![0-9A-Za-z])"), _id_card_is_valid),
    (CARD, re.compile(rf"(?:护照|通行证){_SAID}([A-Z]{{1,2}}[0-9]{{7,8}})"), None),
    (NUMBER, re.compile(r"(?:学籍|学|工|教工|考|准考证|校园卡|饭卡|职工)(?:号|证号|编号)码?(?:是|为|：|:|\s){0,3}([A-Za-z]{0,2}[0-9]{5,19}[Xx]?)"), None),
    (BANK, re.compile(r"(?:卡|账|帐)(?:号|户)?(?:是|为|：|:|\s){0,3}([0-9]{4}(?:[ -]?[0-9]{4}){2,3}[ -]?[0-9]{0,7})(?![0-9])"), None),
    (BANK, re.compile(r"(?<![0-9])([3-6][0-9]{3}(?:[ -]?[0-9]{4}){3}[0-9]{0,3})(?![0-9])"), _bank_card_is_valid),
    (BANK, re.compile(r"(?:退|打|转|汇)(?:到|至|入)(?:是|：|:|\s){0,3}([3-6][0-9]{15,18})(?![0-9])"), None),
    (PHONE, re.compile(r"(?<![0-9])((?:\+?86[- ]?)?1[3-9][0-9](?:[- ]{0,2}[0-9]{4}){2})(?![0-9])"), None),
    (PHONE, re.compile(r"(?<![0-9])(1[3-9][0-9][*xX]{4,5}[0-9]{3,4})(?![0-9])"), None),
    (PHONE, re.compile(r"(?<![0-9])(\(?0[1-9][0-9]{1,2}\)?[-— ]{0,2}[0-9]{4}[ -]?[0-9]{3,4})(?![0-9])"), None),
    (PHONE, re.compile(r"(?<![0-9])([48]00-?[0-9]{3,4}-?[0-9]{3,4})(?![0-9])"), None),
    (PHONE, re.compile(r"(?:电话|座机|手机|热线)(?:号码)?(?:是|为|：|:|\s|打){0,3}([2-8][0-9]{6,7})(?![0-9])"), None),
    (PHONE, re.compile(r"尾号(?:是|为|：|:|\s){0,3}([0-9]{3,4})(?![0-9])"), None),
    (PHONE, re.compile(rf"(?<![{_WORD_DIGITS}])([一幺][三四五六七八九][{_WORD_DIGITS}]{{9}})(?![{_WORD_DIGITS}])"), None),
    (ACCOUNT, re.compile(rf"(?:QQ|qq|Qq|扣扣|企鹅)(?:群)?{_SAID}([1-9][0-9]{{4,11}})(?![0-9])"), None),
    (ACCOUNT, re.compile(rf"(?:微信|薇信|V信|v信|wx|WX|vx|VX|抖音|快手|支付宝|小红书){_SAID}([A-Za-z][A-Za-z0-9_-]{{4,19}})"), None),
    (ACCOUNT, re.compile(r"(?:openid|OpenID|OPENID|openId)(?:是|：|:|\s){0,3}([A-Za-z0-9_-]{20,40})"), None),
    (ACCOUNT, re.compile(r"(?:微博|抖音|快手)\s?(@[A-Za-z0-9_一-龥-]{2,8}?)(?=上|里|发|说|的|[，。,\s]|$)"), None),
    (ADDRESS, re.compile(r"(?:IP|ip|Ip)[^0-9]{0,4}((?:[0-9]{1,3}\.){3}[0-9]{1,3})"), None),
    (ADDRESS, re.compile(r"(?<![0-9.])((?:10|172|192)(?:\.[0-9]{1,3}){3})(?![0-9.])"), None),
    (PLATE, re.compile(r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]{0,2}[A-HJ-NP-Z0-9]{4,6}[警学挂港澳]?)(?![A-Za-z0-9])"), lambda plate: any(c.isdigit() for c in plate)),
    (HOME, re.compile(r"(?:住址|地址|住在|家住|我家住|们住|我住|家在)(?:是|：|:|\s){0,3}([一-龥A-Za-z0-9]{2,24}?[0-9]{1,4}[号栋幢弄座院](?:院|楼)?[一-龥0-9]{0,12}?(?:[0-9]{2,4}室?|单元|室)?)(?=[，。,;；、\s]|$)"), None),
    (HOME, re.compile(r"((?:[一-龥]{2,6}(?:小区|花园|新村|公寓|苑|里|家园))?[0-9]{1,3}(?:号楼|栋|幢)[0-9]{1,2}单元[0-9]{0,4}室?)"), None),
    (HOME, re.compile(r"([0-9]{1,3}(?:号楼|栋|幢)[0-9]{3,4}室)"), None),
)  # fmt: skip
_HALF = {code + 0xFEE0: code for code in range(0x21, 0x7F) if chr(code) not in ",;!?"}
_SAME = str.maketrans({**_HALF, **dict.fromkeys([0x3000, 0xA0, *range(0x2000, 0x2010), 0x2060, 0xFEFF], 0x20)})

# Without one of these no rule below can match; nearly every opinion has none.
_WORTH_A_LOOK = re.compile(
    rf"[0-9]{{3}}|@|[A-Z][·• ]{{0,2}}[A-Z0-9]{{4}}|[{_WORD_DIGITS}]{{11}}|[A-Za-z][A-Za-z0-9_-]{{4}}|[0-9](?:号|栋|幢|弄|座|院)|[0-9]\.[0-9]"
)


def find(text: str) -> Iterator[Private]:
    """Every private number and address of ``text``; rules that come first win, spans may still overlap.

    >>> [(p.start, p.end, p.placeholder) for p in find("打我电话１３８００１３８０００")]
    [(4, 15, '【电话】')]
    """
    plain = text.translate(_SAME)
    if not _WORTH_A_LOOK.search(plain):
        return
    for placeholder, pattern, is_valid in _RULES:
        for hit in pattern.finditer(plain):
            group = 1 if pattern.groups else 0
            if is_valid is None or is_valid(hit.group(group)):
                yield Private(hit.start(group), hit.end(group), placeholder)
