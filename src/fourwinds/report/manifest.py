"""The manifest beside a paper: what went in, what made it, and which opinions stand behind every number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.report.figures import Trace
from fourwinds.report.writing import replacing

SUFFIX = ".来源.json"


def beside(paper: Path) -> Path:
    """Where the manifest of ``paper`` stands."""
    return paper.with_name(paper.name + SUFFIX)


def write(paper: Path, made_by: Mapping[str, Any], traces: Sequence[Trace]) -> None:
    """Write the manifest of a finished paper; equal papers give equal bytes."""
    head = json.dumps({"paper": paper.name, "sha256": sha256(paper), **made_by}, ensure_ascii=False, indent=1)
    figures = (
        json.dumps({"id": t.bookmark, "place": t.place, "text": t.text, "opinions": list(t.ids)}, ensure_ascii=False)
        for t in traces
    )
    with replacing(beside(paper)) as draft:
        lines = ",\n  ".join(figures)
        draft.write_text(f'{head[:-2]},\n "figures": [\n  {lines}\n ]\n}}\n', encoding="utf-8")


def read(paper: Path) -> dict[str, Any]:
    """The manifest of ``paper``.

    Raises:
        InputError: there is none, or it is damaged.
    """
    path = beside(paper)
    if not paper.is_file():
        raise InputError(f"没有找到材料“{paper}”", todo="检查文件名和路径后重试")
    if not path.is_file():
        raise InputError(f"“{paper.name}”旁边没有来源文件“{path.name}”", todo="把两个文件放在同一文件夹后重试")
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found["figures"], found["inputs"], found["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"来源文件“{path.name}”读不出来", todo="重新生成材料") from error
    return found


def bookmarks(paper: Path) -> set[str]:
    """Names of the bookmarks that stand in a Word file now.

    Raises:
        InputError: it is no Word file.
    """
    import re
    import zipfile

    try:
        with zipfile.ZipFile(paper) as file:
            return set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', file.read("word/document.xml").decode()))
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise InputError(
            f"“{paper.name}”不是 Word 文件", allowed="可用 .docx", todo="选择 fourwinds report 写出的材料"
        ) from error


def sha256(path: Path) -> str:
    """Hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
