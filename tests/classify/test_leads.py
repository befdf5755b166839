"""Danger and concrete accusations are told from general remarks, questions and denials."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fourwinds.classify import leads
from fourwinds.classify.leads import is_concrete, is_danger


@pytest.mark.parametrize(
    "text",
    [
        "儿子被同学打到住院了",
        "班主任扇耳光把孩子打得流鼻血",
        "女儿说不想活了",
        "宿管对女生动手动脚",
        "长期被几个高年级学生勒索",
        "没有人管，老师把学生打得住院",
        "未成年学生被性侵",
        "防止事态扩大，老师把孩子打得流血",
        "孩子被老师打了",
        "有高年级的在二楼厕所堵我孩子要钱，推过两回，胳膊上有淤青",
        "我儿子忘戴校牌，被罚在走廊站了两节课，腿都是肿的",
        "班主任打了孩子",
    ],
)
def test_danger(text):
    assert is_danger(text)


@pytest.mark.parametrize(
    "text",
    ["没有发现老师打学生", "希望开展预防性侵教育", "严禁猥亵学生", "孩子被打动了", "老师很关心孩子", "说想死我了"],
)
def test_no_danger(text):
    assert not is_danger(text)


@pytest.mark.parametrize(
    "text", ["李校长的外甥进了总务处", "去年中秋收了购物卡", "一桌花了八千元", "初三（2）班班主任在家补课"]
)
def test_concrete(text):
    assert is_concrete(text)


@pytest.mark.parametrize("text", ["个别领导任人唯亲", "有的老师私下办班", "部分教师收受礼品"])
def test_general(text):
    assert not is_concrete(text)


@given(st.from_regex(leads._patterns(), fullmatch=True))
@hypothesis_settings(max_examples=500, deadline=None)
def test_whatever_speaks_of_danger_holds_a_character_that_is_looked_for(match):
    assert leads._danger().match(match)
    alone, act, harm = map(set, leads.danger_characters())
    assert set(match) & alone or (set(match) & act and set(match) & harm)


@given(st.from_regex(leads._OCCASION, fullmatch=True))
def test_whatever_names_an_occasion_holds_a_character_that_is_looked_for(match):
    assert leads._WHEN_OR_WHAT.search(match)


@given(st.from_regex(leads._PERSON, fullmatch=True))
def test_whatever_names_a_person_holds_a_character_that_is_looked_for(match):
    assert leads._POST.search(match)
