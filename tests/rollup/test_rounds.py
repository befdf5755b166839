"""Two rounds side by side: recurring, new, gone."""

from tests.conftest import tagged

from fourwinds import taxonomy
from fourwinds.rollup.rounds import compare, ids

KNOWN = taxonomy.load()
MEETINGS, TALK, TAPE = ("formalism", "excessive_meetings"), ("formalism", "empty_talk"), ("bureaucratism", "red_tape")


def test_leads_none_and_outside_bodies_are_not_counted():
    opinions = [
        tagged(1), tagged(2, status="discipline_clue"), tagged(3, tag="none", manifestation=""), tagged(4, subject="external"),
    ]  # fmt: skip
    assert ids(opinions, KNOWN) == {MEETINGS: ("1",)}


def test_recurring_new_and_gone_with_the_opinions_of_both_rounds():
    before, after = {MEETINGS: ("1", "2", "3", "4"), TAPE: ("5", "6")}, {MEETINGS: ("1", "2", "3"), TALK: ("9",)}
    found = compare(before, after, {}, KNOWN, total_before=9, broken="")
    assert [(c.manifestation, c.before, c.after, c.state) for c in found.changes] == [
        ("excessive_meetings", 4, 3, "recurring"),
        ("empty_talk", 0, 1, "new"),
        ("red_tape", 2, 0, "gone"),
    ]
    assert [(c.before_ids, c.after_ids) for c in found.changes[1:]] == [((), ("9",)), (("5", "6"), ())]


def test_a_ledger_gives_the_state_and_unknown_codes_are_left_out():
    found = compare(
        {MEETINGS: -1, ("old", "code"): 3},
        {MEETINGS: ("1", "2", "3")},
        {MEETINGS: "完成"},
        KNOWN,
        total_before=-1,
        broken="x",
    )
    assert [(c.state, c.before, c.rectified) for c in found.changes] == [("recurring", -1, "完成")]
