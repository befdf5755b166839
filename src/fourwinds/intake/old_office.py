"""Old binary documents (.doc, .wps) through LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from fourwinds.errors import InputError
from fourwinds.intake import libreoffice, word
from fourwinds.intake.answers import Answers, Choice

_SECONDS = 120


def read(path: Path, choice: Choice) -> Answers:
    """Answers of an old Word or WPS document, converted in a folder that is deleted at once.

    Raises:
        InputError: LibreOffice is not installed or cannot read the file.
    """
    office = libreoffice.find()
    if office is None:
        raise InputError(
            f"“{path.name}”是旧版 Word 或 WPS 文档，本机没有能转换它的 LibreOffice",
            todo="在 WPS 或 Word 中另存为 .docx 后重试",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.doc"
        shutil.copyfile(path, source)
        home = (Path(folder) / "profile").as_uri()
        command = [
            office,
            f"-env:UserInstallation={home}",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise _unreadable(path) from error
        converted = source.with_suffix(".docx")
        if not converted.exists():
            raise _unreadable(path)
        return word.read_as(converted, path.name, choice)


def _unreadable(path: Path) -> InputError:
    return InputError(
        f"“{path.name}”转换不成功，可能已加密或损坏", todo="在 WPS 或 Word 中去掉密码、另存为 .docx 后重试"
    )
