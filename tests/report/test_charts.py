"""Charts of the statistics page say what its table says, no more; without matplotlib the page is the same without them."""

import io
import re
import sys
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from PIL import Image
from tests.report.building import DRAWN, content, drawn, opinion, saved, tables, text

from fourwinds.paper_records import Change, Rounds
from fourwinds.report import charts, statistics, template

EMU = 36_000  # a millimetre
MANY = [opinion(n, subject="leadership" if n % 3 else "department") for n in range(1, 31)] + [
    opinion(n, "hedonism.other", "teacher") for n in range(31, 34)
]


@pytest.fixture
def face():
    if not charts._face("黑体"):
        pytest.skip("no Chinese font is installed")


def _alts(document):
    return [p.get("descr") for p in document.element.body.iter(qn("wp:docPr"))]


@pytest.mark.usefixtures("face")
def test_pictures_stand_inside_the_type_area_with_alt_text_and_equal_bytes(tmp_path):
    document = saved(statistics.build(content(MANY)), tmp_path / "a.docx")
    assert [round(shape.width / EMU) for shape in document.inline_shapes] == [150, 150, 150]
    bars, grid, ranking = _alts(document)
    assert bars.startswith("条形图。形式主义30条；官僚主义0条；享乐主义3条")
    assert "形式主义：领导班子和领导干部20条，处室部门10条" in grid
    assert ranking.startswith("条形图。会议过多过长30条；")
    assert {"图1　各类意见条数", "图2　意见类别与涉及对象", "图3　具体表现排序"} <= {
        p.text for p in document.paragraphs
    }
    saved(statistics.build(content(MANY)), tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as file:
        pictures = [file.read(name) for name in file.namelist() if name.endswith(".png")]
    assert len(pictures) == 3
    for png in pictures:
        with Image.open(io.BytesIO(png)) as picture:
            assert len(picture.convert("L").getcolors(256)) > 10


@pytest.mark.usefixtures("face")
@given(rows=DRAWN)
@settings(
    deadline=None, max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_a_circulated_chart_says_no_figure_that_its_table_hides(tmp_path_factory, rows):
    document = saved(statistics.build(content(drawn(rows), circulated=True)), tmp_path_factory.mktemp("p") / "a.docx")
    assert not [n for alt in _alts(document) for n in re.findall(r"(?<!不足)(\d+)条", alt) if 0 < int(n) < 5]
    cross = {row[0]: row[1:] for row in tables(document)[0]}
    for name, said in [
        pair.split("：") for alt in _alts(document)[1:] for pair in alt[alt.index("。") + 1 : -1].split("；")
    ]:
        shown = [re.sub(r"^.*?(不足5条|不显示|\d+条)$", r"\1", part) for part in said.split("，")]
        assert shown == [{"<5": "不足5条", "*": "不显示"}.get(cell, f"{cell}条") for cell in cross[name][:-1]]


def test_a_hidden_figure_has_no_bar():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    charts._bars(axes, ["甲", "乙", "丙"], ["9", "<5", "*"])
    assert [bar.get_width() for bar in axes.patches] == [9, 0, 0]
    assert [note.get_text() for note in axes.texts] == ["9", "<5", "*"]


def test_without_matplotlib_the_page_is_the_same_without_charts(tmp_path, monkeypatch):
    full = text(saved(statistics.build(content(MANY)), tmp_path / "a.docx"))
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    document = saved(statistics.build(content(MANY)), tmp_path / "b.docx")
    assert not document.inline_shapes
    kept = [line for line in full.split("\n") if line and not line.startswith("图") and "图未画出" not in line]
    assert [line for line in text(document).split("\n") if line] == kept


def test_without_a_chinese_font_a_note_stands_in_their_place(tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "_face", lambda wanted: "")
    document = saved(statistics.build(content(MANY)), tmp_path / "a.docx")
    assert not document.inline_shapes
    assert "没有可用来画图的中文字体" in text(document)


def test_nothing_is_drawn_of_nothing(tmp_path):
    assert not saved(statistics.build(content([])), tmp_path / "a.docx").inline_shapes


@pytest.mark.usefixtures("face")
def test_pictures_go_into_an_offices_template(tmp_path):
    own = docx.Document()
    own.add_paragraph("{{正文}}")
    own.save(tmp_path / "模板.docx")
    paper, made = statistics.build(content(MANY)), content(MANY)
    template.fill(paper, tmp_path / "模板.docx", made)
    document = saved(paper, tmp_path / "a.docx")
    for shape in document.inline_shapes:
        embedded = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        assert document.part.related_parts[embedded].blob.startswith(b"\x89PNG")
    assert len(document.inline_shapes) == 3


@pytest.mark.usefixtures("face")
@pytest.mark.parametrize(
    ("broken", "before", "drawn_too"), [("", 3, True), ("两轮使用的模型不同", 3, False), ("", -1, False)]
)
def test_two_rounds_are_drawn_only_where_they_compare(tmp_path, broken, before, drawn_too):
    rounds = Rounds((Change("formalism", "excessive_meetings", before, 30),), 9, broken)
    document = saved(statistics.build(content(MANY, rounds=rounds)), tmp_path / "a.docx")
    assert ("条形图。会议过多过长上一轮3条、本轮30条。" in _alts(document)) is drawn_too
