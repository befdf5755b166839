"""The variants of the model search, each a function from training rows to a scorer: texts → array (n, 6) in label order.

They are references to compare with, not part of the product; ``accuracy.py`` runs them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import softmax
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from fourwinds import pipeline, taxonomy
from fourwinds.classify.head import SummedLogistic
from fourwinds.clean.normalise import normalise
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText
from fourwinds.records import NONE
from fourwinds.workflows.train import leaf_of, row_weights

KNOWN = taxonomy.load()
LABELS = list(KNOWN.labels)
SEED = 20261121

Array = npt.NDArray[np.float64]
Rows = Sequence[LabelledText]
Scorer = Callable[[Sequence[str]], Array]
Trainer = Callable[[Rows], Scorer]
_CLAUSE = re.compile(r"[，。；！？,;!?\n]+")


def summed(build: Callable[[], Pipeline]) -> Trainer:
    """Fit on leaves; sum leaf probabilities to labels (softmax of margins where the head gives none)."""

    def train(rows: Rows) -> Scorer:
        fitted = build().fit(_texts(rows), _leaves(rows), head__sample_weight=row_weights(rows))
        return lambda texts: _to_labels(_leaf_p(fitted, texts), fitted.classes_)

    return train


def best_leaf(build: Callable[[], Pipeline]) -> Trainer:
    """Fit on leaves; the tag of the best leaf, for heads whose margins are no probabilities and sum badly."""

    def train(rows: Rows) -> Scorer:
        fitted = build().fit(_texts(rows), _leaves(rows), head__sample_weight=row_weights(rows))
        tags = np.array([LABELS.index(str(leaf).partition(".")[0]) for leaf in fitted.classes_])
        return lambda texts: np.eye(len(LABELS))[tags[np.searchsorted(fitted.classes_, fitted.predict(list(texts)))]]

    return train


def ours(**changes: Any) -> Callable[[], Pipeline]:
    """The shipped pipeline with other settings."""
    return lambda: pipeline.build({**pipeline.CONFIG, **changes})


def logistic() -> SummedLogistic:
    """The shipped head."""
    return SummedLogistic(C=pipeline.CONFIG["C"], max_iter=pipeline.CONFIG["max_iter"])


def characters(low: int, high: int, head: Any, **options: Any) -> Pipeline:
    """scikit-learn's character n-grams before ``head``."""
    return Pipeline([("ngrams", _chars(low, high, **options)), ("head", head)])


def _chars(low: int, high: int, **options: Any) -> TfidfVectorizer:
    settings: dict[str, Any] = {"min_df": 2, "sublinear_tf": True, "preprocessor": normalise, "dtype": np.float32}
    return TfidfVectorizer(analyzer="char", ngram_range=(low, high), **{**settings, **options})


def words(*, domain: bool = False, characters_too: bool = False) -> Pipeline:
    """jieba words 1–2, with the cues of the taxonomy as whole words or beside character 1–2-grams."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    for word in _cues() if domain else ():
        tokenizer.add_word(word)
    vectoriser: Any = TfidfVectorizer(
        tokenizer=tokenizer.lcut, token_pattern=None, lowercase=False, preprocessor=normalise, ngram_range=(1, 2),
        min_df=2, dtype=np.float32,
    )  # fmt: skip
    if characters_too:
        vectoriser = FeatureUnion([("words", vectoriser), ("chars", _chars(1, 2))])
    return Pipeline([("ngrams", vectoriser), ("head", logistic())])


def beside_characters(extra: Any) -> Callable[[], Pipeline]:
    """Character 1–2-grams with the features of ``extra`` beside them."""
    return lambda: Pipeline(
        [("ngrams", FeatureUnion([("chars", _chars(1, 2)), ("extra", extra())])), ("head", logistic())]
    )


class PhraseMatch(TransformerMixin, BaseEstimator):
    """Best soft match of each leaf's phrases: largest cosine of character TF-IDF, shape (n, leaves).

    While fitting, a text's own phrase (cosine 1) is left out.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def fit(self, X: Sequence[str], y: Any = None) -> PhraseMatch:
        phrases = sorted((leaf_of(row), row.text) for row in self.rows if row.form != corpus.OPINION)
        self.vectoriser_ = _chars(1, 2).fit(X)
        self.phrases_ = self.vectoriser_.transform([text for _, text in phrases]).T.tocsr()
        leaves = [leaf for leaf, _ in phrases]
        self.starts_ = np.array([leaves.index(leaf) for leaf in sorted(set(leaves))])
        return self

    def transform(self, X: Sequence[str]) -> sparse.csr_matrix:
        parts = []
        for at in range(0, len(X), 256):
            likeness = (self.vectoriser_.transform(X[at : at + 256]) @ self.phrases_).toarray()
            likeness[likeness > 0.999] = 0
            parts.append(np.maximum.reduceat(likeness, self.starts_, axis=1))
        return sparse.csr_matrix(np.concatenate(parts).astype(np.float32))


