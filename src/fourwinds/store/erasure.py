"""Destroying a batch: its rows here and in every backup, overwritten and not only unlinked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from fourwinds.errors import StoreError
from fourwinds.review_records import Batch
from fourwinds.store import audit
from fourwinds.store.backups import Backups
from fourwinds.store.database import Database, now
from fourwinds.store.importing import remove
from fourwinds.store.schema import batches, opinions, verdicts


class Erasure:
    """Erases batches of one store."""

    def __init__(self, database: Database, backups: Backups) -> None:
        self._database = database
        self._backups = backups

    def erase(self, batch: Batch, files: Mapping[str, str], by: str) -> dict[str, Any]:
        """Destroy a batch and leave nothing but figures in the audit log.

        The backups first and the store last, so that an erasure that was interrupted can be asked for again. A backup
        is made before, for the sake of all other batches, and the batch is taken out of that one too. The caller is
        alone at work (``AtWork.alone``), so nobody makes another one meanwhile.

        Returns:
            what a certificate states: the batch's number, time, account, SHA-256 of every source file, a SHA-256 over
            all opinions' digests, figures by tag, number of verdicts and of the backups it was taken out of, kind of
            database.

        Raises:
            StoreError: the store or a backup cannot be written; what was erased already stays erased.
        """
        self._backups.destroy_drafts()
        self._backups.make("erase")
        cleaned = 0
        for path in self._backups.all():
            copy = self._backups.open(path)
            try:
                cleaned += int(_forget(copy, batch.key))
            finally:
                copy.close()

        def work(connection: Connection) -> dict[str, Any]:
            said = _certificate(connection, batch, files, by)
            remove(connection, batch.key)
            figures = "，".join(f"{tag} {count} 条" for tag, count in said["by_tag"].items())
            what = f"批次 {batch.key}：{said['opinions']} 条意见（{figures}），{said['verdicts']} 次复核"
            audit.note(connection, by, "batch_erased", what)
            return said

        said = self._database.write(work)
        _overwrite(self._database)
        return said | {"backups": cleaned, "database": "sqlite" if self._database.sqlite else "postgresql"}


def _certificate(connection: Connection, batch: Batch, files: Mapping[str, str], by: str) -> dict[str, Any]:
    mine = opinions.c.batch == batch.key
    digest = hashlib.sha256()
    for row in connection.execute(select(opinions.c.digest).where(mine).order_by(opinions.c.digest)):
        digest.update(row.digest.encode())
    by_tag = select(opinions.c.tag, func.count()).where(mine).group_by(opinions.c.tag).order_by(opinions.c.tag)
    made = select(func.count()).select_from(verdicts).where(verdicts.c.batch == batch.key)
    return {
        "batch": batch.key,
        "created": batch.created,
        "erased": now(),
        "by": by,
        "files": sorted(files.values()),
        "opinions_sha256": digest.hexdigest(),
        "opinions": batch.opinions,
        "by_tag": {row[0]: row[1] for row in connection.execute(by_tag)},
        "verdicts": connection.execute(made).scalar_one(),
    }


def _forget(copy: Database, key: int) -> bool:
    """Take a batch out of a backup; False when it was not in it."""

    def work(connection: Connection) -> bool:
        if not connection.dialect.has_table(connection, "batches"):
            return False
        held = connection.execute(select(func.count()).select_from(batches).where(batches.c.key == key)).scalar_one()
        if held:
            remove(connection, key)
        return bool(held)

    held = copy.write(work)
    if held:
        _overwrite(copy)
        copy.leave_wal()
    return held


def _overwrite(database: Database) -> None:
    """Give the freed pages back, so that no deleted words stay in the files."""
    if not database.sqlite:
        database.outside("VACUUM FULL opinions, predictions, verdicts, codings, batches")
        return
    _, busy = database.outside("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
    if busy:
        raise StoreError(
            "批次已删除，但数据库正被其他程序读取，日志文件里还有残留",
            todo="关闭其他正在使用数据库的程序，再打开一次数据库",
        )
