"""Masks what could tell who wrote an opinion, or which private person it names.

Masking keeps the sense: 「联系电话13800138000」 becomes 「联系电话【电话】」. Numbers and addresses with a known form are masked
wherever they stand (``private_numbers``), names where something makes them certain (``names``). A surname with a post
(「王主任」) stays in the office's own papers and is flagged ``maybe_name``; a remark that only one person can have written
(「化学组就我一个女老师」) is flagged ``self_identifying``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fourwinds import characters
from fourwinds.clean import names, private_numbers, shortlist

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
    return _masked(text, (*private_numbers.find(text), *names.find(text)))


def mask_all(texts: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """``mask`` of every text; rules are tried only on texts that hold something they look for.

    >>> mask_all(["会议太多", "打我电话13800138000"]) == [mask("会议太多"), mask("打我电话13800138000")]
    True
    """
    if len(texts) < characters.FEW:
        return [mask(text) for text in texts]
    found: list[tuple[str, tuple[str, ...]]] = []
    for chunk, needed in shortlist.rules(texts):
        for text, rules in zip(chunk.texts, needed, strict=True):
            if not rules:
                found.append((text, ()))
            elif rules & shortlist.ALL:
                found.append(mask(text))
            else:
                numbers = private_numbers.find(text) if rules & shortlist.NUMBERS else ()
                named = names.find(text) if rules & shortlist.NAMES else ()
                found.append(_masked(text, (*numbers, *named), rules))
    return found


def _masked(
    text: str, private: Sequence[private_numbers.Private], rules: int = shortlist.ALL
) -> tuple[str, tuple[str, ...]]:
    """``text`` without ``private``, and its flags; once something is masked all rules are tried on what is left."""
    flags = []
    if private:
        flags.append(PII_MASKED)
        text = _replaced(text, private)
        rules = shortlist.ALL
    if rules & shortlist.ALL:
        text = text.translate(_UNSEEN)
    if rules & (shortlist.ALL | shortlist.POSTS) and names.is_doubtful(text):
        flags.append(MAYBE_NAME)
    if rules & (shortlist.ALL | shortlist.ONESELF) and _SELF.search(text):
        flags.append(SELF_IDENTIFYING)
    return text, tuple(flags)


def _replaced(text: str, private: Sequence[private_numbers.Private]) -> str:
    """``text`` with placeholders; of stretches that overlap the first found is taken."""
    taken: list[private_numbers.Private] = []
    covered = bytearray(len(text))
    for found in private:
        if not any(covered[found.start : found.end]):
            covered[found.start : found.end] = b"\1" * (found.end - found.start)
            taken.append(found)
    parts, at = [], 0
    for stretch in sorted(taken, key=lambda p: p.start):
        parts += [text[at : stretch.start], stretch.placeholder]
        at = stretch.end
    return "".join([*parts, text[at:]])


def mask_file_name(name: str) -> str:
    """A file name without the name of who filled the form in: 「征求意见表-王小明.docx」 is common.

    >>> mask_file_name("征求意见表-王小明.docx"), mask_file_name("教师问卷_2026.xlsx"), mask_file_name("意见13800138000.txt")
    ('征求意见表-【姓名】.docx', '教师问卷_2026.xlsx', '意见【电话】.txt')
    """
    stem, dot, suffix = name.rpartition(".")
    parts = re.split(r"([-_－—（）() 　+])", mask(stem or name)[0])
    hidden = "".join(names.NAME if names.is_whole_name(part) else part for part in parts)
    return f"{hidden}{dot}{suffix}" if stem else hidden
