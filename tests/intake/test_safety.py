"""Files that could hurt are refused with a sentence, at once and in little memory."""

import time
import zipfile
from itertools import pairwise

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
