"""One act is one transaction; nothing is overwritten; everything can be taken back."""

from dataclasses import replace

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
    OpinionFilter,
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


ALARM, CLUE, CALM = (replace(FORMALISM, handing=said) for said in ("safety", "discipline_clue", "ordinary"))


def handed(store, batch):
    """Status in force by number, as filters and as papers have it, which must be the same."""
    shown = {
        row.tagged.opinion_id: status
        for status in ("auto", "review", "discipline_clue", "safety")
        for row in store.opinions.page(batch.key, OpinionFilter(status=status))[1]
    }
    assert shown == {row.opinion_id: row.status for row in store.opinions.tagged(batch.key)}
    return [shown[number] for number in sorted(shown)]


def test_a_person_raises_an_alarm_takes_one_back_and_changes_their_mind(store):
    batch = fill(store, statuses={2: "safety", 4: "discipline_clue"})
    rows = every(store, batch)
    assert handed(store, batch) == ["auto", "review", "safety", "review", "discipline_clue"]
    for row, said in ((rows[1], ALARM), (rows[2], CALM), (rows[3], CLUE), (rows[4], ALARM)):
        store.verdicts.save(label(row, "王", said))
    assert handed(store, batch) == ["auto", "safety", "auto", "discipline_clue", "safety"]
    store.verdicts.save(label(store.opinions.get(rows[1].key), "王", CALM))
    assert handed(store, batch)[1] == "auto"
    for n in range(5):
        store.verdicts.undo(batch.key, "王", f"u{n}")
    assert handed(store, batch) == ["auto", "review", "safety", "review", "discipline_clue"]
    assert [v.labels and v.labels.handing for v in store.verdicts.of(rows[1].key)] == ["safety", "", None, None]


def test_who_decides_as_usual_keeps_what_was_suggested(store):
    batch = fill(store, statuses={2: "safety", 4: "discipline_clue"})
    rows = every(store, batch)
    for row in (rows[0], rows[1], rows[2]):
        store.verdicts.save(label(row, "王", HEDONISM))
    store.verdicts.save(NewVerdict(rows[4].key, "王", ACTION_EXCLUDE, None, version=0))
    assert handed(store, batch) == ["auto", "auto", "safety", "review", "discipline_clue"]
    kept = store.opinions.get(rows[2].key).standing
    assert (kept.labels.handing, kept.suggested.handing) == ("", "safety")


def test_keeping_an_alarm_and_naming_it_are_the_same_and_taking_it_back_is_a_conflict(store):
    batch = fill(store, 1, statuses={0: "safety"}, double_share=1.0)
    [row] = every(store, batch)
    store.verdicts.save(label(row, "王"))
    store.verdicts.save(label(row, "李", ALARM))
    assert store.conflicts(batch.key) == []
    store.verdicts.save(label(store.opinions.get(row.key), "李", CALM))
    [(_, made)] = store.conflicts(batch.key)
    assert [v.labels.handing for v in made] == ["", "", "ordinary"]
    store.verdicts.save(label(row, "主任", ALARM, version=3, way=WAY_ADJUDICATION))
    assert (store.conflicts(batch.key), handed(store, batch)) == ([], ["safety"])


def test_the_audit_log_says_in_words_what_was_changed_and_never_the_opinion(store):
    batch = fill(store, statuses={2: "safety"})
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王", CALM))
    store.verdicts.save([label(rows[n], "王", ALARM, request="r") for n in (1, 2)])
    store.verdicts.save(label(store.opinions.get(rows[2].key), "王", CALM))
    store.verdicts.undo(batch.key, "王", "u")
    said = [line.what for line in store.audit.page(0, 4)[1]]
    assert said == [
        f"批次 {batch.key}，意见 {rows[2].key}，改为按学生安全转交",
        f"批次 {batch.key}，意见 {rows[2].key}，改为不单独转交",
        f"批次 {batch.key}，意见 {rows[1].key}、{rows[2].key}，改为按学生安全转交",
        f"批次 {batch.key}，意见 {rows[0].key}",
    ]


def test_an_unknown_way_of_handing_on_is_refused(store):
    first = every(store, fill(store))[0]
    with pytest.raises(ValueError, match="no such way of handing on: review"):
        store.verdicts.save(label(first, "王", replace(FORMALISM, handing="review")))
