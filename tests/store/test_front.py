"""Opening: new, old, newer, damaged, unreachable; backups; full disks and folders that cannot be written."""

import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, inspect
from tests.store.filling import every, fill, label

from fourwinds import settings
from fourwinds.errors import StoreError
from fourwinds.store import migrations, schema
from fourwinds.store.backups import Backups
from fourwinds.store.front import open_store


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "s" / "fourwinds.db"


def backups(store) -> list[Path]:
    return sorted((store.folder / "backups").glob("*.db"))


def test_the_steps_make_the_tables_that_queries_are_written_for(store):
    there = inspect(store._database.engine)
    made = {name: {c["name"] for c in there.get_columns(name)} for name in there.get_table_names()}
    assert made.pop("migrations") == {"number", "at"}
    assert made == {t.name: {c.name for c in t.columns} for t in schema.METADATA.sorted_tables}
    assert store._database.read(migrations.version) == migrations.LATEST


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions elsewhere")
def test_no_other_account_of_the_machine_reads_a_file_of_it(file):
    store = open_store(f"sqlite:///{file}")
    fill(store)
    assert len(list(file.parent.iterdir())) >= 2  # the log beside it holds what was written last
    assert [p.name for p in (file.parent, *file.parent.iterdir()) if p.stat().st_mode & 0o77 and p.suffix] == []
    assert file.parent.stat().st_mode & 0o77 == 0
    store.close()


def test_opening_twice_changes_nothing(store, url):
    batch = fill(store)
    again = open_store(url)
    assert again.batches.all() == [batch]
    again.close()


def test_several_who_open_a_new_store_at_once_get_the_same(url):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(open_store, [url] * 4))
    batch = fill(stores[0])
    assert [store.batches.all() for store in stores] == [[batch]] * 4
    for store in stores:
        store.close()


def test_a_store_of_a_newer_program_is_left_alone(store, url):
    store._database.write(lambda c: c.exec_driver_sql("INSERT INTO migrations VALUES (99, 'x')"))
    with pytest.raises(StoreError, match=r"第 99 版结构.*升级程序后再打开"):
        open_store(url)


def test_a_store_of_the_first_structure_is_backed_up_and_brought_up_to_date(store, url):
    first = every(store, fill(store))[0]
    [said] = store.verdicts.save(label(first, "王"))
    for back in (
        "ALTER TABLE verdicts DROP COLUMN handing", "ALTER TABLE verdicts DROP COLUMN suggested_handing",
        "DROP INDEX opinions_alarm", "CREATE INDEX opinions_score ON opinions (batch, score, key) WHERE waiting = 1",
        "DELETE FROM migrations WHERE number > 1",
    ):  # fmt: skip
        store._database.write(partial(Connection.exec_driver_sql, statement=back))
    store.close()
    again = open_store(url)
    assert again._database.read(migrations.version) == migrations.LATEST
    assert len(backups(again)) == 1
    old = replace(said, suggested=replace(said.suggested, handing=""))  # nobody noted it then
    assert again.opinions.get(first.key).standing == old
    again.restore(backups(again)[0], "主任")
    assert again.opinions.get(first.key).standing == old
    again.close()


def test_a_backup_is_a_store_of_its_own_when_it_is_copied(store, tmp_path):
    batch = fill(store)
    store.verdicts.save(label(every(store, batch)[0], "王"))
    store.users.add("王", "12345678", "reviewer", "admin")
    copy = open_store(f"sqlite:///{shutil.copy(store.backup('erase'), tmp_path / 'copy.db')}")
    assert copy.batches.all() == store.batches.all()
    assert copy.opinions.all(batch.key) == store.opinions.all(batch.key)
    assert list(copy.verdicts.all()) == list(store.verdicts.all())
    assert copy.users.check("王", "12345678")
    assert fill(copy, seed="b").key == batch.key + 1
    copy.close()


