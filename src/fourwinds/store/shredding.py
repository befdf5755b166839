"""Files that held words: overwritten before they are removed."""

from __future__ import annotations

import os
from pathlib import Path

_BLOCK = bytes(1 << 20)


def shred(file: Path) -> None:
    """Overwrite a file with zeros and remove it.

    The zeros are waited for: those of a file that is removed at once would never leave the memory. What a solid-state
    disk or a journalling file system keeps elsewhere is beyond reach (docs/privacy.md).

    Raises:
        OSError: it cannot be overwritten or removed.
    """
    left = file.stat().st_size
    with file.open("r+b") as opened:
        while left > 0:
            left -= opened.write(_BLOCK[:left])
        opened.flush()
        os.fsync(opened.fileno())
    file.unlink()
