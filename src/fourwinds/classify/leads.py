"""Concrete accusations, which are leads.

An accusation is concrete when it names a person, a date, a place in the school or a sum. Whether it is true is not
ours to say: the opinion is handed on, nothing more.
"""

from __future__ import annotations

import re

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


def is_concrete(text: str) -> bool:
    """Whether ``text`` names a person, an occasion or a sum, so that somebody could look into it.

    >>> [is_concrete(t) for t in ("王主任上个月收了家长两千元购物卡", "个别老师收受家长礼品", "高二3班班主任在家办班")]
    [True, False, True]
    """
    if (_WHEN_OR_WHAT.search(text) and _OCCASION.search(text)) or ("班" in text and _CLASS_TEACHER.search(text)):
        return True
    return bool(_POST.search(text)) and any(not _GENERAL.search(hit.group()) for hit in _PERSON.finditer(text))
