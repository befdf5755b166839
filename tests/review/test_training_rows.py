"""What a verdict teaches, how much it counts, and what no model may ever learn from."""

from dataclasses import replace

import pytest
from tests.review.building import opinion, verdict

from fourwinds.review.training_rows import WEIGHT, examines, latest, training_rows, worth
from fourwinds.review_records import ACTION_EXCLUDE, ACTION_UNDO, ACTION_UNSURE

EXAMINED = next(n for n in range(100) if examines(f"会议太多{n}"))
TRAINED = next(n for n in range(100) if not examines(f"会议太多{n}"))


def _decided(number, *verdicts, standing=None, **changes):
    return opinion(number, standing=standing or verdicts[-1], **changes), list(verdicts)


def test_a_verdict_becomes_a_row():
    rows = training_rows([_decided(1, verdict(1, "hedonism")), _decided(2, verdict(2, "none"))])
    assert [(r.text, r.tags, r.manifestations, r.none_kind, r.subject, r.weight) for r in rows.train] == [
        ("会议太多1", ("hedonism",), ("other",), "", "teacher", WEIGHT),
        ("会议太多2", (), (), "other_issue", "teacher", WEIGHT),
    ]
    assert rows.keys == (1, 2)
    assert rows.suggested == ("formalism", "formalism")


def test_handing_on_teaches_nothing():
    plain = verdict(1, "hedonism")
    alarm = replace(plain, labels=replace(plain.labels, handing="safety"))
    assert training_rows([_decided(1, alarm)]) == training_rows([_decided(1, plain)])


def test_unsure_excluded_and_undecided_opinions_teach_nothing():
    rows = training_rows(
        [
            _decided(1, verdict(1, action=ACTION_UNSURE, labels=None)),
            _decided(2, verdict(2, action=ACTION_EXCLUDE, labels=None)),
            (opinion(3), []),
        ]
    )
    assert (rows.train, rows.exam, rows.passed_over) == ((), (), 3)


def test_half_of_the_random_checks_are_examination_and_their_words_stay_out_of_training():
    checked = verdict(1, random_check=True)
    same_words = verdict(2)
    rows = training_rows([_decided(EXAMINED, checked), _decided(99, same_words, text=f"会议太多{EXAMINED}")])
    assert [row.text for row in rows.exam] == [f"会议太多{EXAMINED}"]
    assert rows.train == ()
    assert len(training_rows([_decided(TRAINED, checked)]).train) == 1
    assert 400 < sum(examines(str(n)) for n in range(1000)) < 600


def test_a_ruling_does_not_bring_an_examination_row_into_training():
    checked = verdict(1, random_check=True)
    ruling = verdict(2, reviewer="丙", way="adjudication")
    rows = training_rows([_decided(EXAMINED, checked, ruling)])
    assert (len(rows.exam), len(rows.train)) == (1, 0)


@pytest.mark.parametrize(("way", "share"), [("single", 1), ("workbook", 1), ("bulk", 0.5), ("duplicate", 0.25)])
def test_what_was_accepted_at_a_glance_counts_less(way, share):
    assert worth(verdict(1, way=way), [verdict(1, way=way)]) == WEIGHT * share


def test_agreement_of_reviewers_raises_the_weight():
    both = [verdict(1), verdict(2, reviewer="乙")]
    assert worth(both[1], both) == WEIGHT * 1.5


def test_disputed_opinions_wait_for_adjudication():
    both = [verdict(1), verdict(2, "hedonism", reviewer="乙")]
    assert worth(both[1], both) == 0
    assert training_rows([_decided(TRAINED, *both)]).passed_over == 1
    settled = verdict(3, reviewer="丙", way="adjudication")
    assert worth(settled, [*both, settled]) == WEIGHT * 1.5


def test_a_majority_counts_by_its_share():
    three = [verdict(1), verdict(2, reviewer="乙"), verdict(3, "hedonism", reviewer="丙")]
    assert worth(three[1], three) == pytest.approx(WEIGHT * 1.5 * 2 / 3)


def test_only_the_last_verdict_of_a_reviewer_that_was_not_undone_is_in_force():
    said = [verdict(1), verdict(2, "hedonism"), verdict(3, action=ACTION_UNDO, undoes=2, labels=None)]
    assert [v.key for v in latest(said)] == [1]
