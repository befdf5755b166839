"""Corpus and verdicts → challenger → gate → promoted or kept.

The challenger is trained in a process of its own (``warm_start``), so no verdict waits for it, and it can be
cancelled at any moment; only when the gate has opened is the pointer to the model in use switched, by one rename.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO, Any

import numpy as np

from fourwinds import registry, settings, taxonomy
from fourwinds.errors import InputError, ModelError, StoreError
from fourwinds.intake import corpus
from fourwinds.model_records import LabelledText
from fourwinds.pipeline import Model
from fourwinds.records import LEADS, Feedback, Opinion, Prediction, TaggedOpinion
from fourwinds.review import countdown as counting
from fourwinds.review import gate
from fourwinds.review.training_rows import TrainingRows, training_rows
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_LABEL,
    ROLE_APPROVER,
    STATE_FINAL,
    Countdown,
    GateDecision,
    StoredOpinion,
)
from fourwinds.store.front import Store
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows import models
from fourwinds.workflows.tagging import row
from fourwinds.workflows.train import PINNED

PROMOTED = "promoted"
KEPT = "kept"
FORCED = "forced"
GOLD = "标准题"
CHECKS = "随机抽查"
SHIPPED = "标准题上与随程序提供的模型相比"
STEPS = 6  # of L-BFGS; measured: the loss is then within a thousandth of what forty steps reach
_UNUSED = 5  # so many challengers that never came into use stay for an approver who changes their mind
_BLOCK = 1000  # opinions whose suggestions are renewed in one transaction

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Retrained:
    """What became of a challenger.

    Attributes:
        name: its name; it stays in ``models list`` whether or not it is in use.
        champion: name of the model it was compared with.
        decision: ``promoted``, ``kept``, or ``forced`` when an approver overrode the gate.
        gate: the comparison and its reasons.
        rows, exam: verdicts trained on and verdicts kept apart for the comparison.
        corrected: verdicts that changed the suggested tag; of them ``right_before`` and ``right_after`` are tagged as
            the reviewers say by the champion and by the challenger, which has seen them.
        suspected: verdicts that heads which had not seen them contradict, most suspicious first.
        renewed: undecided opinions that got a new suggestion.
        seconds: how long it took.
    """

    name: str
    champion: str
    decision: str
    gate: GateDecision
    rows: int
    exam: int
    corrected: int
    right_before: int
    right_after: int
    suspected: tuple[Suspect, ...]
    renewed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A verdict that deserves a second look: the opinion's key, its batch's name, its number there, what was decided."""

    key: int
    batch: str
    opinion_id: str
    decided: str


class Cancelled(InputError):  # noqa: N818 - what happened, and nobody's error
    """The person who started the retraining stopped it; nothing changed."""


def due(store: Store) -> Countdown:
    """「再改 7 条即重训」: verdicts that the last retraining, promoted or kept, had not seen."""
    usable = training_rows(store.verdicts.all())
    notes = store.models.all()
    seen = int(notes[0].figures.get("verdicts", 0)) if notes else 0
    return counting.countdown(max(0, len(usable.train) + len(usable.exam) - seen))


