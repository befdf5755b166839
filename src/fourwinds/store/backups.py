"""Copies of the store: whole SQLite files in the folder ``backups``, also of a PostgreSQL store."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.engine import URL

from fourwinds.errors import StoreError
from fourwinds.store import migrations
from fourwinds.store.database import Database, now
from fourwinds.store.schema import METADATA

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
            old.unlink()
        return target

    def all(self) -> list[Path]:
        """Every backup, oldest first."""
        return sorted(self.folder.glob("*.db")) if self.folder.is_dir() else []

    def open(self, path: Path) -> Database:
        """A backup as a database; the caller closes it."""
        return Database(URL.create("sqlite", database=str(path)))

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
                    for table in METADATA.sorted_tables:
                        for part in source.execute(select(table)).mappings().partitions():
                            copy.execute(insert(table), [dict(row) for row in part])
            target.leave_wal()
        finally:
            target.close()
