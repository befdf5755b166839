"""Papers in the form of GB/T 9704-2012: page, grid, fonts, headings, page numbers and tables, on python-docx.

Official font names are written into the file (``w:eastAsia`` on style and run) and never embedded; a machine that
lacks one substitutes it. Sizes are points: 二号 22, 三号 16, 四号 14, 小四 12, 五号 10.5.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from fourwinds.report import empty_document, grid, page_numbers
from fourwinds.report.empty_document import LATIN
from fourwinds.report.figures import Cell, Figure, Part, Trace, words
from fourwinds.report.grid import clean
from fourwinds.report.paragraph_marks import off_grid, rules

_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_MAIN = "word/document.xml"
_EMPTY_TABLE = b"<w:tbl/>"  # stands in the tree where a table will be; text cannot hold it, because < is escaped
_LINE = "579"  # twentieths of a point: 22 lines to a page
_PITCH = "-5"  # twentieths of a point: 28 characters of 16 pt need 156 mm = 442.2 pt, so each gives up 0.25 pt
_SPACE = qn("xml:space")
_WORD = qn("w:p").removesuffix("p")
_TYPE_WIDTH = 156.0  # mm
LYING_WIDTH = 225.0  # mm, of a landscape page
_FIRST_MARK = 1000  # bookmark ids below it are left to an office's own template


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
        self.traces: list[Trace] = []
        self.standing: Sequence[Part] = ()  # printed below the title
        self._grids: list[str] = []
        self._paragraphs = 0
        self._document = empty_document.make(fonts.body, title=title, remark=remark)
        self._page(self._document.sections[0])

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
        lines = section._sectPr.find(qn("w:docGrid"))
        if lines is None:
            lines = OxmlElement("w:docGrid")
            section._sectPr.append(lines)
        # 22 lines a page by the grid; 28 characters a line by the pitch of the text itself (``_PITCH``): LibreOffice
        # gives a character wider than its cell two cells of a character grid.
        lines.set(qn("w:type"), "lines")
        lines.set(qn("w:linePitch"), _LINE)
        page_numbers.put(section, self.fonts.page, landscape=landscape)

    def _run(self, paragraph: Any, text: str, font: str, size: float) -> None:
        """Words at the end of ``paragraph``; built as plain elements, because python-docx takes a millisecond a run."""
        run = _add(paragraph._p, "r")
        form = _add(run, "rPr")
        # the hint: else Word takes “ ” … — for Latin and sets them narrow
        _add(form, "rFonts", hint="eastAsia", ascii=LATIN, hAnsi=LATIN, eastAsia=font)
        _add(form, "color", val="000000")
        if size == 16:
            _add(form, "spacing", val=_PITCH)
        for name in ("sz", "szCs"):
            _add(form, name, val=str(round(size * 2)))
        for n, line in enumerate(clean(text).split("\n")):
            if n:
                _add(run, "br")
            words_ = _add(run, "t")
            words_.set(_SPACE, "preserve")
            words_.text = line

    def _paragraph(self, text: str, font: str, *, indent: bool, size: float = 16, keep: bool = False) -> Any:
        paragraph = self._document.add_paragraph()
        form = _add(paragraph._p, "pPr")
        if keep:
            _add(form, "keepNext")
        _add(form, "spacing", before="0", after="0", line=_LINE, lineRule="exact")
        if indent:
            _add(form, "ind", firstLine=str(round(size * 40)))
        _add(form, "jc", val="both")
        if text:
            self._run(paragraph, text, font, size)
        return paragraph

    def _fill(self, paragraph: Any, parts: Sequence[Part], font: str, size: float) -> None:
        """Runs of ``parts``; a figure stands between the two ends of its bookmark."""
        self._paragraphs += 1
        nth = 0
        for part in parts:
            if isinstance(part, str):
                self._run(paragraph, part, font, size)
                continue
            nth += 1
            name = f"p{self._paragraphs}_{nth}"
            self.traces.append(Trace(name, f"第{self._paragraphs}段", words(parts), part.ids))
            for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
                end = OxmlElement(tag)
                end.set(qn("w:id"), str(_FIRST_MARK + len(self.traces)))
                if tag == "w:bookmarkStart":
                    end.set(qn("w:name"), name)
                paragraph._p.append(end)
                if tag == "w:bookmarkStart":
                    self._run(paragraph, part.text, font, size)

    def title(self, text: str) -> None:
        """Title, centred, 二号 小标宋, and a blank line after it; a line break in ``text`` breaks the line by meaning."""
        for line in text.split("\n"):
            paragraph = self._document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            form = paragraph.paragraph_format
            form.space_before = form.space_after = Pt(0)
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(34)
            form.keep_with_next = True
            off_grid(paragraph)
            self._run(paragraph, line, self.fonts.title, 22)
        if self.standing:
            below = self._paragraph("", self.fonts.subheading, indent=False, keep=True)
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._fill(below, self.standing, self.fonts.subheading, 16)
        self.blank()

    def blank(self) -> None:
        """An empty line."""
        self._paragraph("", self.fonts.body, indent=False)

    def heading(self, text: str) -> None:
        """一、 in 黑体; the caller writes the numeral."""
        self._paragraph(text, self.fonts.heading, indent=True, keep=True)

    def subheading(self, text: str) -> None:
        """（一） in 楷体; the caller writes the numeral."""
        self._paragraph(text, self.fonts.subheading, indent=True, keep=True)

    def body(self, *parts: Part, keep: bool = False) -> None:
        """One paragraph, 三号 仿宋, justified, first line indented two characters.

        Args:
            parts: text and figures.
            keep: on the same page as what follows.
        """
        paragraph = self._paragraph("", self.fonts.body, indent=True, keep=keep)
        self._fill(paragraph, parts, self.fonts.body, 16)

    def addressee(self, text: str) -> None:
        """Who the paper is for, flush left, full-width colon."""
        self._paragraph(text, self.fonts.body, indent=False)

    def notice(self, text: str) -> None:
        """A sentence that nobody may overlook, in 黑体 between two rules."""
        paragraph = self._paragraph(text, self.fonts.heading, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(4), Pt(10)
        rules(paragraph, ("top", "bottom"), "8", "6")

    def lines(self, number: int) -> None:
        """Empty ruled lines to write on by hand, all on one page, and a little room after them."""
        for n in range(1, number + 1):
            line = self._paragraph("", self.fonts.body, indent=False, keep=n < number)
            rules(line, ("bottom", "between"), "4", "1")
        line.paragraph_format.space_after = Pt(14)

    def attachments(self, names: Sequence[str]) -> None:
        """附件：1.×× one blank line below the text, no punctuation after a name; on one page with the end of the text."""
        self._keep_last()
        self._paragraph("", self.fonts.body, indent=False, keep=True)
        for n, name in enumerate(names, start=1):
            number = f"{n}." if len(names) > 1 else ""
            text = f"附件：{number}{name}" if n == 1 else f"{'　' * 3}{number}{name}"
            self._paragraph(text, self.fonts.body, indent=True, keep=n < len(names))

    def _keep_last(self) -> None:
        """Keep what was added last on one page with what follows, so that no signature stands on a page of its own."""
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True

    def signature(self, name: str, date: str) -> None:
        """Name of the body centred over the date; the date four characters from the right; never without text above."""
        self._keep_last()
        self._paragraph("", self.fonts.body, indent=False, keep=True)
        for text in (name, date):
            paragraph = self._paragraph(text, self.fonts.body, indent=False, keep=text == name)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            shift = (len(date) - len(name)) / 2 if text == name else 0
            paragraph.paragraph_format.right_indent = Pt(16 * max(0.0, 4 + shift))

    def caption(self, text: str) -> None:
        """The line above a table, 小四 黑体, centred."""
        paragraph = self._paragraph(text, self.fonts.heading, indent=False, size=12, keep=True)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def picture(self, png: bytes, caption: str, alt: str, *, width: float) -> None:
        """A picture, centred, its caption under it on the same page.

        Args:
            png: the file's bytes.
            alt: what the picture says, for those who do not see it.
            width: mm; at most the 156 of the type area.
        """
        paragraph = self._paragraph("", self.fonts.body, indent=False, keep=True)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # an exact one would cut the picture
        paragraph.paragraph_format.space_before = Pt(8)
        off_grid(paragraph)
        drawn = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(min(width, _TYPE_WIDTH)))
        drawn._inline.docPr.set("name", caption)
        drawn._inline.docPr.set("descr", alt)
        self._paragraph(caption, self.fonts.heading, indent=False, size=12).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def note(self, *parts: Part) -> None:
        """Small print below a table, 五号."""
        paragraph = self._paragraph("", self.fonts.body, indent=False, size=10.5)
        self._fill(paragraph, parts, self.fonts.body, 10.5)
        paragraph.paragraph_format.line_spacing = Pt(18)
        off_grid(paragraph)

    def landscape(self) -> None:
        """What follows stands on landscape pages of their own."""
        self._page(self._section(), landscape=True)

    def landscape_first(self) -> None:
        """The paper lies from its first page on; to be called before anything is added."""
        page_numbers.clear(self._document.sections[0])
        self._page(self._document.sections[0], landscape=True)

    def portrait(self) -> None:
        """What follows stands on portrait pages again."""
        self._page(self._section())

    def _section(self) -> Any:
        """A new section; its break stands in the last paragraph, because one of its own could fall on a page alone."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        *_, last, carrier, _ = self._document.element.body
        last.get_or_add_pPr().append(carrier.pPr.sectPr)
        carrier.getparent().remove(carrier)
        return section

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float], *, size: float = 10.5,
        centred: Sequence[int] = (), lead: int = -1, total: bool = False,
    ) -> None:  # fmt: skip
        """A ruled table whose header row repeats on every page and whose rows are not split.

        Args:
            header: cell texts of the first row.
            rows: cells: text, a figure, or several of both; a line break begins a new paragraph.
            widths: column widths in mm.
            size: points.
            centred: columns that are centred.
            lead: column whose first paragraph is a heading of the cell, in 黑体; −1 for none.
            total: the last row holds the totals.
        """
        at = len(self._grids) + 1

        def mark(row: int, column: int, figure: Figure) -> tuple[str, int]:
            place = f"t{at}_{row}_{column + 1}_"
            last = self.traces[-1].bookmark if self.traces else ""
            name = f"{place}{int(last.removeprefix(place)) + 1 if last.startswith(place) else 1}"
            beginning = [words(cell).partition("\n")[0] for cell in rows[row - 1][:3]]
            about = "·".join(
                [*(cell for cell in beginning if cell and not cell.isdecimal()), header[column].replace("\n", "")]
            )
            self.traces.append(Trace(name, f"表{at}第{row}行第{column + 1}列", f"{about}：{figure.text}", figure.ids))
            return name, _FIRST_MARK + len(self.traces)

        element = grid.table(
            header, rows, widths, size=size, centred=centred, lead=lead, head_font=self.fonts.heading,
            body_font=self.fonts.body, latin=LATIN, mark=mark, bold_last=total,
        )  # fmt: skip
        body = self._document.element.body
        body.insert(len(body) - 1, OxmlElement("w:tbl"))
        self._grids.append(element)
        # Word needs a paragraph between two tables and after the last one; it is as small as can be.
        gap = self._paragraph("", self.fonts.body, indent=False, size=1)
        gap.paragraph_format.line_spacing = Pt(2)
        off_grid(gap)

    def move_into(self, own: Any, place: Any) -> None:
        """Continue in the document ``own``, the paper's content standing where the paragraph ``place`` was.

        Upright sections take page, header and footer of the template; landscape sections only its header and footer.
        """
        *content, final = list(self._document.element.body)
        page = own.element.body[-1]
        for element in content:
            for picture in element.iter(qn("a:blip")):
                image = self._document.part.related_parts[picture.get(qn("r:embed"))]
                picture.set(qn("r:embed"), own.part.get_or_add_image(io.BytesIO(image.blob))[0])
            place.addprevious(element)
        if final.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape":
            closing = OxmlElement("w:p")
            closing.get_or_add_pPr().append(final)
            place.addprevious(closing)
        references = (qn("w:headerReference"), qn("w:footerReference"))
        for nth, section in enumerate(own.element.body.findall(f".//{qn('w:pPr')}/{qn('w:sectPr')}")):
            for reference in [e for e in section if e.tag in references]:
                section.remove(reference)
            if section.find(qn("w:pgSz")).get(qn("w:orient")) != "landscape":
                for child in list(section):
                    section.remove(child)
                for child in page:
                    if child.tag not in references:
                        section.append(deepcopy(child))
            if nth == 0:
                for n, reference in enumerate(e for e in page if e.tag in references):
                    section.insert(n, deepcopy(reference))
        place.getparent().remove(place)
        properties = self._document.core_properties
        for name in ("title", "comments", "author", "created", "modified", "last_modified_by", "revision"):
            setattr(own.core_properties, name, getattr(properties, name))
        self._document = own

    def save(self, target: Path) -> None:
        """Write the file; equal papers give equal bytes."""
        buffer = io.BytesIO()
        self._document.save(buffer)
        with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(target, "w") as out:
            for name in made.namelist():
                entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with out.open(entry, "w") as part:
                    for piece in self._pieces(made.read(name)) if name == _MAIN else [made.read(name)]:
                        part.write(piece)

    def _pieces(self, document: bytes) -> Iterator[bytes]:
        """The main part with every table in its place."""
        for grid_ in self._grids:
            before, _, document = document.partition(_EMPTY_TABLE)
            yield before
            yield grid_.encode("utf-8")
        yield document


def _add(parent: Any, name: str, **values: str) -> Any:
    """A ``w:`` element at the end of ``parent``."""
    child = parent.makeelement(f"{_WORD}{name}", {f"{_WORD}{key}": value for key, value in values.items()})
    parent.append(child)
    return child
