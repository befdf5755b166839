"""Copies of the store: whole SQLite files in the folder ``backups``, also of a PostgreSQL store."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, inspect, select, text
from sqlalchemy.engine import URL

from fourwinds.errors import StoreError
from fourwinds.store import migrations
from fourwinds.store.database import Database, now
from fourwinds.store.schema import COUNTED, METADATA, batches, opinions
from fourwinds.store.shredding import shred

_LATEST = 3  # of one reason are kept, and
_DAYS = 7  # the last one of each of so many days
_BLOCK = 5000


class Backups:
    """The backups of one store.

    Args:
        database: the store's.
        folder: where backups are kept; made on first use.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self.folder = folder

    def make(self, why: str) -> Path:
        """Copy the whole store; of older copies made for the same reason some are kept.

        Raises:
            StoreError: the copy cannot be written.
        """
        if not re.fullmatch(r"[a-z_]+", why):
            raise ValueError(f"not a reason for a backup: {why}")
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        target = self.folder / f"{stamp}-{why}.db"
        draft = target.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._database.sqlite:
                self._copy_file(draft)
            else:
                self._copy_rows(draft)
            draft.chmod(0o600)
            draft.replace(target)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"备份写不进“{self.folder}”（{error}）", todo="清理磁盘或检查文件夹权限后重试") from error
        finally:
            draft.unlink(missing_ok=True)
        made = sorted(self.folder.glob(f"*-{why}.db"))
        daily = {path.name[:8]: path for path in made}
        for old in set(made) - set(made[-_LATEST:]) - set(list(daily.values())[-_DAYS:]):
            with suppress(OSError):  # open elsewhere: next time
                shred(old)  # or an erasure would leave a batch's words where no backup is any more
        return target

    def all(self) -> list[Path]:
        """Every backup, oldest first."""
        return sorted(self.folder.glob("*.db")) if self.folder.is_dir() else []

    def destroy_drafts(self) -> None:
        """Overwrite and remove what backups that were killed left half made; to be called while nobody makes one.

        Raises:
            StoreError: one cannot be overwritten or removed.
        """
        for draft in self.folder.glob("*.part*"):  # with the journals beside them
            try:
                shred(draft)
            except OSError as error:
                raise StoreError(
                    f"没做完的备份“{draft.name}”销毁不了（{error.strerror}）", todo="检查文件夹权限后重试"
                ) from error

    def open(self, path: Path) -> Database:
        """A backup as a database; the caller closes it."""
        return Database(URL.create("sqlite", database=str(path)))

    def restore(self, path: Path) -> None:
        """Put the store back to what a backup holds, after a backup of what it holds now; older backups are migrated.

        Raises:
            StoreError: the file is no backup of a store, or the store cannot be written.
        """
        with tempfile.TemporaryDirectory(prefix="fourwinds-") as folder:
            copy = Path(folder) / "copy.db"
            try:
                shutil.copyfile(path, copy)
            except OSError as error:
                raise StoreError(f"备份“{path.name}”读不出来（{error.strerror}）", todo="检查路径后重试") from error
            source = self.open(copy)
            try:
                if not source.read(migrations.version):
                    raise StoreError(f"“{path.name}”不是本程序的备份", todo="用 fourwinds backup --list 查看后重新指定")
                source.write(lambda connection: migrations.migrate(connection, now()))
                source.leave_wal()
                self.make("restore")
                if self._database.sqlite:
                    self._put_file(copy)
                else:
                    self._database.write(lambda connection: _put_rows(source, connection))
            finally:
                source.close()

    def _put_file(self, copy: Path) -> None:
        source = sqlite3.connect(str(copy))
        target = sqlite3.connect(str(self._database.url.database), timeout=30)
        try:
            source.backup(target)
        except sqlite3.Error as error:
            raise StoreError(
                f"备份没有恢复成（{error}）", todo="关闭其他正在使用数据库的程序、检查磁盘后重试"
            ) from error
        finally:
            target.close()
            source.close()

    def _copy_file(self, draft: Path) -> None:
        source = sqlite3.connect(str(self._database.url.database))
        target = sqlite3.connect(str(draft))
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
            source.close()

    def _copy_rows(self, draft: Path) -> None:
        target = self.open(draft)
        try:
            with self._database.engine.connect() as source, target.engine.connect() as copy:
                source = source.execution_options(isolation_level="REPEATABLE READ", yield_per=_BLOCK)
                with source.begin(), copy.begin():
                    migrations.migrate(copy, now())
                    copy.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # tables come in any order
                    copy.exec_driver_sql("DELETE FROM counters")
                    for table, there in _columns(source):
                        for part in source.execute(select(*there)).mappings().partitions():
                            copy.execute(insert(table), [dict(row) for row in part])
            target.leave_wal()
        finally:
            target.close()


def _columns(source: Connection) -> list[tuple[Table, list[Column[Any]]]]:
    """Tables of a store with the columns it has; before a migration some are missing, and the copy has their defaults."""
    made = inspect(source)
    names = set(made.get_table_names())
    found = []
    for table in METADATA.sorted_tables:
        there = {column["name"] for column in made.get_columns(table.name)} if table.name in names else set()
        found.append((table, [column for column in table.columns if column.name in there]))
    return [(table, columns) for table, columns in found if columns]


def _put_rows(source: Database, target: Connection) -> None:
    """Replace all rows of a PostgreSQL store, inside the caller's transaction."""
    tables = METADATA.sorted_tables
    target.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)} CASCADE"))
    for table in [batches, opinions, *(table for table in tables if table not in (batches, opinions))]:
        with source.engine.connect() as connection:
            rows = connection.execution_options(yield_per=_BLOCK).execute(select(table)).mappings()
            for part in rows.partitions():
                target.execute(insert(table), [dict(row) for row in part])
    for name in COUNTED:
        highest = f"(SELECT coalesce(max(key), 0) + 1 FROM {name})"
        target.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'key'), {highest}, false)"))
