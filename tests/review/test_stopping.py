"""The light is red until something is known, green only when unread suggestions are good enough for certain."""

import pytest

from fourwinds.review.stopping import light, wilson
from fourwinds.review_records import BatchProgress


def _at(**changes):
    values = {"total": 500, "decided": 120, "unsure": 0, "conflicts": 0, "to_review": 0, "by_tag": {}}
    return light(BatchProgress(**{**values, "random_right": 0, "random_checked": 0, **changes}))


@pytest.mark.parametrize(
    ("changes", "colour", "sentence"),
    [
        ({"conflicts": 3}, "red", "有 3 条意见复核人看法不一，请先裁定"),
        ({}, "red", "随机抽查了 0 条，满 20 条才能估计"),
        ({"random_right": 12, "random_checked": 12}, "red", "随机抽查了 12 条"),
        ({"random_right": 30, "random_checked": 60}, "red", "未达 85%"),
        ({"random_right": 55, "random_checked": 60}, "amber", "还不能断定达到 85%"),
        ({"random_right": 59, "random_checked": 60, "to_review": 8}, "amber", "还有 8 条程序拿不准的意见未复核"),
        ({"random_right": 59, "random_checked": 60}, "green", "其余 380 条中估计约 7 条归类有误，可以送审"),
        ({"decided": 500, "random_right": 2, "random_checked": 9}, "green", "全部意见都已复核"),
        ({"decided": 500, "conflicts": 1}, "red", "请先裁定"),
    ],
)
def test_light(changes, colour, sentence):
    seen = _at(**changes)
    assert (seen.colour, sentence in seen.sentence) == (colour, True), seen.sentence


def test_the_interval_is_wilsons():
    """Against the figures in Newcombe 1998, table I (81 of 263)."""
    low, high = wilson(81, 263)
    assert low == pytest.approx(0.2553, abs=1e-4)
    assert high == pytest.approx(0.3662, abs=1e-4)


def test_without_random_checks_no_share_is_named():
    seen = _at()
    assert (seen.accuracy, seen.low, seen.high, seen.wrong_left) == (None, None, None, None)
