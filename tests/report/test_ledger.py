"""A ledger goes out with drop-down lists and comes back with what people wrote; the checker names what is missing."""

from datetime import date

import openpyxl
import pytest
from tests.report.building import content, opinion, parts, saved

from fourwinds.errors import InputError, SettingsError
from fourwinds.report import ledger, ledger_check, ledger_columns, ledger_paper
from fourwinds.report.ledger_columns import COLUMNS
from fourwinds.report.ledger_rows import keys
from fourwinds.settings import Settings

TODAY = date(2026, 1, 10)
GOOD = {"row": "4", "problem": "会议过多", "person": "张主任", "measure": "每周只开一次例会", "due": "2026年3月31日"}


@pytest.fixture
def made():
    return content([opinion(1), opinion(2, "formalism.empty_talk"), opinion(3)])


def _fill(path, row, **cells):
    book = openpyxl.load_workbook(path)
    sheet = book["整改台账"]
    header = [c.value for c in sheet[3]]
    for name, value in cells.items():
        sheet.cell(row, header.index(name) + 1, value)
    book.save(path)


def test_rows_keys_lists_and_hidden_column(made, tmp_path):
    ledger.write(made, tmp_path / "a.xlsx", {})
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["整改台账"]
    assert sheet.column_dimensions["A"].hidden
    assert [sheet.cell(r, 1).value for r in (4, 5)] == ["formalism.excessive_meetings", "formalism.empty_talk"]
    assert [c.value for c in sheet[3]][1:] == [column.header for column in COLUMNS]
    assert len(sheet.data_validations.dataValidation) == 4
    assert [sheet.cell(4, 5).value, sheet.cell(4, 6).value] == [2, "1 3"]


def test_what_people_wrote_survives_sorting_and_a_new_run(made, tmp_path):
    ledger.write(made, tmp_path / "a.xlsx", {})
    _fill(tmp_path / "a.xlsx", 5, 责任人="李主任", 是否销号="正在推进", 完成时限=date(2026, 3, 31))
    back = ledger.read(tmp_path / "a.xlsx")
    assert back["formalism.empty_talk"]["due"] == "2026年3月31日"
    ledger.write(content([opinion(9)]), tmp_path / "b.xlsx", back)
    again = ledger.read(tmp_path / "b.xlsx")
    assert list(again) == ["formalism.excessive_meetings", "formalism.empty_talk"]
    kept = again["formalism.empty_talk"]
    assert (kept["person"], kept["state"], kept["count"]) == ("李主任", "正在推进", "0")


def test_keys_stay_apart_when_one_manifestation_stands_under_two_headings():
    opinions = [opinion(1, "hedonism.complacency", "teacher"), opinion(2, "hedonism.complacency", "leadership")]
    assert keys(content(opinions, moving=True).summary.problems) == ["hedonism.complacency", "hedonism.complacency#2"]


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, ()),
        ({"person": ""}, ("没有责任人",)),
        ({"measure": ""}, ("没有整改措施",)),
        ({"measure": "进一步加强学习，提高认识"}, ("整改措施“进一步加强学习，提高认识”只有口号，没有写做什么",)),
        ({"due": ""}, ("没有完成时限",)),
        ({"due": "", "kind": "长期坚持"}, ()),
        ({"due": "尽快"}, ("完成时限“尽快”看不出年月",)),
        ({"due": "2026年13月1日"}, ("完成时限“2026年13月1日”不是日期",)),
        ({"due": "2025-12-31"}, ("完成时限“2025-12-31”已过",)),
        ({"due": "2025-12-31", "state": "完成"}, ()),
        ({"due": "2026年1月"}, ()),
        ({"due": "2026年1月10日"}, ()),
        ({"state": "差不多"}, ("“是否销号”填的“差不多”不是完成、基本完成、正在推进、未启动之一",)),
    ],
)
def test_the_checker_names_each_defect(change, lacks):
    found = ledger_check.check({"k": GOOD | change}, TODAY)
    assert [d.lacks for d in found] == ([lacks] if lacks else [])


def test_an_empty_ledger_lacks_everything(made, tmp_path):
    ledger.write(made, tmp_path / "a.xlsx", {})
    found = ledger_check.check(ledger.read(tmp_path / "a.xlsx"), TODAY)
    assert [(d.row, d.lacks) for d in found] == [
        (4, ("没有责任人", "没有整改措施", "没有完成时限")),
        (5, ("没有责任人", "没有整改措施", "没有完成时限")),
    ]


