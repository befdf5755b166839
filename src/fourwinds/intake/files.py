"""Which files are read, by what they contain; each answer of a file as ``Feedback``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fourwinds.errors import InputError
from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.columns import Column
from fourwinds.records import Feedback

SHEETS = "表格"
WORD = "Word 文档"
TEXT = "文本"
PDF = "PDF"
SUFFIXES = {
    ".xlsx": SHEETS, ".xlsm": SHEETS, ".xls": SHEETS, ".et": SHEETS, ".csv": TEXT, ".tsv": TEXT, ".txt": TEXT, ".md": TEXT,
    ".jsonl": TEXT, ".docx": WORD, ".doc": WORD, ".wps": WORD, ".pdf": PDF,
}  # fmt: skip
ARCHIVE = ".zip"
READABLE = (*SUFFIXES, ARCHIVE)
ALLOWED = f"可读取 {'、'.join(suffix[1:] for suffix in READABLE)}"
_PAGE = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")
MAX_BYTES = 512 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file gave.

    Attributes:
        feedback: its answers, in order.
        rows: rows, lines or blocks that were looked at.
        notes: remarks for the operator, e.g. which columns were taken, in Chinese.
        columns: place (sheet or table) and role of every column, for tables.
    """

    feedback: tuple[Feedback, ...]
    rows: int
    notes: tuple[str, ...] = ()
    columns: tuple[tuple[str, Column], ...] = ()


def find(paths: Sequence[Path]) -> list[Path]:
    """Every readable file and archive named or found in the folders named, folders in order of name, none twice.

    Raises:
        InputError: a path does not exist, a named file is of no readable kind, or a folder holds none that is.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in READABLE and is_meant(p.name)
            )
            if not inside:
                raise InputError(
                    f"文件夹“{path}”里没有可读取的文件",
                    allowed=ALLOWED,
                    todo="把意见文件放进去，或另选文件夹",
                )
            found.extend(inside)
        elif not path.exists():
            raise InputError(f"没有找到文件“{path}”", todo="检查文件名和路径后重试")
        elif not path.is_file():  # a pipe or a device: reading it may never end
            raise InputError(f"“{path}”不是普通文件", todo="把内容存成文件后重试，或用“-”从标准输入读取")
        elif path.suffix.lower() not in READABLE:
            raise InputError(
                f"“{path.name}”的类型“{path.suffix or '（无后缀）'}”不能读取",
                allowed=ALLOWED,
                todo="在 WPS 或 Office 中另存为其中一种后重试",
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def is_meant(name: str) -> bool:
    """Whether a file that lies in a folder or archive was put there to be read: no hidden one, no lock of an office program.

    >>> [is_meant(name) for name in ("意见.xlsx", "~$意见.xlsx", ".DS_Store", "README.md")]
    [True, False, False, False]
    """
    return not name.startswith(("~$", ".")) and name.lower() not in ("readme.md", "readme.txt")


def suffix_of(raw: bytes) -> str:
    """The suffix that bytes without a name (standard input) would have."""
    if raw.startswith(b"PK\x03\x04"):
        return ".xlsx" if b"xl/" in raw else ".docx" if b"word/" in raw else ARCHIVE
    if raw.startswith(b"%PDF"):
        return ".pdf"
    if raw.startswith(_OLE):
        return ".xls"
    first = raw[:2000].lstrip(b"\xef\xbb\xbf \r\n")
    if first.startswith(b"{"):
        return ".jsonl"
    lines = [line for line in first.splitlines()[:-1] or [first] if line.strip()][:20]
    for mark in (b"\t", b","):
        if len(lines) > 1 and lines[0].count(mark) and all(line.count(mark) >= lines[0].count(mark) for line in lines):
            return ".csv"
    return ".txt"


def read(path: Path, choice: Choice) -> Intake:
    """The answers of one file.

    Raises:
        InputError: the file is empty, damaged, too large, of no readable kind, or has no column of opinions.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(512)
    except OSError as error:
        raise InputError(
            f"“{path.name}”打不开（{error.strerror}）", todo="关闭正在使用它的程序或检查权限后重试"
        ) from error
    if not size:
        raise InputError(f"“{path.name}”是空文件", todo="检查是否导出成功")
    if size > MAX_BYTES:
        raise InputError(
            f"“{path.name}”有 {size >> 20} MB",
            allowed=f"最大 {MAX_BYTES >> 20} MB",
            todo="拆成几个文件后重试",
        )
    answers = _reader(path, head)(path, choice)
    if not answers.feedback and not answers.rows:
        raise InputError(f"“{path.name}”里没有内容", todo="检查是否导出成功")
    broken = sum("\ufffd" in answer.text for answer in answers.feedback)
    if broken:
        answers.notes.append(f"有 {broken} 个回答含认不出的字符，显示为“\ufffd”，请对照原件")
    return Intake(tuple(answers.feedback), answers.rows, tuple(answers.notes), tuple(answers.columns))


