"""The problem list: what it says and how it is set; tests/report/test_rendering.py looks at its pages."""

import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from tests.report.building import content, opinion, saved, text

from fourwinds import taxonomy
from fourwinds.report import problem_list
from fourwinds.report.wording import degree
from fourwinds.settings import Settings

KNOWN = taxonomy.load()
LEAVES = [m.leaf for m in KNOWN.manifestations.values() if m.code != "other"][:30]


def _opinions():
    """The nth manifestation has n opinions, numbered 100 n + i; four opinions carry no tag and one is a lead."""
    made = [
        opinion(100 * n + i, leaf, text="会开得太多，一周四个下午都在开会")
        for n, leaf in enumerate(LEAVES, start=1)
        for i in range(n)
    ]
    made += [opinion(9000 + i, "none.praise", "unclear", "review" if i < 2 else "auto") for i in range(4)]
    return [*made, opinion(9999, "teacher_ethics.paid_tutoring", "teacher", "discipline_clue")]


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "问题清单.docx"
    problem_list.build(content(_opinions())).save(path)
    return path


def test_title_table_and_every_problem_with_its_numbers(paper):
    document = docx.Document(paper)
    assert document.paragraphs[0].text == "青禾实验学校征求意见问题清单"
    cross, problems = document.tables
    assert [c.text for c in cross.rows[-1].cells][-1] == str(sum(range(1, 31)) + 5)
    assert len(problems.rows) == 31
    seen = set()
    for n, row in enumerate(problems.rows[1:], start=1):
        cells = [c.text for c in row.cells]
        assert cells[0] == str(n)
        numbers = cells[7].split()
        assert int(cells[5]) == len(numbers)
        assert {int(number) // 100 for number in numbers} == {len(numbers)}
        assert cells[6] == f"{len(numbers)}份"
        assert cells[8] == cells[9] == ""
        seen |= set(numbers)
    assert len(seen) == sum(range(1, 31))


def test_rows_and_columns_of_the_table_add_up(paper):
    rows = [[c.text for c in r.cells][1:] for r in docx.Document(paper).tables[0].rows[1:]]
    figures = [[int(cell) for cell in row] for row in rows]
    assert all(sum(row[:-1]) == row[-1] for row in figures)
    assert [sum(column) for column in zip(*figures[:-1], strict=True)] == figures[-1]


def test_degree_words_follow_the_counts():
    office = Settings(few=2, many=5)
    assert [degree(n, office) for n in (1, 2, 4, 5)] == ["个别反映", "有的反映", "有的反映", "较多反映"]


def test_nothing_is_claimed_or_invented(paper):
    said = text(docx.Document(paper))
    assert "另有反映具体人员或学生安全的意见1条" in said
    assert "【未复核2条" in said
    assert "普遍" not in said
    assert "未经核实" in said


def test_an_office_or_post_has_a_list_of_its_own(tmp_path):
    said = text(saved(problem_list.build(content([opinion(1)], about="教务处")), tmp_path / "a.docx"))
    assert "征求意见问题清单（教务处）" in said
    assert "共整理涉及教务处的意见1条" in said


def test_without_a_unit_there_is_a_placeholder_and_without_problems_a_sentence(tmp_path):
    said = text(saved(problem_list.build(content([], unit="")), tmp_path / "a.docx"))
    assert "【单位名称】征求意见问题清单" in said
    assert "没有反映本单位五类问题" in said


def test_page_and_fonts_are_those_of_the_standard(paper):
    document = docx.Document(paper)
    upright, lying = document.sections[0], document.sections[1]
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert [
        round(m.mm) for m in (upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin)
    ] == [37, 35, 28, 26]
    assert lying.page_width > lying.page_height
    named = set(re.findall(r'w:eastAsia="([^"]+)"', zipfile.ZipFile(paper).read("word/document.xml").decode()))
    assert named == {"方正小标宋简体", "仿宋_GB2312", "黑体"}
    header = document.tables[1].rows[0]._tr
    assert header.find(f".//{qn('w:tblHeader')}") is not None
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in document.tables[1].rows)


def test_words_xml_cannot_hold(tmp_path):
    said = text(saved(problem_list.build(content([opinion(1, text="会\x00议\x0b")])), tmp_path / "a.docx"))
    assert "“会 议”" in said
