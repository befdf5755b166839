"""Retraining from the page: as a job, with the history of challengers and the way back."""

from __future__ import annotations

from fourwinds.review_records import Countdown
from fourwinds.store.models import ModelNote
from fourwinds.workflows import models as kept
from fourwinds.workflows import retrain as work
from fourwinds.workflows.desk import Desk
from fourwinds.workflows.jobs import Beat, Cancelled
from fourwinds.workflows.models import ModelLine

KIND = "retrain"


def start(desk: Desk, by: str) -> str:
    """Begin to retrain, or join the retraining that is running; returns the job's key."""
    running = [job for job in desk.jobs.all(KIND) if not job.is_over]
    if running:
        return running[0].key

    def task(beat: Beat) -> str:
        def told(done: int, total: int, what: str) -> None:
            beat.step(what)
            beat(done, total)

        beat.step("取出复核意见")
        try:
            work.retrain(desk.store, by, progress=told, cancelled=lambda: not beat.check())
        except work.Cancelled as error:
            raise Cancelled from error
        return "/models?said=retrained"

    return desk.jobs.start(KIND, "重训模型", by, task)


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
