"""What comes up next: doubtful opinions, and every tenth by chance."""

import pytest
from tests.review.building import opinion

from fourwinds.review.queue import arrange
from fourwinds.review_records import ORDER_DISAGREEMENT, ORDER_LEAST_SURE, ORDER_RANDOM, ORDER_SUSPECTED, ORDERS

MANY = [opinion(n, score=0.3 + n / 200, tag="none" if n % 4 else "formalism") for n in range(1, 61)]


@pytest.mark.parametrize("order", ORDERS)
def test_every_opinion_comes_up_exactly_once(order):
    assert sorted(turn.opinion.key for turn in arrange(MANY, order)) == list(range(1, 61))


def test_every_tenth_comes_up_by_chance_whatever_was_asked_for():
    turns = arrange(MANY, ORDER_LEAST_SURE)
    assert [i for i, turn in enumerate(turns) if turn.random_check] == [5, 15, 25, 35, 45, 55]
    drawn = [turn.opinion.random_key for turn in turns if turn.random_check]
    assert drawn == sorted(drawn)


def test_in_random_order_every_opinion_is_a_random_check():
    turns = arrange(MANY, ORDER_RANDOM)
    assert all(turn.random_check for turn in turns)
    assert [turn.opinion.random_key for turn in turns] == sorted(o.random_key for o in MANY)


def test_least_sure_first():
    scores = [turn.opinion.tagged.score for turn in arrange(MANY, ORDER_LEAST_SURE) if not turn.random_check]
    assert scores == sorted(scores)


def test_danger_to_a_student_comes_first_however_sure_the_model_is():
    opinions = [
        opinion(1, score=0.1),
        opinion(2, score=0.9, status="safety"),
        opinion(3, score=0.2, status="discipline_clue"),
    ]
    assert [turn.opinion.key for turn in arrange(opinions, ORDER_LEAST_SURE)] == [2, 1, 3]


def test_near_duplicates_wait_until_all_others_had_their_turn():
    alike = [opinion(n, group=1, score=0.1) for n in (1, 2, 3)]
    others = [opinion(n, score=0.9) for n in (4, 5)]
    assert [turn.opinion.group for turn in arrange(alike + others, ORDER_LEAST_SURE)][:3] == [1, 4, 5]


def test_disagreement_begins_with_opinions_that_wait_for_their_second_reviewer():
    waits = opinion(1, double=True, standing=None)
    waits = waits.__class__(**{**{f: getattr(waits, f) for f in waits.__slots__}, "version": 1})
    two_tags = opinion(2, second_tag="hedonism", score=0.9)
    plain = opinion(3, score=0.1)
    assert [t.opinion.key for t in arrange([plain, two_tags, waits], ORDER_DISAGREEMENT)] == [1, 2, 3]


def test_suspected_begins_with_the_most_suspicious():
    opinions = [opinion(1, suspicion=0.2), opinion(2, suspicion=0.9), opinion(3, score=0.1)]
    assert [t.opinion.key for t in arrange(opinions, ORDER_SUSPECTED)] == [2, 1, 3]


def test_an_unknown_order_is_refused():
    with pytest.raises(KeyError):
        arrange(MANY, "alphabet")
