"""Rows put at once give the very file that xlsxwriter makes of them cell by cell."""

from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from fourwinds.report.finished_rows import Book, FinishedRows, clean

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            " 前后有空格 ",
            "两\n行\t",
            "=1+1",
            "<r>&\"'</r>",
            "_x0041_",
            "a_b",
            "\u3000全角",
            "无",
            "一\r\n二",
            "😀" * 20_000,
        ]
    ),
    st.text(max_size=20),
)
ROWS = st.lists(st.tuples(TEXTS, st.integers(0, 10**7), TEXTS, st.integers(0, 10**4).map(lambda n: n / 10**4)))
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def made(path, rows, sheet_class):
    """The bytes of a book of three sheets: the rows, the rows the other way round, and some words after them."""
    book = (Book if sheet_class is FinishedRows else xlsxwriter.Workbook)(str(path), OPTIONS)
    book.set_properties({"created": datetime(2000, 1, 1)})
    text, figure = book.add_format({"border": 1}), book.add_format({"align": "right", "num_format": "0%"})
    for turned in (rows, rows[::-1]):
        sheet = book.add_worksheet(None, sheet_class)
        sheet.set_row(0, 24)
        for i, name in enumerate(["意见", "行", "依据", "把握"]):
            sheet.write_string(0, i, name, text)
        if sheet_class is FinishedRows:
            sheet.put_rows(turned, [text, figure, text, figure])
        else:
            one_by_one(sheet, turned, text, figure)
        sheet.autofilter(0, 0, len(rows), 3)
    book.add_worksheet("选项").write_string(0, 0, "同意")
    book.close()
    return path.read_bytes()


def one_by_one(sheet, rows, text, figure):
    for n, cells in enumerate(rows, start=1):
        for i, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(n, i, clean(cell), text)
            else:
                sheet.write_number(n, i, cell, figure)


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_the_bytes_are_those_of_cell_by_cell(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("books")
    assert made(folder / "at_once.xlsx", rows, FinishedRows) == made(folder / "one_by_one.xlsx", rows, Worksheet)


def test_rows_that_are_not_asked_for_are_missed(tmp_path, monkeypatch):
    """A later xlsxwriter may call its own steps otherwise; then no file without rows is left."""
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet(None, FinishedRows)
    sheet.write_string(0, 0, "意见")
    sheet.put_rows([["会议太多"]], [book.add_format()])
    monkeypatch.delattr(FinishedRows, "_write_rows")
    book.close()
    with pytest.raises(AssertionError, match="1 rows were not written"):
        sheet.check()


def test_a_cell_holds_so_much_and_no_control_characters():
    assert clean("会\x00议\x0b太\ufffe多\ud800") == "会 议 太 多?"
    assert [len(clean(text)) for text in ("长" * 40_000, "😀" * 20_000)] == [32_767, 16_383]


def test_what_looks_like_finished_xml_is_no_longer_than_a_cell():
    longest = "<r>" + "会" * 32_760 + "</r>"
    for text in (longest, f"{longest}太多"):  # which also ends so once it is cut
        assert (len(clean(text)), clean(text)[:4]) == (32_767, " <r>")
    assert clean("<r>会</r>") == " <r>会</r>"
