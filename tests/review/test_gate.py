"""A challenger that is certainly worse anywhere is kept out and the sentence says where; any other comes in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    return decide([compare("标准题", LABELS, truth, champion, challenger)], ZH)


def test_a_better_challenger_is_promoted():
    better = CHAMPION.copy()
    better[:200] = TRUTH[:200]
    decision = _decision(CHAMPION, better)
    assert decision.promote
    assert decision.comparisons[0].difference > 0
    assert decision.reasons[0].startswith("标准题（600 条）：宏平均 F1 由 0.8")
    assert decision.reasons[-1] == "没有一项指标的下降超出置信区间，启用新模型。"


def test_the_same_answers_are_promoted():
    assert _decision(CHAMPION, CHAMPION).promote


def test_a_challenger_that_is_worse_all_over_is_kept_out():
    decision = _decision(CHAMPION, _wrong(CHAMPION, RNG.choice(600, 80, replace=False)))
    assert not decision.promote
    assert "" in decision.comparisons[0].falls
    assert "区间全部低于零，确有下降。" in decision.reasons[0]
    assert decision.reasons[-1] == "有指标的下降超出置信区间，保留原模型。"


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


def test_a_certain_fall_is_refused_however_small_it_is():
    """Twelve of 6,000 more wrong and none right: a fifth of a point, beyond doubt."""
    truth = np.arange(6000) % 3
    comparison = compare("标准题", LABELS, truth, truth, _wrong(truth, np.arange(12)))
    assert -0.0025 < comparison.difference < 0
    assert comparison.falls == ("",)


def test_one_opinion_more_or_less_is_no_certain_fall():
    assert _decision(CHAMPION, _wrong(CHAMPION, np.flatnonzero(CHAMPION == TRUTH)[:2])).promote


ANSWERS = st.lists(st.tuples(*[st.integers(0, 2)] * 2, st.booleans()), min_size=1, max_size=60)


@settings(max_examples=30)
@given(ANSWERS)
def test_who_is_right_wherever_the_champion_was_is_always_promoted(rows):
    """Each answer of such a challenger is the champion's or the true one."""
    truth, champion, learnt = (np.array(column) for column in zip(*rows, strict=True))
    comparison = compare("标准题", LABELS, truth, champion, np.where(learnt, truth, champion))
    assert comparison.low >= 0
    assert decide([comparison], ZH).promote


@settings(max_examples=30)
@given(st.integers(2, 60), st.integers(0, 2), st.integers(8, 20))
def test_losses_without_gains_are_always_refused(each, label, lost):
    """Eight opinions of a tag lost and none won cannot be chance, whether it has thirty opinions or nine hundred."""
    truth = np.tile(np.arange(3), each * 15)
    challenger = _wrong(truth, np.flatnonzero(truth == label)[:lost])
    comparison = compare("标准题", LABELS, truth, truth, challenger)
    assert LABELS[label] in comparison.falls
    assert not decide([comparison], ZH).promote


def test_noise_alone_is_refused_at_most_one_time_in_twenty():
    """Two models that stray from the same answers equally often: neither is truly worse. Six labels, four sizes."""
    rng = np.random.default_rng(5)
    refused = 0
    for n, noise in [(800, 0.03), (200, 0.1), (100, 0.1), (40, 0.15)] * 50:
        truth = rng.choice(6, n, p=[0.17, 0.15, 0.12, 0.1, 0.13, 0.33])
        both = np.where(rng.random(n) < 0.1, rng.integers(0, 6, n), truth)
        one, other = (np.where(rng.random(n) < noise, rng.integers(0, 6, n), both) for _ in range(2))
        refused += bool(compare("", "abcdef", truth, one, other).falls)
    assert 0 < refused <= 200 // 20


def test_more_figures_need_wider_intervals():
    """The same answers judged as one label's recall among two, and among seven labels."""
    truth = np.zeros(400, dtype=np.int64)
    challenger = (np.arange(400) % 10 == 0).astype(np.int64)
    alone = compare("x", ("a", "b"), truth, truth, challenger)
    more = np.repeat(np.arange(7), 30)
    wide = compare("x", tuple("abcdefg"), np.append(truth, more), np.append(truth, more), np.append(challenger, more))
    widths = [c.recalls["a"][3] - c.recalls["a"][2] for c in (alone, wide)]
    assert widths[0] < widths[1]


def test_a_handful_of_opinions_decides_nothing():
    truth = TRUTH[:9]
    decision = _decision(truth, _wrong(truth, np.arange(5)), truth)
    assert decision.promote
    assert "标准题不足 20 条，只供参考。" in decision.reasons


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
    """Two figures are judged, so each stands at 97.5 %: with independent answers that is ±2.24 standard errors."""
    truth = np.zeros(400, dtype=np.int64)
    challenger = (np.arange(400) % 10 == 0).astype(np.int64)
    _, after, low, high = compare("x", ("a", "b"), truth, truth, challenger).recalls["a"]
    assert after == pytest.approx(0.9)
    assert (low, high) == (pytest.approx(-0.1 - 2.24 * 0.015, abs=0.006), pytest.approx(-0.1 + 2.24 * 0.015, abs=0.006))
