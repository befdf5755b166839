"""Work that takes longer than a page may wait: it runs in a thread, tells how far it is, can be cancelled, and
never spins for ever: what raises, or gives no sign of life for too long, has failed with a cause in one sentence.

One job runs at a time, the others wait their turn: an office PC has two cores, and the pages want one of them.
"""

from __future__ import annotations

import math
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from fourwinds.errors import FourwindsError

WAITING = "waiting"
RUNNING = "running"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"

SILENT_SECONDS = 600.0  # the longest a step without progress of its own may take: a scanned file of hundreds of pages
KEPT = 200  # finished jobs that are remembered


class Cancelled(Exception):  # noqa: N818 - what happened, and nobody's error
    """Raised inside a job by ``Beat`` when somebody has cancelled it."""


@dataclass(frozen=True, slots=True)
class JobView:
    """What a page shows of a job.

    Attributes:
        state: ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
        step: what it is doing, in Chinese.
        done, total: progress within the step; ``total`` is 0 where it is not known.
        remaining: seconds to go as far as can be told, or None.
        cause: why it failed, one Chinese sentence, else "".
        result: what the work returned, "" until it is done.
        can_cancel: False once what it does can no longer be taken back.
        is_cancelling: somebody has asked it to stop, and it has not come to the place where it can.
    """

    key: str
    kind: str
    title: str
    by: str
    state: str
    step: str
    done: int
    total: int
    seconds: float
    remaining: float | None
    cause: str
    result: str
    can_cancel: bool
    is_cancelling: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more will change."""
        return self.state in (DONE, FAILED, CANCELLED)


class Beat:
    """The job's side: signs of life, progress, and the place where a cancellation takes effect."""

    def __init__(self, job: _Job) -> None:
        self._job = job

    def step(self, what: str, *, is_last: bool = False) -> None:
        """Begin a step, in Chinese; its progress starts from nothing. The last one is carried through: whoever cancels
        later is not told that nothing was stored.
        """
        with self._job.settling:
            self._alive()
            self._job.can_cancel = not is_last
        self._job.step, self._job.done, self._job.total, self._job.step_begun = what, 0, 0, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` are finished."""
        self._alive()
        self._job.done, self._job.total = done, total

    def check(self) -> bool:
        """Sign of life from work that ends itself: False when it should stop."""
        self._job.beat = time.monotonic()
        return not self._job.cancel

    def _alive(self) -> None:
        if not self.check():
            raise Cancelled


Work = Callable[[Beat], str]


class _Job:
    def __init__(self, kind: str, title: str, by: str, work: Work) -> None:
        self.key = secrets.token_urlsafe(12)
        self.kind, self.title, self.by, self.work = kind, title, by, work
        self.state, self.step = WAITING, "等待前面的任务"
        self.done = self.total = 0
        self.begun = self.step_begun = self.beat = time.monotonic()
        self.ended: float | None = None
        self.cause = self.result = ""
        self.cancel = False
        self.can_cancel = True
        self.settling = threading.Lock()
        self.has_turn = False

    def end(self, state: str, *, cause: str = "", result: str = "") -> None:
        if self.ended is None:  # a job given up as silent may still come back: too late
            self.state, self.cause, self.result, self.ended = state, cause, result, time.monotonic()


class JobBoard:
    """All jobs of this process.

    Args:
        silent_seconds: a running job that gave no sign of life for so long has failed.
    """

    def __init__(self, silent_seconds: float = SILENT_SECONDS) -> None:
        self._silent = silent_seconds
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(1)

    def start(self, kind: str, title: str, by: str, work: Work) -> str:
        """Begin ``work`` in a thread of its own; returns the job's key."""
        job = _Job(kind, title, by, work)
        with self._lock:
            over = [key for key, old in self._jobs.items() if old.ended is not None]
            for key in over[: max(0, len(over) - KEPT)]:
                del self._jobs[key]
            self._jobs[job.key] = job
        threading.Thread(target=self._run, args=(job,), name=f"job-{kind}", daemon=True).start()
        return job.key

    def get(self, key: str) -> JobView | None:
        """The job as it stands, or None for one that this process does not know."""
        job = self._jobs.get(key)
        if job is None:
            return None
        now = time.monotonic()
        if job.state == RUNNING and now - job.beat > self._silent:
            job.end(
                FAILED, cause=f"“{job.step}”超过 {self._silent / 60:.0f} 分钟没有进展，已停止等待；请检查文件后重试。"
            )
            self._pass_turn(job)
        return _view(job, now)

    def all(self, kind: str = "") -> list[JobView]:
        """Every job known, or those of one kind, oldest first."""
        return [view for key in list(self._jobs) if (view := self.get(key)) and kind in ("", view.kind)]

    def cancel(self, key: str) -> None:
        """Ask a job to stop; it does at its next sign of life, one that waits does at once."""
        job = self._jobs.get(key)
        if job is not None and job.ended is None:
            with job.settling:
                job.cancel = job.can_cancel
            if job.state == WAITING:
                job.end(CANCELLED)

    def _run(self, job: _Job) -> None:
        self._turn.acquire()
        job.has_turn = True
        try:
            if job.ended is None:
                job.state, job.step = RUNNING, "准备"
                job.begun = job.step_begun = job.beat = time.monotonic()
                job.end(DONE, result=job.work(Beat(job)))
        except Cancelled:
            job.end(CANCELLED)
        except FourwindsError as error:
            job.end(FAILED, cause=str(error))
        except MemoryError:
            job.end(FAILED, cause="内存不足；请关闭其他程序，或把文件分成几份后重试。")
        except OSError as error:
            job.end(FAILED, cause=f"文件读写不了（{error.strerror or type(error).__name__}）；请检查权限和磁盘后重试。")
        except Exception as error:
            if os.environ.get("FOURWINDS_DEBUG"):
                raise
            job.end(FAILED, cause=f"程序内部出错（{type(error).__name__}）；请重试，仍不行请转告维护人员。")
        finally:
            self._pass_turn(job)

    def _pass_turn(self, job: _Job) -> None:
        with self._lock:
            held, job.has_turn = job.has_turn, False
        if held:
            self._turn.release()


def _view(job: _Job, now: float) -> JobView:
    end = job.ended if job.ended is not None else now
    passed = now - job.step_begun
    remaining = None
    if job.ended is None and 0 < job.done <= job.total and passed > 0.5:
        remaining = math.ceil(passed / job.done * (job.total - job.done))
    return JobView(
        job.key, job.kind, job.title, job.by, job.state, job.step, job.done, job.total, end - job.begun, remaining,
        job.cause, job.result, job.can_cancel, job.cancel and job.ended is None,
    )  # fmt: skip
