"""Model search, kept as evidence: macro-F1 of variants on gold and, where it lies beside the checkout, on the measuring set.

Usage: ``python benchmarks/accuracy.py [NAME …]`` (about half a minute a row; without names, all rows).
Prints one Markdown row per variant: macro-F1 on gold and dev, training seconds, n-grams.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

from fourwinds import pipeline, taxonomy
from fourwinds.classify.head import SummedLogistic
from fourwinds.clean.normalise import normalise
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText
from fourwinds.workflows.train import leaf_of, row_weights

ROOT = Path(__file__).parents[1]
KNOWN = taxonomy.load()
LABELS = list(KNOWN.labels)


def _ours(**changes: Any) -> Pipeline:
    return pipeline.build({**pipeline.CONFIG, **changes})


def _sklearn_chars(low: int, high: int, head: Any) -> Pipeline:
    vectoriser = TfidfVectorizer(
        analyzer="char", ngram_range=(low, high), min_df=2, sublinear_tf=True, preprocessor=normalise, dtype=np.float32
    )
    return Pipeline([("ngrams", vectoriser), ("head", head)])


def _words(head: Any) -> Pipeline:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    vectoriser = TfidfVectorizer(
        tokenizer=jieba.lcut, token_pattern=None, lowercase=False, preprocessor=normalise, ngram_range=(1, 2), min_df=2,
        dtype=np.float32,
    )  # fmt: skip
    return Pipeline([("ngrams", vectoriser), ("head", head)])


def _logistic() -> SummedLogistic:
    return SummedLogistic(C=pipeline.CONFIG["C"], max_iter=pipeline.CONFIG["max_iter"])


VARIANTS: dict[str, tuple[str, Callable[[], Pipeline], bool]] = {
    "default": ("characters 1–2, summed head (shipped)", _ours, False),
    "rows-20k": ("the same, 20,000 n-grams", lambda: _ours(max_rows=20_000), False),
    "rows-all": ("the same, all n-grams of two texts", lambda: _ours(max_rows=1_000_000), False),
    "c-10": ("the same, C 10", lambda: _ours(C=10.0), False),
    "c-120": ("the same, C 120", lambda: _ours(C=120.0), False),
    "flat": ("characters 1–2, flat head over six labels", _ours, True),
    "chars-1-3": ("characters 1–3", lambda: _sklearn_chars(1, 3, _logistic()), False),
    "chars-2-3": ("characters 2–3", lambda: _sklearn_chars(2, 3, _logistic()), False),
    "words": ("jieba words 1–2", lambda: _words(_logistic()), False),
    "svm": (
        "characters 1–2, linear SVM over leaves, best leaf's tag",
        lambda: _sklearn_chars(1, 2, LinearSVC(C=0.5)),
        False,
    ),
    "margins": ("characters 1–2, one SVM a leaf, groups summed", lambda: _ours(head="margins", C=0.5), False),
    "nb-svm": (
        "the same, n-grams weighted by log-count ratio (NB-SVM)",
        lambda: _ours(head="margins", C=0.5, log_count_ratio=True),
        False,
    ),
    "nb": ("characters 1–2, complement naive Bayes", lambda: _sklearn_chars(1, 2, ComplementNB(alpha=0.3)), False),
}


def main() -> None:
    """Train and score the variants named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(VARIANTS)}")
    names = parser.parse_args().names or list(VARIANTS)
    rows = corpus.read_corpus(ROOT / "corpora", KNOWN)
    gold = corpus.read_labelled(ROOT / "corpora" / "gold" / "gold.jsonl", KNOWN)[0]
    beside = ROOT.parent / "shared" / "eval" / "dev.jsonl"
    dev = corpus.read_labelled(beside, KNOWN)[0] if beside.exists() else []
    print("| variant | gold | dev | seconds | n-grams |\n|---|---|---|---|---|")
    for name in names:
        title, build, flat = VARIANTS[name]
        started = time.perf_counter()
        fitted = _fit(build(), rows, flat)
        seconds = time.perf_counter() - started
        size = getattr(fitted["ngrams"], "vocabulary_", None)
        n = len(size) if size is not None else fitted["ngrams"].index_.n_rows
        figures = [f"{_macro(fitted, part):.3f}" if part else "–" for part in (gold, dev)]
        print(f"| {title} | {figures[0]} | {figures[1]} | {seconds:.0f} | {n:,} |", flush=True)


def _fit(model: Pipeline, rows: Sequence[LabelledText], flat: bool) -> Pipeline:
    leaves = [leaf_of(row) for row in rows]
    targets = [leaf.partition(".")[0] for leaf in leaves] if flat else leaves
    return model.fit([row.text for row in rows], targets, head__sample_weight=row_weights(rows))


def _macro(fitted: Pipeline, part: Sequence[LabelledText]) -> float:
    texts = [row.text for row in part]
    if hasattr(fitted["head"], "predict_group_proba"):
        features = fitted["ngrams"].transform(texts)
        guess = fitted["head"].groups_[fitted["head"].predict_group_proba(features).argmax(axis=1)]
    else:
        guess = [str(leaf).partition(".")[0] for leaf in fitted.predict(texts)]
    return float(f1_score([row.label for row in part], guess, labels=LABELS, average="macro"))


if __name__ == "__main__":
    main()
