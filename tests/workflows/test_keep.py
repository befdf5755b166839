"""Tagged opinions become a batch: each once, like ones together, originals beside the store."""

from pathlib import Path

import pytest
from tests.conftest import tagged

from fourwinds.store.front import open_store
from fourwinds.workflows.classify import classify
from fourwinds.workflows.keep import alike, keep, keep_tagged
from fourwinds.workflows.storing import opened, url_in_force


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path}/s/fourwinds.db")
    yield opened
    opened.close()


def test_a_file_becomes_a_batch_once(store, tmp_path):
    file = tmp_path / "意见.txt"
    file.write_text("会议太多，没时间备课\n会议太多，没时间备课！\n张三老师说食堂很好\n", encoding="utf-8")
    classified = classify([file])
    kept = keep(classified, store, "小李", paths=[file])
    assert (kept.batch.name, kept.added, kept.known) == ("意见.txt", 3, 0)
    assert kept.batch.counts["拆分出意见"] == 3
    assert kept.batch.model == classified.model_name
    rows = store.opinions.all(kept.batch.key)
    assert [r.tagged for r in rows] == list(classified.opinions)
    assert [r.group for r in rows] == [rows[0].key, rows[0].key, rows[2].key]
    assert [p.read_bytes() for p in store.uploads(kept.batch.key).iterdir()] == [file.read_bytes()]

    again = keep(classify([file]), store, "小王", paths=[file])
    assert (again.batch.key, again.added, again.known) == (kept.batch.key, 0, 3)
    assert len(store.batches.all()) == 1


def test_a_longer_export_brings_only_what_is_new(store):
    rows = [tagged(i) for i in range(4)]
    first = keep_tagged(rows[:3], store, "小李")
    second = keep_tagged(rows, store, "小李")
    assert (second.added, second.known) == (1, 3)
    assert [r.tagged.text for r in store.opinions.all(second.batch.key)] == [rows[3].text]
    assert store.opinions.keys_of([rows[0].digest]).keys() == {rows[0].digest}
    store.batches.recycle(first.batch.key, "小李")
    assert store.opinions.keys_of([rows[0].digest]) == {}
    assert keep_tagged(rows[:3], store, "小李").added == 3


def test_like_words_belong_together_only_under_the_same_question():
    rows = [
        tagged(0, text="会议太多"),
        tagged(1, text="会议太多。"),
        tagged(2, text="会议太多"),
        tagged(3, text="食堂太贵"),
    ]
    assert alike(rows, ["问一", "问一", "问二", "问一"]) == [0, 0, 2, 3]
    assert alike([], []) == []


def test_the_digest_is_of_place_and_words_not_of_what_a_model_says():
    assert tagged(1).digest == tagged(1, tag="none", score=0.1, flags="x").digest
    assert tagged(1).digest != tagged(1, row=9).digest


def test_the_store_in_force_is_the_named_one_else_that_of_the_settings(tmp_path, own_settings):
    assert url_in_force() == f"sqlite:///{(tmp_path / 'data' / 'fourwinds.db').as_posix()}"
    assert url_in_force("sqlite:///x.db") == "sqlite:///x.db"
    with opened() as store:
        assert store.batches.all() == []
    assert Path(tmp_path / "data" / "fourwinds.db").is_file()
