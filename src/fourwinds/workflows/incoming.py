"""Files that came in by the page: put away, shown as they would be read, then classified into a batch."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fourwinds.clean import shield
from fourwinds.errors import InputError, OutputError
from fourwinds.intake import columns, files, identity
from fourwinds.intake.answers import Choice, ColumnRole
from fourwinds.intake.columns import Column
from fourwinds.workflows import classify, keep, tagging
from fourwinds.workflows.desk import Desk
from fourwinds.workflows.erase import destroy, incoming_of
from fourwinds.workflows.gather import gather
from fourwinds.workflows.jobs import Beat

KIND = "classify"
MOST_FILES = 200
FORGOTTEN_AFTER = 24 * 3600.0  # an upload that nobody classified is destroyed after so many seconds
ROLES = (columns.OPEN, columns.CONTEXT, columns.CHOICE)
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{8,40}$")
_SAMPLES = 8
_LONGEST_NAME = 200  # bytes; file systems take 255, and a number may be added
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column as the page offers it.

    Attributes:
        number: place in the table, from 0.
        is_locked: names a person or holds nothing, so its role cannot be changed.
    """

    file: str
    place: str
    number: int
    column: Column
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How an upload would be read.

    Attributes:
        columns: every column of every table.
        samples: the first opinions, masked, with the question each answers.
        ours: files that this program wrote, whose corrections an upload does not take in.
        cause: why nothing can be shown at all, else "".
    """

    token: str
    names: tuple[str, ...]
    answers: int
    columns: tuple[ShownColumn, ...]
    samples: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    unreadable: tuple[tuple[str, str], ...]
    ours: tuple[str, ...]
    cause: str


def receive(desk: Desk, files: Iterable[tuple[str, IO[bytes]]]) -> str:
    """Put uploaded files away; returns the token of the upload.

    Raises:
        InputError: there is no file, or more than ``MOST_FILES``.
        OutputError: they cannot be written.
    """
    named = [(name, body) for name, body in files if name]
    if not named:
        raise InputError("没有选择文件", todo="选好文件后再上传")
    if len(named) > MOST_FILES:
        raise InputError(
            f"一次选了 {len(named)} 个文件", allowed=f"最多 {MOST_FILES} 个", todo="压缩成 zip 或分几次上传"
        )
    forget_old(desk)
    token = secrets.token_urlsafe(12)
    folder = _incoming(desk) / token
    try:
        folder.mkdir(parents=True, mode=0o700)
        for name, body in named:
            with (folder / _free_name(folder, name)).open("xb") as file:
                shutil.copyfileobj(body, file, _CHUNK)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise OutputError(
            f"上传的文件存不下（{error.strerror}）", todo="检查磁盘空间和数据文件夹的权限后重试"
        ) from error
    return token


def preview(desk: Desk, token: str, roles: tuple[ColumnRole, ...] = ()) -> Preview:
    """How the upload would be read with these roles.

    Raises:
        InputError: there is no such upload.
    """
    paths, foreign = _by_kind(_files(desk, token))
    names = tuple(shield.mask_file_name(path.name) for path in (*paths, *foreign))
    try:
        gathered = gather(paths, Choice(roles=roles), is_preview=True)
    except InputError as error:
        return Preview(token, names, 0, (), (), (), (), (), str(error))
    numbered: list[ShownColumn] = []
    for file, place, column in gathered.columns:
        number = sum((c.file, c.place) == (file, place) for c in numbered)
        locked = column.role == columns.EMPTY or columns.is_personal(column.name)
        numbered.append(ShownColumn(file, place, number, column, locked))
    opinions = tagging.unnumbered_all(gathered.feedback[:_SAMPLES])[:_SAMPLES]
    unreadable = [(name, on_the_page(str(error))) for name, error in gathered.unreadable]
    unreadable += [(path.name, str(_of_no_kind(path))) for path in foreign]
    return Preview(
        token, names, len(gathered.feedback), tuple(numbered),
        tuple((o.shown, shield.mask(o.context)[0]) for o in opinions),
        tuple((shield.mask_file_name(name), on_the_page(note)) for name, note in gathered.notes),
        tuple((shield.mask_file_name(name), sentence) for name, sentence in unreadable),
        tuple(shield.mask_file_name(path.name) for path in paths if identity.is_our_own(path)), "",
    )  # fmt: skip


_ON_THE_PAGE = (
    ("请用 --text-column 指定哪一列是意见", "请在“各列的用途”里把写意见的列改成“意见”"),
    ("，表格可用 --text-column 指定意见所在的列", "，或重新上传后在“各列的用途”里改"),
    ("，或用 --text-column 指定另一列", "，或在“各列的用途”里改"),
    ("（需要时用 --sheet 指定）", "；需要的请在原文件里取消隐藏后重新上传"),
)


def on_the_page(sentence: str) -> str:
    """A sentence whose advice names options of the command line, as the page says it.

    >>> on_the_page("隐藏的工作表未读取：旧表（需要时用 --sheet 指定）")
    '隐藏的工作表未读取：旧表；需要的请在原文件里取消隐藏后重新上传'
    """
    for option, button in _ON_THE_PAGE:
        sentence = sentence.replace(option, button)
    return sentence


def _by_kind(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Files of a readable kind, and the others: a photo among tables must not keep these out."""
    readable = [path for path in paths if path.suffix.lower() in files.READABLE]
    return readable, [path for path in paths if path not in readable]


