"""The same answers give the same opinions from every kind of file; what cannot be read gets a sentence."""

import csv
import io
import os

import docx
import openpyxl
import pytest

from fourwinds.errors import InputError
from fourwinds.intake import csv_parts, files
from fourwinds.intake.answers import Choice

ANSWERS = ["会议太多，没时间备课", "食堂浪费严重；灯没人关", '说"研究研究"就没下文了,等了一学期', "第一行\n第二行"]
HEADER = ["序号", "来自IP", "您的意见和建议"]


def _table():
    return [HEADER, *([str(n), f"10.0.0.{n}", answer] for n, answer in enumerate(ANSWERS, start=1))]


def _csv_bytes(encoding, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(_table())
    return text.getvalue().encode(encoding)


def _write(path):
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in _table():
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".docx":
        document = docx.Document()
        table = document.add_table(rows=0, cols=3)
        for row in _table():
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.xlsx", None),
        ("a.docx", None),
        ("utf8.csv", _csv_bytes("utf-8")),
        ("bom.csv", _csv_bytes("utf-8-sig")),
        ("gbk.csv", _csv_bytes("gb18030")),
        ("utf16.csv", _csv_bytes("utf-16")),
        ("utf16le.csv", _csv_bytes("utf-16-le")),
        ("tabs.tsv", _csv_bytes("utf-8", "\t")),
        ("misnamed.csv", "xlsx"),
    ],
)
def test_same_answers_from_every_kind_of_file(tmp_path, name, raw):
    path = tmp_path / name
    if raw is None:
        _write(path)
    elif raw == "xlsx":
        _write(tmp_path / "b.xlsx").rename(path)
    else:
        path.write_bytes(raw)
    taken = files.read(path, Choice())
    assert [f.text for f in taken.feedback] == ANSWERS
    assert all("10.0.0" not in f.text + f.context for f in taken.feedback)
    assert taken.rows >= len(ANSWERS)


def test_plain_text_gives_one_answer_a_line(tmp_path):
    path = tmp_path / "意见.txt"
    path.write_bytes("时间：2026年9月3日\n会议太多\n\n食堂浪费\n".encode("gb18030"))
    assert [f.text for f in files.read(path, Choice()).feedback] == ["会议太多", "食堂浪费"]