def flat(rows: Rows) -> Scorer:
    """One column per label instead of one per leaf."""
    fitted = ours()().fit(_texts(rows), [_label(row) for row in rows], head__sample_weight=row_weights(rows))
    return lambda texts: _to_labels(fitted.predict_proba(list(texts)), fitted.classes_)


def hierarchical(rows: Rows) -> Scorer:
    """First none or not, then which tag among the rest."""
    weights = row_weights(rows)
    first = ours()().fit(_texts(rows), [str(bool(row.tags)) for row in rows], head__sample_weight=weights)
    tagged = [i for i, row in enumerate(rows) if row.tags]
    then = ours()().fit(
        [rows[i].text for i in tagged], [leaf_of(rows[i]) for i in tagged], head__sample_weight=weights[tagged]
    )

    def score(texts: Sequence[str]) -> Array:
        is_tagged = first.predict_proba(list(texts))[:, list(first.classes_).index("True")]
        p = _to_labels(then.predict_proba(list(texts)), then.classes_) * is_tagged[:, None]
        p[:, LABELS.index(NONE)] = 1 - is_tagged
        return p

    return score


def naive_bayes_weighted(rows: Rows) -> Scorer:
    """Logistic regression per label on presence weighted by log-count ratios (Wang & Manning 2012)."""
    vectoriser = CountVectorizer(analyzer="char", ngram_range=(1, 2), min_df=2, binary=True, preprocessor=normalise)
    X = vectoriser.fit_transform(_texts(rows)).astype(np.float32)
    truth, weights = np.array([_label(row) for row in rows]), row_weights(rows)
    heads = []
    for label in LABELS:
        is_label = truth == label
        p, q = (1 + np.asarray(X[rows_of].sum(axis=0)).ravel() for rows_of in (is_label, ~is_label))
        ratio = np.log((p / p.sum()) / (q / q.sum())).astype(np.float32)
        head = LogisticRegression(C=1.0, max_iter=300).fit(X.multiply(ratio).tocsr(), is_label, weights)
        heads.append((ratio, head))

    def score(texts: Sequence[str]) -> Array:
        Z = vectoriser.transform(texts)
        return softmax(
            np.stack([head.decision_function(Z.multiply(ratio).tocsr()) for ratio, head in heads], axis=1), axis=1
        )

    return score


def neighbours(rows: Rows) -> Scorer:
    """Votes of the 15 nearest training texts by cosine of character TF-IDF, to the power of four."""
    vectoriser = _chars(1, 2)
    X = vectoriser.fit_transform(_texts(rows)).T.tocsr()
    truth = np.array([LABELS.index(_label(row)) for row in rows])

    def score(texts: Sequence[str]) -> Array:
        p = np.zeros((len(texts), len(LABELS)))
        for i, text in enumerate(texts):
            likeness = (vectoriser.transform([text]) @ X).toarray().ravel()
            near = np.argpartition(-likeness, 15)[:15]
            np.add.at(p[i], truth[near], likeness[near] ** 4 + 1e-9)
        return p / p.sum(axis=1, keepdims=True)

    return score


