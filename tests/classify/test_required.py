"""What a pattern requires is in everything it matches."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fourwinds.classify.danger import rules
from fourwinds.classify.required import Reader, alternatives

FEW = "甲乙丙丁"
READER = Reader()
characters = st.sampled_from(FEW)
classes = st.builds(lambda no, of: f"[{no}{of}]", st.sampled_from(["", "^"]), st.text(FEW, min_size=1, max_size=2))


def _larger(inner):
    bracket = st.builds("(?:{})".format, st.lists(inner, min_size=1, max_size=3).map("|".join))
    ahead = st.builds("(?!{})".format, characters)
    repeat = st.sampled_from(["", "", "?", "*", "+", "{0,2}", "{1,2}", "{2}", "{0,3}?"])
    piece = st.one_of(inner, st.builds("{}{}".format, bracket, repeat), ahead)
    return st.lists(piece, min_size=1, max_size=3).map("".join)


written = st.recursive(st.one_of(characters, classes), _larger, max_leaves=8)


@given(written, st.text(FEW, max_size=6))
@hypothesis_settings(max_examples=400, deadline=None)
def test_a_text_with_a_match_holds_what_is_required(pattern, text):
    if re.search(pattern, text):
        assert all(set(text) & chars for chars in READER.required(pattern))


def test_every_rule_of_ours_requires_something():
    assert min(len(READER.required(rule.pattern)) for rule in rules()) >= 1


def test_alternatives_in_brackets_and_classes_are_not_cut():
    assert alternatives("甲(?:乙|丙)|[丁|]") == ["甲(?:乙|丙)", "[丁|]"]


@pytest.mark.parametrize("pattern", [r"\d甲", "甲.乙", "(甲)", "甲)", "甲$"])
def test_a_pattern_of_another_kind_is_refused(pattern):
    with pytest.raises(ValueError, match=re.escape(pattern)):
        READER.required(pattern)


def test_of_alternatives_the_rarest_requirements_are_put_together():
    common = {"的", "孩"}
    reader = Reader(lambda chars: len(chars & common))
    assert reader.required("(?:的血|孩伤)") == (frozenset("血伤"), frozenset("的孩"))


def test_ranges_are_spelt_out():
    assert READER.required("[0-3一]岁")[0] == frozenset("-0123一")
