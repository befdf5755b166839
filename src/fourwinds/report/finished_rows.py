"""A worksheet that takes many rows of one shape at once.

xlsxwriter keeps an object for every cell and asks each of them what it is when the workbook is closed: sixteen of the
twenty-one seconds that 130,000 rows of 21 columns took. Here a row is one line of XML made from a template of its
columns, and texts are looked through for what XML cannot hold once. The bytes are those that cell by cell gives; a test
compares them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = str | float

MOST = 1_048_575  # rows below a header (ECMA-376)
_LONGEST = 32_767  # UTF-16 units of a cell
_ROW = "\0"  # stands in the template for the number of the row
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f]")
_SPELT_OTHERWISE = re.compile("[&<>_]")  # in XML; ``_x0041_`` stands for a character there


class Book(Workbook):  # type: ignore[misc]
    """A workbook for sheets of ``FinishedRows``."""

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        texts = _Texts()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class _Texts(SharedStrings):  # type: ignore[misc]
    """The texts of all sheets; those that XML spells as they are, nearly all, take a fifth of the time of the others."""

    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_array:
            if text.isprintable() and " " not in (text[:1], text[-1:]) and not _SPELT_OTHERWISE.search(text):
                self.fh.write(f"<si><t>{text}</t></si>")
            else:
                self._write_si(text)


class FinishedRows(Worksheet):  # type: ignore[misc]
    """For ``Workbook.add_worksheet(name, FinishedRows)``: the header is written as usual, all below it by ``put_rows``."""

    def __init__(self) -> None:
        super().__init__()
        self._formats: Sequence[Any] = ()
        self._is_text: Sequence[bool] = ()
        self._waiting: list[tuple[str, ...]] = []

    def put_rows(self, rows: Iterable[Sequence[Cell]], formats: Sequence[Any]) -> None:
        """Put ``rows`` below the header, once for a sheet; a column holds either text or numbers.

        Args:
            rows: cells of each row, from the first column on; ``MOST`` at most.
            formats: the format of every column.
        """
        shown = _Shown(self.str_table)
        for row in rows:
            self._is_text = self._is_text or [isinstance(cell, str) for cell in row]
            self._waiting.append(tuple(map(shown.__getitem__, row)))
        self._formats = formats
        self.str_table.count += len(self._waiting) * sum(self._is_text) - shown.counted
        self.dim_rowmax = len(self._waiting)

    def check(self) -> None:
        """To be called when the workbook is closed.

        Raises:
            AssertionError: xlsxwriter has not asked for the rows, so they are not in the file.
        """
        if self._waiting:
            raise AssertionError(f"{len(self._waiting)} rows were not written")

    def _write_rows(self) -> None:
        """Called by xlsxwriter when rows are due: its own, which is the header, and ours."""
        last, self.dim_rowmax = self.dim_rowmax, 0
        super()._write_rows()
        self.dim_rowmax = last
        if self._waiting:
            line = self._template()
            self.fh.writelines(line.replace(_ROW, str(n)) % cells for n, cells in enumerate(self._waiting, start=2))
            self._waiting = []

    def _template(self) -> str:
        cells = [
            f'<c r="{xl_col_to_name(i)}{_ROW}" s="{style._get_xf_index()}"{kind}><v>%s</v></c>'
            for i, (style, kind) in enumerate(
                zip(self._formats, [' t="s"' if text else "" for text in self._is_text], strict=True)
            )
        ]
        return f'<row r="{_ROW}" spans="1:{len(cells)}">{"".join(cells)}</row>'


class _Shown(dict[Cell, str]):
    """What stands in the XML for a cell: a number itself, or the place of a text in the workbook's table of texts.

    Attributes:
        counted: texts that the table has counted already.
    """

    def __init__(self, texts: Any) -> None:
        super().__init__()
        self._texts = texts
        self.counted = 0

    def __missing__(self, cell: Cell) -> str:
        if isinstance(cell, str):
            self.counted += 1
            shown = str(self._texts._get_shared_string_index(clean(cell)))
        else:
            shown = f"{cell:.16G}"
        self[cell] = shown
        return shown


def clean(text: str) -> str:
    """``text`` without characters that XML forbids, at most as long as a cell may be.

    xlsxwriter takes a text from ``<r>`` to ``</r>`` for finished XML and writes it as it is; a blank before it prevents that.
    """
    if not text.isprintable():  # half of all texts at most hold so much as a line break
        text = _FORBIDDEN.sub(" ", text).encode("utf-8", "replace").decode("utf-8")
        text = text.replace("\ufffe", " ").replace("\uffff", " ")
    if text.startswith("<r>"):  # before the cut, which could also make a text end with ``</r>``
        text = f" {text}"
    if len(text) > _LONGEST // 2:
        text = text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
    return text
