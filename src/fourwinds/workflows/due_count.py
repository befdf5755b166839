"""「再改 7 条即重训」 for every card of the review page, without counting all verdicts for each."""

from __future__ import annotations

import threading
import time

from fourwinds.review import countdown as counting
from fourwinds.review_records import Countdown
from fourwinds.store.front import Store
from fourwinds.workflows import retrain

_FRESH = 20.0  # seconds for which the page may lag behind


class DueCount:
    """How many verdicts wait for a retraining, counted anew every ``_FRESH`` seconds beside the requests."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._countdown: Countdown | None = None
        self._at = 0.0
        self._counting = False
        self._since = 0

    def noted(self, verdicts: int) -> None:
        """So many verdicts were saved just now."""
        with self._lock:
            self._since += verdicts

    def forget(self) -> None:
        """Count anew at the next question."""
        with self._lock:
            self._countdown, self._at, self._since = None, 0.0, 0

    def get(self, store: Store) -> Countdown:
        """The countdown as of a moment ago."""
        with self._lock:
            stale = time.monotonic() - self._at > _FRESH and not self._counting
            self._counting = self._counting or stale
            known, since = self._countdown, self._since
        if known is None:
            return self._count(store)
        if stale:
            threading.Thread(target=self._count, args=(store,), daemon=True).start()
        if not known.left:
            return known
        return counting.countdown(known.every - known.left + since, known.every)

    def _count(self, store: Store) -> Countdown:
        with self._lock:
            counted = self._since
        try:
            found = retrain.due(store)
            with self._lock:
                self._countdown, self._at = found, time.monotonic()
                self._since = max(0, self._since - counted)
            return found
        finally:
            with self._lock:
                self._counting = False
