"""Old binary workbooks (.xls, .et) are read by a process of their own.

One wrong byte in their table of contents makes calamine (0.9.1) panic, or ask for hundreds of gigabytes and end the whole
process; nothing can catch that, so the process that ends is not ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fourwinds.errors import InputError

_SECONDS = 60
_MEMORY = 1 << 30
_PASSWORD = 3


@dataclass(frozen=True, slots=True)
class OldWorkbook:
    """Names of all sheets and of the hidden ones, and the cells of those that were wanted."""

    names: list[str]
    hidden: list[str]
    grids: list[tuple[str, list[list[str]]]]


def read(path: Path, sheet: str) -> OldWorkbook:
    """The visible sheets of an old workbook, or the one named ``sheet``.

    Raises:
        InputError: it has a password.
        ValueError: it is damaged.
    """
    command = [sys.executable, "-m", "fourwinds.intake.old_sheets", str(path), sheet]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise ValueError("not readable") from error
    if done.returncode == _PASSWORD:
        raise InputError(f"“{path.name}”有打开密码", todo="去掉密码另存后重试")
    if done.returncode:
        raise ValueError("damaged")
    said = json.loads(done.stdout)
    return OldWorkbook(said["names"], said["hidden"], [(name, grid) for name, grid in said["grids"]])


def main(path: str, sheet: str) -> int:
    """What the other process does: the cells as JSON on standard output."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

    from fourwinds.intake import sheets

    _limit_memory()
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        return _PASSWORD
    visible = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
    wanted = [name for name in book.sheet_names if name == sheet] if sheet else visible
    grids = [(name, sheets.cells(book.get_sheet_by_name(name).to_python(skip_empty_area=False))) for name in wanted]
    hidden = [name for name in book.sheet_names if name not in visible]
    sys.stdout.write(json.dumps({"names": book.sheet_names, "hidden": hidden, "grids": grids}))
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
