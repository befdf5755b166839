"""The problem list: what it says, how it is set, and how LibreOffice renders it."""

import re
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from fourwinds import taxonomy
from fourwinds.records import Problem, Summary
from fourwinds.report import problem_list
from fourwinds.settings import Settings

KNOWN = taxonomy.load()


def _summary(problems):
    cross = {tag: dict.fromkeys(KNOWN.subjects, 0) for tag in KNOWN.labels}
    for problem in problems:
        for subject, count in problem.subjects:
            cross[problem.tag][subject] += count
    cross["none"]["unclear"] = 4
    total = sum(sum(row.values()) for row in cross.values())
    return Summary(
        total, cross, {"formalism": 2}, tuple(problems), {"praise": 3, "other_issue": 1}, leads=1, to_review=2
    )


def _problem(n, count=3, words="会开得太多，一周四个下午都在开会"):
    ids = tuple(str(100 * n + i) for i in range(count))
    return Problem("formalism", "excessive_meetings", "会议过多过长", (("leadership", count),), (words,), ids)


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "问题清单.docx"
    problems = [_problem(n, count=n) for n in range(1, 31)]
    problem_list.write(_summary(problems), KNOWN, Settings(), path, unit="青禾实验学校", remark="测试")
    return path


def _text(document):
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_title_table_and_every_problem_with_its_numbers(paper):
    document = docx.Document(paper)
    assert document.paragraphs[0].text == "青禾实验学校征求意见问题清单"
    cross, problems = document.tables
    assert [c.text for c in cross.rows[-1].cells][-1] == str(sum(range(1, 31)) + 4)
    assert len(problems.rows) == 31
    for n, row in enumerate(problems.rows[1:], start=1):
        cells = [c.text for c in row.cells]
        assert cells[0] == str(n)
        assert cells[5] == str(n)
        assert cells[6].split("、") == [str(100 * n + i) for i in range(n)]
        assert cells[7] == cells[8] == ""


def test_rows_and_columns_of_the_table_add_up(paper):
    rows = [[c.text for c in r.cells][1:] for r in docx.Document(paper).tables[0].rows[1:]]
    figures = [[int(cell) for cell in row] for row in rows]
    assert all(sum(row[:-1]) == row[-1] for row in figures)
    assert [sum(column) for column in zip(*figures[:-1], strict=True)] == figures[-1]


def test_degree_words_follow_the_counts():
    office = Settings(few=2, many=5)
    assert [problem_list.degree(n, office) for n in (1, 2, 4, 5)] == ["个别反映", "有的反映", "有的反映", "较多反映"]


def test_nothing_is_claimed_or_invented(paper):
    text = _text(docx.Document(paper))
    assert "另有反映具体人员或学生安全的意见1条" in text
    assert "2条程序把握不大" in text
    assert "普遍" not in text
    assert "未经核实" in text


def test_without_a_unit_there_is_a_placeholder_and_without_problems_a_sentence(tmp_path):
    problem_list.write(_summary([]), KNOWN, Settings(), tmp_path / "a.docx", unit="", remark="")
    text = _text(docx.Document(tmp_path / "a.docx"))
    assert "【单位名称】征求意见问题清单" in text
    assert "没有反映五类问题" in text


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


def test_same_summary_gives_the_same_bytes(tmp_path):
    for name in ("a.docx", "b.docx"):
        problem_list.write(_summary([_problem(1)]), KNOWN, Settings(), tmp_path / name, unit="", remark="")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_words_xml_cannot_hold(tmp_path):
    problem_list.write(
        _summary([_problem(1, words="会\x00议\x0b")]), KNOWN, Settings(), tmp_path / "a.docx", unit="", remark=""
    )
    assert "“会 议 ”" in _text(docx.Document(tmp_path / "a.docx"))


@pytest.mark.office
def test_libreoffice_renders_it_inside_the_type_area(paper, office, tmp_path):
    command = [
        office,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(paper),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    pdf = tmp_path / "问题清单.pdf"
    layout = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', layout, re.DOTALL)
    assert 3 <= len(pages) <= 16
    assert float(pages[0][0]) < float(pages[0][1])
    assert float(pages[1][0]) > float(pages[1][1])
    for width, _, words in pages:
        left = 72 / 25.4 * (28 if float(width) < 600 else 30)
        boxes = [
            (float(a), float(b)) for a, b in re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', words)
        ]
        # punctuation may hang out of the line by one character
        assert all(a >= left - 2 and b <= float(width) - 72 / 25.4 * 24 + 16 for a, b in boxes)
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert "□" not in text
    assert text.count("原文编号") >= len(pages) - 2, "the header row repeats on every page of the table"
    assert re.search(r"—\s*1\s*—", text)