def retrain(
    store: Store, by: str, *, force_by: str = "", progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> Retrained:  # fmt: skip
    """Train a challenger on corpus and verdicts; put it into use if the gate opens or an approver insists.

    Args:
        by: account that started it.
        force_by: account of the approver who overrides the gate, "" for nobody.
        progress: told (stages done, stages in all, what is done now in Chinese).
        cancelled: asked several times a second; when it says True the training stops and nothing changes.

    Raises:
        InputError: there are no verdicts to learn from.
        Cancelled: ``cancelled`` said so.
        StoreError: ``force_by`` is no approver.
        ModelError: training ended without a model.
    """
    begun = time.monotonic()
    if force_by:
        check_approver(store, force_by)
    known = taxonomy.load()
    learnt = training_rows(store.verdicts.all())
    if not learnt.train:
        raise InputError("还没有可以学习的复核意见", todo="先复核一些意见，或用 fourwinds learn 收回改过的表格")
    data = settings.load().data_path
    champion_name = registry.in_use(data)[0]
    name = _claim(data)
    try:
        suspicion = _train(name, data, learnt.train, progress, cancelled)
        champion, challenger = models.load_model(champion_name), models.load_model(name)
        decision = judge(champion, challenger, learnt.exam, known)
    except BaseException:
        shutil.rmtree(data / "models" / name, ignore_errors=True)
        raise
    outcome = PROMOTED if decision.promote else FORCED if force_by else KEPT
    before, after = _answers(learnt, champion), _answers(learnt, challenger)
    store.opinions.set_suspicion(dict(zip(learnt.keys, suspicion, strict=True)))
    gold = decision.comparisons[0]
    store.models.note(
        name,
        {"verdicts": len(learnt.train) + len(learnt.exam), "gold_macro_f1": round(gold.challenger, 4)},
        outcome,
        [*decision.reasons, *([f"由 {force_by} 决定仍启用新模型。"] if outcome == FORCED else [])],
        force_by or by,
    )
    renewed = 0
    if outcome != KEPT:
        registry.use(name, data)
        renewed = renew_suggestions(store, challenger)
    _prune(data)
    corrected = [i for i, (row, tag) in enumerate(zip(learnt.train, learnt.suggested, strict=True)) if row.label != tag]
    order = sorted((i for i, s in enumerate(suspicion) if s > 0), key=lambda i: -suspicion[i])
    return Retrained(
        name=name,
        champion=champion_name,
        decision=outcome,
        gate=decision,
        rows=len(learnt.train),
        exam=len(learnt.exam),
        corrected=len(corrected),
        right_before=sum(before[i] for i in corrected),
        right_after=sum(after[i] for i in corrected),
        suspected=_suspects(store, [(learnt.keys[i], learnt.train[i].label) for i in order], known),
        renewed=renewed,
        seconds=round(time.monotonic() - begun, 2),
    )


def _suspects(store: Store, found: Sequence[tuple[int, str]], known: Taxonomy) -> tuple[Suspect, ...]:
    names = {batch.key: batch.name for batch in store.batches.all()}
    opinions = [(store.opinions.get(key), known.tag_zh(label)) for key, label in found]
    return tuple(Suspect(o.key, names.get(o.batch, ""), o.tagged.opinion_id, zh) for o, zh in opinions)


def promote(store: Store, name: str, approver: str) -> int:
    """Put a challenger that the gate kept out into use after all; returns how many suggestions are new.

    Raises:
        StoreError: ``approver`` is none.
        ModelError: there is no model of that name, or it is damaged.
    """
    check_approver(store, approver)
    models.use(name)
    store.models.note(name, {}, FORCED, [f"由 {approver} 决定启用。"], approver)
    return renew_suggestions(store, models.load_model(name))


def check_approver(store: Store, name: str) -> None:
    """Raise StoreError unless ``name`` is an active account with the role of approver."""
    approvers = [user.name for user in store.users.all() if user.active and user.role == ROLE_APPROVER]
    if name not in approvers:
        raise StoreError(
            f"“{name}”不是审批人",
            allowed=f"现有审批人 {'、'.join(approvers) or '（无）'}",
            todo="由审批人操作，或先用 fourwinds users 建立账号",
        )


def judge(champion: Model, challenger: Model, exam: Sequence[LabelledText], known: Taxonomy) -> GateDecision:
    """Compare two models on gold and on random checks that neither was trained on, and with the shipped one on gold."""
    gold, _ = corpus.read_labelled(corpus.shipped_folder() / corpus.GOLD, known)
    names = {tag: known.tag_zh(tag) for tag in known.labels}
    pairs = [(GOLD, gold, champion), (CHECKS, exam, champion)]
    if champion.card.name != registry.DEFAULT:  # uncertain falls must not add up from one retraining to the next
        pairs.append((SHIPPED, gold, models.load_model(registry.DEFAULT)))
    comparisons = [
        gate.compare(name, known.labels, _truth(rows, known), _guess(rows, old), _guess(rows, challenger))
        for name, rows, old in pairs
        if rows
    ]
    return gate.decide(comparisons, names)


def renew_suggestions(store: Store, model: Model) -> int:
    """New suggestions for every undecided opinion of batches that are not final; a lead stays a lead."""
    return sum(_renew(store, batch.key, model) for batch in store.batches.all() if batch.state != STATE_FINAL)


def _renew(store: Store, batch: int, model: Model) -> int:
    """Block by block, so that no verdict waits long for the store and memory holds only a block."""
    threshold = settings.load().review_threshold
    renewed = at = 0
    while True:
        _, block = store.opinions.page(batch, offset=at, limit=_BLOCK)
        if not block:
            return renewed
        at += len(block)
        open_ = [o for o in block if not _decided(o)]
        said = model.predict([o.tagged.text for o in open_], [o.context for o in open_])
        tagged = {o.key: suggested(o.tagged, p, model.taxonomy, threshold) for o, p in zip(open_, said, strict=True)}
        if tagged:
            renewed += store.opinions.set_predictions(batch, tagged, model.card.name)


def suggested(kept: TaggedOpinion, said: Prediction, known: Taxonomy, threshold: float = 0.0) -> TaggedOpinion:
    """``kept`` with the labels of ``said``; what was a lead stays one, because masking may have hidden the reason."""
    if kept.status in LEADS:
        said = replace(said, status=kept.status)
    answer = Feedback(kept.source, kept.sheet, kept.row, kept.text)
    flags = tuple(filter(None, kept.flags.split(";")))
    return row(Opinion(kept.opinion_id, answer, kept.start, kept.end, kept.text, "", flags), said, known, threshold)


def _decided(opinion: StoredOpinion) -> bool:
    return opinion.standing is not None and opinion.standing.action in (ACTION_LABEL, ACTION_EXCLUDE)


def _truth(rows: Sequence[LabelledText], known: Taxonomy) -> Any:
    return np.array([known.labels.index(row.label) for row in rows])


def _guess(rows: Sequence[LabelledText], model: Model) -> Any:
    return np.array([model.labels.index(p.tag) for p in model.predict([row.text for row in rows])])


def _answers(learnt: TrainingRows, model: Model) -> list[bool]:
    said = model.predict([row.text for row in learnt.train])
    return [p.tag == row.label for p, row in zip(said, learnt.train, strict=True)]


def _claim(data: Path) -> str:
    """A name nobody has, its folder made: the date and a number."""
    own = registry.own_folder(data)
    today = date.today().isoformat()
    number = 1
    while True:
        with suppress(FileExistsError):
            (own / f"{today}-{number}").mkdir(mode=0o700)
            return f"{today}-{number}"
        number += 1


def _train(
    name: str, data: Path, rows: Sequence[LabelledText], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> list[float]:
    """Run ``warm_start`` in a process of its own; returns how much each row's label looks wrong."""
    job = {
        "base": str(registry.default_folder()), "corpora": str(corpus.shipped_folder()),
        "folder": str(data / "models" / name), "name": name, "rows": [asdict(row) for row in rows],
        "steps": STEPS,
    }  # fmt: skip
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-m", "fourwinds.workflows.warm_start"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
            env={**os.environ, **PINNED, "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with suppress(BrokenPipeError):  # it ended at once; the reason is in ``errors``
                process.stdin.write(json.dumps(job, ensure_ascii=False))
                process.stdin.flush()
            with suppress(BrokenPipeError):
                process.stdin.close()
            said = _listen(process.stdout, progress, cancelled)
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
        if code or said is None:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip().splitlines() or ["进程被终止"]
            raise ModelError(f"重训没有完成（{last[-1][:200]}）", todo="检查内存和磁盘后重试；原模型照常使用")
    return said


def _listen(stream: IO[str], progress: Progress | None, cancelled: Callable[[], bool] | None) -> list[float] | None:
    """Read the lines of ``warm_start`` until the last, telling progress and asking whether to stop."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        if cancelled is not None and cancelled():
            raise Cancelled("重训已取消，原模型照常使用", todo="需要时再重训")
        try:
            line = lines.get(timeout=0.2)
        except queue.Empty:
            continue
        if line is None:
            return None
        told = json.loads(line)
        if "suspicion" in told:
            return [float(value) for value in told["suspicion"]]
        if progress is not None:
            progress(told["done"], told["of"], told["what"])


def _prune(data: Path) -> None:
    """Remove all but the latest challengers that never came into use; models kept under names of people's own stay."""
    current, before = registry.in_use(data)
    unused = []
    for name in registry.names(data)[1:]:
        folder = registry.folder_of(name, data)
        with suppress(ModelError):
            card, _ = registry.read(folder)
            if "started_from" in card.config and name not in (current, *before):
                unused.append((folder.stat().st_mtime, folder))
    for _, folder in sorted(unused)[:-_UNUSED]:
        shutil.rmtree(folder, ignore_errors=True)
