"""The set of leads: danger to a student and concrete accusations are put apart, general remarks stay where they are."""

from collections import Counter
from pathlib import Path

from fourwinds.records import STATUS_DISCIPLINE_CLUE, STATUS_SAFETY

SET = Path(__file__).parents[1] / "data" / "leads.txt"


def lines() -> dict[str, list[str]]:
    """Texts by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in "DLOFG"}
    for line in SET.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text = line.split("\t")
            found[kind].append(text)
    return found


def statuses(model, texts: list[str]) -> list[str]:
    return [said.status for said in model.predict(texts)]


def test_the_set_is_large():
    sizes = Counter({kind: len(texts) for kind, texts in lines().items()})
    assert sum(sizes.values()) >= 120
    assert min(sizes[kind] for kind in "DLO") >= 30


def test_danger_to_a_student_is_told(model):
    texts = lines()["D"]
    missed = [t for t, status in zip(texts, statuses(model, texts), strict=True) if status != STATUS_SAFETY]
    print(f"danger: {len(texts) - len(missed)} of {len(texts)}")
    assert len(missed) <= 0.05 * len(texts), missed


def test_concrete_accusations_are_put_apart(model):
    texts = lines()["L"]
    missed = [t for t, status in zip(texts, statuses(model, texts), strict=True) if status != STATUS_DISCIPLINE_CLUE]
    print(f"concrete accusations: {len(texts) - len(missed)} of {len(texts)}")
    assert len(missed) <= 0.1 * len(texts), missed


def test_general_remarks_stay_ordinary(model):
    """What is learned of danger may alarm in one of twenty remarks that share its words (docs/decisions.md); clues in fewer."""
    texts = lines()["O"]
    found = statuses(model, texts)
    print(
        f"false alarms: danger {found.count(STATUS_SAFETY)}, clues {found.count(STATUS_DISCIPLINE_CLUE)} of {len(texts)}"
    )
    assert found.count(STATUS_SAFETY) <= 0.05 * len(texts)
    assert found.count(STATUS_DISCIPLINE_CLUE) <= 0.03 * len(texts)


def test_danger_in_words_that_no_rule_was_tuned_on(model):
    texts, ordinary = lines()["F"], lines()["G"]
    told = statuses(model, texts).count(STATUS_SAFETY)
    alarms = statuses(model, ordinary).count(STATUS_SAFETY)
    print(f"danger in new words: {told} of {len(texts)}, false alarms {alarms} of {len(ordinary)}")
    assert told >= 0.85 * len(texts)
    assert alarms <= 0.05 * len(ordinary)
