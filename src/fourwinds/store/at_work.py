"""Who works with a store's words, across processes: jobs beside each other, an erasure only when there is none.

A job that reads a batch before it is erased may write its words down afterwards, and a server does not see an erasure
asked for on the command line; a backup made meanwhile would keep the batch. Locks of the database engines tell them of each other and end with their process: on
SQLite those of an empty file beside the store (many readers or one writer), on PostgreSQL advisory ones.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from fourwinds.errors import StoreError
from fourwinds.store.database import Database

_FILE = "work.lock"
_KEY = 20261122  # of PostgreSQL's advisory lock
_PATIENCE = 600.0  # seconds that a job waits for an erasure to end


class AtWork:
    """The locks of one store.

    Args:
        folder: the store's; the lock file of SQLite lies there.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._file = folder / _FILE

    @contextmanager
    def shared(self) -> Iterator[None]:
        """For a job or a backup: others may be at work too; an erasure that is under way is waited for.

        Raises:
            StoreError: the lock cannot be had.
        """
        if self._database.sqlite:
            with self._held("BEGIN", "SELECT count(*) FROM sqlite_master", patience=_PATIENCE):
                yield
        else:
            with self._advisory("pg_advisory_lock_shared", "pg_advisory_unlock_shared"):
                yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """For an erasure.

        Raises:
            StoreError: somebody is at work, here or in another process.
        """
        if self._database.sqlite:
            with self._held("BEGIN EXCLUSIVE", patience=0.0):
                yield
        else:
            with self._advisory("pg_try_advisory_lock", "pg_advisory_unlock"):
                yield

    @contextmanager
    def _held(self, *statements: str, patience: float) -> Iterator[None]:
        # Made here, so that only its owner may read it; never opened otherwise, for closing it would lose its locks.
        with suppress(OSError):
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            held = sqlite3.connect(str(self._file), timeout=patience, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _unwritable(self._file) from error
        with closing(held):
            try:
                for statement in statements:
                    held.execute(statement).fetchall()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise _unwritable(self._file) from error
                raise (_erasing() if patience else _busy()) from error
            yield

    @contextmanager
    def _advisory(self, take: str, give_back: str) -> Iterator[None]:
        try:
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except SQLAlchemyError as error:
            raise StoreError("连不上数据库服务器", todo="检查 PostgreSQL 是否在运行后重试") from error
        with connection:
            if connection.exec_driver_sql(f"SELECT {take}({_KEY})").scalar() is False:
                raise _busy()
            try:
                yield
            finally:
                connection.exec_driver_sql(f"SELECT {give_back}({_KEY})")


def _busy() -> StoreError:
    return StoreError(
        "正在运行的网页或其他命令有任务在进行，可能还会写下这批意见，没有销毁",
        todo="等任务结束，或在网页上取消它，再销毁",
    )


def _erasing() -> StoreError:
    return StoreError("另一个程序正在销毁批次，一直没有结束", todo="等销毁结束后重试")


def _unwritable(file: Path) -> StoreError:
    return StoreError(f"数据库旁的“{file.name}”打不开", todo="检查文件夹权限后重试")
