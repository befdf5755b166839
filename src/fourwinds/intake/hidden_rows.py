"""Rows of a workbook that its maker has hidden or filtered away: they are read, and said, because nobody sees them."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

from fourwinds.intake import elements, safety

_HIDDEN = re.compile(rb"""<(?:[\w.-]+:)?row\s[^>]{0,300}?\bhidden\s*=\s*["'](?:1|true)["']""")
_BLOCK = 1 << 20


def count(path: Path) -> dict[str, int]:
    """How many rows of each sheet of an xlsx file are hidden, sheets without any left out; nothing for other formats.

    Calamine does not tell; the marks are counted in the XML.
    """
    found: dict[str, int] = {}
    try:
        with ZipFile(path) as archive:
            for name, member in members(archive).items():
                if rows := _hidden(archive, member):
                    found[name] = rows
    except safety.DAMAGE:  # what is wrong with the file is said by its reader
        return {}
    return found


def members(archive: ZipFile) -> dict[str, str]:
    """Member of the archive that holds each sheet, by the sheet's name."""
    relations = elements.attributes(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
    targets = {said.get("Id", ""): said.get("Target", "") for said in relations}
    found = {}
    for said in elements.attributes(archive.read("xl/workbook.xml"), "sheet"):
        key = next((value for name, value in said.items() if name.endswith(":id")), "")
        target = targets.get(key, "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in archive.NameToInfo:
            found[said.get("name", "")] = member
    return found


def _hidden(archive: ZipFile, member: str) -> int:
    rows, tail = 0, b""
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            seen = tail + block
            cut = max(seen.rfind(b"<"), 0)  # a tag that is cut is looked at with the next block
            rows += len(_HIDDEN.findall(seen[:cut])) if b"hidden" in seen else 0
            tail = seen[cut:] if len(seen) - cut < _BLOCK else b""
    return rows + len(_HIDDEN.findall(tail))
