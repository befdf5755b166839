"""Papers in the form of GB/T 9704-2012: page, grid, fonts, headings, page numbers and tables, on python-docx.

Official font names are written into the file (``w:eastAsia`` on style and run) and never embedded; a machine that
lacks one substitutes it. Sizes are points: 二号 22, 三号 16, 四号 14, 小四 12, 五号 10.5.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

_MOMENT = datetime(2000, 1, 1)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_LATIN = "Times New Roman"
_LINE = Pt(28.95)
_PITCH = "-5"  # twentieths of a point: 28 characters of 16 pt need 156 mm = 442.2 pt, so each gives up 0.25 pt
_BLACK = RGBColor(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Fonts:
    """East Asian font names by role."""

    title: str
    body: str
    heading: str
    subheading: str
    page: str


class Paper:
    """A Word file under construction; every method adds to its end."""

    def __init__(self, fonts: Fonts, *, title: str, remark: str) -> None:
        """Begin an A4 portrait paper.

        Args:
            title: title in the file's properties.
            remark: what made it (program, model, inputs); in the file's properties, so the paper itself stays clean.
        """
        self.fonts = fonts
        self._document = docx.Document()
        properties = self._document.core_properties
        properties.title, properties.comments, properties.author, properties.language = (
            title,
            remark,
            "",
            "zh-CN",
        )
        properties.created = properties.modified = _MOMENT
        properties.last_modified_by, properties.revision = "", 1
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = _LATIN, Pt(16)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), fonts.body)
        language = self._document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
        if language is not None:  # without it line breaks follow English rules and 、 begins lines
            language.set(qn("w:val"), "zh-CN")
            language.set(qn("w:eastAsia"), "zh-CN")
        self._document.settings.odd_and_even_pages_header_footer = True
        self._page(self._document.sections[0])
        self._page_numbers(self._document.sections[0])

    def _page(self, section: Any, *, landscape: bool = False) -> None:
        """Type area 156 × 225 mm; turned for landscape, so that the top of the sheet stays at the binding side."""
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
        section.page_width, section.page_height = width, height
        if landscape:
            section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
                Mm(28),
                Mm(26),
                Mm(35),
                Mm(37),
            )
        else:
            section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
                Mm(37),
                Mm(35),
                Mm(28),
                Mm(26),
            )
        section.footer_distance = Mm(18 if landscape else 26)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        # 22 lines a page by the grid; 28 characters a line by the pitch of the text itself (``_PITCH``): LibreOffice
        # gives a character wider than its cell two cells of a character grid.
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "579")

    def _page_numbers(self, section: Any) -> None:
        """— 1 — in 14 pt, outside on odd and even pages, one character in."""
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            if side == WD_ALIGN_PARAGRAPH.RIGHT:
                paragraph.paragraph_format.right_indent = Pt(14)
            else:
                paragraph.paragraph_format.left_indent = Pt(14)
            self._run(paragraph, "— ", self.fonts.page, 14)
            run = self._run(paragraph, "", self.fonts.page, 14)
            for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
                if kind:
                    part = OxmlElement("w:fldChar")
                    part.set(qn("w:fldCharType"), kind)
                else:
                    part = OxmlElement("w:instrText")
                    part.set(qn("xml:space"), "preserve")
                    part.text = text
                run._r.append(part)
            self._run(paragraph, " —", self.fonts.page, 14)

    def _run(self, paragraph: Any, text: str, font: str, size: float, *, bold: bool = False) -> Any:
        run = paragraph.add_run(clean(text))
        run.font.name, run.font.size, run.font.bold, run.font.color.rgb = _LATIN, Pt(size), bold, _BLACK
        run._r.rPr.rFonts.set(qn("w:eastAsia"), font)
        if size == 16:
            pitch = OxmlElement("w:spacing")
            pitch.set(qn("w:val"), _PITCH)
            run._r.rPr.insert_element_before(pitch, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
        return run

    def _paragraph(self, text: str, font: str, *, indent: bool, size: float = 16, keep: bool = False) -> Any:
        paragraph = self._document.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
        form.keep_with_next = keep
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if indent:
            form.first_line_indent = Pt(size * 2)
        self._run(paragraph, text, font, size)
        return paragraph

    @staticmethod
    def _off_grid(paragraph: Any) -> None:
        """Small print keeps its own line distance instead of the page's."""
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(
            snap, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
            "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle",
            "w:rPr", "w:sectPr", "w:pPrChange",
        )  # fmt: skip

    def title(self, text: str) -> None:
        """Title, centred, 二号 小标宋, and a blank line after it."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(34)
        self._run(paragraph, text, self.fonts.title, 22)
        self._paragraph("", self.fonts.body, indent=False)

    def heading(self, text: str) -> None:
        """一、 in 黑体; the caller writes the numeral."""
        self._paragraph(text, self.fonts.heading, indent=True, keep=True)

    def subheading(self, text: str) -> None:
        """（一） in 楷体; the caller writes the numeral."""
        self._paragraph(text, self.fonts.subheading, indent=True, keep=True)

    def body(self, text: str) -> None:
        """One paragraph, 三号 仿宋, justified, first line indented two characters."""
        self._paragraph(text, self.fonts.body, indent=True)

    def caption(self, text: str) -> None:
        """The line above a table, 小四 黑体, centred."""
        paragraph = self._paragraph(text, self.fonts.heading, indent=False, size=12, keep=True)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def note(self, text: str) -> None:
        """Small print below a table, 五号."""
        paragraph = self._paragraph(text, self.fonts.body, indent=False, size=10.5)
        paragraph.paragraph_format.line_spacing = Pt(18)
        self._off_grid(paragraph)

    def landscape(self) -> None:
        """What follows stands on landscape pages of their own."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        self._page(section, landscape=True)

    def portrait(self) -> None:
        """What follows stands on portrait pages again."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        self._page(section)

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], *, size: float = 10.5,
        centred: Sequence[int] = (), lead: int = -1,
    ) -> None:  # fmt: skip
        """A ruled table whose header row repeats on every page and whose rows are not split.

        Args:
            header: cell texts of the first row.
            rows: cell texts; a line break begins a new paragraph.
            lead: column whose first paragraph is a heading of the cell, in 黑体; −1 for none.
            widths: column widths in mm.
            size: points.
            centred: columns that are centred.
        """
        table = self._document.add_table(rows=0, cols=len(header))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        self._table_row(table, header, widths, size, [*range(len(header))], self.fonts.heading, repeat=True)
        for cells in rows:
            self._table_row(table, cells, widths, size, centred, self.fonts.body, lead=lead)

    def _table_row(
        self, table: Any, cells: Sequence[str], widths: Sequence[float], size: float, centred: Sequence[int], font: str,
        *, repeat: bool = False, lead: int = -1,
    ) -> None:  # fmt: skip
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        for name in ("w:cantSplit", *(("w:tblHeader",) if repeat else ())):
            properties.append(OxmlElement(name))
        for i, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Mm(widths[i])
            lines = text.split("\n")
            for n, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
                form = paragraph.paragraph_format
                form.space_before = form.space_after = Pt(1)
                form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.45)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if i in centred else WD_ALIGN_PARAGRAPH.LEFT
                self._off_grid(paragraph)
                self._run(paragraph, line, self.fonts.heading if i == lead and n == 0 else font, size)

    def save(self, target: Path) -> None:
        """Write the file; equal papers give equal bytes."""
        buffer = io.BytesIO()
        self._document.save(buffer)
        with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for name in made.namelist():
                out.writestr(zipfile.ZipInfo(name, _ZIP_MOMENT), made.read(name), zipfile.ZIP_DEFLATED)


def clean(text: str) -> str:
    """``text`` without the characters that XML forbids."""
    return "".join(
        c if c in "\n\t" or (" " <= c <= "\ud7ff") or ("\ue000" <= c <= "\ufffd") or c > "\uffff" else " " for c in text
    )