def _reader(path: Path, head: bytes) -> Callable[[Path, Choice], Answers]:
    """The reader for what the file is, whatever its suffix says. Each reader loads its library on first use."""
    if head.startswith(b"PK\x03\x04"):
        from fourwinds.intake import safety

        members = safety.check(path)
        if "word/document.xml" in members:
            from fourwinds.intake import word

            return word.read
        if any(name.startswith("xl/") for name in members):
            from fourwinds.intake import sheets

            return sheets.read_workbook
        raise InputError(f"“{path.name}”是压缩包或未知的文档", allowed=ALLOWED, todo="解压后再选择其中的文件")
    if head.startswith(_OLE):
        return _reader_of_old(path)
    if head.startswith(b"%PDF"):
        from fourwinds.intake import pdf

        return pdf.read
    if head.startswith(b"{\\rtf") and SUFFIXES.get(path.suffix.lower()) == WORD:
        from fourwinds.intake import old_office

        return old_office.read
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_PAGE) or (start.startswith(b"<?xml") and (b"<html" in start or b"<table" in start)):
        from fourwinds.intake import html_tables

        return html_tables.read
    if path.suffix.lower() == ".jsonl":
        from fourwinds.intake import json_lines

        return json_lines.read
    if path.suffix.lower() in (".csv", ".tsv") or (
        SUFFIXES[path.suffix.lower()] == SHEETS and suffix_of(head) == ".csv" and b"\0" not in head
    ):  # tables of text that a system exports as .xls
        from fourwinds.intake import sheets

        return sheets.read_delimited
    if SUFFIXES[path.suffix.lower()] == TEXT:
        from fourwinds.intake import plain

        return plain.read
    raise InputError(f"“{path.name}”的内容不是{SUFFIXES[path.suffix.lower()]}", todo="在原程序中重新保存或重新导出")


def _reader_of_old(path: Path) -> Callable[[Path, Choice], Answers]:
    """The reader for an OLE container, by the streams it names: workbooks are called .doc, and the other way round.

    Raises:
        InputError: it has a password, or should be a document and is none.
    """
    raw = path.read_bytes()

    def holds(name: str) -> bool:
        """Whether a stream bears the name: entries of the directory are 128 bytes long, wherever its sectors lie."""
        entry = re.compile(re.escape((name + "\0").encode("utf-16-le")))
        return any(hit.start() % 128 == 0 for hit in entry.finditer(raw))

    if holds("EncryptedPackage"):
        raise InputError(f"“{path.name}”有打开密码", todo="去掉密码另存后重试")
    workbook, document = holds("Workbook") or holds("Book"), holds("WordDocument")
    called_document = SUFFIXES.get(path.suffix.lower()) == WORD
    if document and (called_document or not workbook):
        from fourwinds.intake import old_office

        return old_office.read
    if called_document and not workbook:
        raise InputError(
            f"“{path.name}”是加密或损坏的 Word 文档", allowed=ALLOWED, todo="去掉密码、另存为 .docx 后重试"
        )
    from fourwinds.intake import sheets

    return sheets.read_old_workbook
