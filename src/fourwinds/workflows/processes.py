"""Many answers tagged by this process and others beside it, with the results of one.

The others are started before the files are read, because a process that has to load Python and the model takes about a
second. They get answers and give cells through pipes; nothing is left on disk. Where none can be started, or one is
ended from outside, this process does the work alone.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from operator import attrgetter
from typing import Any

from fourwinds.pipeline import Model
from fourwinds.records import Feedback
from fourwinds.workflows.models import load_model
from fourwinds.workflows.tagging import Block, tagged

ANSWERS = 2000  # of a block
_AHEAD = 2  # blocks that every other process has before it
_FIELDS = attrgetter("source", "sheet", "row", "text", "context")

Told = Callable[[int], None]


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Processes:
    """This process and ``others`` beside it; a context manager that ends those when it is left, whatever happened."""

    def __init__(self, others: int) -> None:
        self._others = others
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Processes:
        if self._others > 0:
            with suppress(OSError, NotImplementedError), _uninterrupted():  # a system without shared semaphores
                spawned = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._others, spawned, _begin)
                for _ in range(self._others):
                    self._pool.submit(load_model)
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def tag(self, answers: Sequence[Feedback], model: Model, threshold: float, told: Told) -> list[Block]:
        """Every answer cut, masked and tagged, in order.

        Args:
            answers: any number.
            model: the model in use, which is what other processes load.
            threshold: as for ``tagged``.
            told: told the number of answers done, now and then.
        """
        blocks = [answers[at : at + ANSWERS] for at in range(0, len(answers), ANSWERS)]
        done: dict[int, Block] = {}
        given: deque[tuple[int, Future[Block]]] = deque()
        todo = deque(range(len(blocks)))
        while todo or given:
            while self._pool and todo and len(given) < _AHEAD * self._others:
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
        assert self._pool
        try:
            columns = list(zip(*map(_FIELDS, blocks[todo[0]]), strict=True))
            given.append((todo[0], self._pool.submit(_tagged, columns, threshold)))
            todo.popleft()
        except BrokenProcessPool:
            self._pool = None

    def _take(self, given: deque[tuple[int, Future[Block]]], todo: deque[int], done: dict[int, Block]) -> None:
        n, future = given.popleft()
        try:
            done[n] = future.result()
        except BrokenProcessPool:
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


def _tagged(columns: Sequence[Sequence[Any]], threshold: float) -> Block:
    answers = Feedback.from_columns(*columns, [""] * len(columns[0]))
    return tagged(answers, load_model(), threshold)
