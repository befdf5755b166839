"""Files, folders, archives and standard input → answers. The first step of ``classify``, and all of ``--dry-run``."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zipfile import ZipFile

from fourwinds.clean import shield
from fourwinds.errors import FourwindsError, InputError
from fourwinds.intake import archives, files, identity, profiles
from fourwinds.intake.answers import Choice, NoOpinionColumn
from fourwinds.intake.columns import Column, shown
from fourwinds.records import Feedback

STANDARD_INPUT = "-"
_STANDARD_INPUT_ZH = "标准输入"
# What people put opinions into that is not read, besides kinds nobody would (programs, settings, our own manifests).
_NOT_READ = (
    ".jpg", ".jpeg", ".png", ".bmp", ".gif", ".heic", ".tif", ".tiff", ".webp", ".ppt", ".pptx", ".dps", ".rtf", ".odt", ".ods", ".ofd",
    ".htm", ".html", ".mht", ".eml", ".pages", ".numbers", ".mp3", ".m4a", ".wav", ".amr", ".mp4", ".rar", ".7z", ".zip",
)  # fmt: skip


@dataclass(slots=True)
class Gathered:
    """What was read.

    Attributes:
        feedback: answers, in the order of the files.
        files: how many files were looked at, those inside archives counted one by one.
        rows: rows, lines or blocks that were looked at.
        found, excluded: answers that were found, and those of them that had come before.
        columns: file, place and role of every column, for tables.
        unreadable: files that gave nothing, with the reason.
        notes: remarks for the operator, by file.
    """

    feedback: list[Feedback] = field(default_factory=list)
    files: int = 0
    rows: int = 0
    found: int = 0
    excluded: int = 0
    columns: list[tuple[str, str, Column]] = field(default_factory=list)
    unreadable: list[tuple[str, FourwindsError]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def gather(paths: Sequence[Path], choice: Choice, *, is_preview: bool = False) -> Gathered:
    """Read everything; ``-`` among the paths is standard input.

    Args:
        paths: files, folders and archives.
        choice: the operator's; roles name files as ``label`` does.
        is_preview: nothing that can be read is no error then, for columns may be among what was found.

    A file that was read already adds nothing, nor does a row that came in an earlier file, nor what this program wrote
    itself and left in a folder or archive (a tagged file that is named alone is read again).

    Raises:
        InputError: a path or the profile is wrong, or no file could be read; a bad file among good ones is only listed.
    """
    profiles.check(choice.profile)
    gathered = Gathered()
    seen = _Seen(named={path.resolve() for path in paths})
    with tempfile.TemporaryDirectory(prefix="fourwinds-") as folder:
        for path in _found(paths, Path(folder), gathered):
            for file in _unpacked(path, Path(folder), gathered):
                _read(file, choice, gathered, seen)
    if gathered.found != len(gathered.feedback) + gathered.excluded:
        raise AssertionError(f"answers were lost: {gathered.found} found, {len(gathered.feedback)} kept")
    if not is_preview:
        _complain_if_nothing(gathered, seen)
    return gathered


def _complain_if_nothing(gathered: Gathered, seen: _Seen) -> None:
    if gathered.files and seen.ours == gathered.files:
        raise InputError("选中的只有本程序写出的结果", todo="另选装着意见的文件夹；要重新归类请单独指定结果文件")
    if gathered.unreadable and len(gathered.unreadable) == gathered.files - seen.ours:
        if len(gathered.unreadable) == 1:
            raise gathered.unreadable[0][1]
        raise InputError(
            f"选中的 {len(gathered.unreadable)} 个文件都没有读出来，第一个的原因：{str(gathered.unreadable[0][1]).rstrip('。')}",
            todo="逐个按提示处理后重试",
        )


@dataclass(slots=True)
class _Seen:
    """What was read already in this run."""

    named: set[Path]
    files: dict[str, str] = field(default_factory=dict)
    rows: set[str] = field(default_factory=set)
    ours: int = 0


def _found(paths: Sequence[Path], folder: Path, gathered: Gathered) -> list[Path]:
    named = [path for path in paths if str(path) != STANDARD_INPUT]
    found = files.find(named)
    for path in named:
        if path.is_dir():
            called = f"文件夹“{shield.mask_file_name(path.resolve().name)}”"
            _tell_of_others(called, (p.name for p in path.rglob("*") if p.is_file()), {p.name for p in found}, gathered)
    if len(named) < len(paths):
        raw = sys.stdin.buffer.read(files.MAX_BYTES + 1)
        target = folder / f"{_STANDARD_INPUT_ZH}{files.suffix_of(raw)}"
        target.write_bytes(raw)
        found.append(target)
    return found


def _tell_of_others(called: str, names: Iterable[str], read: Container[str], gathered: Gathered) -> None:
    """A note on files beside those that are read, such as photos of answers: nobody would miss them otherwise."""
    others = [name for name in names if name not in read and not name.startswith(("~$", "."))]
    kinds = [suffix for name in others if (suffix := Path(name).suffix.lower()) in _NOT_READ]
    if kinds:
        said = f"另有 {len(kinds)} 个文件的类型不能读取（{'、'.join(sorted(set(kinds)))}），没有计入"
        gathered.notes.append((called, f"{said}；里面有意见的，请录成文字或另存为可读取的类型"))


def _unpacked(path: Path, folder: Path, gathered: Gathered) -> list[Path]:
    if path.suffix.lower() != files.ARCHIVE:
        return [path]
    inside = folder / f"{len(list(folder.iterdir()))}"
    inside.mkdir()
    try:
        members, bad = archives.unpack(path, inside, files.SUFFIXES)
        with ZipFile(path) as archive:
            inner = [name.rpartition("/")[2] for name in archive.namelist() if "__MACOSX" not in name]
        _tell_of_others(label(path.name, gathered.files + 1), inner, (), gathered)
        for name in bad:
            gathered.files += 1
            broken = InputError(f"压缩包里的“{name}”已损坏", todo="重新压缩后再试")
            gathered.unreadable.append((label(name, gathered.files), _masked(broken, name)))
        if not members and not bad:
            raise InputError(f"压缩包“{path.name}”里没有可读取的文件", allowed=files.ALLOWED, todo="检查压缩包的内容")
    except InputError as error:
        gathered.files += 1
        gathered.unreadable.append((label(path.name, gathered.files), _masked(error, path.name)))
        return []
    return members


def _read(path: Path, choice: Choice, gathered: Gathered, seen: _Seen) -> None:
    gathered.files += 1
    called = label(path.name, gathered.files)
    if path.resolve() not in seen.named and identity.is_our_own(path):
        seen.ours += 1
        gathered.notes.append((called, "是本程序写出的结果，没有当作意见读取；要重新归类请单独指定这个文件"))
        return
    own = tuple(replace(role, file=path.name) for role in choice.roles if role.file == called)
    try:
        taken = files.read(path, replace(choice, roles=own))
        trace = hashlib.sha256(path.read_bytes()).hexdigest()
    except InputError as error:
        if isinstance(error, NoOpinionColumn):
            gathered.columns.extend((called, place, _shown(column)) for place, column in error.columns)
        gathered.unreadable.append((called, _masked(error, path.name)))
        return
    except OSError as error:
        unopened = InputError(f"“{path.name}”打不开（{error.strerror}）", todo="检查权限后重试")
        gathered.unreadable.append((called, _masked(unopened, path.name)))
        return
    gathered.found += len(taken.feedback)
    if trace in seen.files:
        gathered.excluded += len(taken.feedback)
        gathered.notes.append((called, f"与“{seen.files[trace]}”内容完全相同，没有重复计入"))
        return
    seen.files[trace] = called
    fresh = [said for said in taken.feedback if not said.row_hash or said.row_hash not in seen.rows]
    again = len(taken.feedback) - len(fresh)
    if again:
        gathered.excluded += again
        gathered.notes.append((called, f"有 {again} 个回答在前面的文件里已有同一行，没有重复计入"))
    seen.rows.update(said.row_hash for said in taken.feedback if said.row_hash)
    source = shield.mask_file_name(path.name)
    gathered.feedback.extend(said if source == said.source else replace(said, source=source) for said in fresh)
    gathered.rows += taken.rows
    gathered.columns.extend((called, place, _shown(column)) for place, column in taken.columns)
    gathered.notes.extend((called, shield.mask(note)[0]) for note in taken.notes)


def label(name: str, number: int) -> str:
    """A file's name as messages show it; one that names somebody gets its place, because several may look alike then."""
    shown_name = shield.mask_file_name(name)
    return name if shown_name == name else f"{shown_name}（第 {number} 个文件）"


def _masked(error: InputError, name: str) -> InputError:
    """The error without private details: a table without a header has answers where names of columns should be."""
    came = error.came.replace(name, shield.mask_file_name(name))
    return InputError(shield.mask(came)[0], allowed=shield.mask(error.allowed)[0], todo=error.todo)


def _shown(column: Column) -> Column:
    return replace(column, name=shield.mask(shown(column.name))[0])
