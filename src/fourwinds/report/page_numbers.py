"""Page numbers of GB/T 9704: — 1 — in 四号, outside on odd and even pages, at the same edge of the sheet when it lies."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fourwinds.report.empty_document import LATIN

SIZE = 14
_EDGE, _LENGTH = 23, 40  # mm: from the sheet's edge to the box of a turned number (7 mm from the type area); its length
_ENDS = {"odd": 26, "even": 28}  # mm from the sheet's right (odd) or left (even) edge to the type area
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def put(section: Any, font: str, *, landscape: bool, number: int) -> None:
    """Give ``section`` its two footers.

    Args:
        font: East Asian font of the number.
        landscape: the sheet lies, its upright left edge on top; the number stays where the upright sheet has it, so it
            stands at the left, turned by a quarter.
        number: place of the section in the paper, so that ids stay apart.
    """
    for nth, (side, footer) in enumerate((("odd", section.footer), ("even", section.even_page_footer))):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        if landscape:
            box = parse_xml(_box(side, 900 + 2 * number + nth))
            run = OxmlElement("w:r")
            run.append(box)
            paragraph._p.append(run)
            _number(next(box.iter(qn("w:p"))), font)
            continue
        odd = side == "odd"
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if odd else WD_ALIGN_PARAGRAPH.LEFT
        form = paragraph.paragraph_format
        form.right_indent, form.left_indent = (Pt(SIZE), None) if odd else (None, Pt(SIZE))
        _number(paragraph._p, font)


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


def _box(side: str, number: int) -> str:
    """A text box at the left edge of a lying page, its text turned by a quarter to the right."""
    left, width, height = Mm(_EDGE), Mm(8), Mm(_LENGTH)
    indent = Pt(SIZE)
    top = Mm(210 - _ENDS["odd"] - _LENGTH) - indent if side == "odd" else Mm(_ENDS["even"]) + indent
    jc = "right" if side == "odd" else "left"
    return (
        f'<mc:AlternateContent {_NAMES}><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251659264" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{int(left)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{int(top)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{int(width)}" cy="{int(height)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="页码{number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{int(width)}" cy="{int(height)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f'<wps:txbx><w:txbxContent><w:p><w:pPr><w:jc w:val="{jc}"/></w:pPr></w:p></w:txbxContent></wps:txbx>'
        '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    )
