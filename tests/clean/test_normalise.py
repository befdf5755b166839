"""Normalising never changes a length, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from fourwinds.clean.normalise import aliases, fingerprint, fingerprints, normalise


@given(st.text())
def test_one_character_for_one_character(text):
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_twice_is_once(text):
    assert normalise(normalise(text)) == normalise(text)


def test_width_case_digits_traditional_and_invisible():
    assert normalise("ＡＢＣ　學習１２小時​！") == "abc 学习00小时 !"


def test_shapes_that_nfkc_would_destroy_stay():
    assert normalise("①㎡㈠") == "①㎡㈠"


def test_every_alias_means_something_that_stays_itself():
    table = aliases()
    assert not set(table.values()) & set(table)


def test_fingerprint_of_copied_answers():
    assert fingerprint("会议太多。") == fingerprint("會議，太多 !!")
    assert fingerprint("会议太多") != fingerprint("会议不多")
    assert fingerprint("。。") == "。。"


@given(
    st.lists(st.text(st.sampled_from("会議。，Ａａ1 ①😀𠀀\u200b\ud800\0") | st.characters(), max_size=8), max_size=6)
)
def test_many_fingerprints_are_those_of_each(texts):
    assert fingerprints(texts) == [fingerprint(text) for text in texts]
