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

# Characters that are not shown but change what a reader or a terminal makes of the others; 200D joins emoji and stays.
_UNSEEN = dict.fromkeys(
    [*range(0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x200B, 0x200C, 0x200E, 0x200F,
     *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF]
)  # fmt: skip


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with private details replaced by placeholders, and flags that say what was found.

    Control characters and marks that turn the direction of writing are left out.

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
    masked = "".join([*parts, text[at:]]).translate(_UNSEEN)
    flags = []
    if taken:
        flags.append(PII_MASKED)
    if names.is_doubtful(masked):
        flags.append(MAYBE_NAME)
    if _SELF.search(masked):
        flags.append(SELF_IDENTIFYING)
    return masked, tuple(flags)


def mask_file_name(name: str) -> str:
    """A file name without the name of who filled the form in: 「征求意见表-王小明.docx」 is common.

    >>> mask_file_name("征求意见表-王小明.docx"), mask_file_name("教师问卷_2026.xlsx"), mask_file_name("意见13800138000.txt")
    ('征求意见表-【姓名】.docx', '教师问卷_2026.xlsx', '意见【电话】.txt')
    """
    stem, dot, suffix = name.rpartition(".")
    parts = re.split(r"([-_－—（）() 　+])", mask(stem or name)[0])
    hidden = "".join(names.NAME if names.is_whole_name(part) else part for part in parts)
    return f"{hidden}{dot}{suffix}" if stem else hidden
