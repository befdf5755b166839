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


def test_the_heading_tells_whom_an_opinion_concerns_when_its_words_do_not(tmp_path):
    rows = [
        {"text": "表太多，填不完", "label": "formalism", "subject": "department", "context": "对处室（部门）的意见"},
        {
            "text": "校长从不到食堂看看",
            "label": "bureaucratism",
            "subject": "leadership",
            "context": "对处室（部门）的意见",
        },
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    card = work.evaluate(path)
    assert card.subject_accuracy == 1.0
    assert card.subject_accuracy_alone == 0.5


def test_workload_grows_with_the_threshold(labelled):
    table, (own_rows, own_missed) = work.workload(labelled)
    assert own_rows <= len(labelled.read_text(encoding="utf-8").splitlines())
    assert own_missed <= table[0][2]
    assert [t for t, _, _ in table] == list(work.THRESHOLDS)
    assert all(a[1] <= b[1] and a[2] >= b[2] for a, b in pairwise(table))


def test_no_labelled_rows(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "x", "label": null}\n', encoding="utf-8")
    with pytest.raises(InputError, match="没有带标签的行"):
        work.evaluate(tmp_path / "a.jsonl")


def test_cross_validation_never_scores_a_row_on_a_model_that_saw_it(tmp_path, monkeypatch):
    from fourwinds.workflows import train

    (tmp_path / "opinions").mkdir()
    texts = {"formalism": "会议太多太长", "bureaucratism": "手续繁琐跑断腿", "hedonism": "安于现状混日子", "extravagance": "公款吃喝浪费",
             "teacher_ethics": "辱骂学生讽刺", "none": "老师很好很负责"}  # fmt: skip
    leaf = dict.fromkeys(texts, "other")
    rows = [
        {"id": f"a-{tag}-{i}", "text": f"{text}{'甲乙丙丁戊己庚辛'[i]}", "tags": [] if tag == "none" else [tag],
         "manifestation": [] if tag == "none" else [leaf[tag]], "none_kind": "praise" if tag == "none" else "",
         "subject": "teacher", "register": "spoken", "scene": ""}
        for tag, text in texts.items() for i in range(8)
    ]  # fmt: skip
    (tmp_path / "opinions" / "a.jsonl").write_text(
        "\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8"
    )
    seen, asked = [], []
    build = train.build

    def spy(config):
        pipe = build(config)
        fit, predict = pipe.fit, pipe.predict_proba
        pipe.fit = lambda X, y, **kw: (seen.append(set(X)), fit(X, y, **kw))[1]
        pipe.predict_proba = lambda X: (asked.append(set(X)), predict(X))[1]
        return pipe

    monkeypatch.setattr(train, "build", spy)
    card = work.cross_validate(tmp_path, 3)
    assert card.n == len(rows)
    assert card.macro_f1 > 0.9
    assert all(not (a & s) for a, s in zip(asked, seen, strict=True))
    assert set.union(*asked) == {r["text"] for r in rows}