def test_what_is_no_ledger(tmp_path):
    with pytest.raises(InputError, match="没有找到台账"):
        ledger.read(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="读不出来"):
        ledger.read(tmp_path / "a.xlsx")
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(InputError, match="没有行标识列"):
        ledger.read(tmp_path / "b.xlsx")


def test_no_cell_is_a_live_formula(tmp_path):
    made = content([opinion(1, text="=1+1")])
    ledger.write(made, tmp_path / "a.xlsx", {"formalism.excessive_meetings": {"measure": "=HYPERLINK(1)"}})
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["整改台账"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_no_words_become_xml(tmp_path):
    made = content([opinion(1)])
    ledger.write(made, tmp_path / "a.xlsx", {"formalism.excessive_meetings": {"measure": "<r>少开会&短开会</r>"}})
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["整改台账"]
    assert any("少开会&短开会" in str(cell.value) for row in sheet.iter_rows() for cell in row)


COLUMNS_OF_AN_OFFICE = (
    "序号",
    "存在问题=问题表现",
    "整改举措=整改措施",
    "牵头单位=责任部门",
    "督办领导",
    "时间进度=完成时限",
)


def _office(*opinions):
    return content(list(opinions), settings=Settings(ledger_columns=COLUMNS_OF_AN_OFFICE))


def test_an_office_orders_names_and_adds_columns(tmp_path):
    ledger.write(_office(opinion(1)), tmp_path / "a.xlsx", {})
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["整改台账"]
    assert [c.value for c in sheet[3]] == ["行标识", "序号", "存在问题", "整改举措", "牵头单位", "督办领导", "时间进度"]
    document = saved(ledger_paper.build(_office(opinion(1)), {}), tmp_path / "a.docx")
    assert [cell.text for cell in document.tables[0].rows[0].cells][1] == "存在问题"
    assert [cell.text for cell in document.tables[0].rows[1].cells][1:4] == ["个别反映：会议过多过长", "【】", "【】"]


def test_what_stands_in_an_offices_columns_is_read_back_checked_and_kept(tmp_path):
    made = _office(opinion(1), opinion(2, "formalism.empty_talk"))
    ledger.write(made, tmp_path / "a.xlsx", {})
    _fill(tmp_path / "a.xlsx", 4, 整改举措="每周只开一次例会", 督办领导="书记", 时间进度="2026年3月")
    columns = ledger_columns.chosen(COLUMNS_OF_AN_OFFICE)
    back = ledger.read(tmp_path / "a.xlsx", columns)
    assert back["formalism.excessive_meetings"]["督办领导"] == "书记"
    assert ledger_check.check(back, TODAY)[0].lacks == ("没有责任人",)
    again = content([opinion(9)])  # the office's settings are gone, the entries are not
    ledger.write(again, tmp_path / "b.xlsx", back)
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["整改台账"]
    header = [c.value for c in sheet[3]]
    assert header[1:] == [*(column.header for column in COLUMNS), "督办领导"]
    assert sheet.cell(4, header.index("督办领导") + 1).value == "书记"
    assert sheet.cell(4, header.index("整改措施") + 1).value == "每周只开一次例会"


def test_workbook_and_word_hold_the_same_rows(tmp_path):
    kept = {
        "formalism.empty_talk": {
            "key": "formalism.empty_talk",
            "row": "5",
            "problem": "有的反映：空话套话",
            "person": "李主任",
        }
    }
    made = content([opinion(1)])
    ledger.write(made, tmp_path / "a.xlsx", kept)
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["整改台账"].iter_rows(min_row=4, values_only=True))
    document = saved(ledger_paper.build(made, kept), tmp_path / "a.docx")
    lines = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [["【】" if cell in (None, "") else str(cell) for cell in row[1:5]] for row in rows] == [
        [cell or "【】" for cell in line[:4]] for line in lines
    ]
    assert lines[1][2] == "有的反映：空话套话（本次没有再反映）"


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (("序号", "整改措施"), "没有“问题表现”；可以改名，如“存在问题=问题表现”"),
        (("问题表现", "存在问题=问题表现"), "重复"),
        (("问题表现", "时限=期限"), "“期限”不是台账的栏目；可用 序号"),
    ],
)
def test_columns_that_cannot_be(names, complaint):
    with pytest.raises(SettingsError, match=complaint):
        ledger_columns.chosen(names)


def test_rows_are_high_enough_and_grow_with_what_people_write(tmp_path):
    made = content([opinion(n, "formalism.study_for_show") for n in range(100, 112)], profile="y2025")
    ledger.write(made, tmp_path / "a.xlsx", {})
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["整改台账"]
    assert sheet.row_dimensions[4].height >= 3 * 15, "twelve numbers of three digits do not stand in one line"
    assert "customHeight" not in parts(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"]
