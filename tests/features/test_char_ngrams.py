"""The training features: what they weigh, what they refuse."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from fourwinds.features.char_ngrams import CharNgrams

TEXTS = ["会议太多", "会议太长", "食堂浪费"]


def test_values_are_tf_idf_with_occurrence_norm():
    ngrams = CharNgrams(min_df=1).fit(TEXTS)
    matrix = ngrams.transform(["会会"]).toarray()[0]
    first = ngrams.index_.lookup(["会"]).unigrams[1]
    idf = np.log(4 / 3) + 1
    assert ngrams.idf_[first] == pytest.approx(idf)
    start = ngrams.index_.lookup(["会"]).bigrams[0]
    norm = np.sqrt(2 * idf**2 + ngrams.idf_[start] ** 2)
    assert matrix[first] == pytest.approx(2 * idf / norm)


def test_rare_ngrams_are_dropped_and_the_most_frequent_kept():
    assert CharNgrams(min_df=2).fit(TEXTS).index_.chars.tolist() == sorted(map(ord, "会议太"))
    small = CharNgrams(min_df=1, max_rows=14).fit(TEXTS)
    assert small.index_.n_rows == 14


def test_a_text_without_known_ngrams_is_an_empty_row():
    assert CharNgrams(min_df=2).fit(TEXTS).transform(["鑫", ""]).nnz == 0


def test_one_string_is_refused():
    with pytest.raises(TypeError, match="需要一组文本"):
        CharNgrams().fit("会议")


def test_nothing_to_learn_from():
    with pytest.raises(ValueError, match="没有可供学习"):
        CharNgrams().fit([])
    with pytest.raises(ValueError, match="2 条以上"):
        CharNgrams(min_df=2).fit(["一", "二"])


def test_estimator_contract():
    ngrams = CharNgrams(min_df=1, max_rows=99)
    assert clone(ngrams).get_params() == ngrams.get_params()
    with pytest.raises(NotFittedError):
        ngrams.transform(TEXTS)
    assert ngrams.fit(TEXTS) is ngrams
    assert ngrams.transform([]).shape == (0, ngrams.index_.n_rows)
    again = clone(ngrams).fit(TEXTS)
    assert (again.transform(TEXTS) != ngrams.transform(TEXTS)).nnz == 0