def clauses(pool: str) -> Trainer:
    """The shipped model asked clause by clause; label probabilities pooled by mean, or by the clause least like none."""

    def train(rows: Rows) -> Scorer:
        whole = summed(ours())(rows)

        def score(texts: Sequence[str]) -> Array:
            pieces = [[c for c in _CLAUSE.split(text) if len(c) > 1] or [text] for text in texts]
            p = whole([piece for some in pieces for piece in some])
            ends = np.cumsum([len(some) for some in pieces])
            parts = np.split(p, ends[:-1])
            if pool == "mean":
                return np.stack([part.mean(axis=0) for part in parts])
            return np.stack([part[part[:, LABELS.index(NONE)].argmin()] for part in parts])

        return score

    return train


def hidden_layer(rows: Rows) -> Scorer:
    """One hidden layer of 64 on the n-grams, six epochs."""
    ngrams = ours()()["ngrams"].fit(_texts(rows))
    head = MLPClassifier(64, alpha=1e-6, batch_size=128, max_iter=6, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # six epochs are meant; it would have liked more
        head.fit(ngrams.transform(_texts(rows)), _leaves(rows))
    return lambda texts: _to_labels(head.predict_proba(ngrams.transform(texts)), head.classes_)


def fasttext(rows: Rows) -> Scorer:
    """fastText trained here: character 1–2-grams hashed to 64-dimensional embeddings, softmax over leaves."""
    import tempfile

    import fasttext as library

    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for row in rows:
            file.write(f"__label__{leaf_of(row)} {_spaced(row.text)}\n")
        file.flush()
        model = library.train_supervised(
            file.name, dim=64, wordNgrams=2, epoch=25, lr=0.3, bucket=500_000, thread=1, seed=SEED, verbose=0
        )
    leaves = sorted(set(_leaves(rows)))

    def score(texts: Sequence[str]) -> Array:
        p = np.zeros((len(texts), len(leaves)))
        for i, text in enumerate(texts):
            for name, value in zip(*model.predict(_spaced(text), k=-1), strict=True):
                p[i, leaves.index(name.removeprefix("__label__"))] = value
        return _to_labels(p, leaves)

    return score


def kernel(build: Callable[[], Any], **options: Any) -> Trainer:
    """A linear SVM on 1,500 landmarks of a kernel (Nyström), as a reference for what kernels could bring."""
    return summed(
        lambda: Pipeline(
            [
                ("ngrams", build()),
                ("kernel", Nystroem(n_components=1500, random_state=SEED, **options)),
                ("head", LinearSVC(C=1.0)),
            ]
        )
    )


def spectrum() -> TfidfVectorizer:
    """Blended spectrum kernel of order 1–5 (Lodhi et al. 2002, without gaps), as unit vectors of counts."""
    return TfidfVectorizer(
        analyzer="char", ngram_range=(1, 5), min_df=2, use_idf=False, preprocessor=normalise, dtype=np.float32
    )


def noisy(kind: str) -> Trainer:
    """Every whole opinion a second time at half weight with some characters dropped or doubled."""

    def train(rows: Rows) -> Scorer:
        chance = np.random.default_rng(SEED)

        def spoil(text: str) -> str:
            draw = chance.random(len(text))
            if kind == "dropout":
                return "".join(c for c, d in zip(text, draw, strict=True) if d > 0.1) or text
            return "".join(c * 2 if d < 0.03 else "" if d < 0.06 else c for c, d in zip(text, draw, strict=True))

        opinions = [row for row in rows if row.form == corpus.OPINION]
        weights = np.concatenate([row_weights(rows), 0.5 * row_weights(opinions)])
        texts = _texts(rows) + [spoil(row.text) for row in opinions]
        fitted = ours()().fit(texts, _leaves(rows) + _leaves(opinions), head__sample_weight=weights)
        return lambda texts: _to_labels(fitted.predict_proba(list(texts)), fitted.classes_)

    return train


def smoothed(rows: Rows) -> Scorer:
    """Label smoothing from the confusable pairs: 5 % of a row's weight goes to the label it is most often taken for."""
    confusable = {
        "formalism": "bureaucratism.other", "bureaucratism": "formalism.other", "hedonism": "extravagance.other",
        "extravagance": "hedonism.other", "teacher_ethics": "none.other_issue", NONE: "teacher_ethics.other",
    }  # fmt: skip
    weights = row_weights(rows)
    fitted = ours()().fit(
        _texts(rows) * 2, _leaves(rows) + [confusable[_label(row)] for row in rows],
        head__sample_weight=np.concatenate([0.95 * weights, 0.05 * weights]),
    )  # fmt: skip
    return lambda texts: _to_labels(fitted.predict_proba(list(texts)), fitted.classes_)


def weighted(phrase: float = 1.0, none: float = 1.0) -> Trainer:
    """Phrases or none rows count more or less than in the shipped model."""

    def train(rows: Rows) -> Scorer:
        factor = [(phrase if row.form != corpus.OPINION else 1.0) * (1.0 if row.tags else none) for row in rows]
        fitted = ours()().fit(_texts(rows), _leaves(rows), head__sample_weight=row_weights(rows) * np.array(factor))
        return lambda texts: _to_labels(fitted.predict_proba(list(texts)), fitted.classes_)

    return train


def even_priors(rows: Rows) -> Scorer:
    """Probabilities divided by each label's share of the weights, to the power of a half."""
    scorer = summed(ours())(rows)
    weights = row_weights(rows)
    share = np.array([weights[[_label(row) == label for row in rows]].sum() for label in LABELS])
    return lambda texts: scorer(texts) / np.sqrt(share)


def ensemble(*trainers: Trainer) -> Trainer:
    """Geometric mean of several."""

    def train(rows: Rows) -> Scorer:
        scorers = [trainer(rows) for trainer in trainers]
        return lambda texts: np.exp(np.mean([np.log(np.maximum(s(texts), 1e-6)) for s in scorers], axis=0))

    return train


def linear_svm() -> Pipeline:
    """Character 1–2-grams and a linear SVM over leaves."""
    return characters(1, 2, LinearSVC(C=0.5))


def complement_bayes() -> Pipeline:
    """Character 1–2-grams and complement naive Bayes (Rennie et al. 2003)."""
    return characters(1, 2, ComplementNB(alpha=0.3))


def _leaf_p(fitted: Pipeline, texts: Sequence[str]) -> Array:
    if hasattr(fitted["head"], "predict_proba"):
        return np.asarray(fitted.predict_proba(list(texts)), dtype=np.float64)
    return np.asarray(softmax(normalize(fitted.decision_function(list(texts))) * 20, axis=1))


def _to_labels(leaf_p: Array, leaves: Sequence[str]) -> Array:
    p = np.zeros((len(leaf_p), len(LABELS)))
    for i, leaf in enumerate(leaves):
        p[:, LABELS.index(str(leaf).partition(".")[0])] += leaf_p[:, i]
    return p


def _texts(rows: Rows) -> list[str]:
    return [row.text for row in rows]


def _leaves(rows: Rows) -> list[str]:
    return [leaf_of(row) for row in rows]


def _label(row: LabelledText) -> str:
    return leaf_of(row).partition(".")[0]


def _cues() -> list[str]:
    return [cue for m in KNOWN.manifestations.values() for cue in m.cues]


def _spaced(text: str) -> str:
    return " ".join(normalise(text).replace("\n", " "))
