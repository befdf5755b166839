"""Many reviewers at once, and a store of 200,000 opinions: ``python -m tests.store.load`` (part of ``make load``).

Every reviewer is a thread that takes an opinion, thinks for about ``think`` seconds, and saves a verdict. Afterwards
every acknowledged verdict must be in the store once, and no opinion may have been decided by two.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.pressing import FILTERS, OPINIONS, REVIEW_PAGE, VERDICT, on_both, part
from tests.store.filling import fill, label

from fourwinds.review_records import ORDER_LEAST_SURE, ORDER_RANDOM, ORDERS, OpinionFilter
from fourwinds.store.front import Store, open_store


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a run of many reviewers gave.

    Attributes:
        saved: acknowledged verdicts.
        take, save: seconds of each call, sorted.
        lost: acknowledged verdicts that are not in the store.
        double: opinions decided by more than one reviewer.
    """

    saved: int
    take: list[float]
    save: list[float]
    lost: int
    double: int


def press(store: Store, batch: int, reviewers: int, seconds: float, think: float) -> Pressed:
    """Let ``reviewers`` work on a batch for ``seconds``."""
    taken: list[float] = []
    saves: list[float] = []
    acknowledged: list[tuple[int, int]] = []
    failures: list[BaseException] = []
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        chance = random.Random(number)
        try:
            time.sleep(chance.random() * think)
            while time.monotonic() < end:
                order = ORDER_RANDOM if chance.random() < 0.1 else ORDER_LEAST_SURE
                begun = time.perf_counter()
                [row] = store.leases.take(batch, f"审{number}", order)
                taken.append(time.perf_counter() - begun)
                time.sleep(chance.uniform(0.5, 1.5) * think)
                begun = time.perf_counter()
                [saved] = store.verdicts.save(label(row, f"审{number}", request=f"{number}-{row.key}"))
                saves.append(time.perf_counter() - begun)
                acknowledged.append((saved.key, row.key))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(reviewers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    stored = {(v.key, row.key): len(made) for row, made in store.verdicts.all(batch) for v in made}
    return Pressed(
        saved=len(acknowledged),
        take=sorted(taken),
        save=sorted(saves),
        lost=sum(pair not in stored for pair in acknowledged),
        double=sum(count > 1 for count in stored.values()),
    )


def pages(store: Store, batch: int, reviewer: str = "审者") -> dict[str, float]:
    """Seconds of what a review page and a results page ask of the store; the slowest of three."""

    def slowest(call: Callable[[], object]) -> float:
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            call()
            times.append(time.perf_counter() - begun)
        return max(times)

    def review(order: str) -> None:
        [row] = store.leases.take(batch, reviewer, order)
        store.opinions.group(row.key)
        store.verdicts.of(row.key)
        store.opinions.progress(batch)
        store.leases.release(reviewer)

    filters = {
        "all": OpinionFilter(),
        "tag": OpinionFilter(tag="formalism"),
        "tag, status, undecided": OpinionFilter(tag="formalism", status="review", decided="no"),
        "decided": OpinionFilter(decided="yes"),
        "words": OpinionFilter(words="太多1999"),
        "rare words and tag": OpinionFilter(words="没有这几个字", tag="formalism"),
    }
    timed = {f"review page, {order}": slowest(lambda order=order: review(order)) for order in ORDERS}
    for name, narrow in filters.items():
        timed[f"filter {name}"] = slowest(lambda narrow=narrow: store.opinions.page(batch, narrow, 0, 50))
    far = OpinionFilter(tag="formalism")
    timed["filter tag, last page"] = slowest(lambda: store.opinions.page(batch, far, OPINIONS - 60, 50, "least_sure"))
    return timed


def run(name: str, url: str, *, count: int, reviewers: int, seconds: float, think: float) -> bool:
    """Fill a store, time its pages, press it; prints what was measured and says whether all limits held."""
    store = open_store(url)
    begun = time.perf_counter()
    batch = fill(store, count)
    print(f"{name}: {count:,} opinions added in {time.perf_counter() - begun:.1f} s", flush=True)
    good = True
    for what, seconds_ in pages(store, batch.key).items():
        limit = REVIEW_PAGE if what.startswith("review") else FILTERS
        good &= seconds_ <= limit
        print(f"{name}: {what:<32} {1000 * seconds_:7.1f} ms (limit {1000 * limit:.0f})", flush=True)
    done = press(store, batch.key, reviewers, seconds, think)
    p95 = part(done.save, 0.95)
    good &= p95 <= VERDICT and not done.lost and not done.double
    print(
        f"{name}: {reviewers} reviewers, {seconds:.0f} s, think {think} s: {done.saved} verdicts, "
        f"save p50 {1000 * part(done.save, 0.5):.0f} ms, p95 {1000 * p95:.0f} ms (limit {1000 * VERDICT:.0f}), "
        f"max {1000 * done.save[-1]:.0f} ms; next opinion p95 {1000 * part(done.take, 0.95):.0f} ms; "
        f"lost {done.lost}, double {done.double}",
        flush=True,
    )
    store.close()
    return good


if __name__ == "__main__":
    raise SystemExit(on_both(run, think=1.0))
