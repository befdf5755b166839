"""Destroying a batch: its rows here and in every backup, overwritten and not only unlinked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from fourwinds.review_records import Batch
from fourwinds.store import audit
from fourwinds.store.backups import Backups
from fourwinds.store.database import Database, now
from fourwinds.store.schema import batches, codings, leases, opinions, predictions, verdicts


class Erasure:
    """Erases batches of one store."""

    def __init__(self, database: Database, backups: Backups) -> None:
        self._database = database
        self._backups = backups

    def erase(self, batch: Batch, files: Mapping[str, str], by: str) -> dict[str, Any]:
        """Destroy a batch and leave nothing but figures in the audit log.

        Returns:
            what a certificate states: the batch's number, time, account, SHA-256 of every source file, a SHA-256 over
            all opinions' digests, figures by tag, number of verdicts, and of the backups it was taken out of.

        Raises:
            StoreError: the store or a backup cannot be written; what was erased already stays erased.
        """

        def work(connection: Connection) -> dict[str, Any]:
            said = _certificate(connection, batch, files, by)
            _delete(connection, batch.key)
            figures = "，".join(f"{tag} {count} 条" for tag, count in said["by_tag"].items())
            audit.note(
                connection,
                by,
                "batch_erased",
                f"批次 {batch.key}：{said['opinions']} 条意见（{figures}），{said['verdicts']} 次复核",
            )
            return said

        said = self._database.write(work)
        _overwrite(self._database)
        cleaned = 0
        for path in self._backups.all():
            copy = self._backups.open(path)
            try:
                cleaned += int(_forget(copy, batch.key))
            finally:
                copy.close()
        return said | {"backups": cleaned}


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


def _delete(connection: Connection, key: int) -> None:
    mine = select(opinions.c.key).where(opinions.c.batch == key)
    connection.execute(delete(leases).where(leases.c.batch == key))
    connection.execute(delete(codings).where(codings.c.opinion.in_(mine)))
    connection.execute(delete(verdicts).where(verdicts.c.batch == key))
    connection.execute(delete(predictions).where(predictions.c.opinion.in_(mine)))
    connection.execute(delete(opinions).where(opinions.c.batch == key))
    connection.execute(delete(batches).where(batches.c.key == key))


def _forget(copy: Database, key: int) -> bool:
    """Take a batch out of a backup; False when it was not in it."""

    def work(connection: Connection) -> bool:
        if not connection.dialect.has_table(connection, "batches"):
            return False
        held = connection.execute(select(func.count()).select_from(batches).where(batches.c.key == key)).scalar_one()
        if held:
            _delete(connection, key)
        return bool(held)

    held = copy.write(work)
    if held:
        _overwrite(copy)
    return held


def _overwrite(database: Database) -> None:
    """Give the freed pages back, so that no deleted words stay in the files."""
    statements = (
        ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        if database.sqlite
        else ("VACUUM FULL opinions, predictions, verdicts, codings, batches",)
    )
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    except SQLAlchemyError as error:
        raise database.sentence(error) from error


def remove_files(folder: Path) -> int:
    """Overwrite and unlink every file below ``folder``, then the folder; returns how many files those were."""
    removed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
            continue
        if path.is_file() and not path.is_symlink():
            with path.open("r+b") as file:
                file.write(b"\0" * path.stat().st_size)
                file.flush()
        path.unlink()
        removed += 1
    if folder.is_dir():
        folder.rmdir()
    return removed
