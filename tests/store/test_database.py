"""Transactions: whole or not at all, and done again when PostgreSQL broke a deadlock."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from fourwinds.store.front import open_store
from fourwinds.store.schema import users


@pytest.fixture
def accounts(store):
    for name in ("a", "b"):
        store.users.add(name, "12345678", "staff", "admin")
    return store


def rename(connection, name, role):
    connection.execute(update(users).where(users.c.name == name).values(role=role))


def roles(store):
    return store._database.read(lambda c: list(c.execute(select(users.c.role).order_by(users.c.name)).scalars()))


def test_what_fails_half_way_changes_nothing(accounts):
    def work(connection):
        rename(connection, "a", "half")
        raise KeyError("stop")

    with pytest.raises(KeyError):
        accounts._database.write(work)
    assert roles(accounts) == ["staff", "staff"]


def test_a_commit_waits_for_the_disk(store):
    """Killing a process cannot show it: what SQLite has not synced is safe from kill -9 and lost in a power cut."""
    sqlite = store._database.sqlite
    asked = "PRAGMA synchronous" if sqlite else "SHOW synchronous_commit"
    at_read, at_write = (
        way(lambda c: c.exec_driver_sql(asked).scalar()) for way in (store._database.read, store._database.write)
    )
    assert at_read == at_write == (2 if sqlite else "on")  # 2 is FULL


def test_a_deadlock_is_done_again(postgres_cluster):
    store = open_store(postgres_cluster.new_url())
    for name in ("a", "b"):
        store.users.add(name, "12345678", "staff", "admin")
    met = threading.Barrier(2)
    attempts = []

    def cross(first, second, role):
        def work(connection):
            attempts.append(role)
            rename(connection, first, role)
            if attempts.count(role) == 1:
                met.wait(20)  # both hold one row and want the other
            rename(connection, second, role)

        store._database.write(work)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(cross, "a", "b", "one"), pool.submit(cross, "b", "a", "two")]:
            done.result()
    assert sorted(attempts) in (["one", "one", "two"], ["one", "two", "two"])
    assert len(set(roles(store))) == 1
    store.close()


def test_a_reader_sees_one_state_while_others_write(accounts, url):
    other = open_store(url)

    def work(connection):
        before = list(connection.execute(select(users.c.role)).scalars())
        other.users.set_role("a", "approver", "admin")
        return before == list(connection.execute(select(users.c.role)).scalars())

    assert accounts._database.read(work)
    assert roles(accounts) == ["approver", "staff"]
    other.close()
