"""Rows of a workbook that its maker has hidden or filtered away: they are read, and said, because nobody sees them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from zipfile import ZipFile

from fourwinds.intake import safety

_SHEET = re.compile(r'<(?:\w+:)?sheet\s[^>]*?name="([^"]*)"[^>]*?\sr:id="([^"]*)"')
_TARGETS = (re.compile(r'Id="([^"]*)"[^>]*?Target="([^"]*)"'), re.compile(r'Target="([^"]*)"[^>]*?Id="([^"]*)"'))
_HIDDEN = re.compile(rb'<row\s[^>]{0,300}?\bhidden="(?:1|true)"')
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
    targets = _targets(archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace"))
    found = {}
    for name, key in _SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8", "replace")):
        target = targets.get(key, "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in archive.NameToInfo:
            found[unescape(name)] = member
    return found


def _targets(relations: str) -> dict[str, str]:
    found = dict(_TARGETS[0].findall(relations))
    return {key: target for target, key in _TARGETS[1].findall(relations)} | found


def _hidden(archive: ZipFile, member: str) -> int:
    rows, tail = 0, b""
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            seen = tail + block
            cut = seen.rfind(b"<row") if b"<row" in seen else len(seen)
            rows += len(_HIDDEN.findall(seen[:cut])) if b"hidden" in seen else 0
            tail = seen[cut:] if len(seen) - cut < _BLOCK else b""
    return rows + len(_HIDDEN.findall(tail))
