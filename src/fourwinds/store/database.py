"""Transactions on SQLite and PostgreSQL, and what the database says as one Chinese sentence."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from fourwinds.errors import StoreError

T = TypeVar("T")

_BUSY_SECONDS = 30
_ATTEMPTS = 5
_AGAIN = ("40001", "40P01")  # PostgreSQL: serialization failure, deadlock


def now(minutes: float = 0) -> str:
    """UTC time ``minutes`` from now, ISO 8601 to the second."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Database:
    """One database; reading and writing go through functions that get a connection.

    Writers of one process queue at a lock, because SQLite lets waiting connections sleep and lets the lucky one in.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.sqlite = url.get_backend_name() == "sqlite"
        self.engine = _engine(url)
        # SQLite shows a transaction one state anyway.
        self._reads: dict[str, Any] = {} if self.sqlite else {"isolation_level": "REPEATABLE READ"}
        self._writing = threading.Lock()

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns; it sees one state of the database.

        Raises:
            StoreError: the database cannot be read.
        """
        try:
            with self.engine.connect().execution_options(**self._reads) as connection, connection.begin():
                return work(connection)
        except SQLAlchemyError as error:
            raise _sentence(error) from error

    def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns, after all that it changed is committed; on any error nothing is changed.

        ``work`` may run again when PostgreSQL broke a deadlock.

        Raises:
            StoreError: the database cannot be written.
        """
        if not self.sqlite:
            return self._write(work)
        with self._writing:
            return self._write(work)

    def _write(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(_ATTEMPTS):
            try:
                with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                    return work(connection)
            except SQLAlchemyError as error:
                if attempt + 1 < _ATTEMPTS and _state(error) in _AGAIN:
                    time.sleep(0.01 * 2**attempt)
                    continue
                raise _sentence(error, "，没有保存这一步") from error
        raise AssertionError("unreachable")

    def outside(self, *statements: str) -> list[Any]:
        """Run statements that no transaction may hold; the first value of each one's answer, or None.

        Raises:
            StoreError: the database cannot be written.
        """
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                done = [connection.exec_driver_sql(statement) for statement in statements]
                return [result.scalar() if result.returns_rows else None for result in done]
        except SQLAlchemyError as error:
            raise _sentence(error) from error

    def leave_wal(self) -> None:
        """Make a SQLite file one that needs no file beside it."""
        self.outside("PRAGMA journal_mode=DELETE")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _sentence(error: SQLAlchemyError, lost: str = "") -> StoreError:
    """What went wrong, and what to do; ``lost`` says what was not done because of it."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    state = _state(error)
    for words, came, todo in _SENTENCES:
        if any(word in said or word == state for word in words):
            return StoreError(f"{came}{lost}", todo=todo)
    return StoreError(
        f"数据库出错（{type(error).__name__}）{lost}", todo="重试一次；仍不行时从备份恢复，或联系维护人员"
    )


_SENTENCES = (
    (("is full", "53100", "no space left"), "存放数据库的磁盘已满", "清理磁盘后重试，已保存的不受影响"),
    (
        ("readonly", "read-only", "unable to open", "25006", "permission denied"),
        "数据库所在的文件夹不能写入",
        "检查文件夹权限，或用 --store 另选位置",
    ),
    (("is locked", "55p03"), "数据库正被另一个程序长时间占用", "关闭另一个正在使用它的程序后重试"),
    (
        ("malformed", "not a database"),
        "数据库文件已损坏",
        "停用它，用 backups 文件夹里最新的备份替换它后重试",
    ),
    (
        ("disk i/o error",),
        "数据库所在的磁盘读写出错（磁盘可能已满或已断开）",
        "检查磁盘后重试，已保存的不受影响",
    ),
    (
        ("connection", "could not translate", "57p01", "57p03"),
        "连不上数据库服务器",
        "检查 PostgreSQL 是否在运行、--store 的地址和密码是否正确",
    ),
)  # fmt: skip


def _state(error: SQLAlchemyError) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        if importlib.util.find_spec("psycopg") is None:
            raise StoreError("没有安装连接 PostgreSQL 的 psycopg", todo='运行 pip install "fourwinds[postgres]" 后重试')
        return create_engine(url, pool_size=20, max_overflow=60, pool_pre_ping=True, pool_timeout=_BUSY_SECONDS)
    engine = create_engine(
        url, pool_size=20, max_overflow=60, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a committed verdict survives a power cut
            "foreign_keys=ON",
            "secure_delete=ON",  # what is erased is overwritten
            "cache_size=-64000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine
