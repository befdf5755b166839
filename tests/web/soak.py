"""kill -9 of the real server at random moments while reviewers work: ``python -m tests.web.soak`` (part of ``make soak``).

Reviewers are threads that do what the page's script does: keep a decision with its request key until the server has
answered, and send it again after every failure. In the end every acknowledged verdict is there, and none twice.
"""

from __future__ import annotations

import argparse
import http.client
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres
from tests.store.filling import fill
from tests.web.conftest import PASSWORD, Serving
from tests.web.load import Client, card_of

from fourwinds.review_records import ROLE_REVIEWER
from fourwinds.store.front import open_store

REVIEWERS = 4
PATIENCE = 120.0  # seconds without an answer after which the run has failed


@dataclass
class Seen:
    """What the reviewers heard: acknowledged decisions, how often they had to send again, and what was wrong."""

    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    repeats: int = 0
    kills: int = 0
    wrong: list[str] = field(default_factory=list)


class Reviewer(threading.Thread):
    """Decides until nothing is left."""

    def __init__(self, name: str, port: int, session: str, batch: int, seen: Seen) -> None:
        super().__init__(name=name, daemon=True)
        self._port, self._session, self._batch, self._seen = port, session, batch, seen
        self._client = Client(port, session)

    def run(self) -> None:
        """Do what the page does."""
        try:
            text = self._ask("GET", f"/batches/{self._batch}/review/card")
            while card := card_of(text):
                fields = {
                    **card, "action": "label", "tag": "formalism", "manifestation": "excessive_meetings", "subject": "leadership",
                    "request_key": f"{self.name}-{card['opinion']}",
                }  # fmt: skip
                text = self._ask("POST", f"/batches/{self._batch}/review/decide", fields)
                self._seen.acknowledged.append((int(card["opinion"]), self.name))
        except Exception as error:
            self._seen.wrong.append(f"{self.name}: {type(error).__name__}: {error}")

    def _ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                status, text, _ = self._client.ask(method, path, fields)
                if status == 200:
                    return text
                if status < 500:
                    raise AssertionError(f"{status}: {text[:200]}")
            except (OSError, http.client.HTTPException):
                self._client = Client(self._port, self._session)
            self._seen.repeats += 1
            time.sleep(0.1)
        raise TimeoutError(path)


def torment(url: str, count: int, seed: int, *, lives: tuple[float, float] = (0.5, 6.0), most: int = 40) -> Seen:
    """Let reviewers decide ``count`` opinions while the server is killed; checks the store and returns what was heard.

    Args:
        lives: the server is killed so many seconds after it is up, at random between the two.
        most: how often at most.
    """
    chance = random.Random(seed)
    store = open_store(url)
    batch = fill(store, count).key
    sessions = {}
    for number in range(REVIEWERS):
        store.users.add(f"审{number}", PASSWORD, ROLE_REVIEWER, "本机")
        sessions[f"审{number}"] = store.sessions.open(f"审{number}", 2)
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        serving = Serving(Path(folder), store=url).start()
        try:
            reviewers = [Reviewer(name, serving.port, session, batch, seen) for name, session in sessions.items()]
            for reviewer in reviewers:
                reviewer.start()
            while any(reviewer.is_alive() for reviewer in reviewers):
                life = chance.uniform(*lives)
                end = time.monotonic() + life
                while time.monotonic() < end and any(reviewer.is_alive() for reviewer in reviewers):
                    time.sleep(0.02)
                if seen.kills < most and any(reviewer.is_alive() for reviewer in reviewers):
                    serving.kill()
                    seen.kills += 1
                    serving.start()
        finally:
            serving.stop()
    made = {row.key: [v.reviewer for v in verdicts] for row, verdicts in store.verdicts.all(batch)}
    seen.wrong += [f"lost: {entry}" for entry in seen.acknowledged if entry[1] not in made.get(entry[0], [])]
    seen.wrong += [f"twice: {key} {who}" for key, who in made.items() if len(who) != 1]
    if len(made) != count:
        seen.wrong.append(f"{len(made)} of {count} decided")
    store.close()
    return seen


@contextmanager
def urls(only: str) -> Iterator[list[tuple[str, str]]]:
    """Addresses of an empty SQLite store and of an empty PostgreSQL store."""
    with tempfile.TemporaryDirectory() as folder:
        found = [("SQLite", f"sqlite:///{Path(folder) / 'fourwinds.db'}")] if only != "postgresql" else []
        if only == "sqlite":
            yield found
        else:
            with postgres.cluster() as server:
                yield [*found, ("PostgreSQL", server.new_url())]


def main() -> int:
    """Both databases; 0 when nothing was lost and nothing was there twice."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--verdicts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--kills", type=int, default=40, help="how often the server is killed at most")
    parser.add_argument(
        "--lives", type=float, nargs=2, default=(0.5, 6.0), help="seconds from start to kill, between the two"
    )
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    said = parser.parse_args()
    good = True
    with urls(said.only) as found:
        for name, url in found:
            seen = torment(url, said.verdicts, said.seed, lives=tuple(said.lives), most=said.kills)
            good &= not seen.wrong
            print(
                f"{name}, seed {said.seed}: {len(seen.acknowledged)} verdicts acknowledged, server killed {seen.kills} times, "
                f"{seen.repeats} requests sent again; wrong: {seen.wrong[:5] or 'nothing'}",
                flush=True,
            )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
