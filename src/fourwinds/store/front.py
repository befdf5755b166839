"""The store's front: one object per database, and the parts of it as attributes."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from fourwinds import settings
from fourwinds.errors import StoreError
from fourwinds.review_records import StoredOpinion, Verdict
from fourwinds.store import importing, migrations, place
from fourwinds.store.at_work import AtWork
from fourwinds.store.audit import Audit
from fourwinds.store.backups import Backups
from fourwinds.store.batches import Batches
from fourwinds.store.database import Database, now
from fourwinds.store.erasure import Erasure
from fourwinds.store.leases import Leases
from fourwinds.store.models import Models
from fourwinds.store.opinions import Opinions
from fourwinds.store.sessions import Sessions
from fourwinds.store.users import Users
from fourwinds.store.verdicts import Verdicts

default_url = place.default_url


class Store:
    """An open store; safe to use from several threads, and several processes may open the same one.

    Attributes:
        folder: where its backups and originals stand; the SQLite file's folder, else the user's data folder.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self.folder = folder
        self._database = database
        self._backups = Backups(database, folder / "backups")
        self.at_work = AtWork(database, folder)
        self.audit = Audit(database)
        self.batches = Batches(database, Erasure(database, self._backups))
        self.opinions = Opinions(database)
        self.verdicts = Verdicts(database)
        self.leases = Leases(database)
        self.users = Users(database)
        self.sessions = Sessions(database)
        self.models = Models(database)

    def conflicts(self, batch: int) -> list[tuple[StoredOpinion, list[Verdict]]]:
        """The adjudication list (``Opinions.conflicts``)."""
        return self.opinions.conflicts(batch)

    def backup(self, why: str) -> Path | None:
        """Copy the whole store into ``backups``, after an erasure that is under way; ``why`` is a short English word."""
        with self.at_work.shared():  # or the copy would keep what the erasure has taken out of all others
            return self._backups.make(why)

    def backups(self) -> list[Path]:
        """Every backup, oldest first."""
        return self._backups.all()

    def restore(self, backup: Path, by: str) -> None:
        """Put the store back to what a backup holds (``Backups.restore``)."""
        with self.at_work.shared():
            self._backups.restore(backup)
        self.audit.add(by, "store_restored", backup.name)

    def uploads(self, batch: int) -> Path:
        """Folder of a batch's original files, whether or not it exists."""
        return self.folder / "uploads" / str(batch)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()


def open_store(url: str) -> Store:
    """Open the store at ``url``; a new one is made, an older one is brought up to date after a backup.

    A SQLite store is backed up when it is opened, unless nothing was written since the last backup.

    Raises:
        StoreError: the address is wrong, the place is a network or synchronised drive, the database cannot be reached
            or written, is damaged, or was made by a newer version of this program.
    """
    parts = place.parse(url)
    sqlite = parts.get_backend_name() == "sqlite"
    file = Path(str(parts.database)).expanduser().absolute()
    if sqlite:
        place.check(file)
        parts = parts.set(database=str(file))
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"数据库文件夹“{file.parent}”建不了（{error.strerror}）", todo="检查权限，或用 --store 另选位置"
            ) from error
        # Made here and not by SQLite, whose log beside it gets the file's permissions while they are still wide.
        with contextlib.suppress(OSError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    store = Store(Database(parts), file.parent if sqlite else settings.load().data_path)
    try:
        _prepare(store, file if sqlite else None)
    except BaseException:
        store.close()
        raise
    return store


def _prepare(store: Store, file: Path | None) -> None:
    database = store._database
    found = database.read(migrations.version)
    if found > migrations.LATEST:
        raise StoreError(
            f"数据库是更新版本的程序建立的（第 {found} 版结构）",
            allowed=f"本程序认到第 {migrations.LATEST} 版",
            todo="升级程序后再打开",
        )
    if found and file is not None and _changed(store, file):
        store.backup("start")
    elif found and found < migrations.LATEST:
        store.backup("migration")
    if found < migrations.LATEST:
        database.write(lambda connection: migrations.migrate(connection, now()))
        if file is not None:
            with contextlib.suppress(OSError):
                file.chmod(0o600)
    database.write(importing.remove_abandoned)


def _changed(store: Store, file: Path) -> bool:
    """Something was written since the last backup."""
    states = [f.stat() for f in (file, Path(f"{file}-wal")) if f.exists()]
    written = max((state.st_mtime for state in states if state.st_size), default=0.0)
    made = store._backups.all()
    return not made or made[-1].stat().st_mtime <= written
