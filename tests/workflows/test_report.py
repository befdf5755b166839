"""Numbers in the Word file are those of the workbook, whatever people did to it in between."""

import docx
import openpyxl
import pytest

from fourwinds import taxonomy
from fourwinds.errors import InputError
from fourwinds.report import manifest, table
from fourwinds.workflows import classify as classifying
from fourwinds.workflows import provenance
from fourwinds.workflows import report as work


@pytest.fixture
def workbook(tmp_path, examples):
    result = classifying.classify([examples])
    work.write_tagged(result.opinions, result.funnel, tmp_path / "意见汇总.xlsx")
    return tmp_path / "意见汇总.xlsx"


def test_word_figures_equal_the_workbooks(workbook, tmp_path):
    summary = work.report([workbook], tmp_path / "问题清单.docx", unit="青禾实验学校").summary
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
    listed = [n for r in document.tables[1].rows[1:] for n in r.cells[7].text.split()]
    assert len(listed) == len(set(listed)) == sum(p.count for p in summary.problems)
    assert set(listed) <= numbers


def test_a_workbook_that_was_sorted_filtered_and_moved_gives_the_same_paper(workbook, tmp_path):
    before = work.report([workbook], tmp_path / "a.docx").summary
    book = openpyxl.load_workbook(workbook)
    sheet = book["意见明细"]
    rows = [list(r) for r in sheet.iter_rows(values_only=True)]
    sheet.delete_rows(1, sheet.max_row)
    header, body = rows[0], sorted(rows[1:], key=lambda r: str(r[6]), reverse=True)
    for row in [header, *body]:
        sheet.append([*row[5:], *row[:5]])
    book.save(tmp_path / "moved.xlsx")
    after = work.report([tmp_path / "moved.xlsx"], tmp_path / "b.docx").summary
    assert (after.total, after.cross) == (before.total, before.cross)
    assert {(p.manifestation, p.opinion_ids) for p in after.problems} == {
        (p.manifestation, p.opinion_ids) for p in before.problems
    }


def test_several_files_are_taken_together(workbook, tmp_path):
    opinions = table.read(workbook, taxonomy.load())
    table.write_csv(opinions[:10], tmp_path / "b.csv")
    summary = work.report([workbook, tmp_path / "b.csv", workbook], tmp_path / "o.docx").summary
    assert summary.total == len(opinions) + 10
    assert all(n.startswith(("1-", "2-")) for p in summary.problems for n in p.opinion_ids)


def test_a_folder_takes_the_usual_name(workbook, tmp_path):
    work.report([workbook], tmp_path)
    assert (tmp_path / "问题清单.docx").exists()


@pytest.mark.parametrize(
    ("kind", "name", "complaint"),
    [("poem", "o.docx", "没有“poem”这种材料；可用 opinions"), ("problems", "o.pdf", "后缀不能识别；可用 .docx")],
)
def test_wrong_kind_or_suffix(workbook, tmp_path, kind, name, complaint):
    with pytest.raises(InputError, match=complaint):
        work.report([workbook], tmp_path / name, kind=kind)


