"""Scoring a labelled file."""

import json
from itertools import pairwise

import pytest

from fourwinds.errors import InputError
from fourwinds.workflows import evaluate as work

ROWS = [
    {
        "text": "会议太多，没时间备课",
        "label": "formalism",
        "manifestation": "excessive_meetings",
        "accept": ["formalism"],
        "source": "甲",
    },
    {
        "text": "班主任当着全班骂孩子笨",
        "label": "teacher_ethics",
        "manifestation": "verbal_abuse",
        "subject": "teacher",
        "source": "甲",
    },
    {"text": "老师很负责，非常感谢", "label": "none", "source": "乙"},
    {"text": "说不清", "label": None},
]


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in ROWS), encoding="utf-8")
    return path


def test_scorecard(labelled):
    card = work.evaluate(labelled)
    assert card.n == 3
    assert card.macro_f1 == card.accuracy == 1.0
    assert card.manifestation_top1 == 1.0
    assert card.subject_accuracy == 1.0
    assert card.null_auroc is not None
    assert {k: n for k, (n, _) in card.by_group["来源"].items()} == {"甲": 2, "乙": 1}


def test_workload_grows_with_the_threshold(labelled):
    table = work.workload(labelled)
    assert [t for t, _, _ in table] == list(work.THRESHOLDS)
    assert all(a[1] <= b[1] and a[2] >= b[2] for a, b in pairwise(table))


def test_no_labelled_rows(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "x", "label": null}\n', encoding="utf-8")
    with pytest.raises(InputError, match="没有带标签的行"):
        work.evaluate(tmp_path / "a.jsonl")
