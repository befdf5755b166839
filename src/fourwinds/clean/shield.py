"""Masks what could tell who wrote an opinion, or which private person it names.

Masking keeps the sense: 「联系电话13800138000」 becomes 「联系电话【电话】」. Numbers and addresses with a known form are masked
wherever they stand (``private_numbers``), names where something makes them certain (``names``). A surname with a post
(「王主任」) stays in the office's own papers and is flagged ``maybe_name``; a remark that only one person can have written
(「化学组就我一个女老师」) is flagged ``self_identifying``.
"""

from __future__ import annotations

import re

from fourwinds.clean import names, private_numbers

PII_MASKED = "pii_masked"
MAYBE_NAME = "maybe_name"
SELF_IDENTIFYING = "self_identifying"

_UNIT = r"(?:[高初][一二三]|[一二三四五六七八九]年级|[（(]?[0-9一二三四五六七八九][)）]?班|[一-龥]{2,4}[处室科组])"
_SELF = re.compile(
    r"(?:就|只有|唯一|仅|独|只剩)[^，。；,;]{0,6}?(?:我|本人)(?!们|国|校|市|县|区|省|院)[^，。；,;]{0,4}?(?:一个|一名|一位|1名|1个|一人)"
    r"|(?:我|本人)是[^，。；,;]{0,12}(?:唯一|仅有)|作为[^，。；,;]{0,8}唯一"
    r"|(?:只有|仅)(?:我|本人)(?!们|国|校|市|县|区|省|院|园|的|个人)[^，。；,;]{2}"
    rf"|(?:我|本人)(?:是|作为|为)[^，。；,;]{{0,4}}{_UNIT}[^，。；,;家]{{0,4}}(?:主任|组长|老师|教师|干事|班长)"
    rf"|(?:我|本人)(?:带|教|任教)[^，。；,;]{{0,3}}{_UNIT}"
    r"|(?:我|本人)是[^，。；,;]{0,6}(?:新来|新调来|刚来)的那?|我在[^，。；,;]{1,6}[处室科组](?:工作|干)了?[^，。；,;]{0,3}年"
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
    taken: list[private_numbers.Private] = []
    covered = bytearray(len(text))
    for found in (*private_numbers.find(text), *names.find(text)):
        if not any(covered[found.start : found.end]):
            covered[found.start : found.end] = b"\1" * (found.end - found.start)
            taken.append(found)
    parts, at = [], 0
    for private in sorted(taken, key=lambda p: p.start):
        parts += [text[at : private.start], private.placeholder]
        at = private.end
    masked = "".join([*parts, text[at:]])
    flags = []
    if taken:
        flags.append(PII_MASKED)
    if names.is_doubtful(masked):
        flags.append(MAYBE_NAME)
    if _SELF.search(masked):
        flags.append(SELF_IDENTIFYING)
    return masked, tuple(flags)
