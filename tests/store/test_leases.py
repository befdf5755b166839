"""No two reviewers have the same opinion, except where two are to have it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.store.filling import HEDONISM, every, fill, label

from fourwinds.review_records import (
    ACTION_UNSURE,
    ORDER_DISAGREEMENT,
    ORDER_LEAST_SURE,
    ORDER_RANDOM,
    ORDER_SUSPECTED,
    NewVerdict,
)
from fourwinds.store.leases import _candidates


def test_the_least_sure_opinion_comes_first_and_stays_until_decided(store):
    batch = fill(store)
    rows = every(store, batch)
    [first] = store.leases.take(batch.key, "王", ORDER_LEAST_SURE)
    assert first == rows[0]
    assert store.leases.take(batch.key, "王", ORDER_LEAST_SURE) == [first]
    store.verdicts.save(label(first, "王"))
    assert store.leases.take(batch.key, "王", ORDER_LEAST_SURE) == [rows[1]]


def test_danger_to_a_student_comes_before_all_else_until_somebody_has_looked(store):
    batch = fill(store, statuses={2: "discipline_clue", 3: "safety", 4: "safety"})
    rows = every(store, batch)
    came = []
    for said in (HEDONISM, replace(HEDONISM, handing="ordinary"), HEDONISM):
        [row] = store.leases.take(batch.key, "王", ORDER_LEAST_SURE)
        came.append(row.key)
        store.verdicts.save(label(row, "王", said))
    assert came == [rows[3].key, rows[4].key, rows[0].key]
    store.verdicts.save(NewVerdict(rows[1].key, "王", ACTION_UNSURE, None))
    store.verdicts.undo(batch.key, "王", "u1")
    store.verdicts.undo(batch.key, "王", "u2")
    store.verdicts.undo(batch.key, "王", "u3")  # the alarm that was taken back is one again, and nobody has looked
    assert [row.key for row in store.leases.take(batch.key, "李", ORDER_LEAST_SURE)] == [rows[4].key]


def test_the_queue_of_a_large_batch_is_read_from_its_index(store):
    def plan(connection):
        query = str(_candidates(1, "王", ORDER_LEAST_SURE).compile(connection, compile_kwargs={"literal_binds": True}))
        if not store._database.sqlite:  # which would rather read a small table as a whole
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        said = "EXPLAIN QUERY PLAN" if store._database.sqlite else "EXPLAIN"
        return " ".join(str(row) for row in connection.exec_driver_sql(f"{said} {query}"))

    said = store._database.read(plan)
    assert "opinions_alarm" in said
    assert "ORDER BY" not in said
    assert "Sort" not in said


def test_orders(store):
    batch = fill(store)
    rows = every(store, batch)
    store.opinions.set_suspicion({rows[3].key: 0.9})
    store.verdicts.save(NewVerdict(rows[2].key, "李", ACTION_UNSURE, None))
    assert [r.key for r in store.leases.take(batch.key, "甲", ORDER_SUSPECTED)] == [rows[3].key]
    assert [r.key for r in store.leases.take(batch.key, "乙", ORDER_DISAGREEMENT)] == [rows[2].key]
    free = [r for r in rows if r not in (rows[2], rows[3])]
    by_chance = min(free, key=lambda r: r.random_key)
    assert [r.key for r in store.leases.take(batch.key, "丙", ORDER_RANDOM)] == [by_chance.key]


def test_others_get_others_until_the_lease_is_given_back_or_runs_out(store):
    batch = fill(store, 2)
    [mine] = store.leases.take(batch.key, "王", ORDER_LEAST_SURE)
    [theirs] = store.leases.take(batch.key, "李", ORDER_LEAST_SURE)
    assert mine.key != theirs.key
    assert store.leases.take(batch.key, "赵", ORDER_LEAST_SURE) == []
    store.leases.release("王")
    assert store.leases.take(batch.key, "赵", ORDER_LEAST_SURE, minutes=-1) == [mine]
    assert store.leases.take(batch.key, "钱", ORDER_LEAST_SURE) == [mine]


def test_opinions_that_say_the_same_are_leased_together(store):
    batch = fill(store, 4, groups=[0, 0, 2, 2])
    rows = every(store, batch)
    assert [r.group for r in rows] == [rows[0].key, rows[0].key, rows[2].key, rows[2].key]
    assert store.leases.take(batch.key, "王", ORDER_LEAST_SURE, n=4) == [rows[0], rows[2]]
    assert store.leases.take(batch.key, "李", ORDER_LEAST_SURE) == []


def test_who_was_unsure_does_not_get_it_again_but_another_does(store):
    batch = fill(store, 1)
    [row] = store.leases.take(batch.key, "王", ORDER_LEAST_SURE)
    store.verdicts.save(NewVerdict(row.key, "王", ACTION_UNSURE, None))
    assert store.leases.take(batch.key, "王", ORDER_LEAST_SURE) == []
    assert [r.key for r in store.leases.take(batch.key, "李", ORDER_LEAST_SURE)] == [row.key]


def test_a_double_coded_opinion_goes_to_two_who_do_not_disturb_each_other(store):
    batch = fill(store, 1, double_share=1.0)
    [first] = store.leases.take(batch.key, "王", ORDER_LEAST_SURE)
    [second] = store.leases.take(batch.key, "李", ORDER_LEAST_SURE)
    assert first.key == second.key
    assert first.double
    assert store.leases.take(batch.key, "赵", ORDER_LEAST_SURE) == []
    store.verdicts.save(label(first, "王"))
    assert store.leases.take(batch.key, "赵", ORDER_LEAST_SURE) == []
    store.verdicts.save(label(second, "李", HEDONISM))  # blind: not stale
    assert store.opinions.progress(batch.key).conflicts == 1
    assert store.leases.take(batch.key, "赵", ORDER_LEAST_SURE) == []


@pytest.mark.parametrize("double_share", [0.0, 0.3])
def test_many_at_once_get_each_opinion_once_or_twice(store, double_share):
    batch = fill(store, 60, double_share=double_share)

    def review(reviewer):
        seen = []
        while taken := store.leases.take(batch.key, reviewer, ORDER_LEAST_SURE):
            seen.append(taken[0].key)
            store.verdicts.save(label(taken[0], reviewer))
        return seen

    with ThreadPoolExecutor(8) as pool:
        shares = list(pool.map(review, [f"审{i}" for i in range(8)]))
    got = sorted(key for share in shares for key in share)
    assert got == sorted(key for r in every(store, batch) for key in [r.key] * (2 if r.double else 1))
    assert store.opinions.progress(batch.key).decided == 60
