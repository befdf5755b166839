"""kill -9 of a process that saves verdicts, at random moments: ``python -m tests.store.soak`` (part of ``make soak``).

A writer process says on its standard output which request it is about to send and, after the store has answered, that
it is saved. The parent kills it, starts another, and lets it send again what was not acknowledged, as a browser would.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres
from tests.store.filling import fill, label

from fourwinds.review_records import ORDER_LEAST_SURE
from fourwinds.store.front import open_store

REVIEWERS = 4


@dataclass(slots=True)
class Seen:
    """What the parent heard.

    Attributes:
        saved: request to opinion, of acknowledged verdicts.
        doubtful: request to opinion, of those that were sent and not answered.
        kills: how many processes were killed while they were writing.
    """

    saved: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)
    kills: int = 0


def write(url: str, batch: int, again: list[tuple[str, int]]) -> None:
    """Be the writer: first what is in doubt, then opinion after opinion by several reviewers at once."""
    store = open_store(url)

    def send(reviewer: str, opinion: int, request: str) -> None:
        os.write(1, f"send {request} {opinion}\n".encode())  # whole lines, whoever writes beside us
        row = store.opinions.get(opinion)
        store.verdicts.save(label(row, reviewer, request=request))
        os.write(1, f"saved {request} {opinion}\n".encode())

    for request, opinion in again:
        send(request.partition("-")[0], opinion, request)

    def review(reviewer: str) -> None:
        while taken := store.leases.take(batch, reviewer, ORDER_LEAST_SURE):
            send(reviewer, taken[0].key, f"{reviewer}-{taken[0].key}")

    threads = [threading.Thread(target=review, args=(f"r{n}",)) for n in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


def torment(
    url: str,
    count: int,
    seed: int,
    *,
    lives: tuple[float, float] = (0.05, 1.5),
    crash: Callable[[], None] | None = None,
) -> Seen:
    """Let writers decide ``count`` opinions while they are killed; returns what was heard.

    Args:
        lives: a writer is killed so many seconds after its first words, at random between the two.
        crash: called now and then to break the database server itself.
    """
    chance = random.Random(seed)
    store = open_store(url)
    batch = fill(store, count).key
    store.close()
    seen = Seen()
    while len(seen.saved) < count:
        again = [f"{request}={opinion}" for request, opinion in seen.doubtful.items()]
        command = [sys.executable, "-m", "tests.store.soak", "--write", url, str(batch), *again]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as writer:
            said = _listen(writer, seen, chance.uniform(*lives))
        if writer.returncode not in (0, -9):
            raise AssertionError(said)
        seen.kills += writer.returncode == -9
        if crash is not None and seen.kills % 5 == 1:
            crash()
    return seen


def _listen(writer: subprocess.Popen[str], seen: Seen, life: float) -> str:
    """Note what a writer says until it ends or is killed ``life`` seconds after its first words; its complaints."""
    assert writer.stdout is not None
    assert writer.stderr is not None
    killer: threading.Timer | None = None
    for line in writer.stdout:
        if killer is None:
            killer = threading.Timer(life, writer.kill)
            killer.start()
        word, request, opinion = line.split()
        if word == "send":
            seen.doubtful[request] = int(opinion)
        else:
            del seen.doubtful[request]
            seen.saved[request] = int(opinion)
    if killer is not None:
        killer.cancel()
    return writer.stderr.read()


def check(url: str, seen: Seen) -> None:
    """Raise AssertionError unless every acknowledged verdict is there, none twice, and nothing else."""
    store = open_store(url)
    made = {row.key: verdicts for row, verdicts in store.verdicts.all()}
    twice = [key for key, verdicts in made.items() if len(verdicts) > 1]
    missing = [opinion for opinion in seen.saved.values() if opinion not in made]
    known = {*seen.saved.values(), *seen.doubtful.values()}
    assert not twice, f"decided twice: {twice}"
    assert not missing, f"acknowledged and lost: {missing}"
    assert made.keys() <= known, "verdicts that nobody sent"
    [batch] = store.batches.all()
    assert store.opinions.progress(batch.key).decided == len(made)
    if url.startswith("sqlite"):
        assert store._database.outside("PRAGMA integrity_check") == ["ok"]
    store.close()


def run(name: str, url: str, count: int, seed: int, crash: Callable[[], None] | None = None) -> None:
    """One database; prints what was endured."""
    begun = time.monotonic()
    seen = torment(url, count, seed, crash=crash)
    check(url, seen)
    print(
        f"{name}: {len(seen.saved)} verdicts acknowledged, {seen.kills} kills -9 (seed {seed}), "
        f"{time.monotonic() - begun:.0f} s: all there, none twice",
        flush=True,
    )


def main() -> None:
    """Both databases, or the writer itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--verdicts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--write", nargs="+", default=[], help=argparse.SUPPRESS)
    said = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the database server goes too
    if said.write:
        url, batch, *again = said.write
        parts = [pair.rpartition("=") for pair in again]
        write(url, int(batch), [(request, int(opinion)) for request, _, opinion in parts])
        return
    if said.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            run("SQLite", f"sqlite:///{Path(folder)}/fourwinds.db", said.verdicts, said.seed)
    if said.only != "sqlite":
        with postgres.cluster() as server:

            def crash() -> None:
                server.stop("immediate")
                server.start()

            run("PostgreSQL", server.new_url(), said.verdicts, said.seed, crash)


if __name__ == "__main__":
    main()
