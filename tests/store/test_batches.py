"""Uploads are added once, signed off, recycled and restored."""

import pytest
from tests.conftest import tagged
from tests.store.filling import every, fill

from fourwinds.errors import StoreError
from fourwinds.review_records import STATE_DRAFT, STATE_SUBMITTED


def test_a_batch_holds_what_was_added(store):
    batch = fill(store, 3)
    assert (batch.name, batch.state, batch.opinions, batch.by, batch.recycled) == ("批次a", STATE_DRAFT, 3, "小李", "")
    assert batch.counts == {"拆分出意见": 3}
    assert store.batches.get(batch.key) == batch
    rows = every(store, batch)
    assert [r.tagged.opinion_id for r in rows] == ["0", "1", "2"]
    assert {r.context for r in rows} == {"您对学校有什么意见？"}
    assert all(r.group == r.key and r.version == 0 and r.standing is None for r in rows)
    assert len({r.random_key for r in rows}) == 3


def test_equal_digests_within_one_upload_are_one_opinion(store):
    rows = [tagged(0), tagged(1), tagged(0)]
    batch, added, known = store.batches.add(
        "x", rows, [""] * 3, ["h0", "h1", "h0"], files={}, counts={}, model="m", taxonomy="1", by="李", groups=[0, 1, 0]
    )
    assert (batch.opinions, added, known) == (2, 2, 1)


def test_unequal_lengths_are_refused(store):
    with pytest.raises(ValueError, match="lengths differ"):
        store.batches.add("x", [], [], ["h"], files={}, counts={}, model="m", taxonomy="1", by="李", groups=[])


def test_an_empty_upload_is_an_empty_batch(store):
    batch, added, known = store.batches.add(
        "空", [], [], [], files={}, counts={}, model="m", taxonomy="1", by="李", groups=[]
    )
    assert (batch.opinions, added, known) == (0, 0, 0)
    assert store.opinions.progress(batch.key).total == 0


def test_recycled_batches_stand_in_the_bin_until_restored(store):
    batch, other = fill(store), fill(store, seed="b")
    recycled = store.batches.recycle(batch.key, "王")
    assert recycled.recycled
    assert store.batches.all() == [other]
    assert store.batches.all(recycled=True) == [recycled]
    assert store.batches.restore(batch.key, "王") == batch
    assert store.batches.all() == [other, batch]
    assert len(every(store, batch)) == 5


def test_sign_off_and_every_change_is_in_the_log(store):
    batch = fill(store)
    assert store.batches.set_state(batch.key, STATE_SUBMITTED, "王").state == STATE_SUBMITTED
    with pytest.raises(StoreError, match=r"没有名为“done”的状态；可用 draft、submitted、final"):
        store.batches.set_state(batch.key, "done", "王")
    total, lines = store.audit.page()
    assert total == 2
    assert [(line.by, line.act) for line in lines] == [("王", "batch_state"), ("小李", "batch_added")]
    assert store.audit.page(1, 1)[1] == lines[1:]
    store.audit.add("王", "paper_made", "批次 1")
    assert store.audit.page()[0] == 3


def test_a_batch_that_is_not_there_is_said(store):
    for act in (store.batches.get, lambda key: store.batches.recycle(key, "王"), store.batches.files):
        with pytest.raises(StoreError, match="没有编号为 9 的批次"):
            act(9)
