"""The vocabulary is exact and rows never depend on what else is in the batch."""

from copy import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwinds.features.char_ngrams import CharNgrams
from fourwinds.features.ngram_index import NgramIndex, place

WILD = st.text(alphabet=st.characters(), max_size=30) | st.sampled_from(
    ["", "\0", "会议太多", "😀👨‍👩‍👧", "\ud800", "𠮷"]
)
TEXTS = ["会议太多", "会议不少", "食堂浪费", "领导听课", "", "\0会议"]
INDEX = CharNgrams(min_df=1, aliases={ord("會"): ord("会")}).fit(TEXTS).index_


def _rows(texts):
    batch = INDEX.lookup(texts)
    ends = [*batch.starts[1:], len(batch.unigrams)]
    return [
        (batch.unigrams[a:b].tolist(), batch.bigrams[a:b].tolist()) for a, b in zip(batch.starts, ends, strict=True)
    ]


@given(st.lists(WILD, min_size=1, max_size=8))
def test_rows_of_a_text_do_not_depend_on_its_neighbours(texts):
    assert _rows(texts) == [row for text in texts for row in _rows([text])]


@given(WILD)
def test_every_text_owns_its_boundary_and_its_characters(text):
    unigrams, bigrams = _rows([text])[0]
    assert len(unigrams) == len(bigrams) == len(text) + 1
    assert unigrams[0] == 1


@given(st.lists(WILD | st.text(st.sampled_from("会议太多不少食堂浪费领导听课會"), max_size=20), max_size=8))
def test_the_table_of_all_pairs_says_what_the_places_of_each_key_say(texts):
    large = copy(INDEX)
    large._square = None  # as with more characters than such a table has room for
    square, places = INDEX.lookup(texts), large.lookup(texts)
    assert (square.bigrams == places.bigrams).all()
    assert (square.longest == np.where(places.bigrams, places.bigrams, places.unigrams)).all()


def test_aliases_read_alike():
    assert _rows(["會议"]) == _rows(["会议"])


def test_unknown_characters_and_pairs_have_row_zero():
    unigrams, bigrams = _rows(["鑫议太"])[0]
    assert unigrams[1] == 0
    assert bigrams[1] == 0
    assert bigrams[2] > 0


@given(st.sets(st.integers(1, 2**32 - 1), max_size=300))
def test_every_pair_has_a_place_and_a_row_of_its_own(pairs):
    keys = np.array(sorted(pairs), dtype=np.uint32)
    slots = place(keys)
    assert sorted(slots[slots != 0].tolist()) == sorted(pairs)
    chars = np.arange(0x4E00, 0x4E00 + 5000, dtype=np.uint32)
    index = NgramIndex(chars, slots, {})
    rows = index._find(keys)
    assert len(set(rows.tolist())) == len(pairs)
    assert index.n_rows == 5002 + len(pairs)
    others = np.array([k for k in range(1, 500) if k not in pairs], dtype=np.uint32)
    assert not index._find(others).any()


def test_too_many_characters_are_refused():
    with pytest.raises(ValueError, match="16-bit"):
        NgramIndex(np.arange(70_000, dtype=np.uint32), place(np.array([], dtype=np.uint32)), {})
