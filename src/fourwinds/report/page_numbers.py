"""Page numbers of GB/T 9704: — 1 — in 四号, outside on odd and even pages, at the same edge of the sheet when it lies."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fourwinds.report.empty_document import LATIN

SIZE = 14
_EDGE, _LENGTH = 23, 40  # mm: from the sheet's edge to the box of a turned number (7 mm from the type area); its length
_ENDS = {"odd": 26, "even": 28}  # mm from the sheet's right (odd) or left (even) edge to the type area
_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def put(section: Any, font: str, *, landscape: bool) -> None:
    """Give ``section`` headers and footers of its own, odd and even.

    Args:
        font: East Asian font of the number.
        landscape: the sheet lies, its upright left edge on top; the number stays where the upright sheet has it, so it
            stands at the left, turned by a quarter. There it stands in a floating table, because LibreOffice loses the
            place of text boxes in sections of a single page.
    """
    places = (("odd", section.header, section.footer), ("even", section.even_page_header, section.even_page_footer))
    for side, header, footer in places:
        header.is_linked_to_previous = footer.is_linked_to_previous = False
        paragraph = (header if landscape else footer).paragraphs[0]
        if landscape:
            box = parse_xml(_box(side))
            paragraph._p.addprevious(box)
            _number(next(box.iter(qn("w:p"))), font)
            continue
        odd = side == "odd"
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
        form = paragraph.paragraph_format
        form.right_indent, form.left_indent = (Pt(SIZE), None) if odd else (None, Pt(SIZE))
        _number(paragraph._p, font)


def clear(section: Any) -> None:
    """Take headers and footers off ``section`` again."""
    for part in (section.header, section.footer, section.even_page_header, section.even_page_footer):
        part.is_linked_to_previous = True


def _number(paragraph: Any, font: str) -> None:
    """Runs of — PAGE —, at the end of ``paragraph``."""
    for kind, text in (("", "— "), ("begin", ""), ("", "PAGE"), ("end", ""), ("", " —")):
        content = f'<w:t xml:space="preserve">{text}</w:t>'
        if kind:
            content = f'<w:fldChar w:fldCharType="{kind}"/>'
        elif text == "PAGE":
            content = '<w:instrText xml:space="preserve">PAGE</w:instrText>'
        run = parse_xml(
            f'<w:r {_NAMES}><w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{LATIN}" w:hAnsi="{LATIN}"/><w:color w:val="000000"/>'
            f'<w:sz w:val="{SIZE * 2}"/><w:szCs w:val="{SIZE * 2}"/></w:rPr>{content}</w:r>'
        )
        run.find(f".//{qn('w:rFonts')}").set(qn("w:eastAsia"), font)
        paragraph.append(run)


def _box(side: str) -> str:
    """A table of one cell that floats at the left edge of a lying page, its text turned by a quarter to the right."""
    indent = Pt(SIZE)
    top = Mm(210 - _ENDS["odd"] - _LENGTH) - indent if side == "odd" else Mm(_ENDS["even"]) + indent
    width, height = _twips(Mm(8)), _twips(Mm(_LENGTH))
    jc = "right" if side == "odd" else "left"
    none = '<w:{0} w:w="0" w:type="dxa"/>'
    return (
        f'<w:tbl {_NAMES}><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page" '
        f'w:tblpX="{_twips(Mm(_EDGE))}" w:tblpY="{_twips(top)}"/><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{''.join(none.format(edge) for edge in ('top', 'left', 'bottom', 'right'))}</w:tblCellMar></w:tblPr>"
        f'<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{jc}"/></w:pPr></w:p></w:tc></w:tr></w:tbl>'
    )


def _twips(length: int) -> int:
    return round(length / 635)
