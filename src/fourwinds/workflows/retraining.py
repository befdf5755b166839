"""Retraining from the page: as a job, with the history of challengers and the way back."""

from __future__ import annotations

import threading
import time

from fourwinds.review_records import Countdown
from fourwinds.store.models import ModelNote
from fourwinds.workflows import models as kept
from fourwinds.workflows import retrain as work
from fourwinds.workflows.desk import Desk
from fourwinds.workflows.jobs import Beat, Cancelled
from fourwinds.workflows.models import ModelLine

KIND = "retrain"
AUTOMATIC_BELOW = 20_000  # opinions in the store
RETRY_SECONDS = 300.0
_LOCK = threading.Lock()


def start(desk: Desk, by: str) -> str:
    """Begin to retrain, or join the retraining that is running; returns the job's key."""
    if already := running(desk):
        return already

    def task(beat: Beat) -> str:
        def told(done: int, total: int, what: str) -> None:
            beat.step(what)
            beat(done, total)

        beat.step("取出复核意见")
        desk.due.forget()
        try:
            work.retrain(desk.store, by, progress=told, cancelled=lambda: not beat.check())
        except work.Cancelled as error:
            raise Cancelled from error
        finally:
            desk.due.forget()
        return "/models?said=retrained"

    return desk.begin(KIND, "重训模型", by, task)


def start_if_due(desk: Desk, by: str) -> None:
    """Begin to retrain when enough verdicts have come, as the page announces; never a second time within a while."""
    with _LOCK:
        tried = desk.tried.get(KIND, -RETRY_SECONDS)
        if time.monotonic() - tried < RETRY_SECONDS or desk.due.get(desk.store).left or not is_automatic(desk):
            return
        desk.tried[KIND] = time.monotonic()
    start(desk, by)


def is_automatic(desk: Desk) -> bool:
    """Whether retraining begins by itself: not where renewing all suggestions would keep reviewers waiting."""
    return sum(batch.opinions for batch in desk.store.batches.all()) <= AUTOMATIC_BELOW


def running(desk: Desk) -> str:
    """Key of the retraining that is running, "" for none."""
    return next((job.key for job in desk.jobs.all(KIND) if not job.is_over), "")


def models() -> list[ModelLine]:
    """Every model there is, the default one first."""
    return kept.list_models()


def history(desk: Desk) -> list[ModelNote]:
    """Every challenger and what became of it, newest first."""
    return desk.store.models.all()


def use(desk: Desk, name: str, by: str) -> None:
    """Put another model into use, noted and with new suggestions for undecided opinions.

    Raises:
        ModelError: there is none of that name, or it is damaged.
    """
    kept.use(name)
    desk.store.models.note(name, {}, work.FORCED, [f"由 {by} 决定启用。"], by)
    work.renew_suggestions(desk.store, kept.load_model(name))


def due(desk: Desk) -> Countdown:
    """「再改 7 条即重训」, counted now."""
    return work.due(desk.store)
