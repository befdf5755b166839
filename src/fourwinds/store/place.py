"""Where a store may lie: SQLite not on network or synchronised drives, because their locks do not hold."""

from __future__ import annotations

import re
import sys
from pathlib import Path, PurePath

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from fourwinds.errors import StoreError

_ALLOWED = "可用 sqlite:///文件路径 或 postgresql://用户@主机/库名"
_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|ceph|glusterfs|davfs\d?|webdav|fuse\.(sshfs|rclone|davfs2?|glusterfs|s3fs)"
)
_BACKUPS, _BACKUP = "backups", re.compile(r"\d{8}T\d{12}Z-[a-z_]+\.db")
_SYNCHRONISED = re.compile(
    r"onedrive.*|dropbox.*|google ?drive|googledrive-.*|icloud ?drive|mobile documents|com~apple~clouddocs|nutstore.*"
    r"|坚果云.*|baidusyncdisk|baidunetdisk.*|百度网盘.*|syncthing|nextcloud.*|owncloud.*|wpsdrive|wps ?云盘.*|微云.*|weiyun.*",
    re.IGNORECASE,
)


def default_url(data_path: Path) -> str:
    """The store in the data folder."""
    return URL.create("sqlite", database=str(data_path / "fourwinds.db")).render_as_string()


def parse(url: str) -> URL:
    """The address in its parts, with the driver we use.

    Raises:
        StoreError: it is no address of a SQLite file or a PostgreSQL database.
    """
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"数据库地址“{url}”看不懂", allowed=_ALLOWED, todo="改正 --store") from error
    kind = parts.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return parts.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise StoreError(f"不支持“{kind}”数据库", allowed=_ALLOWED, todo="改正 --store")
    if not parts.database or parts.database == ":memory:":
        raise StoreError("SQLite 地址里没有文件路径", allowed=_ALLOWED, todo="改正 --store")
    return parts


def check(path: Path) -> None:
    """Refuse a folder in which a SQLite file would be damaged, and a backup where it lies.

    Raises:
        StoreError: the path lies on a network drive or in a folder that a program synchronises, or is a store's backup:
            work on it would be lost with it, and its own backups would be out of an erasure's sight.
    """
    whole = path.expanduser().absolute()
    for at in {whole, whole.resolve()}:
        if at.parent.name == _BACKUPS and _BACKUP.fullmatch(at.name):
            raise StoreError(
                f"“{path.name}”是备份，不能直接当数据库使用",
                todo="用 fourwinds backup --restore 恢复，或复制到别处再打开",
            )
        for part in PurePath(at).parts[:-1]:
            if _SYNCHRONISED.fullmatch(part):
                _refuse(path, f"在网盘同步文件夹“{part}”里")
        if str(at).startswith(("\\\\", "//")) or (sys.platform == "win32" and _remote_drive(at)):
            _refuse(path, "在网络驱动器上")
        kind = file_system(at)
        if _NETWORK.fullmatch(kind):
            _refuse(path, f"在网络驱动器（{kind}）上")


def file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Kind of the file system that ``path`` lies on, from Linux's list of mounts; "" where there is no such list."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    kind, longest = "", -1
    for line in lines:
        _, point, found, *_ = [*line.split(" "), "", "", ""]
        point = point.replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= longest:
            kind, longest = found, len(point)
    return kind


def _remote_drive(path: Path) -> bool:
    import ctypes

    remote = 4  # DRIVE_REMOTE of GetDriveTypeW
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - exists on Windows only
    return bool(kernel.GetDriveTypeW(path.drive + "\\") == remote)


def _refuse(path: Path, where: str) -> None:
    raise StoreError(
        f"数据库“{path.name}”{where}，多人同时写入会损坏",
        allowed="SQLite 要放在本机硬盘上",
        todo="用 --store 另选本机位置，多台电脑共用请改用 PostgreSQL",
    )
