"""Zip archives: readable members are unpacked into a folder that the caller deletes; names inside lead nowhere."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from fourwinds.intake import safety

_UTF8 = 0x800


def unpack(path: Path, folder: Path, suffixes: Collection[str]) -> list[Path]:
    """Readable members of ``path`` as files in ``folder``, in order of name.

    Only the last part of a member's name is used, so ``../../x.csv`` is written nowhere else; two members of one name
    get a number. Archives inside are left alone.

    Raises:
        InputError: the archive is damaged, encrypted or too large when unpacked.
    """
    safety.check(path)
    written: list[Path] = []
    with ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            name = _name(member)
            if member.is_dir() or Path(name).suffix.lower() not in suffixes or name.startswith(("~$", ".")):
                continue
            if name.lower() in ("readme.md", "readme.txt") or "__MACOSX" in member.filename:
                continue
            target = folder / name
            while target.exists():
                target = target.with_name(f"{target.stem}_{len(written)}{target.suffix}")
            target.write_bytes(archive.read(member))
            written.append(target)
    return written


def _name(member: ZipInfo) -> str:
    """The file name; Windows programs write GBK without saying so, which zipfile reads as code page 437."""
    name = member.filename
    if not member.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = member.filename
    name = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(char for char in name if char.isprintable() and char not in '<>:"|?*')
    return kept[-100:].lstrip(".") or "无名"
