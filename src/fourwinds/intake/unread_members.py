"""Members of an Office file that no reader parses: pictures, embedded files, pieces of web pages.

A picture in SVG may begin with a document type and does no harm. A name alone proves nothing, because a worksheet may
be called ``xl/media/image1.svg``; calamine goes by the kind of the relationship, python-docx by the content type too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote
from zipfile import ZipFile, ZipInfo

from fourwinds.intake import elements

_TYPES = "[content_types].xml"
_SET_ASIDE = re.compile(r"/(?:media|embeddings)/|\.x?html?$", re.IGNORECASE)
_SHOWN = frozenset({"image", "afchunk", "package", "oleobject", "hyperlink", "audio", "video", "media"})
_PARSED = re.compile(r"wordprocessingml|spreadsheetml|ms-word|ms-excel|core-properties", re.IGNORECASE)


def tells_of_others(name: str) -> bool:
    """Whether a member says what others are; these must be safe before ``find`` reads them."""
    return name.lower().endswith((".rels", _TYPES))


def find(archive: ZipFile, members: Sequence[ZipInfo]) -> frozenset[str]:
    """Names of the members that no reader parses; none when what tells of them is damaged."""
    aside = [member.filename for member in members if _SET_ASIDE.search(member.filename)]
    if not aside:
        return frozenset()
    try:
        parsed = _parsed(archive, members)
    except ValueError:
        return frozenset()
    return frozenset(name for name in aside if not {_last(name), f".{_last(name).rpartition('.')[2]}"} & parsed)


def _parsed(archive: ZipFile, members: Sequence[ZipInfo]) -> set[str]:
    """Last parts of the names that readers may follow, and suffixes (with the dot) whose content they may parse."""
    parsed: set[str] = set()
    for member in members:
        if member.filename.lower().endswith(_TYPES):
            for said in elements.attributes(archive.read(member), "Override", "Default"):
                if _PARSED.search(said.get("ContentType", "")):
                    parsed.add(_last(said.get("PartName") or f".{said.get('Extension', '')}"))
        elif tells_of_others(member.filename):
            for said in elements.attributes(archive.read(member), "Relationship"):
                if said.get("Type", "").rpartition("/")[2].lower() not in _SHOWN:
                    target = said.get("Target", "")
                    parsed |= {_last(target), _last(unquote(target))}
    return parsed


def _last(name: str) -> str:
    return re.split(r"[/\\]", name)[-1].lower()
