"""Corpus and reviewed opinions → challenger, in seconds: the heads go on from where the shipped model stands.

The loss is convex, so the way does not change where it ends; a few steps from weights that fit 43,000 rows already
take in some hundreds more. It always begins at the shipped model, never at a retrained one: the same verdicts
give the same model, whatever was tried before. N-grams that only reviewed opinions have are added to the vocabulary.

This module runs in a process of its own (``python -m fourwinds.workflows.warm_start``): a job comes in as JSON, each
step is told as a line of JSON. So arithmetic is pinned as in training, it can be stopped at any moment, and the
process that serves pages goes on serving them.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fourwinds import registry, taxonomy
from fourwinds.characters import encode
from fourwinds.classify.head import SummedLogistic
from fourwinds.clean.normalise import aliases
from fourwinds.features.char_ngrams import CharNgrams
from fourwinds.features.ngram_index import BOUNDARY, NgramIndex, character_table, pair_keys, place
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText, ModelCard
from fourwinds.pipeline import pack
from fourwinds.review import label_errors
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows.train import leaf_of, row_weights

_FOLD_STEPS = 4
_FOLDS = 2
_PART = 4  # one corpus row in so many, counted so many times, holds the heads of the folds in place
_OFTEN = 2  # reviewed opinions that a new n-gram must stand in

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Base:
    """The shipped model as a trainable one.

    Attributes:
        ngrams: fitted transformer.
        coef, bias: of both heads side by side, shapes (n_rows, columns) and (columns,).
        leaves, subjects: names of the columns.
    """

    card: ModelCard
    ngrams: CharNgrams
    coef: FloatArray
    bias: FloatArray
    leaves: list[str]
    subjects: list[str]


def read_base(folder: Path) -> Base:
    """The model in ``folder``, its weights undone from idf and whole numbers."""
    card, arrays = registry.read(folder)
    idf = np.sqrt(np.asarray(arrays["square_idf"], dtype=np.float32))
    weights = np.asarray(arrays["weights"], dtype=np.float64) * np.asarray(arrays["steps"], dtype=np.float64)
    coef = np.divide(weights, idf[:, None], out=np.zeros_like(weights), where=idf[:, None] > 0)
    ngrams = _transformer(np.asarray(arrays["chars"]), np.asarray(arrays["slots"]), idf)
    bias = np.asarray(arrays["bias"], dtype=np.float64)
    return Base(card, ngrams, coef, bias, list(card.labels["leaves"]), list(card.labels["subjects"]))


def _transformer(chars: npt.NDArray[np.uint32], slots: npt.NDArray[np.uint32], idf: npt.NDArray[Any]) -> CharNgrams:
    ngrams = CharNgrams(aliases=aliases())
    ngrams.index_ = NgramIndex(chars, slots, aliases())
    ngrams.idf_ = idf.astype(np.float32)
    ngrams.n_features_in_ = 1
    return ngrams


def with_new_ngrams(base: Base, texts: Sequence[str], rows: int) -> Base:
    """``base`` with a row, all zeros, for each n-gram that it lacks and that stands in two of ``texts`` or more.

    Args:
        rows: number of texts that the idf of ``base`` was counted on.
    """
    index = base.ngrams.index_
    known = character_table(index.chars, aliases())
    often = Counter(char for text in texts for char in set(text))
    new_chars = sorted(ord(c) for c, n in often.items() if n >= _OFTEN and not known[ord(c)] and c != "\0")
    chars = np.append(index.chars, np.array(new_chars, dtype=np.uint32))
    table = character_table(chars, aliases())
    seen = Counter(key for text in texts for key in _pairs(text, table))
    old_pairs = index.slots[index.slots != 0]
    own = set(old_pairs.tolist())
    new_pairs = sorted(key for key, n in seen.items() if n >= _OFTEN and key not in own)
    if not new_chars and not new_pairs:
        return base
    slots = place(np.append(old_pairs, np.array(new_pairs, dtype=np.uint32)))
    place_of = {key: i for i, key in enumerate(old_pairs.tolist())}
    first, width = 2 + len(index.chars), len(base.bias)
    old_row = [*range(first), *[-1] * len(new_chars)]
    old_row += [first + place_of[key] if key in place_of else -1 for key in slots[slots != 0].tolist()]
    source = np.array(old_row)
    counts = {2 + len(index.chars) + i: often[chr(c)] for i, c in enumerate(new_chars)}
    filled = slots[slots != 0].tolist()
    counts |= {2 + len(chars) + i: seen[key] for i, key in enumerate(filled) if key not in place_of}
    idf = np.append(base.ngrams.idf_, 0.0)[source]
    for row, n in counts.items():
        idf[row] = np.log((1 + rows + len(texts)) / (1 + n)) + 1
    coef = np.vstack([base.coef, np.zeros(width)])[source]
    return replace(base, ngrams=_transformer(chars, slots, idf), coef=coef)


def _pairs(text: str, table: npt.NDArray[np.uint16]) -> set[int]:
    points, starts = encode([text])
    ids = table[points]
    ids[starts] = BOUNDARY
    ids[-1] = BOUNDARY
    both = (ids[:-1] != 0) & (ids[1:] != 0)
    return set(pair_keys(ids)[both].tolist())


class Retraining:
    """Corpus rows and reviewed rows as one matrix, ready for several fits.

    Args:
        base: the shipped model.
        rows: corpus rows.
        reviewed: what verdicts teach, with their weights.
        steps: of L-BFGS.
    """

    def __init__(
        self, base: Base, rows: Sequence[LabelledText], reviewed: Sequence[LabelledText], steps: int = 6
    ) -> None:
        self.steps = steps
        self.base = with_new_ngrams(base, [row.text for row in reviewed], len(rows))
        self.config: dict[str, Any] = dict(base.card.config)
        self.rows = [*rows, *reviewed]
        self.n_corpus = len(rows)
        self.X = self.base.ngrams.transform([row.text for row in self.rows])
        self.leaves = np.array([*map(leaf_of, rows), *self._leaves_of(reviewed)])
        self.weights = row_weights(self.rows, self.config)

    def _leaves_of(self, reviewed: Sequence[LabelledText]) -> list[str]:
        """The leaf of each reviewed row; where only the tag is known, the one that the shipped model finds likeliest."""
        base = self.base
        scores = np.asarray(self.X[self.n_corpus :] @ base.coef) + base.bias
        found = []
        for row, own in zip(reviewed, scores, strict=True):
            if row.none_kind or (row.manifestations and row.manifestations[0]):
                found.append(leaf_of(row))
            else:
                mine = [i for i, leaf in enumerate(base.leaves) if leaf.startswith(f"{row.label}.")]
                found.append(base.leaves[max(mine, key=lambda i: own[i])])
        return found

    def head(self) -> SummedLogistic:
        """The head over leaves."""
        every = np.arange(len(self.rows))
        return self._fit(self.base.leaves, 0, self.config["C"], every, self.leaves, self.weights, self.steps)

    def subject_head(self) -> SummedLogistic:
        """The head over subjects, fitted to the rows that name one."""
        where = np.flatnonzero([bool(row.subject) for row in self.rows])
        named = np.array([row.subject for row in self.rows])
        even = np.append(np.ones(self.n_corpus), self.weights[self.n_corpus :])
        return self._fit(
            self.base.subjects, len(self.base.leaves), self.config["subject_C"], where, named, even, self.steps
        )

    def _fit(
        self, columns: list[str], offset: int, C: float, where: npt.NDArray[np.int64], labels: npt.NDArray[Any],
        weights: FloatArray, steps: int,
    ) -> SummedLogistic:  # fmt: skip
        classes = np.unique(labels[where])
        head = SummedLogistic(C=C, max_iter=steps, warm_start=True)
        head.coef_ = np.zeros((self.X.shape[1], len(classes)))
        # A label the shipped model does not know begins as unlikely as its least likely one.
        least = float(self.base.bias[offset : offset + len(columns)].min())
        head.intercept_ = np.full(len(classes), least)
        for i, label in enumerate(classes):
            if label in columns:
                head.coef_[:, i] = self.base.coef[:, offset + columns.index(label)]
                head.intercept_[i] = self.base.bias[offset + columns.index(label)]
        return head.fit(self.X[where], labels[where], sample_weight=weights[where])

    def suspicion(self, known: Taxonomy) -> FloatArray:
        """How much each reviewed label looks wrong to heads that have not seen it, shape (reviewed,)."""
        reviewed = self.rows[self.n_corpus :]
        fold = np.array([corpus.fold_of(row, _FOLDS) for row in reviewed])
        some = np.arange(0, self.n_corpus, _PART)
        weights = self.weights.copy()
        weights[some] *= _PART
        proba = np.zeros((len(reviewed), len(known.labels)))
        for k in np.unique(fold).tolist():
            out = np.flatnonzero(fold == k)
            seen = np.append(some, self.n_corpus + np.flatnonzero(fold != k))
            head = self._fit(self.base.leaves, 0, self.config["C"], seen, self.leaves, weights, _FOLD_STEPS)
            group = np.array([known.labels.index(str(name)) for name in head.groups_])
            proba[np.ix_(out, group)] = head.predict_group_proba(self.X[self.n_corpus + out])
        return label_errors.suspicion(np.array([known.labels.index(row.label) for row in reviewed]), proba)


def challenger_card(retraining: Retraining, name: str, created_from: str, labels: dict[str, list[str]]) -> ModelCard:
    """The card of a challenger: thresholds and temperature stay those of the shipped model."""
    base = retraining.base.card
    reviewed = retraining.rows[retraining.n_corpus :]
    kept = {name: value for name, value in base.figures.items() if not name.startswith("oof_")}  # of another model
    figures = {**kept, "rows": len(retraining.rows), "reviewed": len(reviewed)}
    config = {**base.config, "started_from": base.name, "steps": retraining.steps}
    return replace(
        base, format_version=registry.FORMAT_VERSION, name=name, created_from=created_from, config=config,
        labels=labels, figures=figures, arrays={},
    )  # fmt: skip


def _work(job: dict[str, Any]) -> None:
    known = taxonomy.load()
    reviewed = [
        LabelledText(**{**row, **{f: tuple(row[f]) for f in ("tags", "manifestations", "accept")}})
        for row in job["rows"]
    ]
    base_folder, corpora, folder = Path(job["base"]), Path(job["corpora"]), Path(job["folder"])
    _tell(1, "读取语料")
    rows = corpus.read_corpus(corpora, known)
    retraining = Retraining(read_base(base_folder), rows, reviewed, job["steps"])
    _tell(2, "训练类别")
    head = retraining.head()
    _tell(3, "训练涉及对象")
    subject_head = retraining.subject_head()
    _tell(4, "核对复核意见")
    suspicion = retraining.suspicion(known)
    _tell(5, "写入模型")
    arrays, labels = pack({"ngrams": retraining.base.ngrams, "head": head}, subject_head, known)
    said = hashlib.sha256(json.dumps(job["rows"], ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))
    card = challenger_card(retraining, job["name"], f"{corpus.digest(corpora)}+{said.hexdigest()}", labels)
    registry.write(folder, card, arrays, registry.read_neighbours(base_folder))
    print(json.dumps({"suspicion": [round(float(value), 4) for value in suspicion]}), flush=True)


STAGES = 5


def _tell(done: int, what: str) -> None:
    print(json.dumps({"done": done - 1, "of": STAGES, "what": what}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    _work(json.loads(sys.stdin.read()))
