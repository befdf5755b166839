"""Erasing on both databases: one batch is gone here and in the backups, all others are whole."""

import shutil
import threading

import pytest
from tests.store.filling import every, fill, label

from fourwinds.errors import StoreError
from fourwinds.review_records import ORDER_LEAST_SURE
from fourwinds.store import erasure
from fourwinds.store.front import open_store


@pytest.fixture
def two(store):
    """A batch to erase and one to keep, each with verdicts, a lease, and both in a backup."""
    batches = fill(store, 4, groups=[0, 0, 2, 3]), fill(store, 3, seed="b")
    for batch in batches:
        store.verdicts.save(label(every(store, batch)[0], "王"))
        store.leases.take(batch.key, "李", ORDER_LEAST_SURE)
    store.backup("start")
    return batches


def test_one_is_gone_everywhere_and_the_other_is_whole(store, two, tmp_path):
    gone, kept = two
    rows = every(store, gone)
    before = store.opinions.all(kept.key), list(store.verdicts.all(kept.key))
    said = store.batches.erase(gone.key, "主任")
    assert (said["opinions"], said["verdicts"], said["by_tag"], said["backups"]) == (4, 1, {"formalism": 4}, 2)
    assert store.batches.all() == [kept]
    assert (store.opinions.all(kept.key), list(store.verdicts.all(kept.key))) == before
    assert store.leases.take(kept.key, "李", ORDER_LEAST_SURE)
    with pytest.raises(StoreError, match="已不在数据库中"):
        store.verdicts.save(label(rows[1], "王"))
    for path in store.backups():
        copy = open_store(f"sqlite:///{shutil.copy(path, tmp_path / f'copy of {path.name}')}")
        assert copy.batches.all() == [kept]
        assert copy.opinions.all(kept.key) == before[0]
        copy.close()


def test_nothing_of_it_is_in_any_table(store, two):
    store.batches.erase(two[0].key, "主任")
    counted = {
        table: store._database.read(lambda c, t=table: c.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar_one())
        for table in ("batches", "opinions", "predictions", "verdicts", "codings", "leases")
    }
    assert counted == {"batches": 1, "opinions": 3, "predictions": 3, "verdicts": 1, "codings": 1, "leases": 1}


def test_an_erasure_that_was_interrupted_can_be_asked_for_again(store, two, monkeypatch):
    gone, kept = two

    def broken(*_):
        raise StoreError("存放数据库的磁盘已满", todo="清理磁盘后重试")

    monkeypatch.setattr("fourwinds.store.erasure._certificate", broken)
    with pytest.raises(StoreError, match="磁盘已满"):
        store.batches.erase(gone.key, "主任")
    assert len(store.batches.all()) == 2
    monkeypatch.undo()
    assert store.batches.erase(gone.key, "主任")["opinions"] == 4
    assert store.batches.all() == [kept]


def test_a_backup_asked_for_meanwhile_has_nothing_of_it(store, url, two, monkeypatch, tmp_path):
    """Backups are cleaned before the rows are removed; a copy made between the two would keep the batch."""
    gone, kept = two
    other, certificate = open_store(url), erasure._certificate
    backup = threading.Thread(target=other.backup, args=("manual",))

    def meanwhile(*of):
        backup.start()
        backup.join(1)
        return certificate(*of)

    monkeypatch.setattr(erasure, "_certificate", meanwhile)
    with store.at_work.alone():
        store.batches.erase(gone.key, "主任")
    backup.join(60)
    other.close()
    assert [path for path in store.backups() if path.name.endswith("-manual.db")]
    for path in store.backups():
        copy = open_store(f"sqlite:///{shutil.copy(path, tmp_path / f'copy of {path.name}')}")
        assert copy.batches.all() == [kept]
        copy.close()


def test_a_restoring_waits_too(store, two):
    gone, kept = two
    [backup] = store.backups()
    restoring = threading.Thread(target=store.restore, args=(backup, "主任"))
    with store.at_work.alone():
        restoring.start()
        restoring.join(1)
        assert restoring.is_alive()
        store.batches.erase(gone.key, "主任")
    restoring.join(60)
    assert store.batches.all() == [kept]
