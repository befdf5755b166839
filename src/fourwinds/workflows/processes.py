"""Many answers tagged by this process and others beside it, with the results of one.

The others are started before the files are read, because a process that has to load Python and the model takes about a
second. They get answers and give cells through pipes; nothing is left on disk. Where none can be started, or one is
ended from outside, this process does the work alone; when this process is ended, they end too.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourwinds.pipeline import Model
from fourwinds.records import Feedback
from fourwinds.workflows import models
from fourwinds.workflows.tagging import Block, tagged

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

ANSWERS = 2000  # of a block
# In all. Each costs a second's start and the memory of a model, while a part of the work stays with one: 8 % of csv to csv, where
# it is least. So eight are five times as quick as one and sixty-four were only ten times; for more there is a cluster.
MOST = 8
_AHEAD = 2  # blocks that every other process has before it
_FIELDS = attrgetter("source", "sheet", "row", "text", "context")

Told = Callable[[int], None]


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes_for(jobs: int) -> int:
    """How many processes work where ``jobs`` were asked for, 0 being one for each core: ``MOST`` at most."""
    return min(jobs or cores(), MOST)


class Processes:
    """This process and ``others`` beside it; a context manager that ends those when it is left, whatever happened.

    All of them use the model that is in use now, even when another is put into use meanwhile.

    Args:
        others: how many, 0 for none.
    """

    def __init__(self, others: int) -> None:
        self._others = others
        self._model = models.folder() if others > 0 else None
        self._pool: ProcessPoolExecutor | None = None
        self._started: list[Future[None]] = []

    def __enter__(self) -> Processes:
        if self._others > 0:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            # Systems without shared semaphores, or with a limit to what one process may wait for.
            with suppress(OSError, NotImplementedError, ValueError), _uninterrupted():
                spawned = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._others, spawned, _begin)
                self._started = [self._pool.submit(_load, self._model) for _ in range(self._others)]
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def model(self) -> Model:
        """The model that the others have loaded."""
        return models.load_model(self._model)

    def tag(self, answers: Sequence[Feedback], model: Model, threshold: float, told: Told) -> list[Block]:
        """Every answer cut, masked and tagged, in order.

        Args:
            answers: any number.
            model: ``self.model()``; any other only where there are no other processes.
            threshold: as for ``tagged``.
            told: told the number of answers done, now and then.
        """
        blocks = [answers[at : at + ANSWERS] for at in range(0, len(answers), ANSWERS)]
        done: dict[int, Block] = {}
        given: deque[tuple[int, Future[Block]]] = deque()
        todo = deque(range(len(blocks)))
        while todo or given:
            while self._pool and todo and len(given) < _AHEAD * sum(start.done() for start in self._started):
                self._give(todo, given, blocks, threshold)
            if todo:
                n = todo.popleft()
                done[n] = tagged(blocks[n], model, threshold)
            while given and (given[0][1].done() or not todo):
                self._take(given, todo, done)
            told(sum(len(blocks[n]) for n in done))
        return [done[n] for n in range(len(blocks))]

    def _give(
        self, todo: deque[int], given: deque[tuple[int, Future[Block]]], blocks: Sequence[Sequence[Feedback]], threshold: float
    ) -> None:  # fmt: skip
        from concurrent.futures import BrokenExecutor

        assert self._pool
        try:
            columns = list(zip(*map(_FIELDS, blocks[todo[0]]), strict=True))
            given.append((todo[0], self._pool.submit(_tagged, columns, self._model, threshold)))
            todo.popleft()
        except BrokenExecutor:
            self._pool = None

    def _take(self, given: deque[tuple[int, Future[Block]]], todo: deque[int], done: dict[int, Block]) -> None:
        from concurrent.futures import BrokenExecutor

        n, future = given.popleft()
        try:
            done[n] = future.result()
        except BrokenExecutor:
            self._pool = None
            todo.append(n)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started here inherits that Ctrl-C is not for it: it would complain of it while it is still loading."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def _begin() -> None:
    """What another process does first; Windows does not let it inherit this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    threading.Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    """One that was killed says nothing, and its queue never ends, because every other process can write to it too."""
    from multiprocessing import parent_process

    first = parent_process()
    assert first
    first.join()
    os._exit(1)


def _load(place: Path | None) -> None:
    models.load_model(place)


def _tagged(columns: Sequence[Sequence[Any]], place: Path | None, threshold: float) -> Block:
    answers = Feedback.from_columns(*columns, [""] * len(columns[0]))
    return tagged(answers, models.load_model(place), threshold)
