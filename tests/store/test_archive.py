"""The store of every released version opens in this one with all that was in it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.store.archive import FOLDER, make
from tests.store.filling import FORMALISM, HEDONISM, every, label

from fourwinds.review_records import ORDER_LEAST_SURE, STATE_SUBMITTED
from fourwinds.store import migrations
from fourwinds.store.front import open_store

RELEASES = sorted(FOLDER.glob("store-*.db"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def file(request, tmp_path) -> Path:
    return Path(shutil.copyfile(request.param, tmp_path / "fourwinds.db"))


def verify(store):
    [batch] = store.batches.all()
    [recycled] = store.batches.all(recycled=True)
    assert (batch.name, batch.state, batch.opinions, batch.counts) == ("批次a", STATE_SUBMITTED, 12, {"拆分出意见": 12})
    assert recycled.opinions == 2
    said = store.opinions.progress(batch.key)
    assert (said.total, said.decided, said.unsure, said.conflicts) == (12, 6, 1, 1)
    assert said.by_tag == {"formalism": 9, "hedonism": 3}
    assert (said.random_right, said.random_checked) == (0, 1)
    rows = every(store, batch)
    standing = [row.standing for row in rows]
    assert [v and (v.reviewer, v.action, v.labels) for v in standing] == [
        ("王", "label", FORMALISM), ("王", "label", FORMALISM), ("王", "label", HEDONISM), ("王", "unsure", None),
        ("李", "exclude", None), ("李", "label", HEDONISM), ("主任", "label", HEDONISM), None, None, None, None, None,
    ]  # fmt: skip
    assert rows[1].group == rows[0].key
    assert [v.action for v in store.verdicts.of(rows[7].key)] == ["label", "undo"]
    assert standing[6].note == "看上下文"
    assert [row.key for row, _ in store.conflicts(batch.key)] == [rows[5].key]
    assert store.users.check("王", "archive-of-a-release").role == "reviewer"
    assert [note.decision for note in store.models.all()] == ["promoted"]
    return batch, rows


def test_there_is_an_archive():
    assert [path.stem for path in RELEASES][:1] == ["store-0.1.0"]


def test_counts_and_labels_are_what_they_were(file):
    store = open_store(f"sqlite:///{file}")
    assert store._database.read(migrations.version) == migrations.LATEST
    assert len(list((file.parent / "backups").glob("*.db"))) == 1
    verify(store)
    store.close()


def test_work_goes_on(file):
    store = open_store(f"sqlite:///{file}")
    batch, rows = verify(store)
    [taken] = store.leases.take(batch.key, "赵", ORDER_LEAST_SURE)
    store.verdicts.save(label(taken, "赵"))
    store.verdicts.save(label(store.opinions.get(rows[0].key), "李", replace(FORMALISM, handing="safety")))
    assert [row.status for row in store.opinions.tagged(batch.key)].count("safety") == 1
    assert len(store.verdicts.undo(batch.key, "王", "u2")) == 1
    assert store.opinions.get(rows[6].key).standing.reviewer == "主任"
    store.close()


def test_this_version_makes_what_the_archive_test_expects(tmp_path):
    make(tmp_path / "new.db")
    store = open_store(f"sqlite:///{tmp_path}/new.db")
    verify(store)
    store.close()
