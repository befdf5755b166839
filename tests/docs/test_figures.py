"""Figures of the documents that any machine can make again are those of the model and corpus in the tree."""

import re
from pathlib import Path

import pytest

import fourwinds
from fourwinds import taxonomy
from fourwinds.intake import corpus

ROOT = Path(__file__).parents[2]


def _said(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def gold():
    return fourwinds.evaluate(ROOT / "corpora" / "gold" / "gold.jsonl")


def test_accuracy_on_gold(gold):
    interval = f"({gold.macro_f1_low:.3f}–{gold.macro_f1_high:.3f})"
    assert f"macro-F1 {gold.macro_f1:.3f} {interval} on gold: {gold.n} opinions" in _said("README.md")
    rows = {cells[0].strip(): cells[-1].strip() for line in _said("docs/model.md").splitlines() if len(cells := line.strip("| ").split("|")) == 3}  # fmt: skip
    assert rows["macro-F1 (95 % interval)"] == f"**{gold.macro_f1:.3f}** {interval}"
    assert rows["accuracy"] == f"{gold.accuracy:.3f}"
    assert rows["ECE"] == f"{gold.ece:.3f}"
    assert rows["accuracy of the surest 75 %"] == f"{dict(gold.coverage_curve)[0.75]:.3f}"
    first_and_three = f"{gold.manifestation_top1:.3f} / {gold.manifestation_top3:.3f}"
    assert rows["manifestation, right tag given: first / first three"] == first_and_three
    assert rows["subject without the form's heading"] == f"{gold.subject_accuracy_alone:.3f}"
    assert rows["subject, headings given where the form has one"].startswith(f"{gold.subject_accuracy:.3f};")


def test_size_of_the_corpus():
    rows = corpus.read_corpus(ROOT / "corpora", taxonomy.load())
    phrases = sum(row.form == corpus.PHRASE for row in rows)
    model, sheet = _said("docs/model.md"), _said("corpora/README.md")
    assert f"| both ({len(rows):,} rows) |" in model
    assert f"| 10 two tags once more | {len(rows):,} |" in model, "the last round is the whole corpus"
    assert f"| phrases ({phrases:,} rows) |" in model
    assert f"| `phrases/*.tsv` | {phrases:,} |" in sheet
    assert f"| `opinions/*.jsonl` | {len(rows) - phrases:,} |" in sheet


def test_every_variant_that_was_tried_has_its_command():
    variants = re.findall(r'^    "([\w-]+)": \("', _said("benchmarks/accuracy.py"), re.MULTILINE)
    tried = _said("docs/model.md").partition("## What was tried")[2].partition("\n## ")[0]
    assert len(variants) > 30
    assert set(re.findall(r"\(`([\w-]+)`\)", tried)) == set(variants)
