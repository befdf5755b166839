"""What pages ask and do about batches: where they stand, their opinions, sign-off, recycle bin, erasure."""

from __future__ import annotations

from collections.abc import Mapping

from fourwinds import taxonomy
from fourwinds.errors import InputError
from fourwinds.review import agreement as agreeing
from fourwinds.review import stopping
from fourwinds.review.training_rows import latest
from fourwinds.review_records import (
    ACTION_LABEL,
    ROLE_APPROVER,
    STATE_DRAFT,
    STATE_FINAL,
    STATE_SUBMITTED,
    WAY_ADJUDICATION,
    AuditLine,
    Batch,
    BatchProgress,
    Kappa,
    Light,
    OpinionFilter,
    StoredOpinion,
    User,
    Verdict,
)
from fourwinds.workflows import erase as erasing
from fourwinds.workflows.desk import Desk

_MAY = {(STATE_DRAFT, STATE_SUBMITTED)}  # what everybody may; an approver may all
_STEPS = {(STATE_SUBMITTED, STATE_FINAL), (STATE_SUBMITTED, STATE_DRAFT), (STATE_FINAL, STATE_DRAFT)} | _MAY


def overview(desk: Desk) -> list[tuple[Batch, BatchProgress]]:
    """Every batch in use with its progress, newest first."""
    return [(batch, desk.progress.get(desk.store, batch.key)) for batch in desk.store.batches.all()]


def get(desk: Desk, key: int) -> Batch:
    """One batch.

    Raises:
        StoreError: there is none of that number.
    """
    return desk.store.batches.get(key)


def in_use(desk: Desk, key: int) -> Batch:
    """One batch that is not in the recycle bin, where nobody reads it.

    Raises:
        StoreError: there is none of that number.
        InputError: it is in the recycle bin.
    """
    found = get(desk, key)
    if found.recycled:
        raise InputError(f"批次“{found.name}”在回收站里", todo="由审批人恢复后再看")
    return found


def progress(desk: Desk, key: int) -> BatchProgress:
    """Where its review stands."""
    return desk.progress.get(desk.store, key)


def light(progress: BatchProgress) -> Light:
    """「够了吗」: whether the review may stop, and why."""
    return stopping.light(progress)


def opinions(desk: Desk, key: int, narrowed: OpinionFilter, offset: int, limit: int) -> tuple[int, list[StoredOpinion]]:
    """How many opinions the filter leaves, and some of them in the order of the file."""
    return desk.store.opinions.page(key, narrowed, offset, limit, "")


def set_state(desk: Desk, key: int, state: str, by: User) -> None:
    """Hand in, sign off or send back.

    Raises:
        InputError: the step is not possible, not the visitor's to make, or disputes are open.
    """
    batch = get(desk, key)
    step = (batch.state, state)
    if step not in _STEPS:
        raise InputError(f"批次“{batch.name}”现在不能这样改状态", todo="刷新页面，看现在的状态后再操作")
    if step not in _MAY and by.role != ROLE_APPROVER:
        raise InputError("您的角色不能定稿和退回", todo="由审批人操作")
    disputed = desk.store.opinions.progress(key).conflicts
    if state == STATE_FINAL and disputed:
        raise InputError(f"还有 {disputed} 条意见复核人看法不一", todo="裁定后再定稿")
    desk.store.batches.set_state(key, state, by.name)


def recycle(desk: Desk, key: int, by: str) -> None:
    """Put a batch into the recycle bin."""
    desk.store.batches.recycle(key, by)


def recycled(desk: Desk) -> list[Batch]:
    """What lies in the recycle bin."""
    return desk.store.batches.all(recycled=True)


def restore(desk: Desk, key: int, by: str) -> None:
    """Take a batch out of the recycle bin."""
    desk.store.batches.restore(key, by)


def conflicts(desk: Desk, key: int) -> list[tuple[StoredOpinion, list[Verdict]]]:
    """Opinions that reviewers differ on, each with the verdict in force of every reviewer."""
    return [(opinion, latest(made)) for opinion, made in desk.store.conflicts(key)]


def agreement(desk: Desk, key: int) -> list[Kappa]:
    """Kappa over all labels, then of each against the rest; empty while nothing was coded twice."""
    votes: list[Mapping[str, str]] = []
    for opinion, made in desk.store.verdicts.all(key):
        if opinion.double:
            own = [v for v in latest([v for v in made if v.way != WAY_ADJUDICATION]) if v.action == ACTION_LABEL]
            votes.append({v.reviewer: v.labels.tag for v in own if v.labels is not None})
    if not any(len(vote) > 1 for vote in votes):
        return []
    return agreeing.by_label(votes, taxonomy.load().labels)


def audit(desk: Desk, offset: int, limit: int) -> tuple[int, list[AuditLine]]:
    """Number of lines of the audit log, and some of them, newest first."""
    found: tuple[int, list[AuditLine]] = desk.store.audit.page(offset, limit)
    return found


def erase(desk: Desk, key: int, by: str) -> list[str]:
    """Destroy a batch for good: rows, backups, originals, papers; returns the certificate's lines.

    Raises:
        InputError: a job is at work, which may hold the batch's words and write them down afterwards.
    """
    if any(not job.is_over for job in desk.jobs.all()):
        raise InputError("有任务正在进行，可能还会写下这批意见，没有销毁", todo="等任务结束或取消它，再销毁")
    try:
        done = erasing.erase(desk.store, key, by)
    finally:
        desk.similar.forget()
    return done.certificate.read_text(encoding="utf-8").splitlines()
