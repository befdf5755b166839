"""How often a password may be tried: after five failures a wait that doubles, by account and by address."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5
FIRST_WAIT = 30.0
LONGEST_WAIT = 900.0
FORGET = 3600.0
_MOST = 10_000


@dataclass(slots=True)
class _Tries:
    failures: int = 0
    last: float = 0.0


class Throttle:
    """Counts failures by key; a success forgets them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: dict[str, _Tries] = {}
        self._lock = threading.Lock()

    def wait(self, *keys: str) -> float:
        """Seconds until another try is allowed, 0 when it is now."""
        now = self._clock()
        with self._lock:
            return max((self._left(self._tries[key], now) for key in keys if key in self._tries), default=0.0)

    def failed(self, *keys: str) -> None:
        """Count one failure for each key."""
        now = self._clock()
        with self._lock:
            if len(self._tries) > _MOST:
                self._tries = {key: tries for key, tries in self._tries.items() if now - tries.last < FORGET}
            for key in keys:
                tries = self._tries.setdefault(key, _Tries())
                if now - tries.last > FORGET:
                    tries.failures = 0
                tries.failures, tries.last = tries.failures + 1, now

    def succeeded(self, *keys: str) -> None:
        """Forget what was counted."""
        with self._lock:
            for key in keys:
                self._tries.pop(key, None)

    @staticmethod
    def _left(tries: _Tries, now: float) -> float:
        over = tries.failures - FREE
        if over < 0:
            return 0.0
        left: float = tries.last + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, 10)) - now
        return max(0.0, left)
