"""A table of a Word paper as XML text, put into the file when it is saved.

python-docx takes a millisecond a cell, and a tree of 50,000 cells 300 MB; text takes microseconds and 10 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from fourwinds.report.figures import Cell, Figure, parts

_TWIPS = 1440 / 25.4
_TOGETHER = 12  # a table of figures of so few rows is not divided between pages
_MARGIN = 80  # twentieths of a point between text and rule
Marker = Callable[[int, int, Figure], tuple[str, int]]


def table(
    header: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float], *, size: float, centred: Sequence[int],
    lead: int, head_font: str, body_font: str, latin: str, mark: Marker, bold_last: bool,
) -> str:  # fmt: skip
    """The ``w:tbl`` element; sizes in points, widths in mm. ``mark`` names the bookmark of a figure at (row, column)."""
    twips = [round(width * _TWIPS) for width in widths]
    fonts = {
        font: f'<w:rPr><w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{escape(font)}"/><w:color w:val="000000"/>'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
        for font in (head_font, body_font)
    }

    def paragraphs(row: int, column: int, cell: Cell, font: str, first: str, middle: bool) -> str:
        lines: list[list[str]] = [[]]
        for part in parts(cell):
            text = part if isinstance(part, str) else part.text
            opened = closed = ""
            if isinstance(part, Figure):
                name, number = mark(row, column, part)
                opened = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
                closed = f'<w:bookmarkEnd w:id="{number}"/>'
            for n, line in enumerate(text.split("\n")):
                if n:
                    lines.append([])
                rpr = fonts[first if len(lines) == 1 else font]
                run = (
                    f'<w:r>{rpr}<w:t xml:space="preserve">{escape(clean(line), quote=False)}</w:t></w:r>'
                    if line
                    else ""
                )
                lines[-1].append(f"{opened if n == 0 else ''}{run}")
            lines[-1].append(closed)
        whole = bold_last and len(rows) <= _TOGETHER
        kept = "<w:keepNext/>" if (whole and row < len(rows)) or row == 0 else ""
        properties = (
            f'<w:pPr>{kept}<w:snapToGrid w:val="0"/>'
            f'<w:spacing w:before="20" w:after="20" w:line="{round(size * 29)}" w:lineRule="exact"/>'
            f'<w:jc w:val="{"center" if middle else "left"}"/></w:pPr>'
        )
        return "".join(f"<w:p>{properties}{''.join(line)}</w:p>" for line in lines)

    def line(row: int, cells: Sequence[Cell], font: str, middles: Sequence[int], *, head: bool) -> str:
        made = []
        for column, cell in enumerate(cells):
            first = head_font if column == lead else font
            text = paragraphs(row, column, cell, font, first, column in middles)
            across = "center" if head or column in middles else "top"
            made.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{twips[column]}" w:type="dxa"/><w:vAlign w:val="{across}"/></w:tcPr>{text}</w:tc>'
            )
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(made)}</w:tr>"

    body = [line(0, header, head_font, range(len(header)), head=True)]
    for n, cells in enumerate(rows, start=1):
        last = bold_last and n == len(rows)
        body.append(line(n, cells, head_font if last else body_font, centred, head=False))
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return _wrapped(twips, rules, body)


def _wrapped(twips: Sequence[int], rules: str, body: Sequence[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_MARGIN}" w:type="dxa"/>'
        f'<w:right w:w="{_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(body)}</w:tbl>'
    )


def clean(text: str) -> str:
    """``text`` without the characters that XML forbids."""
    if text.isprintable():
        return text
    return "".join(
        c if c in "\n\t" or (" " <= c <= "\ud7ff") or ("\ue000" <= c <= "\ufffd") or c > "\uffff" else " " for c in text
    )
