"""The one file that names every transformer, in order: texts → n-grams → leaf head → tags, and a subject head.

``build`` gives the trainable pipeline (scikit-learn); ``pack`` turns a trained one into arrays; ``Model`` predicts
from those arrays with NumPy alone. Both ways give the same probabilities (tested to 1e-3 at half precision).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fourwinds.classify import decide, evidence, leads
from fourwinds.classify.linear import LinearScorer
from fourwinds.clean.filler import is_filler
from fourwinds.clean.normalise import aliases
from fourwinds.errors import ModelError
from fourwinds.features.ngram_index import Batch, NgramIndex
from fourwinds.records import (
    NONE,
    STATUS_AUTO,
    STATUS_DISCIPLINE_CLUE,
    STATUS_REVIEW,
    STATUS_SAFETY,
    ModelCard,
    Prediction,
)
from fourwinds.taxonomy import HANDLING_CLUE, Taxonomy

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

CHUNK = 128  # texts whose gathered weights stay in the second-level cache
NO_OPINION = "no_opinion"
UNCLEAR = "unclear"

CONFIG: Mapping[str, Any] = {
    "min_df": 2,
    "max_rows": 44_000,
    "C": 40.0,
    "max_iter": 40,
    "subject_C": 10.0,
    "none_weight": 0.4,  # whole opinions that are none, against 1 for every other row: there are four times as many
}


def build(config: Mapping[str, Any] = CONFIG) -> Pipeline:
    """The trainable pipeline: ``fit(texts, leaves)``, ``predict_proba(texts)`` over leaves."""
    from sklearn.pipeline import Pipeline

    from fourwinds.classify.head import SummedLogistic
    from fourwinds.features.char_ngrams import CharNgrams

    return Pipeline(
        [
            ("ngrams", CharNgrams(min_df=config["min_df"], max_rows=config["max_rows"], aliases=aliases())),
            (
                "head",
                SummedLogistic(C=config["C"], max_iter=config["max_iter"]),
            ),
        ]
    )


def build_subject_head(config: Mapping[str, Any] = CONFIG) -> Any:
    """The head that tells subjects apart, trained on the n-grams of the fitted pipeline."""
    from fourwinds.classify.head import SummedLogistic

    return SummedLogistic(C=config["subject_C"], max_iter=config["max_iter"])


def pack(
    fitted: Pipeline, subject_head: Any, taxonomy: Taxonomy
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, list[str]]]:
    """Arrays and column names of a trained pipeline, leaves in taxonomy order, weights at half precision."""
    ngrams, head = fitted["ngrams"], fitted["head"]
    trained = {str(leaf): i for i, leaf in enumerate(head.classes_)}
    leaves = [leaf for leaf in taxonomy.leaves if leaf in trained]
    order = [trained[leaf] for leaf in leaves]
    known = {str(subject): i for i, subject in enumerate(subject_head.classes_)}
    subjects = [code for code in taxonomy.subjects if code in known]
    places = [known[code] for code in subjects]
    coef = np.hstack([head.coef_[:, order], subject_head.coef_[:, places]])
    bias = np.concatenate([head.intercept_[order], subject_head.intercept_[places]])
    weights = (coef * ngrams.idf_[:, None]).astype(np.float16)
    weights[:2] = 0
    arrays = {
        "chars": ngrams.index_.chars,
        "slots": ngrams.index_.slots,
        "weights": weights,
        "square_idf": np.square(ngrams.idf_, dtype=np.float32),
        "bias": bias.astype(np.float32),
    }
    return arrays, {"leaves": leaves, "subjects": subjects}


@dataclass(frozen=True, slots=True)
class Chunk:
    """Decisions for some texts in a row, with what explains them."""

    texts: Sequence[str]
    decisions: decide.Decisions
    evidence: tuple[str, ...]


class Model:
    """A trained model, ready to predict; made by ``fourwinds.load_model``.

    Attributes:
        card: what the model says of itself.
        labels: tag codes in order, then ``none``: the columns of ``predict_proba``.
    """

    def __init__(self, card: ModelCard, arrays: Mapping[str, npt.NDArray[Any]], taxonomy: Taxonomy) -> None:
        self.card = card
        self.taxonomy = taxonomy
        self.labels: tuple[str, ...] = taxonomy.labels
        self.leaves = tuple(card.labels["leaves"])
        self.subjects = tuple(card.labels["subjects"])
        tag_of = [leaf.partition(".")[0] for leaf in self.leaves]
        if not set(tag_of) <= set(self.labels) or sorted(set(tag_of), key=self.labels.index) != list(self.labels):
            raise ModelError(f"模型“{card.name}”与现在的分类表不符", todo="用现在的分类表重新训练，或换用其他模型")
        self._group_starts = np.array([tag_of.index(tag) for tag in self.labels])
        self._index = NgramIndex(np.asarray(arrays["chars"]), np.asarray(arrays["slots"]), aliases())
        self._scorer = LinearScorer(
            arrays["weights"].astype(np.float32), np.asarray(arrays["square_idf"]), np.asarray(arrays["bias"])
        )
        if self._scorer.weights.shape != (self._index.n_rows, len(self.leaves) + len(self.subjects)):
            raise ModelError(f"模型“{card.name}”的数组彼此不符", todo="换用其他模型，或重新安装程序")
        self.temperature = float(card.figures["temperature"])
        self.threshold = float(card.figures["review_threshold"])
        self.second_threshold = float(card.figures["second_threshold"])
        self._fillers = f"{NONE}.{NO_OPINION}"

    def __repr__(self) -> str:
        return f"<Model {self.card.name!r}: {len(self.leaves)} leaves, {self._index.n_rows} n-grams>"

    def predict_proba(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Probability of every tag and of none, shape (len(texts), 6), columns as in ``labels``; rows sum to 1.

        Raises:
            TypeError: ``texts`` is one string, or holds something that is no string.
        """
        parts = [group for _, _, group, _ in self._scores(checked(texts))]
        return np.concatenate(parts).astype(np.float64) if parts else np.empty((0, len(self.labels)))

    def leaf_proba(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Probability of every leaf, shape (len(texts), len(leaves))."""
        parts = [leaf for _, leaf, _, _ in self._scores(checked(texts))]
        return np.concatenate(parts).astype(np.float64) if parts else np.empty((0, len(self.leaves)))

    def predict(self, texts: Sequence[str], contexts: Sequence[str] | None = None) -> list[Prediction]:
        """One ``Prediction`` for each text, in order.

        Args:
            texts: opinions, one string each; empty ones are none (no opinion).
            contexts: the question or form row of each text; it tells whom an opinion concerns when its words do not.

        Raises:
            TypeError: ``texts`` is one string, or holds something that is no string.
            ValueError: there are not as many contexts as texts.
        """
        texts = checked(texts)
        if contexts is not None and len(contexts) != len(texts):
            raise ValueError(f"{len(texts)} 条文本却有 {len(contexts)} 条栏目，两者应一样多")
        found: list[Prediction] = []
        for chunk in self.decisions(texts):
            at = len(found)
            near = contexts[at : at + len(chunk.texts)] if contexts is not None else [""] * len(chunk.texts)
            found.extend(self._predictions(chunk, near))
        return found

    def decisions(self, texts: Sequence[str]) -> Iterator[Chunk]:
        """Decisions chunk by chunk, with the heaviest words of each."""
        for batch, leaf_p, group_p, scores in self._scores(texts):
            some = texts[batch.at : batch.at + len(group_p)]
            made = decide.decide(
                leaf_p, group_p, scores[:, len(self.leaves) :], self._group_starts,
                threshold=self.threshold, second_threshold=self.second_threshold,
            )  # fmt: skip
            rows = batch.rows
            per_position = np.repeat(made.leaf, np.diff(np.append(rows.starts, len(rows.unigrams))))
            weight = self._scorer.contributions(rows.unigrams, rows.bigrams, rows.starts, per_position)
            first = evidence.windows(weight, rows.starts)
            yield Chunk(some, made, tuple(map(evidence.excerpt, some, first.tolist())))

    def _scores(self, texts: Sequence[str]) -> Iterator[tuple[_At, Any, Any, Any]]:
        for at in range(0, len(texts), CHUNK):
            rows = self._index.lookup(texts[at : at + CHUNK])
            scores, _ = self._scorer.score(rows.unigrams, rows.bigrams, rows.starts)
            leaf_p, group_p = decide.group_probabilities(
                scores[:, : len(self.leaves)], self._group_starts, self.temperature
            )
            yield _At(at, rows), leaf_p, group_p, scores

    def _predictions(self, chunk: Chunk, contexts: Sequence[str]) -> Iterator[Prediction]:
        made = chunk.decisions
        columns = zip(
            chunk.texts, contexts, chunk.evidence, made.tag.tolist(), made.score.tolist(), made.leaf.tolist(),
            made.second.tolist(), made.second_leaf.tolist(), made.subject.tolist(), made.unsure.tolist(), strict=True,
        )  # fmt: skip
        for text, context, words, tag, score, leaf, second, second_leaf, subject, unsure in columns:
            if is_filler(text):
                yield Prediction(NONE, 1.0, None, None, UNCLEAR, NO_OPINION, STATUS_AUTO)
                continue
            code, _, detail = self.leaves[leaf].partition(".")
            is_none = code == NONE
            yield Prediction(
                tag=self.labels[tag],
                score=round(score, 4),
                second_tag=self.labels[second] if second >= 0 else None,
                manifestation=None if is_none else detail,
                subject=self._subject(text, context, self.subjects[subject]),
                none_kind=detail if is_none else None,
                status=self._status(text, self.leaves[leaf], unsure),
                evidence=words,
                second_manifestation=self.leaves[second_leaf].partition(".")[2] if second_leaf >= 0 else None,
            )

    def _status(self, text: str, leaf: str, unsure: bool) -> str:
        if leads.is_danger(text):
            return STATUS_SAFETY
        entry = self.taxonomy.manifestations.get(leaf)
        if entry is not None and entry.handling == HANDLING_CLUE and leads.is_concrete(text):
            return STATUS_DISCIPLINE_CLUE
        return STATUS_REVIEW if unsure else STATUS_AUTO

    def _subject(self, text: str, context: str, guess: str) -> str:
        """Labelling guide §6: an actor named in the text wins, then the form's row or question, then the words."""
        asked = self._named(context) if context else ""
        return asked if asked and not self._named(text) else guess

    def _named(self, text: str) -> str:
        """The subject whose longest cue stands in ``text``, or ""."""
        hits = [
            (len(cue), -place, code)
            for place, (code, subject) in enumerate(self.taxonomy.subjects.items())
            for cue in subject.cues
            if cue in text
        ]
        return max(hits)[2] if hits else ""

    def attribute(self, text: str) -> tuple[int, npt.NDArray[np.float64], float]:
        """Winning leaf, what every character of ``text`` adds to its logit, and the bias: they sum to the logit.

        Returns:
            index of the leaf, weights of shape (len(text),), bias.
        """
        rows = self._index.lookup([text])
        scores, scale = self._scorer.score(rows.unigrams, rows.bigrams, rows.starts)
        _, group_p = decide.group_probabilities(scores[:, : len(self.leaves)], self._group_starts, self.temperature)
        group = int(group_p[0].argmax())
        ends = np.append(self._group_starts[1:], len(self.leaves))
        leaf = int(scores[0, self._group_starts[group] : ends[group]].argmax() + self._group_starts[group])
        columns = np.full(len(rows.unigrams), leaf)
        weight = self._scorer.contributions(rows.unigrams, rows.bigrams, rows.starts, columns) * scale[0]
        return leaf, weight[1:].astype(np.float64), float(self._scorer.bias[leaf])

    def similar(self, text: str, known: Sequence[str], top: int) -> list[tuple[int, float]]:
        """Index and cosine (0..1) of the ``top`` texts of ``known`` that share most weight of n-grams with ``text``."""
        weight = self._scorer.square_idf
        mine = _distinct(self._index.lookup([text]))[1]
        size = float(weight[mine].sum())
        if not size or not known:
            return []
        of, rows = _distinct(self._index.lookup(known))
        energy = np.bincount(of, weights=weight[rows], minlength=len(known))
        own = np.zeros(self._index.n_rows, dtype=bool)
        own[mine] = True
        shared = np.bincount(of, weights=weight[rows] * own[rows], minlength=len(known))
        norm = np.sqrt(energy * size)
        cosine = np.divide(shared, norm, out=np.zeros_like(norm), where=norm > 0)
        best = np.lexsort((np.arange(len(known)), -cosine))[:top]
        return [(int(i), float(cosine[i])) for i in best if cosine[i] > 0]


@dataclass(frozen=True, slots=True)
class _At:
    at: int
    rows: Batch


def _distinct(batch: Batch) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Text number and row of every n-gram of a batch, each once a text."""
    of = np.repeat(np.arange(len(batch.starts)), np.diff(np.append(batch.starts, len(batch.unigrams))))
    pairs = np.unique(np.concatenate([of << 32 | batch.unigrams, of << 32 | batch.bigrams]))
    return pairs >> 32, pairs & 0xFFFFFFFF


def checked(texts: Sequence[str]) -> Sequence[str]:
    """``texts`` itself if it is a sequence of strings.

    Raises:
        TypeError: it is one string, or holds something that is no string.
    """
    if isinstance(texts, str):
        raise TypeError("需要一组文本，得到的是一个字符串；单条文本请写成 [文本]")
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"每条意见应是字符串，得到的是 {type(text).__name__}：{text!r}")
    return texts if isinstance(texts, (list, tuple)) else list(texts)
