"""Proposes what every column of a table is, with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

# What the operator reads; the upload page and ``--dry-run`` show the same words.
OPEN = "意见"
CONTEXT = "背景（类别、对象）"
METADATA = "个人及其他信息（不读取）"
CHOICE = "选择题（不读取）"
LABEL = "以前的归类（不读取）"
EMPTY = "空列（不读取）"

_PERSONAL = re.compile(
    r"(?<![a-z])ip|ip(?![a-z])|昵称|姓名|名字|称呼|填写人|填表人|填报人|提交人|提交者|署名|签名|签字|手机|电话|联系方式|联系人|邮箱|微信|qq|openid|学号|工号|身份证|证件|用户|住址|地址|"
    r"userid|user",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"序号|编号|时间|日期|时长|来源|地理|位置|省份|城市|设备|浏览器|总分|条数|^id$|_id$|^no\.?$|^#$", re.IGNORECASE
)
# Asks for an opinion on something, whatever that something is called (「您对微信群管理的意见」).
_ASKS = re.compile(
    r"(?:对|关于|就|针对|围绕).{1,40}(?:意见|建议|看法|想法|评价|不足|问题)|(?:哪些|什么).{0,12}(?:意见|建议|问题|不足|表现)"
)
_OPEN = re.compile(
    r"意见|建议|问题|不足|希望|留言|反馈|看法|想法|感受|诉求|评语|评价内容|内容|表现|说说|谈谈|哪些|什么|原文|描述|备注说明|主要表现|text|content|comment|opinion",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"身份|年级|班级|部门|处室|科室|学段|学科|教龄|职务|岗位|类别|方面|对象|性别|年龄|单位|角色|栏目|维度|校区"
)
_LABEL = re.compile(
    r"^(?:tag|tag_zh|label|score|second_tag|manifestation(?:_zh)?|subject(?:_zh)?|none_kind|status|evidence|flags|start|end|row|sheet|source)$"
)
_CHOSEN = re.compile(
    r"[（(\[【](?:可?多选|单选|可多选|不定项|单选题|多选题|排序题?|矩阵单选|打分题?)[^）)\]】]{0,6}[）)\]】]"
)
_JOINED = "┋"  # between the options of a question with several
_HEADING = re.compile(r"主义|之风|师德|作风|四风")
_THEME = re.compile(r"主义|之风|师德|作风|满意|评价|分数|得分|备注")
_KIND = re.compile(r"(?:类别|类型|方面|对象|栏目|维度|部门|处室|年级|单位)\s*$")
_GROUPED = re.compile(r"^[^：（(]*(?:信息|情况|资料)：([^：（(]{1,12})$")
_NOTHING = re.compile(r"\W*(?:暂?时?(?:均?无|没有?)(?:什么)?(?:其他|其它)?(?:意见|建议|问题)?)?\W*")
_LONGEST_NAME = 60
SAMPLE = 2000  # filled cells of each column that are looked at
_MARKS = frozenset({"", "(空)", "（空）", "(跳过)", "（跳过）", "┋"})


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is taken for.

    Attributes:
        name: its header.
        role: one of the roles of this module.
        reason: why, in Chinese, for the operator.
    """

    name: str
    role: str
    reason: str


def shown(name: str) -> str:
    """A column name as notes show it; what may be an answer or a person is not shown."""
    return name if is_name(name) and len(name) <= _LONGEST_NAME else "（列名不显示）"


def is_personal(name: str) -> bool:
    """Whether a column is named after what identifies a person; no choice of the operator makes it a column of opinions."""
    return bool(_PERSONAL.search(_own(name))) and not _ASKS.search(name)


def _own(name: str) -> str:
    """Without the merged header above when the column itself says that it holds no person (「填写人信息：年级」)."""
    below = _GROUPED.match(name)
    return below[1] if below and _CONTEXT.search(below[1]) else name


def is_counted(name: str) -> bool:
    """Whether a program fills the column of every answer: its number, its time."""
    return bool(_METADATA.search(name)) and not (_PERSONAL.search(name) or _OPEN.search(name))


def is_blank(cell: str) -> bool:
    """Whether a cell holds no answer: empty, or the mark a survey tool leaves for a question not shown or skipped."""
    return cell.strip() in _MARKS


def is_known(name: str) -> bool:
    """Whether a cell reads like the name of a column rather than like an answer."""
    return any(pattern.search(name) for pattern in (_PERSONAL, _METADATA, _OPEN, _CONTEXT, _LABEL, _THEME))


def is_name(cell: str) -> bool:
    """Whether a cell is surely the name of a column and no answer, person or number, so that it may be printed."""
    return bool(_ASKS.search(cell)) or (is_known(cell) and not re.search(r"[，。]|\d{5}", cell))


def propose(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """A role for every column, from its header and its cells.

    >>> [c.role for c in propose(["序号", "您的身份", "意见建议"], [["1", "教师", "会议太多"], ["2", "家长", "食堂贵"]])]
    ['个人及其他信息（不读取）', '背景（类别、对象）', '意见']
    """
    return [
        _propose(name, list(islice((row[i] for row in rows if i < len(row) and not is_blank(row[i])), SAMPLE)))
        for i, name in enumerate(header)
    ]


def _propose(name: str, sample: Sequence[str]) -> Column:
    if not sample:
        return Column(name, EMPTY, "没有内容")
    # Of 200 answers to an open question 185 may be 「没有」: the others say what the column is.
    said = [cell for cell in sample if not _NOTHING.fullmatch(cell)] or sample
    distinct = len(set(said)) / len(said)
    mean = sum(map(len, said)) / len(said)
    chinese = sum(bool(re.search(r"[一-龥]{2}", cell)) for cell in said) / len(said)
    if _LABEL.match(name.strip()):
        return Column(name, LABEL, "列名是以前分类的结果")
    written = chinese > 0.2
    if _CHOSEN.search(name) or sum(_JOINED in cell for cell in sample) > 0.3 * len(sample):
        return Column(name, CHOICE, "列名或答案像选择题")
    most = max(2, len(said) // 10) if len(said) >= 8 else len(said) // 2
    few = len(sample) >= 8 and len(set(said)) <= most and mean < 12
    asks = bool(_ASKS.search(name))
    if is_personal(name):
        return Column(name, METADATA, "列名是能认出人的信息")
    if not asks and _METADATA.search(name) and not _OPEN.search(name):
        return Column(name, METADATA, "列名是与意见无关的信息")
    if written and _KIND.search(name) and not asks and not _HEADING.search(name) and mean < 20:
        return Column(name, CONTEXT, "列名是身份、部门、类别一类")
    if written and (asks or _OPEN.search(name) or _HEADING.search(name)):
        if few and not asks and not _HEADING.search(name):
            return Column(name, CHOICE, "答案只有少数几种")
        return Column(name, OPEN, "列名像在征求意见，内容是文字")
    if _METADATA.search(name):
        return Column(name, METADATA, "列名是与意见无关的信息")
    if _CONTEXT.search(name) and mean < 20:
        return Column(name, CONTEXT, "列名是身份、部门一类")
    if chinese > 0.5 and mean >= 8 and distinct > 0.5:
        return Column(name, OPEN, "内容是各不相同的较长文字")
    return Column(name, CHOICE, "内容短或重复") if chinese > 0.2 else Column(name, METADATA, "内容不是文字")
