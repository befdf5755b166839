"""Nothing half-written: every output is a temporary file beside its target, synced, then renamed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fourwinds.errors import OutputError

_ELSEWHERE = "关闭正在打开它的程序，或另选位置后重试"
_REASONS = {
    errno.ENOENT: ("文件夹不存在", "先建好文件夹，或另选位置后重试"),
    errno.EACCES: ("没有写入权限，或文件正被打开", _ELSEWHERE),
    errno.EPERM: ("没有写入权限，或文件正被打开", _ELSEWHERE),
    errno.EISDIR: ("那是一个文件夹", "写明文件名后重试"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "检查路径后重试"),
    errno.ENAMETOOLONG: ("文件名太长", "换一个短一些的文件名"),
    errno.ENOSPC: ("磁盘已满", "清理磁盘后重试"),
    errno.EROFS: ("磁盘只读", "另选位置后重试"),
}


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well it replaces ``target``, otherwise nothing is left behind.

    Raises:
        OutputError: the folder does not exist or cannot be written, the disk is full, or the target is open elsewhere.
    """
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        draft = Path(name)
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.chmod(0o600 | (0o044 & target.parent.stat().st_mode))  # as private as its folder
        draft.replace(target)
    except OSError as error:
        reason, todo = _REASONS.get(error.errno or 0, ("系统不允许", "另选位置后重试"))
        raise OutputError(f"“{target}”写不进去（{reason}）", todo=todo) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
