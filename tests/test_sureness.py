"""No figure claims certainty: pages, workbook and command line write the same."""

import openpyxl

from fourwinds import sureness, taxonomy
from fourwinds.records import Funnel
from fourwinds.report import workbook
from tests.conftest import tagged


def test_in_words():
    said = [sureness.in_words(score) for score in (0.0, 0.0099, 0.01, 0.41, 0.986, 0.99, 0.9901, 0.996, 1.0)]
    assert said == ["不到 1%", "不到 1%", "1%", "41%", "99%", "99%", "99% 以上", "99% 以上", "99% 以上"]


def test_the_workbook_follows_the_same_rule_and_keeps_the_number(tmp_path):
    workbook.write(
        [tagged(1, score=0.9996)], Funnel(1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0), taxonomy.load(), tmp_path / "a.xlsx"
    )
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")[workbook.OPINIONS]
    cell = next(c for c in sheet[2] if sheet.cell(1, c.column).value == "把握")
    assert cell.value == 0.9996
    assert cell.number_format == '[>0.99]"99% 以上";0%'
    assert sheet.column_dimensions[cell.column_letter].width >= 10  # narrower, a spreadsheet shows ####
