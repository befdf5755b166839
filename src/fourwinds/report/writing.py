"""Nothing half-written: every output is a temporary file beside its target, synced, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fourwinds.errors import OutputError


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
        draft.chmod(0o644)
        draft.replace(target)
    except OSError as error:
        reason = {
            2: "文件夹不存在",
            13: "没有写入权限或文件正被打开",
            17: "同名文件夹已存在",
            28: "磁盘已满",
            30: "磁盘只读",
        }
        raise OutputError(
            f"“{target}”写不进去（{reason.get(error.errno or 0, error.strerror)}）",
            todo="另选位置，或关闭正在打开它的程序后重试",
        ) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