def test_a_backup_is_not_worked_on_where_it_lies(store):
    """Backups of it, papers and uploads beside it would keep the words of a batch that the store's own erasure destroys."""
    backup = store.backup("manual")
    with pytest.raises(StoreError, match=r"是备份，不能直接当数据库使用；请用 fourwinds backup --restore 恢复"):
        open_store(f"sqlite:///{backup}")
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_a_sqlite_store_is_backed_up_when_opened_if_it_changed(file):
    store = open_store(f"sqlite:///{file}")
    fill(store)
    store.close()
    assert backups(store) == []
    for _ in range(3):
        store = open_store(f"sqlite:///{file}")
        store.close()
    assert [p.name.rpartition("-")[2] for p in backups(store)] == ["start.db"]
    assert backups(store)[0].stat().st_mode & 0o077 == 0
    assert file.stat().st_mode & 0o077 == 0


def test_the_database_and_its_journals_are_the_users_alone(file):
    store = open_store(f"sqlite:///{file}")
    fill(store)
    made = [file.parent, *file.parent.glob("fourwinds.db*")]
    assert {path.name for path in made} >= {"fourwinds.db", "fourwinds.db-wal"}
    assert [path for path in made if path.stat().st_mode & 0o077] == []
    store.close()


def test_a_backup_that_is_not_kept_is_overwritten(file, tmp_path):
    """Or an erasure would leave a batch's words on the disk where no backup is any more."""
    store = open_store(f"sqlite:///{file}")
    fill(store)
    first = store.backup("start")
    os.link(first, tmp_path / "what the disk still holds")
    for _ in range(4):
        store.backup("start")
    assert not first.exists()
    assert set((tmp_path / "what the disk still holds").read_bytes()) == {0}
    store.close()


def test_the_last_three_backups_and_one_a_day_stay(file):
    store = open_store(f"sqlite:///{file}")
    folder = store.folder / "backups"
    folder.mkdir()
    for day in range(1, 12):
        for hour in (8, 16):
            (folder / f"202601{day:02}T{hour:02}0000000000Z-start.db").touch()
    (folder / "20260101T000000000000Z-erase.db").touch()
    store.backup("start")
    names = [p.name[:11] for p in backups(store) if "start" in p.name]
    daily = [f"202601{day:02}T16" for day in range(6, 11)]
    assert names[:-1] == [*daily, "20260111T08", "20260111T16"]
    assert (folder / "20260101T000000000000Z-erase.db").exists()
    with pytest.raises(ValueError, match="not a reason"):
        store.backup("../x")
    store.close()


def test_a_damaged_file_is_said_with_the_cure(file):
    file.parent.mkdir()
    file.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(StoreError, match=r"数据库文件已损坏.*backups"):
        open_store(f"sqlite:///{file}")


def test_a_full_disk_is_said_and_nothing_is_half_written(file):
    store = open_store(f"sqlite:///{file}")
    batch = fill(store, 30)
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王"))
    store.close()
    store = open_store(f"sqlite:///{file}")
    store._database.engine.dispose()
    pages = sqlite3.connect(file).execute("PRAGMA page_count").fetchone()[0]

    @event.listens_for(store._database.engine, "connect")
    def full(connection, _):
        connection.execute(f"PRAGMA max_page_count={pages}")

    saved, said = 1, ""
    for row in rows[1:]:
        try:
            store.verdicts.save(label(row, "王", note="理由" * 400))
        except StoreError as error:
            said = str(error)
            break
        saved += 1
    assert said.startswith("存放数据库的磁盘已满，没有保存这一步；请清理磁盘")
    store.close()
    again = open_store(f"sqlite:///{file}")
    assert again.opinions.progress(batch.key).decided == saved == len(list(again.verdicts.all()))
    assert again._database.outside("PRAGMA integrity_check") == ["ok"]
    again.verdicts.save(label(rows[-1], "王"))
    again.close()


# A file that may not grow is what a full disk looks like to everything but SQLite itself.
_NO_ROOM = """
import resource, signal, sys
from fourwinds.errors import StoreError
from fourwinds.store.front import open_store
from tests.store.filling import every, label
store = open_store(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
[batch] = store.batches.all()
for row in every(store, batch):
    try:
        store.verdicts.save(label(row, "王", note="理由" * 400))
    except StoreError as error:
        print(error)
        break
    print("saved", row.key)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
"""


