"""Answers that say nothing: 无、没有、同意 and their kin."""

from __future__ import annotations

import re

from fourwinds.clean.normalise import fingerprint

_WORDS = frozenset(
    ["无", "没", "没有", "暂无", "暂时没有", "目前没有", "没意见", "无意见", "没有意见", "没什么意见", "没有什么意见", "没建议", "无建议", "没有建议", "没有意见和建议", "没有意见建议", "无意见建议", "无意见和建议", "没问题", "没有问题", "无问题", "没发现", "没有发现", "未发现", "未发现问题", "没有不足", "无不足", "不清楚", "不知道", "不了解", "不太了解", "略", "同上", "同意", "见上", "见上条", "好", "很好", "挺好", "挺好的", "都好", "都很好", "还行", "可以", "还可以", "不错", "满意", "很满意", "非常满意", "没有了", "没了", "无无", "嗯", "哦", "没想法", "没有想法", "没什么", "没什么问题", "无异议", "没有异议", "空", "跳过", "一切正常", "正常", "na", "none", "null", "no", "0", "00", "000", "暂无意见", "暂无建议", "暂没有", "暂时无", "暂时没有意见"]
)  # fmt: skip
_THEN_GREETING = re.compile(
    r"^(?:无|没有|暂无|没意见|无意见|没有意见)[。，,.! ！]*(?:希望|祝|继续)(?:努力|保持|加油|大家|学校|越来越|越办越)"
)


def is_filler(text: str) -> bool:
    """Whether the whole of ``text`` says nothing.

    >>> [is_filler(t) for t in ("无。", "没有意见", "-", "无。希望继续努力", "没有人管", "无人值守")]
    [True, True, True, True, False, False]
    """
    bare = fingerprint(text)
    return (
        bare in _WORDS or not any(char.isalnum() for char in bare) or bool(_THEN_GREETING.match(text.strip()))
    )
