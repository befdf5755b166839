"""Words, where words are the point: the explanation of a decision and key phrases of a problem.

jieba is loaded on first use, with a Tokenizer of our own (the package-wide one is shared by everybody who adds a
word to it), its cache kept in our own folder and its log silenced.
"""

from __future__ import annotations

import logging
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def _tokenizer(words: tuple[str, ...], cache: Path) -> Any:
    with warnings.catch_warnings():
        # jieba 0.42.1 is an sdist of 2020; its regular expressions and pkg_resources use warn on new Pythons.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    cache.mkdir(parents=True, exist_ok=True)
    tokenizer.tmp_dir = str(cache)
    tokenizer.initialize()
    for word in words:
        tokenizer.add_word(word)
    return tokenizer


def cut(text: str, domain_words: tuple[str, ...], cache: Path) -> list[tuple[int, int]]:
    """Spans of the words of ``text``, in order and without a gap.

    Args:
        text: any text.
        domain_words: words that are never cut apart, such as the cues of the taxonomy.
        cache: folder for the prepared dictionary (9 MB), made when missing.
    """
    spans = []
    at = 0
    for word in _tokenizer(domain_words, cache).cut(text, HMM=False):
        spans.append((at, at + len(word)))
        at += len(word)
    return spans
