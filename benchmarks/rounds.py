"""What each round of writing was worth: macro-F1 and log loss with the files of every round added to those before it.

Usage: ``python benchmarks/rounds.py`` (about three minutes). Prints a Markdown table; rounds are described in docs/model.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch

import numpy as np
from accuracy import macro, material
from variants import LABELS, Scorer, ours, summed

from fourwinds.model_records import LabelledText

ROUNDS = {
    "0 first rows": ("seed*",),
    "1 contrast sets, none sentences, free opinions, phrases": (
        "contrast_[1-5]", "none_[1-4]", "free_[1-3]", "bank_*",
    ),
    "2 implied conduct, petitions with look-alikes, plain reports": ("free_4", "contrast_6", "none_5"),
    "3 thin manifestations": ("free_5",),
    "4 teaching routines, harm told as events, objects and sums": ("free_6",),
    "5 press lists, complaints in the wild, self-examination": ("free_7", "free_8", "free_9"),
    "6 offices in letters, objects and rituals, teachers and families": ("free_10", "free_11", "free_12"),
    "7 two tags, long texts": ("free_14",),
    "8 press, lists and clauses, written against the model": ("free_13",),
    "9 letters; pupils, parents, routines, written against the model": ("free_15", "free_16"),
    "10 two tags once more": ("free_17",),
}  # fmt: skip


def main() -> None:
    """Train on growing sets of files and print a row for each."""
    rows, gold, dev = material()
    print("| round | rows | gold | measuring set | log loss: gold | measuring set |\n|---|---|---|---|---|---|")
    patterns: tuple[str, ...] = ()
    for name, added in ROUNDS.items():
        patterns += added
        part = [row for row in rows if any(fnmatch(row.source.partition("#")[0], p) for p in patterns)]
        scorer = summed(ours())(part)
        figures = [f"{take(scorer, held):.3f}" if held else "–" for take in (macro, _loss) for held in (gold, dev)]
        print(f"| {name} | {len(part):,} | {' | '.join(figures)} |", flush=True)


def _loss(scorer: Scorer, part: Sequence[LabelledText]) -> float:
    """Log loss of the head's own probabilities, before calibration: it moves with every row, F1 only at a border."""
    truth = [LABELS.index(row.label) for row in part]
    return float(-np.log(scorer([row.text for row in part])[np.arange(len(part)), truth]).mean())


if __name__ == "__main__":
    main()
