"""Corpus → model: train, calibrate on out-of-fold scores, write.

Training runs in a process of its own whose arithmetic is pinned (one thread, one kernel of the linear algebra
library, no processor-specific NumPy loops), so that the same corpus and the same library versions give the same
bytes on any x86-64 machine with AVX2.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fourwinds import registry, taxonomy
from fourwinds.errors import CorpusError, ModelError
from fourwinds.intake import corpus
from fourwinds.pipeline import CONFIG
from fourwinds.records import NONE, LabelledText, ModelCard

_PINNED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
    "PYTHONHASHSEED": "0",
}
FOLDS = 4
WANTED_ACCURACY = 0.95
SECOND_THRESHOLD = 0.3


def train(corpora: Path, folder: Path, name: str, config: dict[str, Any] | None = None) -> ModelCard:
    """Train on the corpus in ``corpora`` and write the model to ``folder``.

    Raises:
        CorpusError: the corpus is missing or breaks its rules.
        ModelError: training ended without a model.
    """
    corpus.read_corpus(corpora, taxonomy.load())  # a wrong corpus is named before a minute of work
    job = json.dumps(
        {"corpora": str(corpora), "folder": str(folder), "name": name, "config": {**CONFIG, **(config or {})}}
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "fourwinds.workflows.train"], input=job, text=True, encoding="utf-8",
        env={**os.environ, **_PINNED, "PYTHONUTF8": "1"}, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ModelError(
            f"训练没有完成（{(done.stderr.strip().splitlines() or ['进程被终止'])[-1]}）",
            todo="检查语料和内存后重试",
        )
    return registry.read(folder)[0]


def _train_here(corpora: Path, folder: Path, name: str, config: dict[str, Any]) -> None:
    import numpy as np
    import scipy
    import sklearn

    from fourwinds.pipeline import build, build_subject_head, pack

    known = taxonomy.load()
    rows = corpus.read_corpus(corpora, known)
    texts = [row.text for row in rows]
    leaves = [leaf_of(row) for row in rows]
    weights = np.array([row.weight * (config["none_weight"] if _is_whole_none(row) else 1.0) for row in rows])
    fitted = build(config).fit(texts, leaves, head__sample_weight=weights)
    with_subject = [i for i, row in enumerate(rows) if row.subject]
    if len({rows[i].subject for i in with_subject}) < 2:
        raise CorpusError("语料中标注了涉及对象的条目不足两类", todo="在 corpora/opinions 中补上 subject 字段")
    subject_head = build_subject_head(config)
    subject_head.fit(
        fitted["ngrams"].transform([texts[i] for i in with_subject]), [rows[i].subject for i in with_subject]
    )
    arrays, labels = pack(fitted, subject_head, known)
    figures = _calibrate(rows, leaves, weights, config, labels["leaves"], known)
    card = ModelCard(
        format_version=registry.FORMAT_VERSION,
        name=name,
        created_from=corpus.digest(corpora),
        config=config,
        labels=labels,
        figures=figures,
        versions={"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    )
    near = [
        (row.text, leaf)
        for row, leaf in zip(rows, leaves, strict=True)
        if row.form == corpus.OPINION and len(row.text) <= 80
    ]
    registry.write(folder, card, arrays, near)


def _is_whole_none(row: LabelledText) -> bool:
    return row.form == corpus.OPINION and not row.tags


def leaf_of(row: LabelledText) -> str:
    """The leaf that a row teaches: first tag and its manifestation, or none and its kind."""
    return f"{row.tags[0]}.{row.manifestations[0]}" if row.tags else f"{NONE}.{row.none_kind}"


def _calibrate(
    rows: Sequence[LabelledText],
    leaves: list[str],
    weights: Any,
    config: dict[str, Any],
    columns: list[str],
    known: taxonomy.Taxonomy,
) -> dict[str, float]:
    """Temperature, threshold and macro-F1 from out-of-fold scores of whole opinions; a scene stays in one fold."""
    import numpy as np
    from sklearn.metrics import f1_score

    from fourwinds.classify import calibrate
    from fourwinds.pipeline import build

    fold = np.array([corpus.fold_of(row, FOLDS) for row in rows])
    opinion = np.array([row.form == corpus.OPINION for row in rows])
    groups = [leaf.partition(".")[0] for leaf in columns]
    membership = np.array([[float(group == label) for label in known.labels] for group in groups])
    truth = np.array([known.labels.index(row.label) for row in rows])
    scores = np.full((len(rows), len(columns)), -30.0)
    for k in range(FOLDS):
        inside, outside = fold != k, (fold == k) & opinion
        if not outside.any():
            continue
        part = build(config).fit(
            [rows[i].text for i in np.flatnonzero(inside).tolist()], [leaves[i] for i in np.flatnonzero(inside).tolist()],
            head__sample_weight=weights[inside],
        )  # fmt: skip
        where = [columns.index(str(leaf)) for leaf in part["head"].classes_]
        logits = part["head"].leaf_scores(
            part["ngrams"].transform([rows[i].text for i in np.flatnonzero(outside).tolist()])
        )
        scores[np.ix_(outside, where)] = logits
    held = opinion & (scores.max(axis=1) > -30.0)
    scores, truth = scores[held], truth[held]
    temperature = calibrate.fit_temperature(scores, truth, membership)
    exp = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    p = (exp / exp.sum(axis=1, keepdims=True)) @ membership
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == truth
    return {
        "temperature": round(temperature, 4),
        "review_threshold": round(calibrate.review_threshold(confidence, correct, WANTED_ACCURACY), 4),
        "second_threshold": SECOND_THRESHOLD,
        "oof_macro_f1": round(float(f1_score(truth, p.argmax(axis=1), average="macro")), 4),
        "oof_ece": round(calibrate.expected_calibration_error(confidence, correct), 4),
        "rows": len(rows),
        "oof_rows": int(held.sum()),
    }


if __name__ == "__main__":
    job = json.loads(sys.stdin.read())
    _train_here(Path(job["corpora"]), Path(job["folder"]), job["name"], job["config"])
