"""Formats beside the common ones: archives, jsonl, pages called .xls, pdf, Word with boxes, controls and merged cells."""

import json
import subprocess
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from tests.intake.fuzzing import good_files, pdf

from fourwinds.errors import InputError
from fourwinds.intake import files, libreoffice
from fourwinds.intake.answers import Choice

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def texts(path):
    return [f.text for f in files.read(path, Choice()).feedback]


def test_the_same_answers_from_jsonl_and_a_page(tmp_path):
    for name in ("a.jsonl", "a.xls", "a.csv", "a.xlsx"):
        (tmp_path / name).write_bytes(good_files()[name])
    wanted = texts(tmp_path / "a.csv")
    assert len(wanted) == 8
    assert all(texts(tmp_path / name) == wanted for name in ("a.jsonl", "a.xls", "a.xlsx"))


def test_a_bad_json_line_is_said_and_the_others_keep_their_numbers(tmp_path):
    lines = [json.dumps({"意见": "会议太多"}), "{oops", "", json.dumps({"意见": "食堂浪费"})]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    taken = files.read(tmp_path / "a.jsonl", Choice())
    assert [(f.row, f.text) for f in taken.feedback] == [(1, "会议太多"), (4, "食堂浪费")]
    assert "不是 JSON 对象的 1 行未读取" in taken.notes


def test_pdf_with_a_text_layer_and_one_without(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf())
    assert texts(tmp_path / "a.pdf") == ["Too many meetings, no time to teach"]
    (tmp_path / "b.pdf").write_bytes(pdf().replace(b" Tj", b"   "))
    with pytest.raises(InputError, match="是扫描件"):
        files.read(tmp_path / "b.pdf", Choice())


def test_pdf_lines_that_the_page_cut_are_joined():
    from fourwinds.intake.pdf import _paragraphs

    lines = ["1、会议实在太多，老师没有时间备课，希望学校把能合并的", "会议都合并起来。", "2、食堂浪费。"]
    assert _paragraphs(lines) == [lines[0] + lines[1], lines[2]]


