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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourwinds import registry, taxonomy
from fourwinds.errors import CorpusError, ModelError
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText, ModelCard
from fourwinds.pipeline import CONFIG, build, threshold_name
from fourwinds.records import NONE
from fourwinds.taxonomy import Taxonomy

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PINNED = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
    "PYTHONHASHSEED": "0",
}
FOLDS = 4
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
        [sys.executable, "-P", "-W", "ignore", "-m", "fourwinds.workflows.train"], input=job, text=True, encoding="utf-8",
        env={**os.environ, **PINNED, "PYTHONUTF8": "1"}, capture_output=True, check=False,
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

    from fourwinds.pipeline import build_subject_head, pack

    known = taxonomy.load()
    rows = corpus.read_corpus(corpora, known)
    texts = [row.text for row in rows]
    leaves = [leaf_of(row) for row in rows]
    fitted = build(config).fit(texts, leaves, head__sample_weight=row_weights(rows, config))
    with_subject = [i for i, row in enumerate(rows) if row.subject]
    if len({rows[i].subject for i in with_subject}) < 2:
        raise CorpusError("语料中标注了涉及对象的条目不足两类", todo="在 corpora/opinions 中补上 subject 字段")
    subject_head = build_subject_head(config)
    subject_head.fit(
        fitted["ngrams"].transform([texts[i] for i in with_subject]), [rows[i].subject for i in with_subject]
    )
    arrays, labels = pack(fitted, subject_head, known)
    figures = {**calibration(out_of_fold(rows, known, config), known, config), "rows": len(rows)}
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


def row_weights(rows: Sequence[LabelledText], config: Mapping[str, Any] = CONFIG) -> npt.NDArray[np.float64]:
    """How much each row counts in training, shape (n,)."""
    import numpy as np

    none = config["none_weight"]
    return np.array([row.weight * (none if row.form == corpus.OPINION and not row.tags else 1.0) for row in rows])


def leaf_of(row: LabelledText) -> str:
    """The leaf that a row teaches: first tag and its manifestation, or none and its kind."""
    return f"{row.tags[0]}.{row.manifestations[0]}" if row.tags else f"{NONE}.{row.none_kind}"


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """What models that had not seen them say of whole opinions.

    Attributes:
        rows: the opinions, n of them; every scene was held out as one.
        leaf_p: probability of every leaf in ``leaves`` order, shape (n, leaves).
        group_p: probability of every label in ``taxonomy.labels`` order, shape (n, 6).
        truth: index of the right label, shape (n,).
    """

    rows: list[LabelledText]
    leaf_p: npt.NDArray[np.float64]
    group_p: npt.NDArray[np.float64]
    truth: npt.NDArray[np.int64]


def out_of_fold(
    rows: Sequence[LabelledText], known: Taxonomy, config: Mapping[str, Any] = CONFIG, folds: int = FOLDS
) -> OutOfFold:
    """Cross-validated probabilities of every whole opinion of ``rows``; phrases are only trained on."""
    import numpy as np

    leaves = [leaf_of(row) for row in rows]
    weights = row_weights(rows, config)
    columns = [leaf for leaf in known.leaves if leaf in set(leaves)]
    fold = np.array([corpus.fold_of(row, folds) for row in rows])
    held = np.flatnonzero([row.form == corpus.OPINION for row in rows])
    leaf_p = np.zeros((len(rows), len(columns)))
    for k in range(folds):
        inside, outside = np.flatnonzero(fold != k).tolist(), [i for i in held.tolist() if fold[i] == k]
        part = build(config).fit(
            [rows[i].text for i in inside], [leaves[i] for i in inside], head__sample_weight=weights[inside]
        )
        where = [columns.index(str(leaf)) for leaf in part["head"].classes_]
        if outside:
            leaf_p[np.ix_(outside, where)] = part.predict_proba([rows[i].text for i in outside])
    starts = [next(i for i, leaf in enumerate(columns) if leaf.startswith(f"{tag}.")) for tag in known.labels]
    return OutOfFold(
        [rows[i] for i in held.tolist()],
        leaf_p[held],
        np.add.reduceat(leaf_p[held], starts, axis=1),
        np.array([known.labels.index(rows[i].label) for i in held.tolist()]),
    )


def calibration(said: OutOfFold, known: Taxonomy, config: Mapping[str, Any] = CONFIG) -> dict[str, float]:
    """Temperature, what counts as long, thresholds and out-of-fold figures, for the model card."""
    import numpy as np

    from fourwinds.classify import calibrate, evaluate

    lengths = np.array([len(row.text) for row in said.rows])
    long_from = float(np.quantile(lengths, calibrate.LONG))
    temperature = calibrate.fit_temperature(said.group_p, said.truth, lengths, long_from)
    p = calibrate.tempered(said.group_p, calibrate.temperatures(lengths, temperature, long_from))
    confidence, correct = p.max(axis=1), p.argmax(axis=1) == said.truth
    thresholds = calibrate.label_thresholds(p, said.truth, config["missed_cost"])
    figures = {
        "temperature": temperature,
        "long_from": long_from,
        "review_threshold": calibrate.review_threshold(confidence, correct, config["missed_cost"]),
        **{threshold_name(label): value for label, value in zip(known.labels, thresholds, strict=True)},
        "second_threshold": SECOND_THRESHOLD,
        "oof_macro_f1": evaluate.macro_f1(said.truth, p.argmax(axis=1), p.shape[1]),
        "oof_ece": calibrate.expected_calibration_error(confidence, correct),
        "oof_rows": len(said.rows),
    }
    return {name: round(value, 4) for name, value in figures.items()}


if __name__ == "__main__":
    job = json.loads(sys.stdin.read())
    _train_here(Path(job["corpora"]), Path(job["folder"]), job["name"], job["config"])
