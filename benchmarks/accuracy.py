"""Model search, kept as evidence: macro-F1 of variants on gold and, where it lies beside the checkout, on the measuring set.

Usage: ``python benchmarks/accuracy.py [NAME …]`` (half a minute to two minutes a row; without names, all rows).
Prints one Markdown row per variant: macro-F1 on both, training seconds, texts a second when scoring.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from sklearn.metrics import f1_score
from variant_features import CueCounts, TextForm, negation_scope
from variants import (
    KNOWN,
    LABELS,
    PhraseMatch,
    Scorer,
    Trainer,
    beside_characters,
    best_leaf,
    characters,
    clauses,
    complement_bayes,
    ensemble,
    even_priors,
    fasttext,
    flat,
    hidden_layer,
    hierarchical,
    kernel,
    linear_svm,
    logistic,
    naive_bayes_weighted,
    neighbours,
    noisy,
    ours,
    smoothed,
    spectrum,
    summed,
    weighted,
    words,
)

from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText

ROOT = Path(__file__).parents[1]


def _with_phrases(rows: Sequence[LabelledText]) -> Scorer:
    return summed(beside_characters(lambda: PhraseMatch(rows)))(rows)


VARIANTS: dict[str, tuple[str, Trainer]] = {
    "default": ("characters 1–2, summed head (shipped)", summed(ours())),
    "rows-20k": ("the same, 20,000 n-grams", summed(ours(max_rows=20_000))),
    "rows-all": ("the same, all n-grams of two texts", summed(ours(max_rows=1_000_000))),
    "c-10": ("the same, C 10", summed(ours(C=10.0))),
    "c-120": ("the same, C 120", summed(ours(C=120.0))),
    "flat": ("flat head over six labels", flat),
    "hierarchical": ("hierarchical: none or not, then which", hierarchical),
    "chars-1-3": ("characters 1–3", summed(lambda: characters(1, 3, logistic()))),
    "chars-2-3": ("characters 2–3", summed(lambda: characters(2, 3, logistic()))),
    "nb-weighted": ("log-count ratios × logistic, per label", naive_bayes_weighted),
    "words": ("jieba words 1–2", summed(words)),
    "words-domain": ("jieba words 1–2 with the domain's words", summed(lambda: words(domain=True))),
    "words-chars": ("jieba words and characters", summed(lambda: words(domain=True, characters_too=True))),
    "cues": ("characters and cue counts", summed(beside_characters(CueCounts))),
    "form": ("characters, length and punctuation", summed(beside_characters(TextForm))),
    "negation": ("characters and pairs in a negation's scope", summed(beside_characters(negation_scope))),
    "phrases": ("characters and best match of each leaf's phrases", _with_phrases),
    "clauses-mean": ("clause by clause, mean", clauses("mean")),
    "clauses-max": ("clause by clause, the clause least like none", clauses("max")),
    "neighbours": ("15 nearest neighbours", neighbours),
    "hidden": ("one hidden layer of 64", hidden_layer),
    "fasttext": ("fastText, trained here", fasttext),
    "poly": ("polynomial kernel of degree 2, 1,500 landmarks", kernel(
        lambda: characters(1, 2, None)["ngrams"], kernel="poly", degree=2, gamma=1.0, coef0=1.0)),
    "string": ("string kernel 1–5, squared, 1,500 landmarks", kernel(
        spectrum, kernel="poly", degree=2, gamma=1.0, coef0=0.0)),
    "dropout": ("opinions again with 10 % of characters dropped", noisy("dropout")),
    "typos": ("opinions again with typing slips", noisy("typos")),
    "smoothed": ("label smoothing from confusable pairs", smoothed),
    "phrases-2": ("phrases count twice", weighted(phrase=2.0)),
    "phrases-half": ("phrases count half", weighted(phrase=0.5)),
    "none-double": ("none counts twice", weighted(none=2.0)),
    "priors": ("even class priors (square root)", even_priors),
    "margins": ("one SVM a leaf, groups summed", summed(ours(head="margins", C=0.5))),
    "nb-svm": ("the same, log-count ratios (NB-SVM)", summed(ours(head="margins", C=0.5, log_count_ratio=True))),
    "svm": ("linear SVM over leaves, best leaf's tag", best_leaf(linear_svm)),
    "svm-summed": ("the same, margins summed", summed(linear_svm)),
    "nb": ("complement naive Bayes, best leaf's tag", best_leaf(complement_bayes)),
    "nb-summed": ("the same, scores summed", summed(complement_bayes)),
    "ensemble": ("logistic, SVM and naive Bayes together", ensemble(
        summed(ours()), summed(linear_svm), summed(complement_bayes))),
}  # fmt: skip


def main() -> None:
    """Train and score the variants named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(VARIANTS)}")
    names = parser.parse_args().names or list(VARIANTS)
    rows, gold, dev = material()
    print("| variant | gold | measuring set | seconds | texts/s |\n|---|---|---|---|---|", flush=True)
    for name in names:
        title, train = VARIANTS[name]
        started = time.perf_counter()
        scorer = train(rows)
        seconds = time.perf_counter() - started
        started = time.perf_counter()
        scorer([row.text for row in gold])
        rate = len(gold) / (time.perf_counter() - started)
        figures = [f"{macro(scorer, part):.3f}" if part else "–" for part in (gold, dev)]
        print(f"| {name}: {title} | {figures[0]} | {figures[1]} | {seconds:.0f} | {rate:,.0f} |", flush=True)


def material() -> tuple[list[LabelledText], list[LabelledText], list[LabelledText]]:
    """Training rows, gold, and the measuring set where it lies beside the checkout."""
    rows = corpus.read_corpus(ROOT / "corpora", KNOWN)
    gold = corpus.read_labelled(ROOT / "corpora" / "gold" / "gold.jsonl", KNOWN)[0]
    beside = ROOT.parent / "shared" / "eval" / "dev.jsonl"
    return rows, gold, corpus.read_labelled(beside, KNOWN)[0] if beside.exists() else []


def macro(scorer: Scorer, part: Sequence[LabelledText]) -> float:
    """Macro-F1 over the six labels."""
    guess = [LABELS[best] for best in scorer([row.text for row in part]).argmax(axis=1)]
    return float(f1_score([row.label for row in part], guess, labels=LABELS, average="macro"))


if __name__ == "__main__":
    main()
