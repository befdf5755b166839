"""Where the review of a batch stands, for every card: counting 200,000 opinions takes longer than a verdict may."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from fourwinds.review_records import BatchProgress
from fourwinds.store.front import Store

LARGE = 5_000  # opinions from which a count is kept for a moment
_FRESH = 5.0  # seconds; what this process saves meanwhile is added


class ProgressCount:
    """Counts of large batches, a few seconds old at most; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[int, tuple[float, BatchProgress]] = {}

    def get(self, store: Store, batch: int) -> BatchProgress:
        """Where the batch stands."""
        with self._lock:
            at, kept = self._kept.get(batch, (0.0, None))
            if kept is not None and time.monotonic() - at < _FRESH:
                return kept
            if kept is not None:  # whoever comes next while this one counts is content with the old figures
                self._kept[batch] = (time.monotonic(), kept)
        counted = store.opinions.progress(batch)
        with self._lock:
            if counted.total >= LARGE:
                self._kept[batch] = (time.monotonic(), counted)
            else:
                self._kept.pop(batch, None)
        return counted

    def noted(self, batch: int, decided: int) -> None:
        """So many opinions were decided just now (fewer than none when decisions were taken back)."""
        with self._lock:
            if batch in self._kept:
                at, kept = self._kept[batch]
                self._kept[batch] = (at, replace(kept, decided=min(kept.total, max(0, kept.decided + decided))))

    def forget(self, batch: int) -> None:
        """Count anew at the next question."""
        with self._lock:
            self._kept.pop(batch, None)
