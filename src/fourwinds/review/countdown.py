"""「再改 7 条即重训」: when the next retraining is due."""

from __future__ import annotations

from fourwinds.review_records import Countdown

EVERY = 30  # verdicts; a retraining takes seconds, fewer rarely move a figure beyond its interval


def countdown(since_last: int, every: int = EVERY) -> Countdown:
    """What is left after ``since_last`` verdicts that the model in use has not seen.

    >>> countdown(23).sentence
    '再改 7 条即重训'
    """
    left = max(0, every - since_last)
    if left:
        return Countdown(left, every, f"再改 {left} 条即重训")
    return Countdown(0, every, f"已有 {since_last} 条新的复核意见，可以重训")
