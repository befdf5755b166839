"""The corpus keeps its rules: valid labels, no near-duplicates, nothing from the measuring sets, gold kept apart."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from fourwinds import taxonomy
from fourwinds.clean.normalise import aliases, fingerprint
from fourwinds.features.char_ngrams import CharNgrams
from fourwinds.intake import corpus
from fourwinds.rollup.duplicates import groups

CORPORA = Path(__file__).parents[2] / "corpora"
KNOWN = taxonomy.load()
FIELDS = {
    "id",
    "text",
    "tags",
    "manifestation",
    "none_kind",
    "subject",
    "polarity",
    "register",
    "voice",
    "scene",
    "confidence",
}


@pytest.fixture(scope="module")
def rows():
    return corpus.read_corpus(CORPORA, KNOWN)


@pytest.fixture(scope="module")
def opinions():
    return [
        json.loads(line)
        for path in sorted((CORPORA / "opinions").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if line
    ]


@pytest.fixture(scope="module")
def gold():
    lines = (CORPORA / "gold" / "gold.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def test_every_opinion_has_every_field_with_a_known_value(opinions):
    for row in opinions:
        assert set(row) == FIELDS, row["id"]
        assert row["polarity"] in {"problem", "suggestion", "none"}
        assert (row["polarity"] == "none") == (not row["tags"])
        assert row["confidence"] in {"high", "medium", "low"}
        assert row["register"] in {"official", "circular", "self_examination", "fragment", "spoken", "letter"}
        assert row["subject"] in KNOWN.subjects
        assert 1 <= len(row["text"]) <= 300
    assert len({row["id"] for row in opinions}) == len(opinions)


def test_size_and_coverage(rows, opinions):
    phrases = Counter(leaf for r in rows if r.form == "phrase" for leaf in _leaves(r))
    whole = Counter(leaf for r in rows if r.form == "opinion" for leaf in _leaves(r))
    concrete = [leaf for leaf in KNOWN.manifestations if not leaf.endswith(".other")]
    assert sum(phrases.values()) >= 20_000
    assert min(phrases[leaf] for leaf in concrete) >= 250
    assert sum(r.form == "phrase" and not r.tags for r in rows) >= 4_000
    assert len(opinions) >= 15_000
    assert min(whole[leaf] for leaf in concrete) >= 110
    scenes = Counter((r["id"].rsplit("-", 1)[0], r["scene"]) for r in opinions if r["scene"])
    assert len(scenes) >= 700
    assert sum(scenes.values()) >= 6_000


def _leaves(row):
    return [f"{t}.{m}" for t, m in zip(row.tags, row.manifestations, strict=True)] or [f"none.{row.none_kind}"]


def test_no_text_stands_twice(rows):
    seen = Counter((r.form, fingerprint(r.text)) for r in rows)
    assert [key for key, n in seen.items() if n > 1] == []


def test_no_near_duplicates_among_opinions(opinions):
    texts = [r["text"] for r in opinions]
    matrix = CharNgrams(min_df=1, max_rows=10**6, aliases=aliases()).fit_transform(texts)
    from sklearn.preprocessing import normalize

    first = groups(normalize(matrix), 0.85)
    assert [(texts[i], texts[j]) for i, j in enumerate(first) if i != j] == []


def test_gold_is_never_trained_on(rows, gold):
    assert len(gold) >= 800
    trained = {fingerprint(r.text) for r in rows}
    assert not [g["text"] for g in gold if fingerprint(g["text"]) in trained]
    labels = Counter(g["tags"][0] if g["tags"] else "none" for g in gold)
    assert min(labels[tag] for tag in KNOWN.labels) >= 80


def test_nothing_of_the_measuring_sets_is_here(root):
    """Where the third-party sets lie beside a checkout, no line shares twelve characters in a row with them."""
    measuring = root.parent / "shared" / "eval" / "dev.jsonl"
    texts = (
        [json.loads(line)["text"] for line in measuring.read_text(encoding="utf-8").splitlines()]
        if measuring.exists()
        else []
    )
    runs = {run for text in texts for run in _runs(text)}
    hits = [
        line[:40]
        for path in CORPORA.rglob("*")
        if path.suffix in {".jsonl", ".tsv"}
        for line in path.read_text(encoding="utf-8").split("\n")
        if any(run in runs for run in _runs(line))
    ]
    assert hits == []


def test_danger_is_written_once_and_apart_from_what_measures_it(root):
    rows = corpus.read_danger(CORPORA)
    assert len({row.text for row in rows}) == len(rows)
    assert sum(row.is_danger for row in rows) >= 2000
    assert sum(not row.is_danger for row in rows) >= 1300
    data = root / "tests" / "data"
    measuring = [(data / name).read_text(encoding="utf-8") for name in ("danger.txt", "danger_elsewhere.tsv")]
    runs = {run for text in measuring for line in text.split("\n") for run in _runs(line)}
    assert [row.text for row in rows if any(run in runs for run in _runs(row.text))] == []


def _runs(text):
    han = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return (han[i : i + 12] for i in range(len(han) - 11))
