"""Sums of packed whole numbers are exact, whatever the length of the texts and their company."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwinds.classify.linear import LEVELS, STRETCH, LinearScorer, quantise

RANDOM = np.random.default_rng(0)
WEIGHTS = RANDOM.integers(-LEVELS, LEVELS + 1, (50, 6)).astype(np.int8)
WEIGHTS[0] = 0
WEIGHTS[1] = LEVELS
WEIGHTS[2] = -LEVELS
IDF2 = RANDOM.random(50).astype(np.float32) * 50
IDF2[0] = 0
FIRST = np.where(np.arange(50) < 20, 0, RANDOM.integers(0, 20, 50))  # rows from 20 on are pairs
SCORER = LinearScorer(WEIGHTS, np.linspace(0.1, 1, 6, dtype=np.float32), IDF2, np.arange(6, dtype=np.float32), FIRST)
LENGTHS = st.lists(st.integers(1, 9) | st.sampled_from([STRETCH - 1, STRETCH, STRETCH + 1, 5 * STRETCH]), min_size=1)


def _by_hand(rows):
    whole = (WEIGHTS[rows].astype(np.int64) + WEIGHTS[FIRST[rows]]).sum(axis=0)
    energy = (IDF2[rows].astype(np.float64) + IDF2[FIRST[rows]]).sum()
    return whole * SCORER.steps.astype(np.float64) / np.sqrt(energy) + SCORER.bias


@given(LENGTHS, st.integers(0, 9))
@settings(max_examples=60, deadline=None)
def test_scores_are_those_of_slow_arithmetic_and_do_not_depend_on_the_batch(lengths, seed):
    random = np.random.default_rng(seed)
    starts = np.cumsum([0, *lengths[:-1]])
    rows = random.integers(1, 50, sum(lengths))
    together, scale = SCORER.score(rows, starts)
    for i, (at, n) in enumerate(zip(starts, lengths, strict=True)):
        mine = rows[at : at + n]
        np.testing.assert_allclose(together[i], _by_hand(mine), rtol=1e-4, atol=1e-4)
        alone, its_scale = SCORER.score(mine, np.array([0]))
        assert (alone[0] == together[i]).all()
        assert its_scale[0] == scale[i]


def test_the_heaviest_weights_never_overflow():
    for row in (1, 2):
        heavy = LinearScorer(WEIGHTS, SCORER.steps, IDF2, SCORER.bias, np.full(50, row))
        rows = np.full(10 * STRETCH + 1, row)
        logits, scale = heavy.score(rows, np.array([0]))
        expected = 2 * len(rows) * WEIGHTS[row].astype(float) * SCORER.steps * scale[0] + SCORER.bias
        np.testing.assert_allclose(logits[0], expected, rtol=1e-5)


@given(LENGTHS, st.integers(0, 5))
@settings(deadline=None)
def test_contributions_add_up_to_the_logit(lengths, column):
    starts = np.cumsum([0, *lengths[:-1]])
    bigrams = np.random.default_rng(1).integers(20, 50, sum(lengths))
    halves = SCORER.contributions(FIRST[bigrams], bigrams, starts, np.full(len(lengths), column))
    logits, scale = SCORER.score(bigrams, starts)
    sums = np.add.reduceat(halves.astype(np.int64), starts) * 0.5 * SCORER.steps[column] * scale + SCORER.bias[column]
    np.testing.assert_allclose(sums, logits[:, column], rtol=1e-4, atol=1e-3)


def test_a_text_of_unknown_ngrams_has_the_bias_alone():
    logits, scale = SCORER.score(np.array([0]), np.array([0]))
    assert scale[0] == 0
    assert (logits[0] == SCORER.bias).all()


def test_rounding_keeps_the_largest_and_moves_nothing_by_more_than_half_a_step():
    weights = RANDOM.normal(size=(100, 3)) * [1, 10, 0]
    whole, steps = quantise(weights)
    assert np.abs(whole).max(axis=0).tolist() == [LEVELS, LEVELS, 0]
    assert (np.abs(whole * steps - weights) <= steps * 0.5001).all()
