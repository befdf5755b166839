"""Numbers in the Word file are those of the workbook, whatever people did to it in between."""

import docx
import openpyxl
import pytest

from fourwinds import taxonomy
from fourwinds.errors import InputError
from fourwinds.report import table
from fourwinds.workflows import classify as classifying
from fourwinds.workflows import report as work


@pytest.fixture
def workbook(tmp_path, examples):
    result = classifying.classify([examples])
    work.write_tagged(result.opinions, result.funnel, tmp_path / "意见汇总.xlsx")
    return tmp_path / "意见汇总.xlsx"


def test_word_figures_equal_the_workbooks(workbook, tmp_path):
    summary = work.report([workbook], tmp_path / "问题清单.docx", unit="青禾实验学校")
    book = openpyxl.load_workbook(workbook)
    rows = [
        r
        for name in ("意见明细", "单独转交")
        if name in book.sheetnames
        for r in book[name].iter_rows(min_row=2, values_only=True)
    ]
    document = docx.Document(tmp_path / "问题清单.docx")
    cross = [[c.text for c in r.cells] for r in document.tables[0].rows]
    assert int(cross[-1][-1]) == len(rows) == summary.total
    header = [c.value for c in book["意见明细"][1]]
    tag, subject = header.index("类别"), header.index("涉及对象")
    for line in cross[1:-1]:
        for name, figure in zip(cross[0][1:-1], line[1:-1], strict=True):
            assert int(figure) == sum(r[tag] == line[0] and r[subject] == name for r in rows), (line[0], name)
    numbers = {r[0] for r in book["意见明细"].iter_rows(min_row=2, values_only=True)}
    listed = [n for r in document.tables[1].rows[1:] for n in r.cells[6].text.split("、")]
    assert len(listed) == len(set(listed)) == sum(p.count for p in summary.problems)
    assert set(listed) <= numbers


def test_a_workbook_that_was_sorted_filtered_and_moved_gives_the_same_paper(workbook, tmp_path):
    before = work.report([workbook], tmp_path / "a.docx")
    book = openpyxl.load_workbook(workbook)
    sheet = book["意见明细"]
    rows = [list(r) for r in sheet.iter_rows(values_only=True)]
    sheet.delete_rows(1, sheet.max_row)
    header, body = rows[0], sorted(rows[1:], key=lambda r: str(r[6]), reverse=True)
    for row in [header, *body]:
        sheet.append([*row[5:], *row[:5]])
    book.save(tmp_path / "moved.xlsx")
    after = work.report([tmp_path / "moved.xlsx"], tmp_path / "b.docx")
    assert (after.total, after.cross) == (before.total, before.cross)
    assert {(p.manifestation, p.opinion_ids) for p in after.problems} == {
        (p.manifestation, p.opinion_ids) for p in before.problems
    }


def test_several_files_are_taken_together(workbook, tmp_path):
    opinions = table.read(workbook, taxonomy.load())
    table.write_csv(opinions[:10], tmp_path / "b.csv")
    summary = work.report([workbook, tmp_path / "b.csv", workbook], tmp_path / "o.docx")
    assert summary.total == len(opinions) + 10
    assert all(n.startswith(("1-", "2-")) for p in summary.problems for n in p.opinion_ids)


def test_a_folder_takes_the_usual_name(workbook, tmp_path):
    work.report([workbook], tmp_path)
    assert (tmp_path / "问题清单.docx").exists()


@pytest.mark.parametrize(
    ("kind", "name", "complaint"),
    [("poem", "o.docx", "没有“poem”这种材料；可用 problems"), ("problems", "o.pdf", "后缀不能识别；可用 .docx")],
)
def test_wrong_kind_or_suffix(workbook, tmp_path, kind, name, complaint):
    with pytest.raises(InputError, match=complaint):
        work.report([workbook], tmp_path / name, kind=kind)


def test_the_same_tagged_file_gives_the_same_bytes(workbook, tmp_path):
    for name in ("a.docx", "b.docx"):
        work.report([workbook], tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
