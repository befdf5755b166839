"""The one file that names every transformer, in order: texts → n-grams → leaf head → tags, a subject head, a danger head.

``build`` gives the trainable pipeline (scikit-learn); ``pack`` turns a trained one into arrays; ``Model`` predicts
from those arrays with NumPy alone. Both ways give the same probabilities once the weights are rounded as they are
stored (tested to 1e-5).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import getitem
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fourwinds.characters import CODE_POINTS
from fourwinds.classify import calibrate, danger, decide, evidence, leads
from fourwinds.classify.headings import UNCLEAR, Headings
from fourwinds.classify.linear import Column, LinearScorer, quantise
from fourwinds.clean import filler
from fourwinds.clean.normalise import aliases
from fourwinds.errors import ModelError
from fourwinds.features.likeness import Postings
from fourwinds.features.ngram_index import Batch, NgramIndex
from fourwinds.model_records import ModelCard
from fourwinds.records import NONE, STATUS_AUTO, STATUS_DISCIPLINE_CLUE, STATUS_REVIEW, STATUS_SAFETY, Prediction
from fourwinds.taxonomy import HANDLING_CLUE, Taxonomy

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

Positions = npt.NDArray[np.int64]
CHUNK = 2048  # texts that are worked on at once: enough to make calls cheap, few enough for the caches
CHARACTERS = 1 << 20  # and at most so many characters of them, which bounds the memory that long texts take
# What the character at a position is, one bit each (``Model._character_marks``).
_WORD = np.uint8(1)
_OPENING = np.uint8(2)  # a word character with which no filler and greeting begins
_UNKNOWN = np.uint8(255)
# What a heading that names a subject adds to its logit, halved where the text has a word for another subject: a text
# overrules its heading only when its own words are clear (docs/model.md).
HEADING_WEIGHT = 6.0
NO_OPINION = "no_opinion"
# Word characters. Of what the danger head learned from, one report in three thousand is shorter.
_SHORTEST_REPORT = 5

DANGER = "danger"

LOGISTIC = "logistic"
MARGINS = "margins"

CONFIG: Mapping[str, Any] = {
    "head": LOGISTIC,  # or MARGINS, measured in docs/model.md
    "log_count_ratio": False,  # whether MARGINS weights the n-grams of each leaf
    "min_df": 2,
    "max_rows": 44_000,
    "C": 40.0,
    "max_iter": 40,
    "subject_C": 10.0,
    "danger_C": 40.0,
    "danger_alarms": 0.02,  # of ordinary opinions are put on top needlessly: a child missed weighs more than a look
    "missed_cost": 8.0,  # an error nobody looks at, where looking at an opinion costs 1: sets the review thresholds
    "none_weight": 0.4,  # whole opinions that are none, against 1 for every other row: there are four times as many
}


def threshold_name(label: str) -> str:
    """Name of a label's threshold among a card's figures."""
    return f"review_threshold_{label}"


def build(config: Mapping[str, Any] = CONFIG) -> Pipeline:
    """The trainable pipeline: ``fit(texts, leaves)``, ``predict_proba(texts)`` over leaves."""
    from sklearn.pipeline import Pipeline

    from fourwinds.classify.head import SummedLogistic
    from fourwinds.features.char_ngrams import CharNgrams

    ngrams = CharNgrams(min_df=config["min_df"], max_rows=config["max_rows"], aliases=aliases())
    if config["head"] == MARGINS:
        from fourwinds.classify.margins import SummedMargins
        from fourwinds.features.log_count_ratio import LogCountRatio

        weighting = LogCountRatio() if config["log_count_ratio"] else None
        return Pipeline([("ngrams", ngrams), ("head", SummedMargins(C=config["C"], weighting=weighting))])
    return Pipeline([("ngrams", ngrams), ("head", SummedLogistic(C=config["C"], max_iter=config["max_iter"]))])


def build_subject_head(config: Mapping[str, Any] = CONFIG) -> Any:
    """The head that tells subjects apart, trained on the n-grams of the fitted pipeline."""
    from fourwinds.classify.head import SummedLogistic

    return SummedLogistic(C=config["subject_C"], max_iter=config["max_iter"])


def build_danger_head(config: Mapping[str, Any] = CONFIG) -> Any:
    """The head that tells reports of danger from ordinary opinions, trained on the same n-grams."""
    from fourwinds.classify.head import SummedLogistic

    return SummedLogistic(C=config["danger_C"], max_iter=config["max_iter"])


def pack(
    fitted: Pipeline, subject_head: Any, taxonomy: Taxonomy, danger_column: Column | None = None
) -> tuple[dict[str, npt.NDArray[Any]], dict[str, list[str]]]:
    """Arrays and column names of a trained pipeline, leaves in taxonomy order, weights of one byte each.

    A text that scores above 0 by ``danger_column``, and above its bias, is put on top.
    """
    ngrams, head = fitted["ngrams"], fitted["head"]
    trained = {str(leaf): i for i, leaf in enumerate(head.classes_)}
    leaves = [leaf for leaf in taxonomy.leaves if leaf in trained]
    order = [trained[leaf] for leaf in leaves]
    known = {str(subject): i for i, subject in enumerate(subject_head.classes_)}
    subjects = [code for code in taxonomy.subjects if code in known]
    places = [known[code] for code in subjects]
    coef = np.hstack([head.coef_[:, order], subject_head.coef_[:, places]])
    bias = np.concatenate([head.intercept_[order], subject_head.intercept_[places]])
    if danger_column is not None:
        coef = np.column_stack([coef, danger_column.coef])
        bias = np.append(bias, danger_column.bias)
    weights, steps = quantise(coef * ngrams.idf_[:, None])
    weights[:2] = 0
    arrays = {
        "chars": ngrams.index_.chars,
        "slots": ngrams.index_.slots,
        "weights": weights,
        "steps": steps,
        "square_idf": np.square(ngrams.idf_, dtype=np.float32),
        "bias": bias.astype(np.float32),
    }
    return arrays, {"leaves": leaves, "subjects": subjects, DANGER: [DANGER] if danger_column is not None else []}


class Model:
    """A trained model, ready to predict; made by ``fourwinds.load_model``.

    Attributes:
        card: what the model says of itself.
        labels: tag codes in order, then ``none``: the columns of ``predict_proba``.
        thresholds: for each label the score below which a person must look.
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
        weights, steps = np.asarray(arrays["weights"]), arrays.get("steps")
        if steps is None:  # format 1: half precision
            weights, steps = quantise(weights.astype(np.float32))
        # The column that tells of danger comes last; models before format 3 have none and know only the patterns.
        self._danger = [len(self.leaves) + len(self.subjects)] * len(card.labels.get(DANGER, ()))
        # Words must speak for it: a text without any the model knows has only the bias.
        self._alarming = np.maximum(np.asarray(arrays["bias"])[self._danger], 0)
        shape = (self._index.n_rows, len(self.leaves) + len(self.subjects) + len(self._danger))
        if weights.shape != shape or len(steps) != shape[1] or len(arrays["square_idf"]) != shape[0]:
            raise ModelError(f"模型“{card.name}”的数组彼此不符", todo="换用其他模型，或重新安装程序")
        self._scorer = LinearScorer(
            weights, np.asarray(steps), np.asarray(arrays["square_idf"]), np.asarray(arrays["bias"]), self._index.first
        )
        self.temperature = float(card.figures["temperature"])
        self.long_from = float(card.figures.get("long_from", CODE_POINTS))  # older models do not tell
        every = card.figures["review_threshold"]
        self.thresholds = np.array([float(card.figures.get(threshold_name(label), every)) for label in self.labels])
        self.second_threshold = float(card.figures["second_threshold"])
        parts = [leaf.partition(".") for leaf in self.leaves]
        self._tag_of = [tag for tag, _, _ in parts]
        self._manifestation_of = [None if tag == NONE else detail for tag, _, detail in parts]
        self._none_kind_of = [detail if tag == NONE else None for tag, _, detail in parts]
        clues = [taxonomy.manifestations.get(leaf) for leaf in self.leaves]
        self._is_clue = np.array([entry is not None and entry.handling == HANDLING_CLUE for entry in clues])
        self._watch = danger.Watch(self._frequencies(np.asarray(arrays["square_idf"])))
        abuse = danger.manifestations_of_abuse()
        self._is_abuse = np.array([leaf.partition(".")[2] in abuse for leaf in self.leaves])
        self._marks, self._kinds = self._character_marks()
        self._headings = Headings(taxonomy, self.subjects)

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
        named: dict[str, str] = {}
        for batch, leaf_p, group_p, scores in self._scores(texts):
            some = texts[batch.at : batch.stop]
            near = contexts[batch.at : batch.stop] if contexts is not None else ()
            subject_scores = scores[:, len(self.leaves) : len(self.leaves) + len(self.subjects)]
            made = decide.decide(
                leaf_p, group_p, subject_scores, self._group_starts,
                thresholds=self.thresholds, second_threshold=self.second_threshold,
            )  # fmt: skip
            alarming = np.flatnonzero((scores[:, self._danger] > self._alarming).any(axis=1))
            found.extend(self._predictions(some, near, batch.rows, made, subject_scores, alarming, named))
        return found

    def _scores(self, texts: Sequence[str]) -> Iterator[tuple[_At, Any, Any, Any]]:
        for at, stop in _spans(texts):
            rows = self._index.lookup(texts[at:stop])
            scores, _ = self._scorer.score(rows.longest, rows.starts)
            leaf_p, group_p = decide.group_probabilities(scores[:, : len(self.leaves)], self._group_starts)
            yield _At(at, stop, rows), leaf_p, self._calibrated(group_p, rows), scores

    def _calibrated(self, group_p: npt.NDArray[Any], rows: Batch) -> npt.NDArray[np.float64]:
        lengths = np.diff(np.append(rows.starts, len(rows.unigrams))) - 1
        return calibrate.tempered(
            group_p.astype(np.float64), calibrate.temperatures(lengths, self.temperature, self.long_from)
        )

    def _predictions(
        self, texts: Sequence[str], contexts: Sequence[str], rows: Batch, made: decide.Decisions,
        subject_scores: npt.NDArray[Any], alarming: Positions, named: dict[str, str],
    ) -> list[Prediction]:  # fmt: skip
        """Column by column; patterns are only tried where a character says that they could match."""
        marks = self._marks.take(rows.points)
        ends = np.append(rows.starts[1:], len(rows.unigrams))
        words = np.concatenate(([0], np.cumsum(marks & _WORD, dtype=np.int64)))
        evidence_of = self._evidence(texts, rows, ends, made.leaf)
        status = _each((STATUS_AUTO, STATUS_REVIEW), made.unsure)
        for i in np.flatnonzero(self._is_clue[made.leaf]).tolist():
            if leads.is_concrete(texts[i]):
                status[i] = STATUS_DISCIPLINE_CLUE
        long = words[ends] - words[rows.starts]
        for i in (*alarming[long[alarming] >= _SHORTEST_REPORT], *self._watch.find(texts, rows.points, rows.starts)):
            status[i] = STATUS_SAFETY
        for i in np.flatnonzero(self._is_abuse[made.leaf]).tolist():
            if danger.is_about_a_child(texts[i]):
                status[i] = STATUS_SAFETY
        subject = _each(self.subjects, made.subject)
        behind = (subject_scores.max(axis=1, keepdims=True) - subject_scores).tolist() if len(contexts) else []
        for i, context in enumerate(contexts):
            if context not in named:
                named[context] = self._headings.asked_about(context)
            if code := named[context]:
                by = behind[i][self.subjects.index(code)]
                # Whom the words name is only asked where that decides.
                if by < HEADING_WEIGHT / 2 or (by < HEADING_WEIGHT and self._headings.named(texts[i]) in ("", code)):
                    subject[i] = code
        found = Prediction.from_columns(
            _each(self._tag_of, made.leaf), np.round(made.score.astype(np.float64), 4).tolist(),
            _each((*self.labels, None), made.second), _each(self._manifestation_of, made.leaf), subject,
            _each(self._none_kind_of, made.leaf), status, evidence_of,
            _each((*self._manifestation_of, None), made.second_leaf),
        )  # fmt: skip
        few = long <= filler.longest()
        for i in np.flatnonzero(few | ((marks[rows.starts + 1] & _OPENING) == 0)).tolist():
            if filler.is_filler(texts[i]) if few[i] else filler.only_greets(texts[i]):
                about = (named[contexts[i]] if contexts else "") or UNCLEAR
                found[i] = Prediction(NONE, 1.0, None, None, about, NO_OPINION, STATUS_AUTO)
        return found

    def _evidence(self, texts: Sequence[str], rows: Batch, ends: Positions, leaf: Positions) -> list[str]:
        """The heaviest words of each text; a run with a character unknown to the model is cut the slow way."""
        weight = self._scorer.contributions(rows.unigrams, rows.bigrams, rows.starts, leaf)
        begin = rows.starts + 1 + evidence.windows(weight, rows.starts)
        place = begin[:, None] + np.arange(evidence.WINDOW)
        inside = place < ends[:, None]
        kinds = self._kinds.take(rows.points.take(place, mode="clip"))
        kinds[~inside] = evidence.CLAUSE_END
        start, stop = evidence.plain_excerpts(kinds)
        at = begin - rows.starts - 1
        spans = map(slice, (at + start).tolist(), (at + stop).tolist())
        stretches: Iterator[Any] = map(getitem, texts, spans)
        found = list(map(str.strip, stretches))
        for i in np.flatnonzero((kinds == _UNKNOWN).any(axis=1)).tolist():
            found[i] = evidence.excerpt(texts[i], int(at[i]))
        return found

    def _character_marks(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """Marks and kind (``evidence``) of every code point; what the model does not know is no word character."""
        marks = np.zeros(CODE_POINTS, dtype=np.uint8)
        kinds = np.full(CODE_POINTS, _UNKNOWN, dtype=np.uint8)
        for char in map(chr, {*self._index.chars.tolist(), *aliases(), *map(ord, evidence.CLAUSE_ENDS)}):
            kinds[ord(char)] = evidence.WORD if char.isalnum() else evidence.OTHER
            if char.isalnum() and unicodedata.category(char)[0] in "LN":
                marks[ord(char)] = _WORD if char in filler.HEADS else _WORD | _OPENING
        kinds[list(map(ord, evidence.CLAUSE_ENDS))] = evidence.CLAUSE_END
        return marks, kinds

    def _frequencies(self, square_idf: npt.NDArray[np.float32]) -> dict[str, float]:
        """Share of the training texts that hold each character, from its idf: ln((1 + n) / (1 + df)) + 1."""
        shares = np.exp(1 - np.sqrt(square_idf[2 : 2 + len(self._index.chars)], dtype=np.float64))
        return dict(zip(map(chr, self._index.chars.tolist()), shares.tolist(), strict=True))

    def attribute(self, text: str) -> tuple[int, npt.NDArray[np.float64], float]:
        """Winning leaf, what every character of ``text`` adds to its logit, and the bias: they sum to the logit.

        Returns:
            index of the leaf, weights of shape (len(text),), bias.
        """
        rows = self._index.lookup([text])
        scores, scale = self._scorer.score(rows.longest, rows.starts)
        _, group_p = decide.group_probabilities(scores[:, : len(self.leaves)], self._group_starts)
        group = int(group_p[0].argmax())
        ends = np.append(self._group_starts[1:], len(self.leaves))
        leaf = int(scores[0, self._group_starts[group] : ends[group]].argmax() + self._group_starts[group])
        halves = self._scorer.contributions(rows.unigrams, rows.bigrams, rows.starts, np.array([leaf]))
        weight = halves * (0.5 * float(self._scorer.steps[leaf]) * float(scale[0]))
        return leaf, np.asarray(weight[1:], dtype=np.float64), float(self._scorer.bias[leaf])

    def known(self, texts: Sequence[str]) -> Postings:
        """``texts`` made ready for many calls of ``similar``."""
        of, rows = _distinct(self._index.lookup(texts)) if texts else (np.empty(0, np.int64),) * 2
        return Postings(of, rows, self._scorer.square_idf, len(texts))

    def similar(self, text: str, known: Sequence[str] | Postings, top: int) -> list[tuple[int, float]]:
        """Index and cosine (0..1) of the ``top`` texts of ``known`` that share most weight of n-grams with ``text``."""
        ready = known if isinstance(known, Postings) else self.known(known)
        return ready.nearest(_distinct(self._index.lookup([text]))[1], top)


@dataclass(frozen=True, slots=True)
class _At:
    at: int
    stop: int
    rows: Batch


def _spans(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First text and end of each chunk; a text that is longer than ``CHARACTERS`` is a chunk of its own."""
    at = 0
    while at < len(texts):
        stop = min(at + CHUNK, len(texts))
        while stop - at > 1 and sum(map(len, texts[at:stop])) > CHARACTERS:
            stop = at + (stop - at) // 2
        yield at, stop
        at = stop


def _distinct(batch: Batch) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Text number and row of every n-gram of a batch, each once a text."""
    of = np.repeat(np.arange(len(batch.starts)), np.diff(np.append(batch.starts, len(batch.unigrams))))
    pairs = np.sort(np.concatenate([of << 32 | batch.unigrams, of << 32 | batch.bigrams]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # np.unique hashes, which takes ten times as long here
    return pairs >> 32, pairs & 0xFFFFFFFF


def _each(of: Sequence[Any], places: npt.NDArray[Any]) -> list[Any]:
    """The entry of ``of`` at each place; −1 is the last."""
    return list(map(of.__getitem__, places.tolist()))


def checked(texts: Sequence[str]) -> Sequence[str]:
    """``texts`` itself if it is a list or tuple of strings, a list of what any other iterable of strings gives.

    Raises:
        TypeError: it is one string, or holds something that is no string.
    """
    if isinstance(texts, str):
        raise TypeError("需要一组文本，得到的是一个字符串；单条文本请写成 [文本]")
    texts = texts if isinstance(texts, (list, tuple)) else list(texts)  # first, for some can be gone through only once
    if set(map(type, texts)) - {str}:  # subclasses are welcome, but looked at one by one
        for text in texts:
            if not isinstance(text, str):
                raise TypeError(f"每条意见应是字符串，得到的是 {type(text).__name__}：{text!r}")
    return texts
