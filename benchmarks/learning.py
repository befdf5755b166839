"""How fast a batch gets right, and what the model learns from it: a simulation of reviewing.

Usage: ``python benchmarks/learning.py [PICTURE.png] [--seeds N] [--held N] [--gold]`` (a seed takes about two minutes). Opinions whose labels
are known play the reviewers' answers: those of the measuring set where it lies beside the checkout, else (and with ``--gold``) our own
gold. Whole sources are held out until they have a hundred opinions (``--held``; 0 reviews all); the rest is the batch under review. Three orders are
followed: our queue (least sure, every tenth by chance), random, and least confidence alone. After every fifty verdicts a
challenger is trained as the program does it and goes through the same gate; the suggestions that are left come from whoever
won. A fourth line is our queue without any retraining.

Two figures are taken: macro-F1 of the *batch* (verdicts, and suggestions where there is none: what papers are made of), and of
the *model* on sources nobody reviewed. Medians over seeds.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from fourwinds import registry, taxonomy
from fourwinds.classify import calibrate
from fourwinds.classify.evaluate import macro_f1
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText
from fourwinds.records import COLUMNS, TaggedOpinion
from fourwinds.review import gate, queue
from fourwinds.review.training_rows import WEIGHT, examines
from fourwinds.review_records import ORDER_LEAST_SURE, Comparison, StoredOpinion
from fourwinds.workflows.retrain import STEPS
from fourwinds.workflows.warm_start import Retraining, read_base

ROOT = Path(__file__).resolve().parents[1]
KNOWN = taxonomy.load()
OURS, RANDOM, LEAST, STILL = "our queue", "random order", "least confidence", "our queue, never retrained"
EVERY = 50
POINTS = (0, 50, 100, 150, 200, 250, 300)
HELD = 100  # opinions of sources that nobody reviews


class Scorer:
    """A head on n-grams, calibrated as the shipped model is."""

    def __init__(self, ngrams: Any, coef: Any, bias: Any, leaves: Sequence[str], temperature: float) -> None:
        self._ngrams, self._coef, self._bias, self._temperature = ngrams, coef, bias, temperature
        self._member = np.array([[leaf.partition(".")[0] == tag for tag in KNOWN.labels] for leaf in leaves], float)

    def proba(self, rows: Sequence[LabelledText]) -> Any:
        """Probability of every label, shape (len(rows), 6)."""
        scores = self._ngrams.transform([row.text for row in rows]) @ self._coef + self._bias
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        groups = (p / p.sum(axis=1, keepdims=True)) @ self._member
        return calibrate.tempered(groups, np.full(len(rows), self._temperature))


def _truth(rows: Sequence[LabelledText]) -> Any:
    return np.array([KNOWN.labels.index(row.label) for row in rows])


def _f1(rows: Sequence[LabelledText], scorer: Scorer) -> float:
    return macro_f1(_truth(rows), scorer.proba(rows).argmax(axis=1), len(KNOWN.labels))


def _compared(rows: Sequence[LabelledText], old: Scorer, new: Scorer) -> Comparison:
    answers = [scorer.proba(rows).argmax(axis=1) for scorer in (old, new)]
    return gate.compare("", KNOWN.labels, _truth(rows), *answers)


def _opinions(
    rows: Sequence[LabelledText], proba: Any, chance: Sequence[float], keys: Sequence[int]
) -> list[StoredOpinion]:
    empty: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {"row": 0, "start": 0, "end": 0}
    found = []
    for key, p in zip(keys, proba, strict=True):
        said = {"text": rows[key].text, "tag": KNOWN.labels[int(p.argmax())], "score": float(p.max())}
        found.append(
            StoredOpinion(key, 1, TaggedOpinion(**{**empty, **said}), "", "", key, 0, None, chance[key], 0.0, False)
        )
    return found


def _next(order: str, opinions: list[StoredOpinion], turn: int) -> tuple[StoredOpinion, bool]:
    if order == RANDOM:
        return min(opinions, key=lambda o: o.random_key), False
    if order == LEAST:
        return min(opinions, key=lambda o: o.tagged.score), False
    drawn, by_chance = queue.order_of(turn, ORDER_LEAST_SURE)
    if by_chance:
        return min(opinions, key=lambda o: o.random_key), True
    return queue.arrange(opinions, drawn)[0].opinion, False


def simulate(
    order: str, seed: int, batch: list[LabelledText], held: list[LabelledText], judges: list[LabelledText],
    material: tuple[Any, list[LabelledText]],
) -> tuple[dict[int, float], dict[int, float], int]:  # fmt: skip
    """Figures of batch and model by number of verdicts, and how many challengers were promoted."""
    base, rows = material
    champion = Scorer(
        base.ngrams, base.coef[:, : len(base.leaves)], base.bias[: len(base.leaves)], base.leaves,
        base.card.figures["temperature"],
    )  # fmt: skip
    chance = [random.Random(f"{seed} {i}").random() for i in range(len(batch))]
    shipped = champion
    truth, verdicts, taught, exam = _truth(batch), {}, [], []
    proba = champion.proba(batch)
    of_batch, of_model, promoted = {}, {}, 0
    for turn in range(min(POINTS[-1], len(batch)) + 1):
        if turn % EVERY == 0:
            if taught and order != STILL:
                retraining = Retraining(base, rows, taught, STEPS)
                head = retraining.head()
                temperature = base.card.figures["temperature"]
                challenger = Scorer(retraining.base.ngrams, head.coef_, head.intercept_, head.classes_, temperature)
                pairs = [(judges, champion), (exam, champion)] + [(judges, shipped)] * (champion is not shipped)
                if not any(_compared(rows, old, challenger).falls for rows, old in pairs if rows):
                    champion, proba, promoted = challenger, challenger.proba(batch), promoted + 1
            guess = proba.argmax(axis=1)
            for key in verdicts:
                guess[key] = truth[key]
            of_batch[turn] = macro_f1(truth, guess, len(KNOWN.labels))
            of_model[turn] = _f1(held, champion) if held else float("nan")
        left = [i for i in range(len(batch)) if i not in verdicts]
        if not left or turn == POINTS[-1]:
            break
        opinion, by_chance = _next(order, _opinions(batch, proba[left], chance, left), turn)
        verdicts[opinion.key] = True
        row = replace(batch[opinion.key], tags=batch[opinion.key].tags[:1])
        if by_chance and examines(row.text):
            exam.append(row)
        else:
            taught.append(replace(row, manifestations=row.manifestations[:1], weight=WEIGHT))
    return of_batch, of_model, promoted


def _split(answers: Sequence[LabelledText], seed: int, wanted: int) -> tuple[list[LabelledText], list[LabelledText]]:
    """Batch under review, and opinions of other sources; which sources those are changes with the seed."""
    by_source: dict[str, list[LabelledText]] = defaultdict(list)
    for row in answers:
        by_source[row.source or row.text].append(row)
    held: list[LabelledText] = []
    batch: list[LabelledText] = []
    for source in sorted(by_source, key=lambda s: hashlib.sha256(f"{seed} {s}".encode()).digest()):
        (held if len(held) < wanted else batch).extend(by_source[source])
    return batch, held


def main() -> None:
    """Simulate, print a Markdown table, draw the picture."""
    parser = argparse.ArgumentParser()
    parser.add_argument("picture", nargs="?", default="learning.png", type=Path)
    parser.add_argument("--seeds", default=5, type=int)
    parser.add_argument("--held", default=HELD, type=int)
    parser.add_argument("--gold", action="store_true")
    asked = parser.parse_args()
    material = read_base(registry.default_folder()), corpus.read_corpus(corpus.shipped_folder(), KNOWN)
    gold, _ = corpus.read_labelled(corpus.shipped_folder() / corpus.GOLD, KNOWN)
    beside = ROOT.parent / "shared" / "eval" / "dev.jsonl"
    measuring = beside.exists() and not asked.gold
    answers = corpus.read_labelled(beside, KNOWN)[0] if measuring else gold
    found: dict[str, tuple[Any, Any]] = {
        order: (defaultdict(list), defaultdict(list)) for order in (OURS, RANDOM, LEAST, STILL)
    }
    promoted: dict[str, list[int]] = defaultdict(list)
    for seed in range(asked.seeds):
        batch, held = _split(answers, seed, asked.held)
        judges = (held or batch) if answers is gold else gold  # who was reviewed may not judge
        for order in found:
            *curves, times = simulate(order, seed, batch, held, judges, material)
            promoted[order].append(times)
            for curve, into in zip(curves, found[order], strict=True):
                for turn, figure in curve.items():
                    into[turn].append(figure)
    points = [p for p in POINTS if len(found[OURS][0][p]) == asked.seeds]
    medians = {order: [[float(np.median(c[p])) for p in points] for c in curves] for order, curves in found.items()}
    name = beside.name if measuring else Path(corpus.GOLD).name
    print(f"macro-F1 on {name}, medians over {asked.seeds} seeds, by number of verdicts\n")
    print("| | " + " | ".join(map(str, points)) + " | promoted |\n|---" + "|---:" * (len(points) + 1) + "|")
    labels = ("batch", "model, other sources") if asked.held else ("batch",)
    for which, label in enumerate(labels):
        for order, curves in medians.items():
            figures = " | ".join(f"{figure:.3f}" for figure in curves[which])
            print(f"| {label}: {order} | {figures} | {np.mean(promoted[order]):.1f} |")
    print()
    for which, label in enumerate(labels):
        goal = medians[RANDOM][which][-1]
        reached = next((p for p, figure in zip(points, medians[OURS][which], strict=True) if figure >= goal), None)
        print(f"{label}: random order has {goal:.3f} after {points[-1]} verdicts; our queue after {reached}.")
    _plot(asked.picture, points, medians, labels)


def _plot(path: Path, points: Sequence[int], medians: dict[str, list[list[float]]], titles: Sequence[str]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes_of = pyplot.subplots(
        1, len(titles), figsize=(1.5 + 4 * len(titles), 3.6), layout="constrained", squeeze=False
    )
    colours = {OURS: "#b5322e", RANDOM: "#8a8f98", LEAST: "#3b6ea5", STILL: "#d9a441"}
    for which, (axes, title) in enumerate(zip(axes_of[0], titles, strict=True)):
        for order, curves in medians.items():
            width = 4 if order == OURS else 1.5  # the others may lie upon it
            axes.plot(points, curves[which], marker="o", markersize=3, lw=width, color=colours[order], label=order)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("verdicts")
        axes.spines[["top", "right"]].set_visible(False)
    axes_of[0][0].set_ylabel("macro-F1")
    axes_of[0][0].legend(frameon=False, fontsize=9)
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main()
