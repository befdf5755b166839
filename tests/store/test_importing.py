"""A batch comes into sight whole; nobody waits for it; what was interrupted goes away."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from tests.conftest import tagged
from tests.store.filling import fill, label

from fourwinds.errors import StoreError
from fourwinds.review_records import ORDER_LEAST_SURE
from fourwinds.store import importing
from fourwinds.store.front import open_store
from fourwinds.store.schema import batches, opinions


def count(store, table):
    return store._database.read(lambda connection: len(connection.execute(select(table.c.key)).all()))


def test_verdicts_are_saved_while_a_batch_comes_in(store):
    batch = fill(store, 40)
    done = threading.Event()
    meanwhile, in_sight = [], []

    def review():
        while not done.is_set() and (taken := store.leases.take(batch.key, "王", ORDER_LEAST_SURE)):
            meanwhile.extend(store.verdicts.save(label(taken[0], "王")))
            in_sight.extend((b.opinions, store.opinions.progress(b.key).total) for b in store.batches.all())

    reviewer = threading.Thread(target=review)
    reviewer.start()
    key = fill(store, 3000, seed="b").key
    done.set()
    reviewer.join()
    assert (
        len(meanwhile) > 1
    )  # how many is a matter of the machine; the second was saved between two of the import's transactions
    assert set(in_sight) <= {(40, 40), (3000, 3000)}
    assert store.batches.get(key).opinions == store.opinions.progress(key).total == 3000


def test_an_upload_that_fails_leaves_nothing(store, monkeypatch):
    def full(connection, rows, said):
        if rows[0]["place"] > 0:
            raise StoreError("存放数据库的磁盘已满", todo="清理磁盘后重试")
        added(connection, rows, said)

    added = importing._insert
    monkeypatch.setattr(importing, "_insert", full)
    with pytest.raises(StoreError, match="磁盘已满"):
        fill(store, 1200)
    assert (count(store, batches), count(store, opinions)) == (0, 0)
    monkeypatch.setattr(importing, "_insert", added)
    assert fill(store, 1200).opinions == 1200


def test_an_upload_that_was_killed_is_out_of_sight_and_removed_a_day_later(store, url, monkeypatch):
    monkeypatch.setattr(importing, "remove", lambda connection, key: None)  # a killed process tidies nothing
    monkeypatch.setattr(importing, "_reveal", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fill(store, 10)
    monkeypatch.undo()
    assert store.batches.all() == store.batches.all(recycled=True) == []
    again = open_store(url)
    assert count(again, opinions) == 10  # perhaps somebody is still at it
    again.close()
    monkeypatch.setattr(importing, "_ABANDONED", 1)
    again = open_store(url)
    assert (count(again, batches), count(again, opinions)) == (0, 0)
    assert fill(again, 10).opinions == 10
    again.close()


def test_two_who_bring_the_same_at_once_bring_it_once(store):
    rows = [tagged(i) for i in range(1500)]

    def add(who):
        hashes = [f"h{i}" for i in range(1500)]
        return store.batches.add(
            "x", rows, [""] * 1500, hashes, files={}, counts={}, model="m", taxonomy="1", by=who, groups=range(1500)
        )

    with ThreadPoolExecutor(2) as pool:
        (first, *one), (second, *two) = pool.map(add, ["王", "李"])
    assert first == second
    assert sorted([one, two]) == [[0, 1500], [1500, 0]]
    assert count(store, opinions) == 1500