def test_title_rows_above_the_header_and_empty_columns(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["教师问卷（收集结果）"],
        [],
        ["序号", None, "意见"],
        [1, None, "会议太多，没时间备课"],
        [2, None, "(空)"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    taken = files.read(tmp_path / "a.xlsx", Choice())
    assert [(f.row, f.text) for f in taken.feedback] == [(4, "会议太多，没时间备课")]


def test_hidden_sheets_are_said_and_read_only_when_asked_for(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "表一"
    for name, text in (("表一", "会议太多，没时间备课"), ("表二", "食堂浪费严重，没人管")):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(["意见"])
        sheet.append([text])
    book["表二"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    taken = files.read(tmp_path / "a.xlsx", Choice())
    assert [f.sheet for f in taken.feedback] == ["表一"]
    assert any("隐藏的工作表未读取：表二" in note for note in taken.notes)
    assert [f.text for f in files.read(tmp_path / "a.xlsx", Choice(sheet="表二")).feedback] == ["食堂浪费严重，没人管"]


def test_the_note_says_which_columns_are_opinions_which_background_and_which_are_left(tmp_path):
    (tmp_path / "a.csv").write_text(
        "序号,姓名,您的部门,您的意见\n1,王小明,教务处,会议太多没时间备课\n", encoding="utf-8"
    )
    [note] = files.read(tmp_path / "a.csv", Choice()).notes
    assert note == "表格：意见列 “您的意见”；背景列 “您的部门”；未读取 “序号”、“姓名”"


def test_the_operator_names_the_column(tmp_path):
    (tmp_path / "a.csv").write_text("甲,乙\n会议太多太长,食堂浪费严重\n", encoding="utf-8")
    taken = files.read(tmp_path / "a.csv", Choice(text_column="乙"))
    assert [f.text for f in taken.feedback] == ["食堂浪费严重"]


@pytest.mark.parametrize(
    ("name", "raw", "choice", "complaint"),
    [
        ("a.csv", b"", Choice(), "是空文件"),
        ("a.xlsx", b"PK\x03\x04 broken", Choice(), "已损坏"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Choice(), "加密或损坏的 Word"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Choice(), "已损坏或不是表格"),
        ("a.txt", b"%PDF-1.7", Choice(), "已损坏，读不出文字"),
        ("a.xlsx", b"plain text", Choice(), "内容不是表格"),
        ("a.csv", b"\xff\xfe\xfd\x81\x30", Choice(), "编码认不出来"),
        ("a.csv", "序号,数量\n1,2\n".encode(), Choice(), "没有找到填写意见的列；现有列 序号、（第2列）"),
        ("a.csv", "意见\n会议太多\n".encode(), Choice(text_column="留言"), "没有名为“留言”的列；现有 意见"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path, name, raw, choice, complaint):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(InputError, match=complaint):
        files.read(tmp_path / name, choice)


def test_a_zip_that_is_no_document(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(InputError, match="压缩包或未知的文档"):
        files.read(tmp_path / "a.xlsx", Choice())


def test_find_looks_into_folders_and_names_what_is_wrong(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("b/2.csv", "1.txt", "~$lock.xlsx", "README.md", "photo.jpg"):
        (tmp_path / name).write_text("意见\n会议太多\n", encoding="utf-8")
    assert [p.name for p in files.find([tmp_path, tmp_path / "1.txt"])] == ["1.txt", "2.csv"]
    with pytest.raises(InputError, match=r"类型“\.jpg”不能读取；可读取 xlsx"):
        files.find([tmp_path / "photo.jpg"])
    with pytest.raises(InputError, match="没有找到文件"):
        files.find([tmp_path / "nothing.csv"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="没有可读取的文件"):
        files.find([tmp_path / "empty"])


def test_a_comma_of_a_sentence_never_divides_a_table(tmp_path):
    header = "姓名,来自IP,您对班子、处室有什么意见，不足，建议，请写"
    (tmp_path / "a.csv").write_text(f"{header}\n张建国,10.20.30.40,会议太多\n", encoding="utf-8")
    assert [f.text for f in files.read(tmp_path / "a.csv", Choice()).feedback] == ["会议太多"]
    (tmp_path / "b.csv").write_text("序号，意见\n1，会议太多\n2，食堂浪费\n", encoding="utf-8")
    assert [f.text for f in files.read(tmp_path / "b.csv", Choice()).feedback] == ["会议太多", "食堂浪费"]
    (tmp_path / "c.csv").write_text("意见\n会议太多，没时间备课\n食堂浪费，没人管\n", encoding="utf-8")
    assert [f.text for f in files.read(tmp_path / "c.csv", Choice()).feedback] == [
        "会议太多，没时间备课",
        "食堂浪费，没人管",
    ]


def test_messages_never_print_a_respondent(tmp_path):
    (tmp_path / "a.csv").write_text(
        "张建国,13912345678,10.20.30.40\n李秀英,13912345679,10.20.30.41\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        files.read(tmp_path / "a.csv", Choice())
    assert not any(secret in str(caught.value) for secret in ("张建国", "13912345678", "10.20.30.40"))


def test_cells_beyond_the_header_are_read_or_said(tmp_path):
    (tmp_path / "a.csv").write_text("序号,意见\n1,会议太多,没时间备课,真累\n2,食堂浪费\n", encoding="utf-8")
    taken = files.read(tmp_path / "a.csv", Choice())
    assert [f.text for f in taken.feedback] == ["会议太多,没时间备课,真累", "食堂浪费"]
    (tmp_path / "b.csv").write_text("意见,序号\n会议太多,1,没时间备课\n食堂浪费,2\n", encoding="utf-8")
    assert any("有 1 行的格子比表头多" in note for note in files.read(tmp_path / "b.csv", Choice()).notes)


def test_a_csv_with_two_tables(tmp_path):
    lines = ["序号,意见", "1,会议太多", "", "家长部分,", "序号,建议内容", "1,少留作业"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    taken = files.read(tmp_path / "a.csv", Choice())
    assert [(f.row, f.text) for f in taken.feedback] == [(2, "会议太多"), (6, "少留作业")]


def test_hidden_rows_are_read_and_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "表 & 一"
    for row in (["意见"], ["会议太多，没时间备课"], ["食堂浪费严重"], ["报修没人管"]):
        book.active.append(row)
    for number in (3, 4):
        book.active.row_dimensions[number].hidden = True
    book.create_sheet("空").append(["意见"])
    book.save(tmp_path / "a.xlsx")
    taken = files.read(tmp_path / "a.xlsx", Choice())
    assert len(taken.feedback) == 3
    assert [note for note in taken.notes if "隐藏" in note] == [
        "工作表“表 & 一”有 2 行被隐藏或筛选掉，也已读取；不要的请先在表格中删除"
    ]
    _write(tmp_path / "b.xlsx")
    assert not any("隐藏" in note for note in files.read(tmp_path / "b.xlsx", Choice()).notes)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(InputError, match="不是普通文件；请把内容存成文件后重试"):
        files.find([tmp_path / "a.csv"])
    assert csv_parts.plan(tmp_path / "a.csv", Choice()) is None
    (tmp_path / "b.csv").write_text("意见\n会议太多\n", encoding="utf-8")
    assert files.find([tmp_path]) == [tmp_path / "b.csv"]
