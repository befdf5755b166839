"""The empty Word file a paper begins with: fixed properties, Chinese line breaks, nothing of the program it once came from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt

LATIN = "Times New Roman"
_MOMENT = datetime(2000, 1, 1)
_APPLICATION = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>fourwinds</Application></Properties>"
)


def make(body_font: str, *, title: str, remark: str) -> Any:
    """A python-docx document with ``title`` and ``remark`` in its properties and 三号 ``body_font`` as its usual face."""
    document = docx.Document()
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[name]
        elif relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = _APPLICATION
    properties = document.core_properties
    properties.title, properties.comments, properties.author, properties.language = title, remark, "", "zh-CN"
    properties.created = properties.modified = _MOMENT  # fixed, so that equal papers are equal files
    properties.last_modified_by, properties.revision = "", 1
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), body_font)
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    if language is not None:  # without it line breaks follow English rules and 、 begins lines
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
    document.settings.odd_and_even_pages_header_footer = True
    return document
