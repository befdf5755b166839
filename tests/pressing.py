"""What both load runs (``tests.store.load``, ``tests.web.load``) share: their limits, their options, their databases."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests import postgres

OPINIONS = 200_000
REVIEW_PAGE, FILTERS, VERDICT = 0.3, 1.0, 0.2  # seconds
REVIEWERS = {"SQLite": 10, "PostgreSQL": 50}


def part(sorted_seconds: Sequence[float], share: float) -> float:
    """The time that ``share`` of the calls stayed below; endless where nothing was called."""
    if not sorted_seconds:
        return float("inf")
    return sorted_seconds[min(len(sorted_seconds) - 1, int(share * len(sorted_seconds)))]


def on_both(run: Callable[..., bool], think: float) -> int:
    """Call ``run(name, url, count=, reviewers=, seconds=, think=)`` for both databases; 0 when all limits held.

    Args:
        think: seconds between seeing and deciding, unless the command line says otherwise.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--opinions", type=int, default=OPINIONS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=think, help="seconds between seeing and deciding")
    parser.add_argument("--only", choices=[name.lower() for name in REVIEWERS])
    said = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the database server goes too
    good = True
    for name, reviewers in REVIEWERS.items():
        more = {"count": said.opinions, "seconds": said.seconds, "think": said.think, "reviewers": reviewers}
        if said.only not in (None, name.lower()):
            continue
        if name == "SQLite":
            with tempfile.TemporaryDirectory() as folder:
                good &= run(name, f"sqlite:///{Path(folder)}/fourwinds.db", **more)
        else:
            with postgres.cluster() as server:
                good &= run(name, server.new_url(), **more)
    return 0 if good else 1
