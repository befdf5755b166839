"""Where LibreOffice is on this machine, if it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

# Its installers for Windows and macOS do not put it on the path.
_INSTALLED = {
    "PROGRAMFILES": "LibreOffice/program/soffice.exe",
    "PROGRAMFILES(X86)": "LibreOffice/program/soffice.exe",
    "": "/Applications/LibreOffice.app/Contents/MacOS/soffice",
}


def find() -> str | None:
    """The program's path, or None."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found and Path(found).is_absolute():  # Windows looks in the current folder first, where others' files lie
            return found
    for variable, program in _INSTALLED.items():
        folder = os.environ.get(variable, "") if variable else "/"
        if folder and (Path(folder) / program).exists():
            return str(Path(folder) / program)
    return None
