"""Danger and concrete accusations are told from general remarks, questions and denials."""

import time

import pytest
from hypothesis import HealthCheck, given
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
        "孩子胳膊摔断了，学校没有通知家长",
        "同学说再告状就找人打断他的腿",
        "老师不让他吃午饭，饿了两顿",
        "她手臂上全是刀划的口子",
    ],
)
def test_danger(text):
    assert is_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "没有发现老师打学生",
        "希望开展预防性侵教育",
        "严禁猥亵学生",
        "孩子被打动了",
        "老师很关心孩子",
        "说想死我了",
        "孩子骨折打着石膏，同学轮流背他上楼，感谢大家",
        "防欺凌讲座讲了被围殴的案例",
        "没听孩子说过老师打人",
        "电风扇坏了没人修",
    ],
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


@given(
    st.sampled_from(leads._rules()).flatmap(
        lambda rule: st.tuples(st.just(rule), st.from_regex(rule.pattern, fullmatch=True))
    )
)
@hypothesis_settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_speaks_of_danger_holds_the_characters_that_its_rule_is_tried_for(rule_and_match):
    rule, match = rule_and_match
    assert rule.among & set(match)
    assert rule.also.search(match)
    alone, act, harm = map(set, leads.danger_characters())
    assert set(match) & alone or (set(match) & act and set(match) & harm)


def test_a_cell_of_a_million_characters_takes_no_time():
    text = "没有发现老师打学生，孩子住院，" * 60_000
    begun = time.process_time()
    is_danger(text)
    assert time.process_time() - begun < 5


@given(st.from_regex(leads._OCCASION, fullmatch=True))
def test_whatever_names_an_occasion_holds_a_character_that_is_looked_for(match):
    assert leads._WHEN_OR_WHAT.search(match)


@given(st.from_regex(leads._PERSON, fullmatch=True))
def test_whatever_names_a_person_holds_a_character_that_is_looked_for(match):
    assert leads._POST.search(match)
