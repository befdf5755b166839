"""The quick way over many answers cuts each of them exactly as the slow way does."""

import re

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.intake.test_split_set import cases

from fourwinds.intake import marks, plain_answers, sentences, split

# What the rules of split, marks and sentences begin with, and what may stand around it.
PIECES = [
    "会议太多", "食堂浪费", "检查慢", "报修没人管", "希望", "有的老师", "个别干部", "建议", "另外", "还有", "但是", "不过", "就是", "很好", "不错", "谢谢", "此致", "敬礼",
    "您好", "老师们好", "尊敬的校长", "首先", "其次", "一是", "二是", "第一", "第二", "其一", "意见一", "建议二", "一方面", "形式主义", "方面", "的", "一", "二", "三", "1", "2", "3",
    "10", "．", ".", "、", "，", ",", "。", "！", "!", "？", "；", ";", "：", ":", "（", "）", "(", ")", "“", "”", "「", "」", "/", " ", "\n", "\t", "　", "①", "②", "A", "B", "【", "】", "[", "]", "+1", "😀", "\0", "班", "年级", "1.5小时",
    "贯彻落实", "切实", "不断增强",
]  # fmt: skip
answer = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(st.lists(st.one_of(answer, st.text(max_size=20)), min_size=8, max_size=14))
@hypothesis_settings(max_examples=600, deadline=None)
def test_many_at_once_are_cut_like_one_by_one(answers):
    assert split.split_all(answers) == [split.split(a) for a in answers]


def test_a_mark_at_the_end_hides_no_clauses():
    answers = ["会议太多，食堂太差，"] * 8
    assert split.split_all(answers) == [split.split(a) for a in answers]
    assert len(split.split(answers[0])) == 2


def test_the_split_set_is_cut_alike():
    answers = [a for a, _ in cases()]
    assert split.split_all(answers) == [split.split(a) for a in answers]


@given(st.data())
@hypothesis_settings(max_examples=300, deadline=None)
def test_whatever_a_pattern_can_match_is_seen(data):
    """A string made from any item mark is never taken for one opinion without looking."""
    pattern = data.draw(st.sampled_from([marks._DRAWN, marks._BRACKETED, re.compile(r"首先|[一二三]是|\d{1,2}、")]))
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    ((_, needed),) = plain_answers.paths([f"{text}会议太多"])
    assert needed == [plain_answers.FULL]


def test_ordinary_answers_need_no_rule():
    ordinary = [
        "会议太多没时间备课",
        "总务处报修没人管，灯坏了一个月",
        "希望领导多到课堂走走。",
        "食堂的菜太咸，一周吃了3次",
    ]
    assert [n for _, needed in plain_answers.paths(ordinary) for n in needed] == [plain_answers.ONE] * 4


def test_a_batch_of_any_size(monkeypatch):
    from fourwinds import characters

    answers = [a for a, _ in cases()][:50]
    whole = split.split_all(answers)
    for size in (1, 7):
        monkeypatch.setattr(characters, "CHUNK", size)
        assert split.split_all(answers) == whole
    assert split.split_all([]) == []
    assert sentences.topic_beginnings()[0]