def test_the_same_tagged_file_gives_the_same_bytes(workbook, tmp_path):
    for name in ("a.docx", "b.docx"):
        work.report([workbook], tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_every_kind_goes_into_a_folder_with_a_manifest_beside_each(workbook, tmp_path):
    made = work.report([workbook], tmp_path / "材料", kind="all", profile="y2025")
    names = {path.name for path in made.files}
    assert {f"{name}.docx" for name in (
        "意见建议汇总（按对象）", "意见建议汇总（按类别）", "征求意见情况报告", "问题清单", "问题清单_教务处", "领导班子对照检查提纲",
        "整改方案", "整改台账", "民主生活会情况报告", "民主生活会情况通报", "统计页", "线索移交件",
    )} <= names  # fmt: skip
    assert {"整改台账.xlsx", "征求意见情况.html"} <= names
    for path in made.files:
        assert path.is_file()
        assert manifest.read(path)["sha256"] == manifest.sha256(path)
    said = manifest.read(tmp_path / "材料" / "问题清单.docx")
    assert said["inputs"][0]["sha256"] == manifest.sha256(workbook)
    assert said["inputs"][0]["model"].startswith("default ")
    assert said["profile"]["code"] == "y2025"
    assert said["sha256"] == manifest.sha256(tmp_path / "材料" / "问题清单.docx")


def test_all_files_of_two_runs_are_equal(workbook, tmp_path):
    for folder in ("a", "b"):
        work.report([workbook], tmp_path / folder, kind="all")
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert files == sorted(p.name for p in (tmp_path / "b").iterdir())
    assert [f for f in files if (tmp_path / "a" / f).read_bytes() != (tmp_path / "b" / f).read_bytes()] == []


def test_a_kind_with_several_papers_asks_for_a_folder(workbook, tmp_path):
    with pytest.raises(InputError, match="输出应为文件夹"):
        work.report([workbook], tmp_path / "a.docx", kind="problems_by_post")


def test_what_may_not_circulate(workbook, tmp_path):
    with pytest.raises(InputError, match="只供内部使用，不能生成传阅稿；可传阅的有 consultation"):
        work.report([workbook], tmp_path / "a.docx", kind="opinions", circulate=True)
    made = work.report([workbook], tmp_path, kind="problems", circulate=True)
    assert [path.name for path in made.files] == ["问题清单（传阅稿）.docx"]


def test_the_round_before_is_compared_and_a_break_is_marked(workbook, tmp_path):
    opinions = table.read(workbook, taxonomy.load())
    table.write_jsonl(opinions[: len(opinions) // 2], tmp_path / "去年.jsonl")
    work.report([workbook], tmp_path / "统计.docx", kind="statistics", previous=tmp_path / "去年.jsonl")
    assert "没有记录模型和分类表版本，两轮数字不能直接比较" in _said(tmp_path / "统计.docx")
    assert {r.cells[4].text for r in docx.Document(tmp_path / "统计.docx").tables[-1].rows[1:]} == {"‖"}
    work.report([workbook], tmp_path / "报告.docx", kind="meeting", previous=tmp_path / "去年.jsonl")
    assert "不作增减比较" in _said(tmp_path / "报告.docx")
    work.report([workbook], tmp_path / "统计.docx", kind="statistics", previous=workbook)
    rows = [[c.text for c in r.cells] for r in docx.Document(tmp_path / "统计.docx").tables[-1].rows]
    assert rows[0] == ["类别", "具体表现", "上一轮", "本轮", "变化", "整改状态"]
    assert all(row[2] == row[3] and row[4] == "再次反映" for row in rows[1:])
    assert "‖" not in _said(tmp_path / "统计.docx")


def test_csv_and_jsonl_say_what_made_them_in_a_file_beside_them(examples, tmp_path):
    result = classifying.classify([examples / "意见箱登记.txt"])
    for name in ("a.csv", "b.jsonl", "c.xlsx"):
        work.write_tagged(result.opinions, result.funnel, tmp_path / name)
        work.report([tmp_path / name], tmp_path / "清单.docx")
        assert manifest.read(tmp_path / "清单.docx")["inputs"][0]["model"].startswith("default ")
        assert provenance.broken(tmp_path / name, [tmp_path / "a.csv"]) == ""
    manifest.beside(tmp_path / "a.csv").unlink()
    work.report([tmp_path / "a.csv"], tmp_path / "清单.docx")
    assert manifest.read(tmp_path / "清单.docx")["inputs"][0]["model"] == "未记录"
    assert provenance.broken(tmp_path / "c.xlsx", [tmp_path / "a.csv"]) == "分类结果没有记录模型和分类表版本"


def test_a_ledger_keeps_its_entries_and_tells_what_became_of_problems(workbook, tmp_path):
    work.report([workbook], tmp_path / "台账.xlsx", kind="ledger")
    book = openpyxl.load_workbook(tmp_path / "台账.xlsx")
    sheet = book["整改台账"]
    header = [c.value for c in sheet[3]]
    sheet.cell(4, header.index("责任人") + 1, "办公室主任")
    sheet.cell(4, header.index("是否销号") + 1, "完成")
    book.save(tmp_path / "填好.xlsx")
    work.report([workbook], tmp_path / "新.xlsx", kind="ledger", ledger=tmp_path / "填好.xlsx")
    again = openpyxl.load_workbook(tmp_path / "新.xlsx")["整改台账"]
    assert again.cell(4, header.index("责任人") + 1).value == "办公室主任"
    work.report([workbook], tmp_path / "统计.docx", kind="statistics", previous=tmp_path / "填好.xlsx")
    assert "完成" in [r.cells[5].text for r in docx.Document(tmp_path / "统计.docx").tables[-1].rows]


def _said(path):
    document = docx.Document(path)
    return "\n".join(p.text for p in document.paragraphs)
