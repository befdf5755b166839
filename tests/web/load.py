"""Many reviewers at the real server, and pages of a store of 200,000 opinions: ``python -m tests.web.load`` (``make load``).

Every reviewer is a thread with a connection of its own that reads a card, thinks for about ``think`` seconds and
decides; the server is a process of its own. Afterwards every acknowledged verdict must be in the store once, and no
opinion may have been given to two reviewers.
"""

from __future__ import annotations

import http.client
import random
import re
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.pressing import FILTERS, REVIEW_PAGE, VERDICT, on_both, part
from tests.store.filling import fill
from tests.web.conftest import PASSWORD, Serving

from fourwinds.review_records import ORDERS, ROLE_REVIEWER
from fourwinds.store.front import Store, open_store
from fourwinds.web.access import COOKIE, csrf_of

_CARD = {name: re.compile(rf'data-{name}="([^"]*)"') for name in ("opinion", "version", "chance")}


class Client:
    """One reviewer's connection."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": f"{COOKIE}={session}", "X-CSRF": csrf_of(session), "X-Fragment": "1"}

    def ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> tuple[int, str, float]:
        """Status, text, and seconds until all of it was there."""
        headers = dict(self._headers)
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8")
        return answer.status, text, time.perf_counter() - begun


@dataclass
class Pressed:
    """What a run gave: seconds of every verdict, what was acknowledged, who was shown what, what went wrong."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: list[tuple[int, str]] = field(default_factory=list)
    shown: dict[int, set[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def card_of(text: str) -> dict[str, str]:
    """Opinion, version and mark of chance of a card; empty when nothing is left."""
    found = {name: pattern.search(text) for name, pattern in _CARD.items()}
    return {name: match[1] for name, match in found.items() if match}


def press(port: int, batch: int, sessions: dict[str, str], seconds: float, think: float) -> Pressed:
    """Let every reviewer work for ``seconds``."""
    done = Pressed()
    lock = threading.Lock()
    end = time.monotonic() + seconds

    def work(name: str, session: str) -> None:
        chance = random.Random(name)
        try:
            time.sleep(chance.random() * think)
            client = Client(port, session)
            _, text, _ = client.ask("GET", f"/batches/{batch}/review/card")
            while time.monotonic() < end and (card := card_of(text)):
                with lock:
                    done.shown.setdefault(int(card["opinion"]), set()).add(name)
                time.sleep(chance.uniform(0.5, 1.5) * think)
                fields = {
                    **card, "action": "label", "tag": "formalism", "manifestation": "excessive_meetings", "subject": "leadership",
                    "request_key": f"{name}-{card['opinion']}",
                }  # fmt: skip
                status, text, took = client.ask("POST", f"/batches/{batch}/review/decide", fields)
                with lock:
                    if status == 200:
                        done.seconds.append(took)
                        done.acknowledged.append((int(card["opinion"]), name))
                    else:
                        done.failures.append(f"{status} {text[:200]}")
        except Exception as error:
            done.failures.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=work, args=entry) for entry in sessions.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.seconds.sort()
    return done


def pages(client: Client, batch: int) -> dict[str, tuple[float, float]]:
    """Name of a page to the slowest of three answers and the limit, in seconds."""
    asked = {f"review page, {order}": (f"/batches/{batch}/review?order={order}", REVIEW_PAGE) for order in ORDERS}
    for query in ("", "tag=formalism", "tag=formalism&status=review&decided=no", "decided=yes", "words=太多1999", "tag=formalism&words=没有这几个字", "tag=formalism&page=3999"):  # fmt: skip
        fields = dict(part.split("=") for part in query.split("&") if part)
        asked[f"results, {query or 'all'}"] = (f"/batches/{batch}/opinions?{urlencode(fields)}", FILTERS)
    asked["batch list"] = ("/", FILTERS)
    asked["batch"] = (f"/batches/{batch}", FILTERS)
    timed = {}
    for name, (path, limit) in asked.items():
        answers = [client.ask("GET", path) for _ in range(3)]
        assert all(status == 200 for status, _, _ in answers), (name, answers[0][:2])
        timed[name] = (max(seconds for _, _, seconds in answers), limit)
    return timed


def run(name: str, url: str, *, count: int, reviewers: int, seconds: float, think: float) -> bool:
    """Fill a store, serve it, time its pages, press it; prints what was measured and says whether all limits held."""
    store = open_store(url)
    batch = fill(store, count)
    sessions = {}
    for number in range(reviewers):
        store.users.add(f"审{number}", PASSWORD, ROLE_REVIEWER, "本机")
        sessions[f"审{number}"] = store.sessions.open(f"审{number}", 2)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        serving = Serving(Path(folder), store=url).start()
        try:
            client = Client(serving.port, sessions["审0"])
            client.ask(
                "GET", f"/batches/{batch.key}/review/similar?opinion=1"
            )  # what the server makes ready after its start
            for page, (took, limit) in pages(client, batch.key).items():
                good &= took <= limit
                print(f"{name}: {page:<50} {1000 * took:7.1f} ms (limit {1000 * limit:.0f})", flush=True)
            done = press(serving.port, batch.key, sessions, seconds, think)
        finally:
            serving.stop()
    good &= tell(name, store, batch.key, done, reviewers, seconds, think)
    store.close()
    return good


def tell(name: str, store: Store, batch: int, done: Pressed, reviewers: int, seconds: float, think: float) -> bool:
    """Print what pressing gave and say whether it was good."""
    stored: dict[tuple[int, str], int] = {}
    for row, made in store.verdicts.all(batch):
        for verdict in made:
            stored[(row.key, verdict.reviewer)] = stored.get((row.key, verdict.reviewer), 0) + 1
    lost = sum(entry not in stored for entry in done.acknowledged)
    twice = sum(times > 1 for times in stored.values())
    shared = sum(len(who) > 1 for who in done.shown.values())
    p95 = part(done.seconds, 0.95)
    print(
        f"{name}: {reviewers} reviewers, {seconds:.0f} s, think {think} s: {len(done.acknowledged)} verdicts, "
        f"p50 {1000 * part(done.seconds, 0.5):.0f} ms, p95 {1000 * p95:.0f} ms (limit {1000 * VERDICT:.0f}), "
        f"max {1000 * part(done.seconds, 1):.0f} ms; lost {lost}, stored twice {twice}, double-assigned {shared}, "
        f"failures {len(done.failures)} {done.failures[:2]}",
        flush=True,
    )
    return p95 <= VERDICT and not (lost or twice or shared or done.failures)


if __name__ == "__main__":
    raise SystemExit(on_both(run, think=2.0))
