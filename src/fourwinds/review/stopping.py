"""「够了吗」: may the review of a batch stop?

Three conditions, each checked on its own: nobody's decisions contradict each other, what the model was unsure of has
been read, and random checks show with 95 % certainty that the suggestions nobody read are good enough (lower end of
the Wilson interval: Wilson 1927; Brown, Cai & DasGupta 2001). Only opinions that came up by chance count for the last
one, because a queue of doubtful opinions says nothing about the others. This is stopping on a random sample (the
"statistical stopping criterion" of Callaghan & Müller-Hansen 2020, for a share of right labels instead of recall).
"""

from __future__ import annotations

from math import ceil, sqrt

from fourwinds.review_records import LIGHT_AMBER, LIGHT_GREEN, LIGHT_RED, BatchProgress, Light

GOOD_ENOUGH = 0.85  # of the suggestions left unread at least so many should be right
FEWEST = 20  # random checks below which no share is named
_Z = 1.959964


def wilson(right: int, n: int) -> tuple[float, float]:
    """95 % interval of a share of which ``right`` in ``n`` were seen.

    >>> [round(end, 3) for end in wilson(45, 50)]
    [0.786, 0.957]
    """
    centre = (right + _Z**2 / 2) / (n + _Z**2)
    half = _Z / (n + _Z**2) * sqrt(right * (n - right) / n + _Z**2 / 4)
    return max(0.0, centre - half), min(1.0, centre + half)


def light(progress: BatchProgress) -> Light:
    """The light of a batch; the sentence names the first thing that is missing."""
    right, checked = progress.random_right, progress.random_checked
    low, high = wilson(right, checked) if checked else (None, None)
    accuracy = right / checked if checked else None
    undecided = progress.total - progress.decided
    wrong = None if accuracy is None else ceil((1 - accuracy) * undecided)

    def say(colour: str, sentence: str) -> Light:
        return Light(colour, sentence, accuracy, low, high, checked, wrong)

    if not undecided and not progress.conflicts:
        return say(LIGHT_GREEN, "全部意见都已复核，可以送审。")
    if progress.conflicts:
        return say(LIGHT_RED, f"有 {progress.conflicts} 条意见复核人看法不一，请先裁定。")
    if checked < FEWEST or low is None or accuracy is None:
        return say(LIGHT_RED, f"随机抽查了 {checked} 条，满 {FEWEST} 条才能估计其余意见归类的准确率，请继续复核。")
    share = f"随机抽查 {checked} 条，归类正确 {accuracy:.0%}（95% 置信区间 {low:.0%}—{high:.0%}）"
    if high is not None and high < GOOD_ENOUGH:
        return say(LIGHT_RED, f"{share}，未达 {GOOD_ENOUGH:.0%}，请继续复核，或重训模型后再抽查。")
    if low < GOOD_ENOUGH:
        return say(LIGHT_AMBER, f"{share}，还不能断定达到 {GOOD_ENOUGH:.0%}，请再抽查一些。")
    if progress.to_review:
        return say(LIGHT_AMBER, f"{share}，已够；还有 {progress.to_review} 条程序拿不准的意见未复核，请看完。")
    return say(LIGHT_GREEN, f"{share}，其余 {undecided} 条中估计约 {wrong} 条归类有误，可以送审。")
