"""A challenger that is worse is kept out and the sentence says where; one that is not worse comes in."""

import numpy as np
import pytest

from fourwinds.review.gate import compare, decide

LABELS = ("a", "b", "none")
ZH = {"a": "甲类", "b": "乙类", "none": "无"}
TRUTH = np.arange(600) % 3
RNG = np.random.default_rng(3)


def _wrong(guess, where):
    changed = guess.copy()
    changed[where] = (changed[where] + 1) % 3
    return changed


CHAMPION = _wrong(TRUTH, RNG.choice(600, 90, replace=False))


def _decision(champion, challenger, truth=TRUTH):
    return decide([compare("金标准", LABELS, truth, champion, challenger)], ZH)


def test_a_better_challenger_is_promoted():
    better = CHAMPION.copy()
    better[:200] = TRUTH[:200]
    decision = _decision(CHAMPION, better)
    assert decision.promote
    assert decision.comparisons[0].difference > 0
    assert decision.reasons[0].startswith("金标准（600 条）：宏平均 F1 由 0.8")
    assert decision.reasons[-1] == "各项指标没有超出允许范围的下降，启用新模型。"


def test_the_same_answers_are_promoted():
    assert _decision(CHAMPION, CHAMPION).promote


def test_a_challenger_that_is_worse_all_over_is_kept_out():
    decision = _decision(CHAMPION, _wrong(CHAMPION, RNG.choice(600, 80, replace=False)))
    assert not decision.promote
    assert "" in decision.comparisons[0].falls
    assert decision.reasons[-1] == "有指标下降超出允许范围，保留原模型。"


def test_one_forgotten_tag_is_enough_even_when_the_whole_improves():
    challenger = TRUTH.copy()  # everything right
    mine = np.flatnonzero(TRUTH == 1)
    before = np.where(TRUTH == 1, TRUTH, CHAMPION)
    challenger[mine] = 1
    challenger[mine[:40]] = 0  # but a fifth of tag b is gone
    decision = _decision(before, challenger)
    assert not decision.promote
    assert decision.comparisons[0].falls == ("b",)
    assert any("“乙类”的召回率由 1.000 降为 0.800" in reason for reason in decision.reasons)


def test_a_slow_slide_within_the_interval_is_stopped_too():
    """Eight of 600 more wrong: the interval reaches zero, but repeated ten times it would ruin the model."""
    right = np.flatnonzero(CHAMPION == TRUTH)
    wrong = np.flatnonzero(CHAMPION != TRUTH)
    challenger = CHAMPION.copy()
    challenger[wrong[:30]] = TRUTH[wrong[:30]]
    challenger[right[:38]] = (TRUTH[right[:38]] + 1) % 3
    comparison = compare("金标准", LABELS, TRUTH, CHAMPION, challenger)
    assert comparison.high > 0
    assert comparison.difference < -0.01
    assert comparison.falls[0] == ""


def test_a_certain_but_tiny_fall_passes():
    """Four of 600 more wrong and none right: beyond doubt worse, by half a point, and the office's words are learnt."""
    comparison = compare("金标准", LABELS, TRUTH, CHAMPION, _wrong(CHAMPION, np.flatnonzero(CHAMPION == TRUTH)[:4]))
    assert comparison.high <= 0
    assert -0.01 < comparison.difference < 0
    assert comparison.falls == ()


def test_a_handful_of_opinions_decides_nothing():
    truth = TRUTH[:9]
    decision = _decision(truth, _wrong(truth, np.arange(5)), truth)
    assert decision.promote
    assert "金标准不足 20 条，只供参考。" in decision.reasons


def test_a_label_without_opinions_does_not_count():
    truth = np.zeros(50, dtype=np.int64)
    comparison = compare("抽查", LABELS, truth, truth, truth)
    assert (comparison.champion, comparison.challenger) == (1.0, 1.0)
    assert list(comparison.recalls) == ["a"]


def test_the_interval_is_the_same_on_every_run():
    challenger = _wrong(CHAMPION, RNG.choice(600, 20, replace=False))
    once, again = (compare("x", LABELS, TRUTH, CHAMPION, challenger) for _ in range(2))
    assert once == again


def test_the_interval_covers_a_normal_approximation():
    """With independent answers the bootstrap interval of a recall is near ±1.96 standard errors."""
    truth = np.zeros(400, dtype=np.int64)
    challenger = (np.arange(400) % 10 == 0).astype(np.int64)
    _, after, low, high = compare("x", ("a", "b"), truth, truth, challenger).recalls["a"]
    assert after == pytest.approx(0.9)
    assert (low, high) == (pytest.approx(-0.1 - 1.96 * 0.015, abs=0.006), pytest.approx(-0.1 + 1.96 * 0.015, abs=0.006))
