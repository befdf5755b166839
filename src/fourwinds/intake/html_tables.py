"""Tables of a web page, which some systems call an .xls file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from fourwinds.errors import InputError
from fourwinds.intake import sheets
from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.encoding import decode

_MAX_SPAN = 100


class _Tables(HTMLParser):
    """Collects the rows of every table; a cell that spans columns fills the first of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid: list[list[str]] = []
        self.cells = 0
        self._cell: list[str] | None = None
        self._span = 1
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent = True
        elif tag == "table":
            self.grid.append([])
        elif tag == "tr":
            self._close()
            self.grid.append([])
        elif tag in ("td", "th"):
            self._close()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _MAX_SPAN) if span.isdecimal() else 1
        elif tag in ("br", "p") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = False
        elif tag in ("td", "th", "tr", "table"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(re.sub(r"[ \t\r\n]+", " ", data))

    def close(self) -> None:
        """End the page, and the cell that it is cut off in."""
        super().close()
        self._close()

    def _close(self) -> None:
        if self._cell is not None:
            if not self.grid:
                self.grid.append([])
            self.cells += self._span
            if self.cells > sheets.MAX_CELLS or len(self.grid[-1]) + self._span > sheets.MAX_COLUMNS:
                raise OverflowError
            self.grid[-1] += ["".join(self._cell).strip(), *[""] * (self._span - 1)]
            self._cell = None
            self._span = 1


def read(path: Path, choice: Choice) -> Answers:
    """Answers of the tables of a page.

    Raises:
        InputError: there is no table in it, or none with a column of opinions.
    """
    parser = _Tables()
    try:
        parser.feed(_whole_tags(decode(path).replace("\0", "")))
        parser.close()
    except OverflowError as error:
        raise sheets.too_many_cells(path) from error
    if not any(any(row) for row in parser.grid):
        raise InputError(f"“{path.name}”是网页，里面没有表格", todo="在浏览器中打开，把内容复制到 Excel 或 txt 后重试")
    return sheets.read_grid(path, parser.grid, choice)


def _whole_tags(page: str) -> str:
    """The page without tags at its end that nothing closes: of each of them the parser looks through all that follows."""
    end = page.rfind(">") + 1
    return page[:end] + page[end:].partition("<")[0]
