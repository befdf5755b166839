"""What a workbook hides is said wherever it can be known; hidden rows and columns are read, hidden sheets are not."""

import re
import subprocess
import zipfile

import docx
import openpyxl
import pytest

from fourwinds.intake import columns, files, hidden_columns, hidden_rows, old_hidden
from fourwinds.intake.answers import Choice

ROWS = [
    ("序号", "意见", "对食堂的建议", "来自IP"),
    (1, "会议太多，没时间备课", "菜太咸，换换口味", "192.0.2.1"),
    (2, "材料报了三遍", "打饭排队太久", "192.0.2.2"),
    (3, "报修没人管", "价格涨得快", "192.0.2.3"),
]
SAID_OF_ROWS = "工作表“表一”有 1 行被隐藏或筛选掉，也已读取；不要的请先在表格中删除"
SAID_OF_COLUMNS = (
    "工作表“表一”：“对食堂的建议”在表格中是隐藏的列，也已读取；不要的请先在表格中删除，或用 --text-column 指定另一列"
)


def workbook(path, rows=ROWS):
    book = openpyxl.Workbook()
    book.active.title = "表一"
    for row in rows:
        book.active.append(row)
    for letter in "CD":
        book.active.column_dimensions[letter].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("表二").append(["意见"])
    book.save(path)
    return path


@pytest.fixture
def old(tmp_path, office):
    """The same workbook in the format of Excel 97."""

    def convert(rows):
        workbook(tmp_path / "new.xlsx", rows)
        home = (tmp_path / "profile").as_uri()
        command = [office, f"-env:UserInstallation={home}", "--headless", "--convert-to", "xls", "--outdir"]
        subprocess.run([*command, str(tmp_path), str(tmp_path / "new.xlsx")], check=True, capture_output=True)
        return tmp_path / "new.xls"

    return convert


def hidden_notes(path):
    taken = files.read(path, Choice())
    return [note for note in taken.notes if "隐藏" in note]


def test_hidden_columns_of_xlsx_are_read_and_said(tmp_path):
    path = workbook(tmp_path / "a.xlsx")
    taken = files.read(path, Choice())
    assert len(taken.feedback) == 6
    assert [note for note in taken.notes if "隐藏" in note] == [SAID_OF_ROWS, SAID_OF_COLUMNS]
    assert [c.name for _, c in taken.columns if c.reason.endswith("；这一列在表格中是隐藏的")] == [
        "对食堂的建议",
        "来自IP",
    ]


def test_a_hidden_column_nobody_reads_needs_no_note(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [(a, b, 5, d) for a, b, _, d in ROWS])
    assert hidden_notes(path) == [SAID_OF_ROWS]


@pytest.mark.parametrize(
    ("mark", "places"),
    [
        (b'<cols><col min="3" max="4" width="9" hidden="1"/></cols><sheetData>', {2, 3}),
        (b"<x:cols><x:col hidden='true' max='2' min='2'/></x:cols><x:sheetData>", {1}),
        (b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>', {1}),
        (b'<cols><col min="2" max="99999999" hidden="1"/></cols><sheetData>', set(range(1, 16_384))),
        (b'<cols><col min="1" max="3" width="9" hidden="0"/></cols><sheetData>', set()),
        (b'<cols><col min="-9999999999" max="2" hidden="1"/></cols><sheetData>', {0, 1}),
        (b"<cols>" + b'<col min="2" max="16384" hidden="1"/>' * 20_000 + b"</cols><sheetData>", set(range(1, 16_384))),
        (b'<cols><col min="x" max="3" hidden="1"/></cols><sheetData><col min="1" max="1" hidden="1"/>', set()),
    ],
)
def test_how_the_marks_may_be_written(tmp_path, mark, places):
    workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as whole, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, mark if name == "xl/worksheets/sheet1.xml" else whole.read(name))
    assert hidden_columns.find(tmp_path / "b.xlsx").get("表一", frozenset()) == places


