"""Characters and pairs of neighbouring characters, TF-IDF weighted: the transformer that training uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from fourwinds.characters import encode
from fourwinds.features.ngram_index import BOUNDARY, NgramIndex, character_table, pair_keys, place


class CharNgrams(TransformerMixin, BaseEstimator):
    """Texts to a sparse matrix of character 1–2-grams.

    The value of an n-gram is (number of times it occurs) × idf, and a row is divided by the root of the sum of
    idf² over its occurrences. That is TF-IDF with L2 norm (Salton & Buckley 1988) except that a repeated n-gram
    adds idf² for every time instead of (times × idf)²; so a text's score is a plain sum over positions, which
    lets prediction skip counting (``ngram_index``), and in short texts repeats are rare.

    Args:
        min_df: an n-gram must occur in so many texts to be kept, at least 1.
        max_rows: at most so many n-grams are kept, the most frequent first; ties by key.
        aliases: code points that are read as another one (``clean.normalise.aliases``).

    >>> ngrams = CharNgrams(min_df=1).fit(["会多", "会少"])
    >>> ngrams.transform(["会多", ""]).shape
    (2, 10)
    >>> ngrams.transform("会多")
    Traceback (most recent call last):
    TypeError: 需要一组文本，得到的是一个字符串
    """

    def __init__(self, min_df: int = 2, max_rows: int = 48_000, aliases: Mapping[int, int] | None = None) -> None:
        self.min_df = min_df
        self.max_rows = max_rows
        self.aliases = aliases

    def fit(self, X: Sequence[str], y: Any = None) -> CharNgrams:
        """Learn vocabulary and idf from texts.

        Raises:
            TypeError: X is one string.
            ValueError: X is empty or no n-gram reaches ``min_df``.
        """
        texts = _texts(X)
        if not texts:
            raise ValueError("没有可供学习的文本")
        aliases = self.aliases or {}
        points, starts = encode(texts)
        read_as = _read_as(points, aliases)
        document = np.repeat(np.arange(len(texts)), np.diff(np.append(starts, len(points) - 1)))
        inside = np.ones(len(points) - 1, dtype=bool)
        inside[starts] = False
        chars, char_df = _document_frequency(read_as[:-1][inside], document[inside])
        kept_chars = np.sort(chars[char_df >= self.min_df])[:0xFFF0].astype(np.uint32)
        ids = character_table(kept_chars, {})[read_as]
        ids[starts] = BOUNDARY
        ids[-1] = BOUNDARY
        both = (ids[:-1] != 0) & (ids[1:] != 0)
        pairs, pair_df = _document_frequency(pair_keys(ids)[both], document[both])
        frequent = pair_df >= self.min_df
        pairs, pair_df = pairs[frequent], pair_df[frequent]
        room = max(0, self.max_rows - len(kept_chars) - 2)
        order = np.lexsort((pairs, -pair_df))[:room]
        kept_pairs = np.sort(pairs[order]).astype(np.uint32)
        if not len(kept_chars):
            raise ValueError(f"没有一个字在 {self.min_df} 条以上文本中出现")
        self.index_ = NgramIndex(kept_chars, place(kept_pairs), aliases)
        self.idf_ = self._idf(texts)
        self.n_features_in_ = 1
        return self

    def _idf(self, texts: list[str]) -> npt.NDArray[np.float32]:
        counts = self._counts(texts)
        df = np.bincount(counts.indices, minlength=self.index_.n_rows)
        idf = np.log((1 + len(texts)) / (1 + df)) + 1
        idf[:2] = 0  # the unknown and the lone boundary say nothing
        return idf.astype(np.float32)

    def _counts(self, texts: list[str]) -> sparse.csr_matrix:
        batch = self.index_.lookup(texts)
        columns = np.stack([batch.unigrams, batch.bigrams], axis=1).ravel()
        pointer = np.append(batch.starts, len(batch.unigrams)) * 2
        ones = np.ones(len(columns), dtype=np.float32)
        matrix = sparse.csr_matrix((ones, columns, pointer), shape=(len(texts), self.index_.n_rows))
        matrix.sum_duplicates()
        return matrix

    def transform(self, X: Sequence[str]) -> sparse.csr_matrix:
        """Matrix of shape (len(X), n_rows), float32; a text without a known n-gram is an empty row."""
        check_is_fitted(self)
        texts = _texts(X)
        if not texts:
            return sparse.csr_matrix((0, self.index_.n_rows), dtype=np.float32)
        counts = self._counts(texts)
        norms = np.sqrt(counts @ np.square(self.idf_, dtype=np.float32))
        scale = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
        return (sparse.diags(scale) @ counts @ sparse.diags(self.idf_)).tocsr().astype(np.float32)

    def __sklearn_tags__(self) -> Any:
        """Texts in, sparse matrix out."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags


def _texts(X: Sequence[str]) -> list[str]:
    if isinstance(X, str):
        raise TypeError("需要一组文本，得到的是一个字符串")
    return [str(text) for text in X]


def _read_as(points: npt.NDArray[np.uint32], aliases: Mapping[int, int]) -> npt.NDArray[np.uint32]:
    found = np.unique(points)
    meant = np.fromiter((aliases.get(int(p), int(p)) for p in found), dtype=np.uint32, count=len(found))
    return meant[np.searchsorted(found, points)]


def _document_frequency(
    items: npt.NDArray[np.uint32], document: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Distinct items and in how many documents each occurs."""
    once = np.unique((items.astype(np.uint64) << np.uint64(32)) | document.astype(np.uint64))
    return np.unique(once >> np.uint64(32), return_counts=True)
