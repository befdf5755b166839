"""An office's own template: closed placeholders, its page and header kept."""

import docx
import pytest
from docx.shared import Mm
from tests.report.building import content, opinion, text

from fourwinds.errors import InputError
from fourwinds.report import problem_list, template


def _template(path, *lines, header=""):
    own = docx.Document()
    own.sections[0].left_margin = Mm(33)
    for line in lines:
        own.add_paragraph(line)
    if header:
        own.sections[0].header.paragraphs[0].text = header
    own.save(path)
    return path


def _filled(tmp_path, own, name="a.docx"):
    made = content([opinion(n) for n in range(3)])
    paper = problem_list.build(made)
    template.fill(paper, own, made)
    paper.save(tmp_path / name)
    return docx.Document(tmp_path / name)


def test_placeholders_are_filled_and_the_paper_stands_where_it_should(tmp_path):
    own = _template(
        tmp_path / "模板.docx",
        "中共{{单位名称}}委员会",
        "{{正文}}",
        "共{{意见条数}}条、{{问题项数}}项",
        header="{{会议名称}}材料",
    )
    document = _filled(tmp_path, own)
    lines = [p.text for p in document.paragraphs if p.text]
    assert lines[0] == "中共青禾实验学校委员会"
    assert lines[1] == "青禾实验学校征求意见问题清单"
    assert lines[-1] == "共3条、1项"
    assert len(document.tables) == 2
    assert [round(s.left_margin.mm) for s in document.sections if s.page_width < s.page_height] == [33, 33]
    assert document.sections[0].header.paragraphs[0].text == "民主生活会材料"
    assert sum(s.page_width > s.page_height for s in document.sections) == 1
    assert "{{" not in text(document)


def test_a_placeholder_that_word_cut_into_runs(tmp_path):
    own = docx.Document()
    paragraph = own.add_paragraph()
    for piece in ("单位：{{单位", "名称}}", "。"):
        paragraph.add_run(piece)
    own.add_paragraph("{{正文}}")
    own.save(tmp_path / "模板.docx")
    assert _filled(tmp_path, tmp_path / "模板.docx").paragraphs[0].text == "单位：青禾实验学校。"


def test_equal_bytes(tmp_path):
    own = _template(tmp_path / "模板.docx", "{{正文}}")
    for name in ("a.docx", "b.docx"):
        _filled(tmp_path, own, name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["{{正文}}", "{{单位}}"], "不认识的占位符“{{单位}}”；可用 {{单位名称}}"),
        (["{{正文}}", "{{1+1}}"], "不认识的占位符"),
        (["没有"], "没有 {{正文}}"),
        (["{{正文}}", "{{正文}}"], "只能有一处"),
    ],
)
def test_a_template_that_is_wrong(tmp_path, lines, complaint):
    with pytest.raises(InputError, match=complaint.replace("{", r"\{").replace("+", r"\+")):
        _filled(tmp_path, _template(tmp_path / "模板.docx", *lines))


def test_a_file_that_is_no_template(tmp_path):
    (tmp_path / "模板.docx").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match=r"读不出来；可用 \.docx"):
        _filled(tmp_path, tmp_path / "模板.docx")
