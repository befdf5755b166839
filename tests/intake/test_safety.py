"""Files that could hurt are refused with a sentence, at once and in little memory."""

import time
import zipfile
from itertools import pairwise

import docx
import openpyxl
import pytest

from fourwinds.errors import InputError
from fourwinds.intake import archives, files, safety
from fourwinds.intake.answers import Choice


def _rezip(source, target, changes):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))


@pytest.fixture
def book(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["意见"])
    workbook.active.append(["会议太多"])
    workbook.save(tmp_path / "good.xlsx")
    return tmp_path / "good.xlsx"


def test_a_zip_bomb(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(safety.MAX_INFLATED // (1 << 20) + 1):
            member.write(bytes(1 << 20))
    (tmp_path / "in").mkdir()
    begun = time.monotonic()
    with pytest.raises(InputError, match="解开后超过 400 MB"):
        archives.unpack(tmp_path / "a.zip", tmp_path / "in", files.SUFFIXES)
    assert time.monotonic() - begun < 10
    assert not list((tmp_path / "in").iterdir())


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(safety, "MAX_MEMBERS", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for n in range(4):
            archive.writestr(f"{n}.txt", "会议太多")
    with pytest.raises(InputError, match="装着 4 个文件"):
        archives.unpack(tmp_path / "a.zip", tmp_path, files.SUFFIXES)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_an_entity_bomb(tmp_path, book, member):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'
    _rezip(book, tmp_path / "bomb.xlsx", {member: bomb})
    with pytest.raises(InputError, match="XML 实体"):
        files.read(tmp_path / "bomb.xlsx", Choice())


SVG = (
    b'<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd" '
    b'[<!ENTITY ns "http://ns.example/">]>\n<svg xmlns="http://www.w3.org/2000/svg"/>'
)
PAGE = b"<!DOCTYPE html>\n<html><body><p>x</p></body></html>"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def _with_members(source, target, members, **relations):
    """A copy of an Office file with further members; ``relations`` are put before the end of what tells of others."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            for end, more in relations.items():
                if name.endswith(f"{end}.xml.rels"):
                    text = text.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            new.writestr(name, text)
        for name, body in members.items():
            new.writestr(name, body)
    return target


@pytest.mark.parametrize("name", ["xl/media/image1.svg", "xl/embeddings/piece.xml", "xl/embeddings/page.HTM"])
def test_pictures_and_pieces_of_pages_may_have_a_document_type(tmp_path, book, name):
    path = _with_members(book, tmp_path / "a.xlsx", {name: SVG if name.endswith("svg") else PAGE})
    assert [f.text for f in files.read(path, Choice()).feedback] == ["会议太多"]


def test_a_word_file_with_a_picture_in_svg(tmp_path):
    document = docx.Document()
    document.add_paragraph("会议太多")
    document.save(tmp_path / "a.docx")
    picture = f'<Relationship Id="rId90" Type="{KIND}image" Target="media/image1.svg"/>'
    page = f'<Relationship Id="rId91" Type="{KIND}aFChunk" Target="/word/page.htm"/>'
    types = '<Default Extension="svg" ContentType="image/svg+xml"/><Default Extension="htm" ContentType="text/html"/>'
    path = _with_members(
        tmp_path / "a.docx", tmp_path / "b.docx", {"word/media/image1.svg": SVG, "word/page.htm": PAGE}, document=picture + page
    )  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        known = archive.read("[Content_Types].xml").replace(b"</Types>", types.encode() + b"</Types>")
    _rezip(path, tmp_path / "c.docx", {"[Content_Types].xml": known})
    assert [f.text for f in files.read(tmp_path / "c.docx", Choice()).feedback] == ["会议太多"]
    # The same picture where the file says that it is a part of the document.
    lie = known.replace(b"image/svg+xml", b"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml")
    _rezip(path, tmp_path / "d.docx", {"[Content_Types].xml": lie})
    with pytest.raises(InputError, match="XML 实体"):
        files.read(tmp_path / "d.docx", Choice())


@pytest.mark.parametrize("name", ["xl/media/image1.svg", "xl/embeddings/sheet.htm", "xl/media/表.svg", "xl/sheet.dat"])
def test_a_worksheet_that_is_called_like_a_picture_is_looked_at(tmp_path, book, name):
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        wired = archive.read("xl/_rels/workbook.xml.rels").replace(b"/xl/worksheets/sheet1.xml", f"/{name}".encode())
    moved = _with_members(book, tmp_path / "a.xlsx", {name: sheet})
    _rezip(moved, tmp_path / "b.xlsx", {"xl/_rels/workbook.xml.rels": wired})
    assert [f.text for f in files.read(tmp_path / "b.xlsx", Choice()).feedback] == ["会议太多"]
    bomb = b"<!DOCTYPE a [<!ENTITY a 'b'>]>" + sheet
    _rezip(tmp_path / "b.xlsx", tmp_path / "c.xlsx", {name: bomb})
    with pytest.raises(InputError, match="XML 实体"):
        files.read(tmp_path / "c.xlsx", Choice())


def test_a_cell_at_the_far_corner_of_a_sheet(tmp_path, book):
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    _rezip(book, tmp_path / "far.xlsx", {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)})
    with pytest.raises(InputError, match="第 1048576 行第 16384 列，范围过大"):
        files.read(tmp_path / "far.xlsx", Choice())


def test_a_million_empty_rows_are_no_matter(tmp_path, book):
    with zipfile.ZipFile(book) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_048_577)) + b"</sheetData>"
    _rezip(book, tmp_path / "empty.xlsx", {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", empty)})
    begun = time.monotonic()
    assert [f.text for f in files.read(tmp_path / "empty.xlsx", Choice()).feedback] == ["会议太多"]
    assert time.monotonic() - begun < 10


def test_members_that_climb_out_stay_inside(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("../../up.txt", "/abs.txt", "a\\b\\back.txt", "same/x.txt", "other/x.txt", "照片.jpg"):
            archive.writestr(name, "会议太多")
    inside = tmp_path / "in"
    inside.mkdir()
    written, bad = archives.unpack(tmp_path / "a.zip", inside, files.SUFFIXES)
    assert {p.parent for p in written} == {inside}
    assert sorted(p.name for p in written) == ["abs.txt", "back.txt", "up.txt", "x.txt", "x_4.txt"]
    assert bad == []
    assert not (tmp_path.parent / "up.txt").exists()


def test_one_damaged_member_does_not_lose_the_others(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("好.txt", "会议太多")
        archive.writestr("坏.txt", "食堂浪费")
    raw = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(raw.replace("食堂浪费".encode(), b"?" * 12, 1))
    (tmp_path / "in").mkdir()
    written, bad = archives.unpack(tmp_path / "a.zip", tmp_path / "in", files.SUFFIXES)
    assert ([p.name for p in written], bad) == (["好.txt"], ["坏.txt"])


def test_names_written_in_gbk(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("XXXX.txt", "会议太多")
    raw = (tmp_path / "a.zip").read_bytes().replace(b"XXXX", "意见".encode("gbk"))
    (tmp_path / "a.zip").write_bytes(raw)
    (tmp_path / "in").mkdir()
    assert [p.name for p in archives.unpack(tmp_path / "a.zip", tmp_path / "in", files.SUFFIXES)[0]] == ["意见.txt"]


@pytest.mark.parametrize(
    "cell",
    ["会议太多，" * 200_000, " " * 10**6, "1、" * 500_000, "会\n" * 500_000, "谢谢" * 500_000, "13800138000 " * 80_000],
)
def test_cells_of_a_million_characters(tmp_path, cell):
    from fourwinds.clean.shield import mask
    from fourwinds.intake.split import split

    begun = time.process_time()
    pieces = split(cell)
    mask(cell)
    assert time.process_time() - begun < 10
    assert all(a.end <= b.start for a, b in pairwise(pieces))


def test_control_characters_and_right_to_left_marks(tmp_path):
    (tmp_path / "a.csv").write_text("意见\n会议\x00太多\u202e了\x1b[31m红\n=1+1太多会议\n", encoding="utf-8")
    texts = [f.text for f in files.read(tmp_path / "a.csv", Choice()).feedback]
    assert texts == ["会议太多\u202e了\x1b[31m红", "=1+1太多会议"]
