"""The rule on the page."""

from fourwinds.review.countdown import countdown


def test_it_counts_down_and_then_says_that_it_is_time():
    assert countdown(0).sentence == "再改 30 条即重训"
    assert (countdown(29).left, countdown(29).sentence) == (1, "再改 1 条即重训")
    assert (countdown(45).left, countdown(45).sentence) == (0, "已有 45 条新的复核意见，可以重训")
