"""Concrete accusations are told from general remarks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwinds.classify import leads
from fourwinds.classify.leads import is_concrete


@pytest.mark.parametrize(
    "text", ["李校长的外甥进了总务处", "去年中秋收了购物卡", "一桌花了八千元", "初三（2）班班主任在家补课"]
)
def test_concrete(text):
    assert is_concrete(text)


@pytest.mark.parametrize("text", ["个别领导任人唯亲", "有的老师私下办班", "部分教师收受礼品"])
def test_general(text):
    assert not is_concrete(text)


@given(st.from_regex(leads._OCCASION, fullmatch=True))
def test_whatever_names_an_occasion_holds_a_character_that_is_looked_for(match):
    assert leads._WHEN_OR_WHAT.search(match)


@given(st.from_regex(leads._PERSON, fullmatch=True))
def test_whatever_names_a_person_holds_a_character_that_is_looked_for(match):
    assert leads._POST.search(match)
