"""People correct what they see; the paper follows, and a wrong word gets a sentence in Chinese."""

import openpyxl
import pytest
from tests.conftest import tagged

from fourwinds import taxonomy
from fourwinds.errors import InputError
from fourwinds.records import Funnel
from fourwinds.report import table, workbook

KNOWN = taxonomy.load()


@pytest.fixture
def book(tmp_path):
    """Write two opinions, let ``edit(sheet, column)`` change the first, and read the file again."""
    path = tmp_path / "意见汇总.xlsx"
    workbook.write([tagged(1, status="review"), tagged(2)], Funnel(1, 0, 2, 2, 2, 2, 1, 0, 1, 0, 0), KNOWN, path)

    def edited(edit):
        opened = openpyxl.load_workbook(path)
        sheet = opened[workbook.OPINIONS]
        column = {cell.value: cell.column for cell in sheet[1]}
        edit(sheet, column)
        opened.save(path)
        return sorted(table.read(path, KNOWN), key=lambda o: o.opinion_id)

    return edited


def _set(**cells):
    return lambda sheet, column: [setattr(sheet.cell(2, column[name]), "value", value) for name, value in cells.items()]


def test_unchanged_rows_stay_as_they_are(book):
    assert [(o.tag, o.status, o.flags) for o in book(lambda *_: None)] == [
        ("formalism", "review", ""),
        ("formalism", "auto", ""),
    ]


def test_another_class_with_its_manifestation(book):
    first = book(_set(类别="官僚主义", 具体表现="推诿扯皮"))[0]
    assert (first.tag, first.manifestation, first.status, first.flags) == (
        "bureaucratism",
        "buck_passing",
        "auto",
        "corrected",
    )


def test_another_class_alone_takes_its_rest(book):
    assert book(_set(类别="官僚主义"))[0].manifestation == "other"


def test_no_problem_at_all(book):
    first = book(_set(类别="未反映作风或师德问题"))[0]
    assert (first.tag, first.manifestation, first.none_kind, first.status) == ("none", "", "other_issue", "auto")


def test_another_subject(book):
    assert book(_set(涉及对象="教师"))[0].subject == "teacher"


def test_reviewed_and_right(book):
    first = book(_set(状态="已复核"))[0]
    assert (first.status, first.flags) == ("auto", "")


@pytest.fixture
def alarm(tmp_path):
    """Write an opinion about danger, let 状态 be ``said``, and read the file again."""

    def edited(said):
        path = tmp_path / "意见汇总.xlsx"
        workbook.write([tagged(1, status="safety")], Funnel(1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0), KNOWN, path)
        opened = openpyxl.load_workbook(path)
        sheet = opened[workbook.LEADS]
        sheet.cell(2, {cell.value: cell.column for cell in sheet[1]}["状态"]).value = said
        opened.save(path)
        (row,) = table.read(path, KNOWN)
        return row.status, row.flags

    return edited


def test_an_alarm_is_taken_back_in_so_many_words_only(alarm):
    assert alarm("自动") == ("auto", "corrected")
    assert alarm("线索") == ("discipline_clue", "corrected")
    assert [alarm(said) for said in ("安全", "已复核", "确认", "待复核")] == [("safety", "")] * 4


def test_danger_that_the_program_missed(book):
    first = book(_set(状态="安全"))[0]
    assert (first.status, first.flags) == ("safety", "corrected")


def test_renamed_sheets_titles_above_and_lost_columns_do_no_harm(book):
    def edit(sheet, column):
        sheet.title = "意见明细 (2)"
        sheet.delete_cols(column["起"], 2)
        sheet.insert_rows(1)
        sheet["A1"] = "青禾实验学校意见汇总"

    assert [o.opinion_id for o in book(edit)] == ["1", "2"]


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"类别": "形式"}, "编号 1 的类别写的是“形式”；可用 形式主义、官僚主义"),
        ({"具体表现": "会多"}, "具体表现写的是“会多”；可用 会议过多过长"),
        ({"涉及对象": "家长"}, "涉及对象写的是“家长”；可用 领导班子和领导干部"),
        ({"状态": "好了"}, "状态写的是“好了”；可用 自动、待复核、线索、安全、已复核"),
    ],
)
def test_a_word_that_names_nothing(book, cells, complaint):
    with pytest.raises(InputError, match=complaint):
        book(_set(**cells))