def _of_no_kind(path: Path) -> InputError:
    return InputError(
        f"“{shield.mask_file_name(path.name)}”的类型“{path.suffix or '（无后缀）'}”不能读取",
        allowed=files.ALLOWED,
        todo="另存为其中一种后重新上传，照片里的字先录成文字",
    )


def start(desk: Desk, token: str, name: str, roles: tuple[ColumnRole, ...], by: str, double_share: float = 0.0) -> str:
    """Begin to classify an upload into a batch called ``name``; returns the job's key.

    Args:
        double_share: share of opinions that two reviewers decide independently, 0 to 1.

    Raises:
        InputError: there is no such upload, or nothing in it is of a readable kind.
    """
    paths, foreign = _by_kind(_files(desk, token))
    if not paths:
        raise _of_no_kind(foreign[0])
    title = " ".join(name.split())[:80] or _title(paths)  # one line: it is typed again before the batch is destroyed

    def work(beat: Beat) -> str:
        beat.step("读取文件")
        begun = False

        def progress(done: int, total: int) -> None:
            nonlocal begun
            if not begun:
                beat.step("归类")
                begun = True
            beat(done, total)

        try:
            found = classify.classify(paths, roles=roles, progress=progress)
        except InputError as error:
            raise InputError(error.came, allowed=error.allowed, todo=on_the_page(error.todo)) from error
        beat.step("存入", is_last=True)
        kept = keep.keep(found, desk.store, by, name=title, paths=paths, double_share=double_share)
        _gone(_incoming(desk) / token)
        return f"{kept.batch.key}{'' if kept.added else ' known'}"

    return desk.begin(KIND, title, by, work)


def discard(desk: Desk, token: str) -> None:
    """Destroy an upload that is not wanted.

    Raises:
        InputError: there is no such upload.
    """
    _files(desk, token)
    _gone(_incoming(desk) / token)


def _incoming(desk: Desk) -> Path:
    return incoming_of(desk.store)


def _gone(folder: Path) -> None:
    """Destroy an upload; one that something still holds open is tried again when it is forgotten."""
    with suppress(OutputError):
        destroy(folder)


def _files(desk: Desk, token: str) -> list[Path]:
    folder = _incoming(desk) / token
    found = sorted(folder.iterdir()) if _TOKEN.match(token) and folder.is_dir() else []
    if not found:
        raise InputError("这次上传已经归类或已过期", todo="在批次列表中查找，没有就重新上传")
    return found


def _free_name(folder: Path, name: str) -> str:
    """The file's own name without folders and control characters, numbered when taken."""
    bare = re.split(r"[\\/]", name)[-1]
    clean = "".join("_" if c in '<>:"|?*' or not c.isprintable() else c for c in bare).strip(" .")
    clean = clean.encode("utf-8", "replace")[-_LONGEST_NAME:].decode("utf-8", "ignore") or "未命名"
    stem, dot, suffix = clean.rpartition(".")
    free, n = clean, 1
    while (folder / free).exists():
        n += 1
        free = f"{stem}（{n}）.{suffix}" if dot else f"{clean}（{n}）"
    return free


def _title(paths: Sequence[Path]) -> str:
    first = shield.mask_file_name(paths[0].name).rpartition(".")[0] or "意见"
    return first if len(paths) == 1 else f"{first}等 {len(paths)} 个文件"


def forget_old(desk: Desk) -> None:
    """Destroy uploads that nobody classified in time; nothing while files are being classified."""
    folder = _incoming(desk)
    busy = any(not job.is_over for job in desk.jobs.all(KIND))
    if busy or not folder.is_dir():
        return
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > FORGOTTEN_AFTER:
            _gone(old)
