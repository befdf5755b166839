"""What ``fourwinds doctor`` says of the store; looks only, neither makes nor migrates nor backs up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, select

from fourwinds.errors import StoreError
from fourwinds.store import migrations, place
from fourwinds.store.database import Database
from fourwinds.store.schema import batches


def look(url: str, backups: Path) -> str:
    """Where the store is, what it holds and when it was backed up last, as a Chinese phrase.

    Args:
        backups: folder of the backups of a PostgreSQL store; that of a SQLite store lies beside it.

    Raises:
        StoreError: it cannot be opened, is damaged, or was made by a newer version of this program.
    """
    parts = place.parse(url)
    shown = parts.render_as_string(hide_password=True)
    if parts.get_backend_name() == "sqlite":
        file = Path(str(parts.database)).expanduser().absolute()
        place.check(file)
        if not file.exists():
            return f"{file}（尚未建立，首次使用时自动建立）"
        parts, shown, backups = parts.set(database=str(file)), str(file), file.parent / "backups"
    database = Database(parts)
    try:
        if database.sqlite and (said := database.outside("PRAGMA quick_check")[0]) != "ok":
            raise StoreError(f"数据库文件“{shown}”已损坏（{said}）", todo="用 backups 文件夹里最新的备份替换它")
        structure = database.read(migrations.version)
        held = database.read(_count)
    finally:
        database.close()
    if structure > migrations.LATEST:
        raise StoreError(
            f"数据库“{shown}”是更新版本的程序建立的（第 {structure} 版结构）",
            allowed=f"本程序认到第 {migrations.LATEST} 版",
            todo="升级程序后再打开",
        )
    old = "，结构是旧版，下次打开时先备份再升级" if structure < migrations.LATEST else ""
    made = sorted(backups.glob("*.db"))
    last = f"最近备份 {made[-1].name[:4]}-{made[-1].name[4:6]}-{made[-1].name[6:8]}" if made else "还没有备份"
    return f"{shown}（{held} 个批次，{last}{old}）"


def _count(connection: Connection) -> int:
    if not migrations.version(connection):
        return 0
    return connection.execute(select(func.count()).select_from(batches)).scalar_one()
