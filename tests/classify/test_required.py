"""What a pattern requires is in everything it matches, and spelling it out changes nothing that it matches."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fourwinds.classify.danger import patterns
from fourwinds.classify.required import alternatives, required, spelt_out

FEW = "甲乙丙丁"
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
        assert all(set(text) & chars for chars in required(pattern))


@given(written, st.text(FEW, max_size=6))
@hypothesis_settings(max_examples=400, deadline=None)
def test_spelt_out_patterns_match_the_same_texts(pattern, text):
    assert bool(re.fullmatch(pattern, text)) == any(re.fullmatch(one, text) for one in spelt_out(pattern))


def test_every_pattern_of_ours_requires_two_characters():
    assert min(len(required(pattern)) for pattern in patterns()) >= 2


def test_alternatives_in_brackets_and_classes_are_not_cut():
    assert alternatives("甲(?:乙|丙)|[丁|]") == ["甲(?:乙|丙)", "[丁|]"]


@pytest.mark.parametrize("pattern", [r"\d甲", "甲.乙", "(甲)", "甲)", "[一-龥]", "甲$"])
def test_a_pattern_of_another_kind_is_refused(pattern):
    with pytest.raises(ValueError, match=re.escape(pattern)):
        required(pattern)
