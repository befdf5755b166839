"""Macro-F1 against material: phrases alone, opinions alone, both, from a tenth of the corpus to all of it.

Usage: ``python benchmarks/learning_curve.py [PICTURE.png]`` (about three minutes). Scored on the measuring set where it
lies beside the checkout, else on gold. Prints a Markdown table and draws the picture.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from accuracy import macro, material
from variants import ours, summed

from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText
from fourwinds.report import plots

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)


def _place(row: LabelledText) -> float:
    """A number in 0..1 that is the same on every run; rows of a scene share it."""
    key = row.source if "#" in row.source else row.text
    return int.from_bytes(hashlib.sha256(f"curve {key}".encode()).digest()[:4], "big") / 2**32


def main() -> None:
    """Train on growing parts and draw the curve."""
    rows, gold, dev = material()
    held = dev or gold
    kinds = {"phrases": {corpus.PHRASE}, "opinions": {corpus.OPINION}, "both": {corpus.PHRASE, corpus.OPINION}}
    scores: dict[str, list[float]] = {}
    print(
        f"macro-F1 on {'the measuring set' if dev else 'gold'}\n\n| material | "
        + " | ".join(f"{s:.0%}" for s in SHARES)
        + " |\n"
        + "|---" * (len(SHARES) + 1)
        + "|"
    )
    for name, forms in kinds.items():
        part = [row for row in rows if row.form in forms]
        scores[name] = [macro(summed(ours())([row for row in part if _place(row) < share]), held) for share in SHARES]
        print(f"| {name} ({len(part):,} rows) | " + " | ".join(f"{f:.3f}" for f in scores[name]) + " |", flush=True)
    plots.learning_curve(SHARES, scores, Path(sys.argv[1] if len(sys.argv) > 1 else "learning_curve.png"))


if __name__ == "__main__":
    main()
