"""The peers, each with ``fit(texts, labels)`` and ``predict(texts)``; settings are those their own tutorials advise."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.svm import LinearSVC

jieba.setLogLevel(logging.ERROR)


class JiebaLogistic:
    name = "jieba + TF-IDF + LogisticRegression"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> JiebaLogistic:
        words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
        self.model = Pipeline([("words", words), ("head", LogisticRegression(C=10, max_iter=300))]).fit(texts, labels)
        return self

    def predict(self, texts: Sequence[str]) -> list[str]:
        return self.model.predict(texts).tolist()


class JiebaSVC(JiebaLogistic):
    name = "jieba + TF-IDF + LinearSVC"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> JiebaSVC:
        words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None)
        self.model = Pipeline([("words", words), ("head", LinearSVC())]).fit(texts, labels)
        return self


class RjiebaSVC(JiebaLogistic):
    name = "rjieba + TF-IDF + LinearSVC"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> RjiebaSVC:
        import rjieba

        words = TfidfVectorizer(tokenizer=rjieba.cut, token_pattern=None)
        self.model = Pipeline([("words", words), ("head", LinearSVC())]).fit(texts, labels)
        return self


class CharSVC(JiebaLogistic):
    name = "scikit-learn chars 1–2 + LinearSVC"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> CharSVC:
        chars = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
        self.model = Pipeline([("chars", chars), ("head", LinearSVC())]).fit(texts, labels)
        return self


class FastText:
    name = "fastText (chars, pairs)"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> FastText:
        import fasttext

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            rows = zip(labels, texts, strict=True)
            path.write_text("".join(f"__label__{la} {self.spaced(t)}\n" for la, t in rows), encoding="utf-8")
            self.model = fasttext.train_supervised(
                str(path), wordNgrams=2, epoch=25, lr=0.5, dim=100, thread=1, verbose=0
            )
        return self

    @staticmethod
    def spaced(text: str) -> str:
        return " ".join("".join(text.split()))

    def predict(self, texts: Sequence[str]) -> list[str]:
        found, _ = self.model.predict([self.spaced(text) for text in texts])
        return [labels[0].removeprefix("__label__") for labels in found]


class VowpalWabbit:
    name = "Vowpal Wabbit (chars, pairs)"

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> VowpalWabbit:
        from vowpalwabbit import Workspace

        self.labels = sorted(set(labels))
        number = {label: n for n, label in enumerate(self.labels, start=1)}
        self.model = Workspace(f"--oaa {len(self.labels)} --ngram 2 -b 20 --loss_function logistic --quiet")
        for _ in range(8):
            for text, label in zip(texts, labels, strict=True):
                self.model.learn(f"{number[label]} | {self.spaced(text)}")
        return self

    @staticmethod
    def spaced(text: str) -> str:
        return " ".join(char for char in text if char not in ":| \n\r\t")

    def predict(self, texts: Sequence[str]) -> list[str]:
        return [self.labels[self.model.predict(f"| {self.spaced(text)}") - 1] for text in texts]


ALL = (JiebaLogistic, JiebaSVC, RjiebaSVC, CharSVC, FastText, VowpalWabbit)
