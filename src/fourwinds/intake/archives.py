"""Zip archives: readable members are unpacked into a folder that the caller deletes; names inside lead nowhere."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from fourwinds.intake import safety
from fourwinds.intake.files import is_meant

_UTF8 = 0x800


def unpack(path: Path, folder: Path, suffixes: Collection[str]) -> tuple[list[Path], list[str]]:
    """Readable members of ``path`` as files in ``folder``, in order of name; and names of those that are damaged.

    Only the last part of a member's name is used, so ``../../x.csv`` is written nowhere else; two members of one name
    get a number. Archives inside are left alone.

    Raises:
        InputError: the archive is damaged as a whole, encrypted or too large when unpacked.
    """
    written: list[Path] = []
    bad: list[str] = []
    inflated = 0
    try:
        with ZipFile(path) as archive:
            for member in sorted(safety.count(path, archive), key=lambda m: m.filename):
                name = _name(member)
                if member.is_dir() or not _is_wanted(member, name, suffixes):
                    continue
                target = folder / name
                while target.exists():
                    target = target.with_name(f"{target.stem}_{len(written)}{target.suffix}")
                try:
                    inflated = safety.measure(path, archive, member, inflated)
                    target.write_bytes(archive.read(member))
                    written.append(target)
                except safety.DAMAGE:
                    bad.append(name)
    except safety.DAMAGE as error:
        raise safety.damaged(path) from error
    return written, bad


def _is_wanted(member: ZipInfo, name: str, suffixes: Collection[str]) -> bool:
    return Path(name).suffix.lower() in suffixes and is_meant(name) and "__MACOSX" not in member.filename


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
