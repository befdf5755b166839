"""Files, folders, archives and standard input → answers. The first step of ``classify``, and all of ``--dry-run``."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fourwinds.clean import shield
from fourwinds.errors import FourwindsError, InputError
from fourwinds.intake import archives, files, profiles
from fourwinds.intake.answers import Choice
from fourwinds.intake.columns import Column, shown
from fourwinds.records import Feedback

STANDARD_INPUT = "-"
_STANDARD_INPUT_ZH = "标准输入"


@dataclass(slots=True)
class Gathered:
    """What was read.

    Attributes:
        feedback: answers, in the order of the files.
        files: how many files were looked at, those inside archives counted one by one.
        rows: rows, lines or blocks that were looked at.
        columns: file, place and role of every column, for tables.
        unreadable: files that gave nothing, with the reason.
        notes: remarks for the operator, by file.
    """

    feedback: list[Feedback] = field(default_factory=list)
    files: int = 0
    rows: int = 0
    columns: list[tuple[str, str, Column]] = field(default_factory=list)
    unreadable: list[tuple[str, FourwindsError]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def gather(paths: Sequence[Path], choice: Choice) -> Gathered:
    """Read everything; ``-`` among the paths is standard input. A file that was read already adds nothing.

    Raises:
        InputError: a path or the profile is wrong, or no file could be read; a bad file among good ones is only listed.
    """
    profiles.check(choice.profile)
    gathered = Gathered()
    seen: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="fourwinds-") as folder:
        for path in _found(paths, Path(folder)):
            for file in _unpacked(path, Path(folder), gathered):
                _read(file, choice, gathered, seen)
    if gathered.unreadable and len(gathered.unreadable) == gathered.files:
        if gathered.files == 1:
            raise gathered.unreadable[0][1]
        raise InputError(
            f"选中的 {gathered.files} 个文件都没有读出来，第一个的原因：{str(gathered.unreadable[0][1]).rstrip('。')}",
            todo="逐个按提示处理后重试",
        )
    return gathered


def _found(paths: Sequence[Path], folder: Path) -> list[Path]:
    named = [path for path in paths if str(path) != STANDARD_INPUT]
    found = files.find(named)
    if len(named) < len(paths):
        raw = sys.stdin.buffer.read(files.MAX_BYTES + 1)
        target = folder / f"{_STANDARD_INPUT_ZH}{files.suffix_of(raw)}"
        target.write_bytes(raw)
        found.append(target)
    return found


def _unpacked(path: Path, folder: Path, gathered: Gathered) -> list[Path]:
    if path.suffix.lower() != files.ARCHIVE:
        return [path]
    inside = folder / f"{len(list(folder.iterdir()))}"
    inside.mkdir()
    try:
        members, bad = archives.unpack(path, inside, files.SUFFIXES)
        for name in bad:
            gathered.files += 1
            gathered.unreadable.append((name, InputError(f"压缩包里的“{name}”已损坏", todo="重新压缩后再试")))
        if not members and not bad:
            raise InputError(f"压缩包“{path.name}”里没有可读取的文件", allowed=files.ALLOWED, todo="检查压缩包的内容")
    except InputError as error:
        gathered.files += 1
        gathered.unreadable.append((path.name, error))
        return []
    return members


def _read(path: Path, choice: Choice, gathered: Gathered, seen: dict[str, str]) -> None:
    gathered.files += 1
    try:
        taken = files.read(path, choice)
        trace = hashlib.sha256(path.read_bytes()).hexdigest()
    except InputError as error:
        gathered.unreadable.append((path.name, _masked(error)))
        return
    except OSError as error:
        gathered.unreadable.append(
            (path.name, InputError(f"“{path.name}”打不开（{error.strerror}）", todo="检查权限后重试"))
        )
        return
    if trace in seen:
        gathered.notes.append((path.name, f"与“{seen[trace]}”内容完全相同，没有重复计入"))
        return
    seen[trace] = path.name
    source = shield.mask_file_name(path.name)
    gathered.feedback.extend(said if source == said.source else replace(said, source=source) for said in taken.feedback)
    gathered.rows += taken.rows
    gathered.columns.extend((path.name, place, _shown(column)) for place, column in taken.columns)
    gathered.notes.extend((path.name, shield.mask(note)[0]) for note in taken.notes)


def _masked(error: InputError) -> InputError:
    """The error without private details: a table without a header has answers where names of columns should be."""
    return InputError(shield.mask(error.came)[0], allowed=shield.mask(error.allowed)[0], todo=error.todo)


def _shown(column: Column) -> Column:
    return replace(column, name=shield.mask(shown(column.name))[0])