def test_a_file_that_cannot_grow(file):
    store = open_store(f"sqlite:///{file}")
    batch = fill(store, 200)
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", _NO_ROOM, f"sqlite:///{file}"], capture_output=True, text=True, check=True
    )
    *acknowledged, last = done.stdout.splitlines()
    assert last.startswith(("数据库所在的磁盘读写出错", "存放数据库的磁盘已满"))
    store = open_store(f"sqlite:///{file}")
    assert store.opinions.progress(batch.key).decided == len(acknowledged)
    assert store._database.outside("PRAGMA integrity_check") == ["ok"]
    store.close()


def test_a_backup_that_cannot_be_written_is_said(file, monkeypatch):
    store = open_store(f"sqlite:///{file}")

    def full(self, draft):
        draft.write_bytes(b"x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Backups, "_copy_file", full)
    with pytest.raises(StoreError, match=r"备份写不进.*清理磁盘"):
        store.backup("start")
    assert list((store.folder / "backups").iterdir()) == []
    store.close()


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"数据库文件夹.*建不了"):
        open_store(f"sqlite:///{tmp_path}/x/y/fourwinds.db")


def test_a_folder_that_cannot_be_written_is_said(file, monkeypatch):
    store = open_store(f"sqlite:///{file}")
    fill(store)
    store.close()
    monkeypatch.setattr("fourwinds.store.front._changed", lambda *_: False)
    store = open_store(f"sqlite:///{file}")
    store._database.engine.dispose()
    event.listen(store._database.engine, "connect", lambda c, _: c.execute("PRAGMA query_only=1"))
    with pytest.raises(StoreError, match=r"不能写入.*检查文件夹权限"):
        store.users.add("王", "12345678", "staff", "admin")
    store.close()


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(StoreError, match=r"没有安装.*psycopg；请运行 pip install"):
        open_store("postgresql://x@/y")


def test_a_server_that_is_not_there_is_said(tmp_path):
    with pytest.raises(StoreError, match=r"连不上数据库服务器.*PostgreSQL 是否在运行"):
        open_store(f"postgresql://x@/y?host={tmp_path}")


def test_a_server_that_comes_back_is_used_again(postgres_cluster):
    store = open_store(postgres_cluster.new_url())
    batch = fill(store)
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王"))
    postgres_cluster.stop()
    with pytest.raises(StoreError, match="连不上数据库服务器"):
        store.verdicts.save(label(rows[1], "王"))
    postgres_cluster.start()
    store.verdicts.save(label(rows[1], "王"))
    assert store.opinions.progress(batch.key).decided == 2
    assert store.folder == settings.load().data_path
    store.close()


def test_a_backup_brings_back_what_was_and_work_goes_on(store):
    batch = fill(store)
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王"))
    backup = store.backup("manual")
    store.verdicts.save(label(rows[1], "王"))
    store.batches.recycle(fill(store, seed="b").key, "王")
    store.restore(backup, "主任")
    assert store.batches.all(recycled=True) == []
    assert store.opinions.progress(batch.key).decided == 1
    assert store.audit.page()[1][0].act == "store_restored"
    [saved] = store.verdicts.save(label(rows[1], "王"))
    assert saved.key == 2
    assert fill(store, seed="c").key == batch.key + 1
    store.restore(store.backups()[-1], "主任")  # what was before the restoring
    assert len(store.batches.all(recycled=True)) == 1


def test_what_is_no_backup_changes_nothing(store, tmp_path):
    batch = fill(store)
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE x (y)").connection.close()
    with pytest.raises(StoreError, match="不是本程序的备份"):
        store.restore(tmp_path / "other.db", "主任")
    with pytest.raises(StoreError, match="读不出来"):
        store.restore(tmp_path / "missing.db", "主任")
    assert store.batches.all() == [batch]
