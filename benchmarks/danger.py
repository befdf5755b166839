"""How much danger is told at what price: each file of ``corpora/danger`` held out in turn, and the measuring sets.

python danger.py    prints a table; a cell is the share of reports told / the share of the set's other lines that are, too
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fourwinds import taxonomy
from fourwinds.clean.normalise import aliases
from fourwinds.features.char_ngrams import CharNgrams
from fourwinds.intake import corpus
from fourwinds.model_records import DangerText
from fourwinds.pipeline import CONFIG
from fourwinds.workflows import danger_head

ROOT = Path(__file__).parent.parent
SHARES = (0.005, 0.01, 0.02, 0.03, 0.05)


def measuring_sets() -> dict[str, list[DangerText]]:
    """Sets that nothing is trained on, by name."""
    found: dict[str, list[DangerText]] = {}
    for line in (ROOT / "tests" / "data" / "danger_elsewhere.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        name, said, text = line.split("\t")
        found.setdefault(name, []).append(DangerText(text, said == "yes"))
    return found


def files() -> dict[str, list[DangerText]]:
    """Rows of the corpus of danger by file."""
    rows = iter(corpus.read_danger(ROOT / "corpora"))
    lines = {path.stem: path.read_text(encoding="utf-8").split("\n") for path in corpus.danger_files(ROOT / "corpora")}
    return {name: [next(rows) for line in found[1:] if line] for name, found in lines.items()}


class Study:
    """The corpus as n-grams, ready for many fits."""

    def __init__(self) -> None:
        rows = corpus.read_corpus(ROOT / "corpora", taxonomy.load())
        self.ordinary = danger_head.ordinary_opinions(rows)
        self.ngrams = CharNgrams(min_df=CONFIG["min_df"], max_rows=CONFIG["max_rows"], aliases=aliases())
        self.ngrams.fit([row.text for row in rows])

    def told(self, reports: Sequence[DangerText], asked: Sequence[DangerText]) -> list[str]:
        """A cell for each share of needless alarms: what a head that learned from ``reports`` says of other rows."""
        column, unseen = danger_head.learned(self.ngrams, reports, self.ordinary, CONFIG)
        scores = self.ngrams.transform([row.text for row in asked]) @ column.coef + column.bias
        is_danger = np.array([row.is_danger for row in asked])
        told = [scores > np.quantile(unseen, 1 - share) for share in SHARES]
        return [f"{_share(above[is_danger])} / {_share(above[~is_danger], 3)}" for above in told]


def _share(told: npt.NDArray[np.bool_], places: int = 2) -> str:
    return f"{told.mean():.{places}f}" if len(told) else "–"


def main() -> None:
    known, study = files(), Study()
    print(f"| held out | {' | '.join(f'{share:.1%}' for share in SHARES)} |")
    print(f"|---|{'---|' * len(SHARES)}")
    for name, asked in known.items():
        others = [row for other, rows in known.items() if other != name for row in rows]
        print(f"| {name} | {' | '.join(study.told(others, asked))} |", flush=True)
    every = [row for rows in known.values() for row in rows]
    for name, asked in measuring_sets().items():
        print(f"| *{name}* | {' | '.join(study.told(every, asked))} |", flush=True)


if __name__ == "__main__":
    main()