def test_word_content_controls_and_text_boxes(tmp_path):
    document = docx.Document()
    body = document.element.body
    control = f"<w:sdt {SPACE}><w:sdtContent><w:p><w:r><w:t>会议太多</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    body.insert(0, parse_xml(control))
    box = (
        f"<w:r {SPACE}><w:pict><w:txbxContent><w:p><w:r><w:t>食堂浪费</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    document.add_paragraph("检查太多")._p.append(parse_xml(box))
    document.save(tmp_path / "a.docx")
    assert texts(tmp_path / "a.docx") == ["会议太多", "检查太多", "食堂浪费"]


def test_word_cells_merged_across_rows(tmp_path):
    document = docx.Document()
    table = document.add_table(rows=4, cols=3)
    for n, row in enumerate(
        [
            ("类别", "意见建议", "备注"),
            ("形式主义", "会议太多", ""),
            ("", "材料太多", ""),
            ("官僚主义", "报修没人管", ""),
        ]
    ):
        for cell, text in zip(table.rows[n].cells, row, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(2, 1).merge(table.cell(3, 1))
    document.save(tmp_path / "a.docx")
    taken = files.read(tmp_path / "a.docx", Choice()).feedback
    assert [(f.context.split("；")[0].strip(), f.text) for f in taken] == [
        ("形式主义", "会议太多"),
        ("形式主义", "材料太多\n报修没人管"),
    ]


def test_old_word_through_libreoffice(tmp_path, office):
    document = docx.Document()
    document.add_paragraph("会议太多，没时间备课")
    document.save(tmp_path / "a.docx")
    home = (tmp_path / "profile").as_uri()
    command = [
        office,
        f"-env:UserInstallation={home}",
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (tmp_path / "a.doc").rename(tmp_path / "a.wps")
    taken = files.read(tmp_path / "a.wps", Choice())
    assert [(f.source, f.text) for f in taken.feedback] == [("a.wps", "会议太多，没时间备课")]


def test_the_examples_of_old_documents(root, office):
    found = {path.name: texts(path) for path in sorted((root / "examples").glob("*.[dw][op][cs]"))}
    assert {name: len(said) for name, said in found.items()} == {"工会征求意见表.wps": 5, "退休教师书面意见.doc": 3}
    assert "车棚漏雨报了一学期，没有人来看" in found["工会征求意见表.wps"]


def test_old_word_without_libreoffice(tmp_path, monkeypatch):
    (tmp_path / "a.doc").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(120) + "WordDocument\0".encode("utf-16-le")
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"没有能转换它的 LibreOffice；请在 WPS 或 Word 中另存为 \.docx"):
        files.read(tmp_path / "a.doc", Choice())


@pytest.mark.parametrize(
    ("raw", "suffix"),
    [
        ("a.xlsx", ".xlsx"),
        ("a.docx", ".docx"),
        ("a.pdf", ".pdf"),
        ("a.jsonl", ".jsonl"),
        ("a.csv", ".csv"),
        ("a.tsv", ".csv"),
        ("a.txt", ".txt"),
        ("a.zip", ".xlsx"),
    ],
)
def test_what_comes_without_a_name_is_recognised(raw, suffix):
    assert files.suffix_of(good_files()[raw]) == suffix or raw == "a.zip"


def test_folders_hold_archives(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "会议太多")
    assert [p.name for p in files.find([tmp_path])] == ["a.zip"]


def test_a_damaged_old_workbook_gets_a_sentence_and_no_trace(tmp_path, root, capfd):
    raw = (root / "examples" / "来访登记.xls").read_bytes()
    far = bytearray(raw)
    far[raw.index(b"\x00\x02\x0e\x00") + 5] = 32  # the first row then lies behind the last
    for damaged in (raw[:700], raw[:2000], bytes(far)):
        (tmp_path / "a.xls").write_bytes(damaged)
        with pytest.raises(InputError, match="已损坏"):
            files.read(tmp_path / "a.xls", Choice())
    assert capfd.readouterr().err == ""


def test_libreoffice_is_found_where_installers_put_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert libreoffice.find() is None
    program = tmp_path / "LibreOffice" / "program" / "soffice.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    assert libreoffice.find() == str(program)


def test_a_program_in_the_current_folder_is_not_taken_for_libreoffice(monkeypatch):
    """What Windows finds first is what lies beside the files."""
    monkeypatch.setattr(libreoffice.shutil, "which", {"soffice": ".\\soffice.EXE", "libreoffice": "/bin/office"}.get)
    assert libreoffice.find() == "/bin/office"


def test_a_pdf_of_thousands_of_equal_pages_is_refused(tmp_path, monkeypatch):
    """Each costs the file a few bytes and us its whole text."""
    monkeypatch.setattr("fourwinds.intake.pdf._MAX_TEXT", 100)
    (tmp_path / "a.pdf").write_bytes(pdf().replace(b"[3 0 R]/Count 1", b"[3 0 R 3 0 R 3 0 R]/Count 3"))
    with pytest.raises(InputError, match="文字太多；最多"):
        files.read(tmp_path / "a.pdf", Choice())


def test_half_a_character_in_json_is_a_character_nobody_can_read(tmp_path):
    """Nothing can be written that holds one: neither a table nor the database."""
    (tmp_path / "a.jsonl").write_text(
        '{"意见\\ud800": "会议太多\\udc00没时间备课"}\n{"意见\\ud800": "食堂太贵\\ud83d\\ude00"}\n', encoding="utf-8"
    )
    taken = files.read(tmp_path / "a.jsonl", Choice())
    assert [f.text for f in taken.feedback] == ["会议太多\ufffd没时间备课", "食堂太贵😀"]
    assert {f.context for f in taken.feedback} == {"意见\ufffd"}
    assert any("有 1 个回答含认不出的字符" in note for note in taken.notes)
