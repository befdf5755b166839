"""From a number in a paper back to the opinions."""

import re

import docx
import openpyxl
import pytest

from fourwinds.errors import InputError
from fourwinds.report import manifest
from fourwinds.workflows import classify as classifying
from fourwinds.workflows import report as work
from fourwinds.workflows.trace import trace


@pytest.fixture
def paper(tmp_path, examples):
    result = classifying.classify([examples])
    work.write_tagged(result.opinions, result.funnel, tmp_path / "意见汇总.xlsx")
    work.report([tmp_path / "意见汇总.xlsx"], tmp_path / "问题清单.docx")
    return tmp_path / "问题清单.docx"


def test_a_cell_of_a_table_leads_to_its_opinions(paper):
    rows = docx.Document(paper).tables[0].rows
    found = trace(paper, "表1第1行第2列")
    assert len(found.figures) == 1
    assert str(len(found.figures[0].opinion_ids)) == rows[1].cells[1].text
    assert all(
        (found.opinions[i].tag, found.opinions[i].subject) == ("formalism", "leadership")
        for i in found.figures[0].opinion_ids
    )
    assert (found.changed, found.removed) == (False, 0)


def test_a_table_a_paragraph_and_words_are_places(paper):
    assert {f.place.partition("第")[0] for f in trace(paper, "表2").figures} == {"表2"}
    assert len(trace(paper, "段1").figures) == len(trace(paper, "第1段").figures) == 7
    assert trace(paper, "会议过多").figures
    assert len(trace(paper).figures) > 100


def test_the_counts_of_a_ledger_are_traced_by_their_cells(paper):
    work.report([paper.parent / "意见汇总.xlsx"], paper.parent / "台账.xlsx", kind="ledger")
    sheet = openpyxl.load_workbook(paper.parent / "台账.xlsx")["整改台账"]
    counts = {cell.coordinate: cell for cell in sheet["E"][3:] if cell.value is not None}
    made = manifest.read(paper.parent / "台账.xlsx")["figures"]
    assert {f["id"]: len(f["opinions"]) for f in made} == {at: cell.value for at, cell in counts.items()}
    for figure in made:
        assert " ".join(figure["opinions"]) == counts[figure["id"]].offset(0, 1).value
    found = trace(paper.parent / "台账.xlsx", "第4行")
    assert len(found.figures) == 1
    assert set(found.figures[0].opinion_ids) <= set(found.opinions)


def test_the_figures_of_the_page_are_traced_by_their_elements(paper):
    work.report([paper.parent / "意见汇总.xlsx"], paper.parent / "网页.html", kind="page")
    text = (paper.parent / "网页.html").read_text(encoding="utf-8")
    made = manifest.read(paper.parent / "网页.html")["figures"]
    for figure in made:
        _, found, rest = text.partition(f' id="{figure["id"]}"')
        assert found, figure["id"]
        shown = re.search(r"^[^>]*>(\d+)<|^.*?(\d+)条", rest, re.DOTALL)
        assert int(shown[1] or shown[2]) == len(figure["opinions"]), figure
    assert trace(paper.parent / "网页.html", "形式主义·教师").opinions


def test_an_edited_paper_says_so_and_keeps_the_rest(paper):
    document = docx.Document(paper)
    first = document.paragraphs[3]
    first._p.getparent().remove(first._p)
    document.save(paper)
    found = trace(paper)
    assert found.changed
    assert found.removed == 7


def test_without_the_tagged_file_only_numbers_are_known(paper):
    (paper.parent / "意见汇总.xlsx").rename(paper.parent / "别名.xlsx")
    assert trace(paper, "表1").opinions == {}
    assert trace(paper, "表1", [paper.parent / "别名.xlsx"]).opinions


def test_what_cannot_be_traced(paper, tmp_path):
    with pytest.raises(InputError, match="没有可追溯的数字；可用 第1段"):
        trace(paper, "表9")
    with pytest.raises(InputError, match="没有找到材料"):
        trace(tmp_path / "a.docx")
    (tmp_path / "其他.csv").write_text("x", encoding="utf-8")
    (paper.parent / "意见汇总.xlsx").unlink()
    with pytest.raises(InputError, match="不是写这份材料时用的"):
        trace(paper, "表1", [tmp_path / "其他.csv"])
    manifest.beside(paper).unlink()
    with pytest.raises(InputError, match="旁边没有来源文件"):
        trace(paper)
