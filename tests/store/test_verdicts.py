"""One act is one transaction; nothing is overwritten; everything can be taken back."""

import pytest
from tests.store.filling import FORMALISM, HEDONISM, every, fill, label

from fourwinds.errors import StaleVerdict, StoreError
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_UNDO,
    ACTION_UNSURE,
    STATE_DRAFT,
    STATE_FINAL,
    WAY_ADJUDICATION,
    WAY_DUPLICATE,
    WAY_WORKBOOK,
    NewVerdict,
)
from fourwinds.store.front import open_store


def test_a_saved_verdict_stands_and_survives_closing(store, url):
    first = every(store, fill(store))[0]
    [saved] = store.verdicts.save(label(first, "王老师", HEDONISM, note="讲的是享乐"))
    store.close()
    again = open_store(url)
    kept = again.opinions.get(first.key)
    assert kept.standing == saved
    assert (kept.version, kept.standing.labels, kept.standing.note) == (1, HEDONISM, "讲的是享乐")
    assert (kept.standing.suggested.tag, kept.standing.model) == ("formalism", "default")
    assert kept.tagged == first.tagged
    again.close()


def test_the_same_request_twice_is_stored_once(store):
    first, second, *_ = every(store, fill(store))
    act = [label(first, "王", request="r1"), label(second, "王", request="r1", way=WAY_DUPLICATE)]
    assert store.verdicts.save(act) == store.verdicts.save(act)
    assert len(store.verdicts.of(first.key)) == len(store.verdicts.of(second.key)) == 1


def test_a_stale_save_changes_nothing_and_shows_what_happened(store):
    first, second, *_ = every(store, fill(store))
    [theirs] = store.verdicts.save(label(first, "王"))
    with pytest.raises(StaleVerdict, match="已由 王 复核") as stale:
        store.verdicts.save([label(second, "李", HEDONISM), label(first, "李", HEDONISM)])
    assert stale.value.verdicts == (theirs,)
    assert store.opinions.get(first.key).standing == theirs
    assert store.verdicts.of(second.key) == []


def test_a_workbook_is_not_stale_but_makes_a_conflict(store):
    batch = fill(store)
    first = every(store, batch)[0]
    store.verdicts.save(label(first, "王"))
    store.verdicts.save(label(first, "李", HEDONISM, version=-1, way=WAY_WORKBOOK))
    [(row, made)] = store.conflicts(batch.key)
    assert row.key == first.key
    assert [v.reviewer for v in made] == ["王", "李"]
    assert store.opinions.progress(batch.key).conflicts == 1


def test_a_ruling_ends_the_conflict_whatever_is_said_later(store):
    batch = fill(store)
    first = every(store, batch)[0]
    store.verdicts.save(label(first, "王"))
    store.verdicts.save(label(first, "李", HEDONISM, version=-1))
    [ruling] = store.verdicts.save(label(first, "主任", HEDONISM, version=2, way=WAY_ADJUDICATION, note="看上下文"))
    store.verdicts.save(label(first, "王", version=3))
    assert store.conflicts(batch.key) == []
    assert store.opinions.get(first.key).standing == ruling


def test_undo_takes_back_act_by_act_without_limit(store):
    batch = fill(store)
    first, second, third, *_ = every(store, batch)
    store.verdicts.save(label(first, "王"))
    store.verdicts.save([label(second, "王", request="r"), label(third, "王", request="r", way=WAY_DUPLICATE)])
    store.verdicts.save(label(store.opinions.get(first.key), "王", HEDONISM))
    assert [v.opinion for v in store.verdicts.undo(batch.key, "王", "u1")] == [first.key]
    assert store.opinions.get(first.key).standing.labels == FORMALISM
    assert [v.opinion for v in store.verdicts.undo(batch.key, "王", "u1")] == [first.key]  # the same click sent twice
    assert {v.opinion for v in store.verdicts.undo(batch.key, "王", "u2")} == {second.key, third.key}
    [last] = store.verdicts.undo(batch.key, "王", "u3")
    assert (last.action, last.opinion) == (ACTION_UNDO, first.key)
    assert store.verdicts.undo(batch.key, "王", "u4") == []
    assert store.opinions.progress(batch.key).decided == 0
    assert len(store.verdicts.of(first.key)) == 4


def test_undo_never_touches_what_others_decided(store):
    batch = fill(store)
    first = every(store, batch)[0]
    store.verdicts.save(label(first, "李"))
    assert store.verdicts.undo(batch.key, "王", "u") == []
    assert store.opinions.get(first.key).standing.reviewer == "李"


def test_unsure_decides_nothing_and_exclude_does(store):
    batch = fill(store)
    first, second, *_ = every(store, batch)
    store.verdicts.save(NewVerdict(first.key, "王", ACTION_UNSURE, None, version=0))
    store.verdicts.save(NewVerdict(second.key, "王", ACTION_EXCLUDE, None, version=0))
    said = store.opinions.progress(batch.key)
    assert (said.total, said.decided, said.unsure) == (5, 1, 1)


def test_a_final_or_recycled_batch_takes_no_verdict(store):
    batch = fill(store)
    first = every(store, batch)[0]
    store.batches.set_state(batch.key, STATE_FINAL, "主任")
    with pytest.raises(StoreError, match="已定稿"):
        store.verdicts.save(label(first, "王"))
    store.batches.set_state(batch.key, STATE_DRAFT, "主任")
    store.batches.recycle(batch.key, "主任")
    with pytest.raises(StoreError, match="回收站"):
        store.verdicts.save(label(first, "王"))
    store.batches.restore(batch.key, "主任")
    assert store.verdicts.save(label(first, "王"))


def test_an_opinion_that_is_not_there_is_said(store):
    with pytest.raises(StoreError, match="已不在数据库中"):
        store.verdicts.save(NewVerdict(77, "王", ACTION_UNSURE, None))


def test_what_contradicts_itself_is_refused(store):
    first, second, *_ = every(store, fill(store))
    with pytest.raises(ValueError, match="labels"):
        store.verdicts.save(NewVerdict(first.key, "王", ACTION_EXCLUDE, FORMALISM))
    with pytest.raises(ValueError, match="no such action"):
        store.verdicts.save(NewVerdict(first.key, "王", ACTION_UNDO, None))
    with pytest.raises(ValueError, match="one reviewer"):
        store.verdicts.save([label(first, "王"), label(second, "李")])


def test_the_database_itself_refuses_to_change_a_verdict(store):
    first = every(store, fill(store))[0]
    store.verdicts.save(label(first, "王"))
    with pytest.raises(StoreError):
        store._database.write(lambda c: c.exec_driver_sql("UPDATE verdicts SET tag = 'none'"))
    assert store.opinions.get(first.key).standing.labels == FORMALISM


def test_all_gives_opinions_with_verdicts_and_leaves_the_recycle_bin_out(store):
    batch, other = fill(store), fill(store, seed="b")
    for row in (every(store, batch)[0], every(store, other)[1]):
        store.verdicts.save(label(row, "王"))
    assert len(list(store.verdicts.all())) == 2
    store.batches.recycle(other.key, "王")
    [(row, made)] = store.verdicts.all()
    assert (row.batch, len(made)) == (batch.key, 1)
    assert [v.opinion for v in made] == [row.key]
