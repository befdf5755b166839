"""Which verdict is in force follows from the verdicts alone."""

from hypothesis import given
from hypothesis import strategies as st

from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_LABEL,
    ACTION_UNDO,
    ACTION_UNSURE,
    WAY_ADJUDICATION,
    WAY_SINGLE,
    Labels,
    Verdict,
)
from fourwinds.store.standing import settle

ONE, OTHER = Labels("one"), Labels("other")


def said(key, reviewer, action, labels=None, *, way=WAY_SINGLE, undoes=0):
    return Verdict(key, 1, reviewer, action, labels, way, False, "", "", "m", undoes, ONE)


def history(*acts):
    """Verdicts from (reviewer, what): labels, an action, or the key of the verdict to take back; 「!」 rules."""
    made = []
    for key, (reviewer, what) in enumerate(acts, start=1):
        way = WAY_ADJUDICATION if reviewer.endswith("!") else WAY_SINGLE
        name = reviewer.rstrip("!")
        if isinstance(what, Labels):
            made.append(said(key, name, ACTION_LABEL, what, way=way))
        elif isinstance(what, int):
            made.append(said(key, name, ACTION_UNDO, undoes=what))
        else:
            made.append(said(key, name, what, way=way))
    return made


def test_nobody_has_decided():
    stands = settle([], double=False)
    assert (stands.verdict, stands.conflict, stands.waiting, stands.disputed) == (None, False, True, False)


def test_the_latest_stands_and_two_who_differ_are_a_conflict():
    stands = settle(history(("a", ONE), ("b", OTHER)), double=False)
    assert (stands.verdict.labels, stands.conflict, stands.waiting) == (OTHER, True, False)


def test_who_changes_their_mind_contradicts_nobody():
    assert not settle(history(("a", ONE), ("a", OTHER)), double=False).conflict


def test_who_is_unsure_contradicts_nobody_and_asks_for_another():
    stands = settle(history(("a", ACTION_UNSURE)), double=False)
    assert (stands.decided, stands.waiting, stands.disputed) == (False, True, True)
    assert not settle(history(("a", ONE), ("b", ACTION_UNSURE)), double=False).conflict


def test_excluding_differs_from_labelling():
    assert settle(history(("a", ONE), ("b", ACTION_EXCLUDE)), double=False).conflict


def test_a_ruling_stands_before_later_verdicts_until_it_is_undone():
    acts = [("a", ONE), ("b", OTHER), ("c!", ONE), ("b", OTHER)]
    stands = settle(history(*acts), double=True)
    assert (stands.verdict.reviewer, stands.conflict, stands.waiting) == ("c", False, False)
    assert settle(history(*acts, ("c", 3)), double=True).conflict


def test_two_are_asked_when_an_opinion_is_coded_twice():
    assert settle(history(("a", ONE)), double=True).waiting
    assert not settle(history(("a", ONE), ("b", ONE)), double=True).waiting
    assert settle(history(("a", ONE), ("b", ONE), ("b", 2)), double=True).waiting


decisions = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "c!"]), st.sampled_from([ONE, OTHER, ACTION_UNSURE, ACTION_EXCLUDE])),
    max_size=8,
)


@given(decisions, st.booleans())
def test_taking_everything_back_leaves_what_was_before(acts, double):
    undone = [*acts, *((name.rstrip("!"), key) for key, (name, _) in reversed(list(enumerate(acts, start=1))))]
    assert settle(history(*undone), double=double) == settle([], double=double)


@given(decisions, st.booleans())
def test_what_stands_is_somebodys_and_a_conflict_needs_two(acts, double):
    stands = settle(history(*acts), double=double)
    assert (stands.verdict is None) == (not acts)
    if stands.conflict:
        assert len(stands.codings) > 1
    if stands.waiting and not double:
        assert not stands.decided
