"""The danger head learns from reports and keeps needless alarms at the share it was told."""

import json

import pytest

from fourwinds.classify.danger import manifestations_of_abuse
from fourwinds.features.char_ngrams import CharNgrams
from fourwinds.model_records import DangerText, LabelledText
from fourwinds.pipeline import CONFIG
from fourwinds.records import STATUS_SAFETY
from fourwinds.workflows import danger_head

ABUSE = manifestations_of_abuse()
PLACES = ["操场", "食堂", "宿舍", "教室", "校门口", "走廊", "图书馆", "机房", "楼梯", "车棚"]
COMPLAINTS = [
    "积水没人管",
    "灯坏了很久",
    "太吵",
    "开会占用时间",
    "的表格重复填",
    "排队太长",
    "收费不清楚",
    "通知太晚",
    "的门锁坏了",
    "卫生一般",
]
SIGNS = ["看见孩子手臂有印子", "她躲在里面发抖", "有人逼他下跪", "他说不想活了", "孩子被拖进去", "她袖子里藏着刀片"]


@pytest.fixture
def rows():
    texts = [f"{place}{complaint}{n}" for place in PLACES for complaint in COMPLAINTS for n in range(4)]
    return [LabelledText(text, (), none_kind="other_issue") for text in texts]


@pytest.fixture
def reports():
    told = [DangerText(f"在{place}{sign}", True) for place in PLACES for sign in SIGNS]
    return told + [DangerText(f"{place}里看见孩子们打球", False) for place in PLACES]


@pytest.fixture
def gold(root):
    lines = (root / "corpora" / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def fitted(rows, reports):
    return CharNgrams(min_df=1).fit([row.text for row in (*rows, *reports)])


def scores(ngrams, column, texts):
    return ngrams.transform(texts) @ column.coef + column.bias


def test_reports_of_unseen_places_score_above_the_ordinary(rows, reports):
    seen = [report for report in reports if "车棚" not in report.text]
    ngrams = fitted(rows, reports)
    column = danger_head.fit(ngrams, seen, rows, CONFIG)
    unseen = scores(ngrams, column, [r.text for r in reports if "车棚" in r.text and r.is_danger])
    assert (unseen > 0).all()
    assert unseen.min() > scores(ngrams, column, ["车棚里看见孩子们打球", "车棚灯坏了很久"]).max()


def test_more_needless_alarms_make_it_hear_more(rows, reports):
    """Weights stay, only what is needed to be put on top changes."""
    ngrams = fitted(rows, reports)
    few, many = (danger_head.fit(ngrams, reports, rows, {**CONFIG, "danger_alarms": share}) for share in (0.01, 0.2))
    assert (few.coef == many.coef).all()
    assert few.bias < many.bias


def test_few_of_the_ordinary_opinions_it_never_saw_are_put_on_top(model, gold):
    """The share it was told, measured on opinions by other hands; nothing there is known to be no danger."""
    ordinary = [row["text"] for row in gold if not ABUSE.intersection(row["manifestation"])]
    alarms = [said.status == STATUS_SAFETY for said in model.predict(ordinary)]
    assert len(ordinary) > 700
    assert sum(alarms) <= 2.5 * CONFIG["danger_alarms"] * len(ordinary)


def test_harm_to_a_child_is_not_learned_as_ordinary(rows, reports):
    """Rows that the patterns tell, or that are tagged as harm, would teach the head to keep silent."""
    harmful = [
        LabelledText("老师让她单独去办公室", ("teacher_ethics",), ("sexual_misconduct",)),
        LabelledText("班主任把孩子打得鼻子流血", (), none_kind="other_issue"),
    ]
    ngrams = fitted([*rows, *harmful], reports)
    with_them, without = (danger_head.fit(ngrams, reports, some, CONFIG) for some in ([*rows, *harmful], rows))
    assert with_them.bias == without.bias
    assert (with_them.coef == without.coef).all()


def test_nothing_to_learn_from(rows, reports):
    ngrams = fitted(rows, reports)
    assert danger_head.fit(ngrams, [], rows, CONFIG) is None
    assert danger_head.fit(ngrams, reports, [], CONFIG) is None


def test_ordinary_opinions_of_one_scene_leave_none_unseen(rows, reports):
    one_scene = [LabelledText(row.text, (), none_kind="other_issue", source="a#1") for row in rows]
    told = [report for report in reports if report.is_danger]
    assert danger_head.fit(fitted(rows, reports), told, one_scene, CONFIG) is None
