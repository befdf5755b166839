"""Who may come in: the one-time link of the person who started the server, or an account and its password.

A session is a random token in a cookie. Accounts' sessions stand in the store and outlive the process; the
session of the one-time link lives in memory, because the next start prints a new link.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

from fourwinds.review_records import LOCAL_NAME, ROLE_APPROVER, User
from fourwinds.web.throttle import Throttle
from fourwinds.workflows import accounts
from fourwinds.workflows.desk import Desk

COOKIE = "fourwinds"
HOURS = 12
_LOCAL = "local."


class Access:
    """Sessions and the one-time link of one running server.

    Args:
        desk: whose accounts are asked.
        is_local: whether a one-time link is given out at all.
    """

    def __init__(self, desk: Desk, *, is_local: bool, clock: Callable[[], float] = time.time) -> None:
        self._desk = desk
        self._clock = clock
        self._once = secrets.token_urlsafe(24) if is_local else ""
        self._local: dict[str, float] = {}
        self._lock = threading.Lock()
        self._trying = threading.Lock()
        self.throttle = Throttle()

    @property
    def once(self) -> str:
        """The one-time token as long as nobody has used it, else ""."""
        return self._once

    def enter(self, token: str) -> str:
        """A session for the one-time token, which is void from then on; "" for a wrong or used one."""
        with self._lock:
            if not self._once or not hmac.compare_digest(self._once.encode(), token.encode("utf-8", "replace")):
                return ""
            self._once = ""
            session = _LOCAL + secrets.token_urlsafe(32)
            self._local[_hash(session)] = self._clock() + HOURS * 3600
        return session

    def login(self, name: str, password: str, address: str) -> tuple[str, float]:
        """A session for a right password, or "" and the seconds to wait before the next try (0: try again now)."""
        user, wait = self.known(name, password, f"name:{name}", f"address:{address}")
        return (accounts.open_session(self._desk, user, HOURS), 0.0) if user is not None else ("", wait)

    def known(self, name: str, password: str, *keys: str) -> tuple[User | None, float]:
        """Whose name and password it is, or None and the seconds to wait; failures are counted for each key.

        One at a time: tries sent at once would all begin before the first is counted, and each takes 64 MB.
        """
        with self._trying:
            wait = self.throttle.wait(*keys)
            if wait:
                return None, wait
            user = accounts.check(self._desk, name, password)
            if user is None:
                self.throttle.failed(*keys)
                return None, self.throttle.wait(*keys)
            self.throttle.succeeded(*keys)
            return user, 0.0

    def user_of(self, session: str) -> User | None:
        """Whose session it is, or None when there is none, it has expired or the account was closed."""
        if not session:
            return None
        if session.startswith(_LOCAL):
            expires = self._local.get(_hash(session), 0.0)
            return User(LOCAL_NAME, ROLE_APPROVER, True, "") if self._clock() < expires else None
        return accounts.user_of(self._desk, session)

    def leave(self, session: str) -> None:
        """End a session."""
        if session.startswith(_LOCAL):
            self._local.pop(_hash(session), None)
        elif session:
            accounts.close_session(self._desk, session)


def csrf_of(session: str) -> str:
    """What a form of this session must carry; nobody who cannot read the cookie can work it out."""
    return hmac.new(session.encode(), b"csrf", hashlib.sha256).hexdigest()[:32]


def is_csrf(session: str, said: str) -> bool:
    """Whether ``said`` is what a form of this session carries."""
    return bool(session) and hmac.compare_digest(csrf_of(session).encode(), said.encode("utf-8", "replace"))


def sign(session: str, what: str) -> str:
    """A mark by which the server knows again what it said to this session."""
    return hmac.new(session.encode(), what.encode(), hashlib.sha256).hexdigest()[:24]


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
