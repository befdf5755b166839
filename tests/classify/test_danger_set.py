"""The set of danger: told where there is any, silent where the same words mean none; half of it was never tuned on."""

import json
from pathlib import Path

import pytest

from fourwinds.characters import encode
from fourwinds.classify.danger import Watch
from fourwinds.records import STATUS_SAFETY

SET = Path(__file__).parents[1] / "data" / "danger.txt"


@pytest.fixture(scope="module")
def texts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {kind: [] for kind in "DOFG"}
    for line in SET.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, text = line.split("\t")
            found[kind].append(text)
    return found


def share(model, texts: list[str]) -> float:
    """Share of the texts that are put on top."""
    return sum(said.status == STATUS_SAFETY for said in model.predict(texts)) / len(texts)


def test_the_set_is_large_and_half_of_it_untouched(texts):
    assert {kind: len(lines) for kind, lines in texts.items()} == {"D": 77, "O": 84, "F": 76, "G": 83}
    lines = [text for kind in texts.values() for text in kind]
    assert len(set(lines)) == len(lines)


def test_danger_that_the_rules_were_tuned_on(model, texts):
    told, alarms = share(model, texts["D"]), share(model, texts["O"])
    print(f"tuned on: {told:.3f} of danger told, {alarms:.3f} false alarms")
    assert told >= 0.95
    assert alarms <= 0.02


def test_danger_that_no_rule_was_tuned_on(model, texts):
    told, alarms = share(model, texts["F"]), share(model, texts["G"])
    print(f"never tuned on: {told:.3f} of danger told, {alarms:.3f} false alarms")
    assert told >= 0.88
    assert alarms <= 0.03


def test_ordinary_opinions_hardly_ever_sound_an_alarm(root):
    """Rows of the corpus without a problem; among the few that are told are children who were in fact hurt."""
    rows = [
        json.loads(line)
        for path in sorted((root / "corpora" / "opinions").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    ordinary = [row["text"] for row in rows if not row["tags"]]
    alarms = len(Watch({}).find(ordinary, *encode(ordinary)))
    print(f"{alarms} of {len(ordinary)} rows without a problem")
    assert len(ordinary) > 5000
    assert alarms <= 0.003 * len(ordinary)