def rewritten(source, target, *changes):
    """A copy of a workbook, each change (pattern, what stands instead) made in all its XML."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w") as changed:
        for name in whole.namelist():
            text = whole.read(name).decode()
            for pattern, instead in changes:
                text = re.sub(pattern, instead, text)
            changed.writestr(name, text)
    return target


@pytest.mark.parametrize(
    "changes",
    [
        [('"', "'")],
        [(r"<(/?)(?=row|sheetData|cols?\b|c\b|v>|worksheet|dimension|sheet|is>|t>|workbook\b)", r"<\1x:"),
         (r"xmlns=(?=.https?://schemas.openxmlformats.org/spreadsheetml)", "xmlns:x=")],
        [(r"(<sheet) ([^>]*) (r:id=\"[^\"]*\")", r"\1 \3 \2"), ("r:id", "ns0:id"), ("xmlns:r=", "xmlns:ns0=")],
    ],
    ids=["single quotes", "prefixed", "another order"],
)  # fmt: skip
def test_what_is_hidden_is_said_however_the_program_writes_its_xml(tmp_path, changes):
    path = rewritten(workbook(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", *changes)
    assert hidden_rows.count(path) == {"表一": 1}
    assert hidden_columns.find(path) == {"表一": {2, 3}}


def test_marks_that_a_block_cuts_are_counted_once(tmp_path, monkeypatch):
    path = rewritten(workbook(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", ("<(/?)row", r"<\1x:row"))
    for size in range(250, 300):
        monkeypatch.setattr(hidden_rows, "_BLOCK", size)
        assert hidden_rows.count(path) == {"表一": 1}


def test_a_hidden_column_of_categories_is_said_too(tmp_path):
    rows = [("序号", "意见", "类别", "来自IP"), *((n, "会议太多，没时间备课", "食堂", "192.0.2.1") for n in range(3))]
    path = workbook(tmp_path / "a.xlsx", rows)
    said = "工作表“表一”：“类别”在表格中是隐藏的列，也已读取；不要的请先在表格中删除"
    assert hidden_notes(path) == [SAID_OF_ROWS, said]
    assert {answer.context for answer in files.read(path, Choice()).feedback} == {"食堂；意见"}


@pytest.mark.parametrize("suffix", [".xls", ".et"])
@pytest.mark.parametrize("length", [1, 400])
def test_old_workbooks_tell_the_same(old, length, suffix):
    """Short ones keep their stream in small sectors, long ones in whole sectors."""
    path = old(
        [*ROWS, *((n, f"第{n}条意见说作业太多", f"第{n}条建议说菜太咸", "192.0.2.9") for n in range(4, length + 4))]
    )
    path = path.rename(path.with_name(f"old{suffix}"))
    assert hidden_notes(path) == [SAID_OF_ROWS, SAID_OF_COLUMNS]
    first, second = old_hidden.find(path.read_bytes())
    assert (first.rows, first.columns) == (1, {2, 3})
    assert (second.rows, second.columns) == (0, set())


def test_the_examples_hide_nothing(examples):
    for name in ("来访登记.xls", "宿舍意见.et"):
        assert [(part.rows, part.columns) for part in old_hidden.find((examples / name).read_bytes())] == [(0, set())]


def test_a_damaged_old_workbook_is_still_read_where_calamine_can(tmp_path, examples):
    """What is hidden is a remark; that it cannot be told costs no answer."""
    raw = bytearray((examples / "来访登记.xls").read_bytes())
    raw[72:76] = b"\xff\xff\xff\x7f"  # how many further parts the table of sectors has, which calamine does not believe
    with pytest.raises(ValueError, match="more table than file"):
        old_hidden.find(bytes(raw))
    (tmp_path / "a.xls").write_bytes(raw)
    assert len(files.read(tmp_path / "a.xls", Choice()).feedback) == 3


def test_the_roles_of_hidden_columns_are_as_of_any_other():
    role = columns.Column("意见", columns.OPEN, "列名像开放题，内容是文字")
    assert [c.role for c in hidden_columns.said([role], frozenset({0}))] == [columns.OPEN]


def test_hidden_text_and_comments_of_word_files_are_said(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("会议太多，")
    paragraph.add_run("没时间备课").font.hidden = True
    paragraph.add_run("，真累").font.hidden = False
    document.add_paragraph("食堂浪费")
    document.save(tmp_path / "a.docx")
    taken = files.read(tmp_path / "a.docx", Choice())
    assert [f.text for f in taken.feedback] == ["会议太多，没时间备课，真累", "食堂浪费"]
    assert list(taken.notes) == ["有 1 处隐藏文字，也已读取；不要的请先在 Word 或 WPS 中删除"]
    document.add_comment(paragraph.runs, "食堂的菜太咸", "某人")
    document.save(tmp_path / "a.docx")
    said = files.read(tmp_path / "a.docx", Choice())
    assert list(said.notes[1:]) == ["有 1 条批注未读取；批注里的意见请复制到正文后重试"]
    assert not [f for f in said.feedback if "太咸" in f.text]
