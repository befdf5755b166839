"""Old binary workbooks (.xls, .et) are read by a process of their own.

One wrong byte in their table of contents makes calamine (0.9.1) panic, or ask for hundreds of gigabytes and end the whole
process; nothing can catch that, so the process that ends is not ours.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fourwinds.errors import InputError
from fourwinds.intake import old_hidden

_SECONDS = 60
_MEMORY = 1 << 30
_PASSWORD = 3


@dataclass(frozen=True, slots=True)
class OldWorkbook:
    """Names of all sheets and of the hidden ones, the cells of those that were wanted, and what is hidden in each."""

    names: list[str]
    hidden: list[str]
    grids: list[tuple[str, list[list[str]]]]
    hidden_rows: dict[str, int]
    hidden_columns: dict[str, frozenset[int]]


def read(path: Path, sheet: str) -> OldWorkbook:
    """The visible sheets of an old workbook, or the one named ``sheet``.

    Raises:
        InputError: it has a password.
        ValueError: it is damaged.
    """
    command = [sys.executable, "-P", "-m", "fourwinds.intake.old_sheets", str(path), sheet]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise ValueError("not readable") from error
    if done.returncode == _PASSWORD:
        raise InputError(f"“{path.name}”有打开密码", todo="去掉密码另存后重试")
    if done.returncode:
        raise ValueError("damaged")
    said = json.loads(done.stdout)
    veiled = {name: frozenset(places) for name, places in said["hidden_columns"].items()}
    return OldWorkbook(
        said["names"], said["hidden"], [(name, grid) for name, grid in said["grids"]], said["hidden_rows"], veiled
    )


def main(path: str, sheet: str) -> int:
    """What the other process does: the cells as JSON on standard output."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

    from fourwinds.intake import sheets

    _limit_memory()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(Path(path).read_bytes()))  # by content, whatever the suffix
    except PasswordError:
        return _PASSWORD
    visible = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
    wanted = [name for name in book.sheet_names if name == sheet] if sheet else visible
    grids = [(name, sheets.cells(book.get_sheet_by_name(name).to_python(skip_empty_area=False))) for name in wanted]
    hidden = [name for name in book.sheet_names if name not in visible]
    parts = _hidden_parts(Path(path), book.sheet_names)
    said = {
        "names": book.sheet_names, "hidden": hidden, "grids": grids,
        "hidden_rows": {name: part.rows for name, part in parts if part.rows},
        "hidden_columns": {name: sorted(part.columns) for name, part in parts if part.columns},
    }  # fmt: skip
    sys.stdout.write(json.dumps(said))
    return 0


def _hidden_parts(path: Path, names: list[str]) -> list[tuple[str, old_hidden.Hidden]]:
    """What is hidden in each sheet; nothing where calamine can read more than we can."""
    try:
        return list(zip(names, old_hidden.find(path.read_bytes()), strict=True))
    except (ValueError, struct.error, IndexError, StopIteration):
        return []


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
