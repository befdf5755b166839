"""Masks what could tell who wrote an opinion, or which private person it names.

Masking keeps the sense: 「联系电话13800138000」 becomes 「联系电话【电话】」. Structured items (numbers with a known form) are
masked wherever they stand; names only where a pattern makes them certain (surname and given name before a kinship
word, 「我叫…」, 「学生…同学」). A surname with a post (「王主任」) stays in the office's own papers and is flagged ``maybe_name``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

PII_MASKED = "pii_masked"
MAYBE_NAME = "maybe_name"
SELF_IDENTIFYING = "self_identifying"

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单"
    "杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘"
    "厉戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰雍桑桂牛寿通边扈"
    "燕冀浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩厍聂晁勾敖融"
    "冷訾辛阚那简饶空曾沙养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公闫肖"
)
_POSTS = "书记|校长|院长|园长|局长|处长|科长|主任|组长|部长|馆长|队长|老师|教授|导师|教练|阿姨|师傅|同志|同学"


def _id_card_is_valid(digits: str) -> bool:
    """GB 11643-1999 check digit (ISO 7064 MOD 11-2) of an 18-character number."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[-1].upper()


def _bank_card_is_valid(digits: str) -> bool:
    """Luhn check (ISO/IEC 7812-1) of a 16 to 19 digit number."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


_D = "0-9０-９"  # digits as typed, half or full width
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None], ...] = (
    ("【邮箱】", re.compile(r"[A-Za-z0-9._%+-]+[@＠][A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), None),
    ("【证件号】", re.compile(rf"(?<![{_D}])[1-9][0-9]{{16}}[0-9Xx](?![{_D}A-Za-z])"), _id_card_is_valid),
    ("【银行卡号】", re.compile(rf"(?<![{_D}])[3-6][0-9]{{15,18}}(?![{_D}])"), _bank_card_is_valid),
    ("【电话】", re.compile(rf"(?<![{_D}])(?:\+?86[- ]?)?[1１][3-9３-９][{_D}](?:[- ]?[{_D}]{{4}}){{2}}(?![{_D}])"), None),
    ("【电话】", re.compile(rf"(?<![{_D}])0[{_D}]{{2,3}}[-—－ ]?[{_D}]{{7,8}}(?![{_D}])"), None),
    ("【账号】", re.compile(rf"(?:(?<=QQ)|(?<=qq)|(?<=Qq))(?:号|群)?[:：是为 ]{{0,2}}[1-9１-９][{_D}]{{4,11}}(?![{_D}])"), None),
    ("【账号】", re.compile(r"(?:(?<=微信)|(?<=微信号)|(?<=wx)|(?<=WX)|(?<=vx)|(?<=VX))[:：是为 ]{0,2}[A-Za-z][A-Za-z0-9_-]{5,19}"), None),
    ("【车牌】", re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"), None),
    ("【学号】", re.compile(rf"(?:(?<=学号)|(?<=工号)|(?<=考号))[:：是为 ]{{0,2}}[A-Za-z]?[{_D}]{{5,14}}"), None),
    ("【姓名】", re.compile(rf"(?:(?<=我叫)|(?<=我是家长)|(?<=姓名：)|(?<=姓名:)|(?<=署名：)|(?<=联系人：)|(?<=联系人:))[{_SURNAMES}][一-龥]{{1,2}}(?![一-龥]*(?:校|班))"), None),
    ("【姓名】", re.compile(rf"(?:(?<=学生)|(?<=孩子)|(?<=儿子)|(?<=女儿)|(?<=孙子)|(?<=孙女))[{_SURNAMES}][一-龥]{{1,2}}(?=同学|（|\(|，|,|在[一-龥]*班)"), None),
)  # fmt: skip
_DIGIT_OR_LETTER = re.compile(rf"[{_D}A-Za-z@＠]")  # without one only names can be found
_NAMED = tuple(rule for rule in _RULES if rule[0] == "【姓名】")
_NAME_WITH_POST = re.compile(rf"[{_SURNAMES}][一-龥]{{0,2}}?(?={_POSTS})")
_COMMON_SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱胡郭林罗郑梁谢唐许邓冯韩曹曾彭肖蔡潘田董袁余叶蒋杜苏魏吕丁沈姚卢傅钟姜崔谭廖范陆汪贾夏韦付邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤"
_NOT_NAMES = frozenset(
    [
        "周末",
        "王牌",
        "江湖",
        "毛病",
        "严格",
        "武术",
        "孔子",
        "龙头",
        "雷锋",
        "段长",
        "史地",
        "余下",
        "江南",
        "夏季",
        "夏天",
        "黄金",
        "林业",
        "田径",
        "曾任",
        "付费",
        "许多",
        "钱款",
    ]
)
_SELF = re.compile(
    r"(?:就|只有|唯一|仅|独)[^，。；,;]{0,6}(?:我|本人)[^，。；,;]{0,4}(?:一个|一名|一位|1名|1个)|(?:我|本人)是[^，。；,;]{0,12}(?:唯一|仅有)"
)


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with private details replaced by placeholders, and flags that say what was found.

    >>> mask("总务处报修没人管，打我电话13800138000")
    ('总务处报修没人管，打我电话【电话】', ('pii_masked',))
    >>> mask("会议太多，一周12次，从2024年开到现在")
    ('会议太多，一周12次，从2024年开到现在', ())
    >>> mask("我们化学组就我一个女老师，排课从不商量")[1]
    ('self_identifying',)
    """
    masked = text
    for placeholder, pattern, valid in _RULES if _DIGIT_OR_LETTER.search(text) else _NAMED:
        masked = pattern.sub(
            lambda hit, p=placeholder, ok=valid: p if ok is None or ok(hit.group()) else hit.group(),  # type: ignore[misc]
            masked,
        )
    flags = []
    if masked != text:
        flags.append(PII_MASKED)
    if any(_is_name(hit.group()) for hit in _NAME_WITH_POST.finditer(masked)):
        flags.append(MAYBE_NAME)
    if _SELF.search(masked):
        flags.append(SELF_IDENTIFYING)
    return masked, tuple(flags)


def _is_name(before_post: str) -> bool:
    """Whether what stands before a post ends in a surname, with or without a given name."""
    tails = (before_post[i:] for i in range(len(before_post)))
    return any(tail[0] in _COMMON_SURNAMES and tail not in _NOT_NAMES for tail in tails)
