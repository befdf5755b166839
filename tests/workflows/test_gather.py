"""What goes in is read once, wherever it comes from; and what can identify comes out nowhere."""

import io
import json
import logging
import sys
import tempfile
import traceback
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from fourwinds.cli.main import run
from fourwinds.errors import InputError
from fourwinds.intake.answers import Choice
from fourwinds.workflows.gather import gather

CSV = "序号,来自IP,昵称,意见\n1,10.20.30.40,夜的第七章,会议太多\n2,10.20.30.41,小白兔,食堂浪费\n"


def _texts(*paths, **choice):
    return [f.text for f in gather(paths, Choice(**choice)).feedback]


def test_the_same_file_twice_adds_nothing(tmp_path):
    for name in ("a.csv", "a(1).csv"):
        (tmp_path / name).write_text(CSV, encoding="utf-8")
    gathered = gather([tmp_path], Choice())
    assert [f.text for f in gathered.feedback] == ["会议太多", "食堂浪费"]
    assert (gathered.files, gathered.rows) == (2, 2)
    assert any("内容完全相同，没有重复计入" in note for _, note in gathered.notes)


def _survey(path, rows):
    lines = [
        "序号,提交答卷时间,来自IP,您的意见",
        *(f"{n},2026/9/3 12:00:{n:02d},192.0.2.{n},{said}" for n, said in rows),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_rows_that_came_in_an_earlier_export_add_nothing(tmp_path):
    _survey(tmp_path / "周一.csv", [(1, "会议太多"), (2, "食堂浪费")])
    _survey(tmp_path / "周五.csv", [(1, "会议太多"), (2, "食堂浪费"), (3, "会议太多")])
    gathered = gather([tmp_path], Choice())
    assert sorted(f.text for f in gathered.feedback) == ["会议太多", "会议太多", "食堂浪费"]
    assert (gathered.found, gathered.excluded) == (5, 2)
    assert any("有 2 个回答在前面的文件里已有同一行" in note for _, note in gathered.notes)


def test_what_many_rows_share_makes_no_row_one_of_a_kind(tmp_path):
    for name in ("一班.csv", "二班.csv"):
        lines = f"序号,提交日期,来自IP,来源,意见\n1,2026-10-26,192.0.2.7,https://example.com/vm/form,无\n2,2026-10-26,192.0.2.7,手机,{name}太吵\n"
        (tmp_path / name).write_text(lines, encoding="utf-8")
    assert _texts(tmp_path).count("无") == 2


def test_equal_answers_of_two_people_are_both_kept(tmp_path):
    for name in ("一班.csv", "二班.csv"):
        (tmp_path / name).write_text(f"序号,意见\n1,会议太多\n2,{name}的食堂太贵\n", encoding="utf-8")
    assert sorted(_texts(tmp_path))[-2:] == ["会议太多", "会议太多"]


def test_the_funnel_tells_what_was_excluded(tmp_path, capsys):
    _survey(tmp_path / "周一.csv", [(1, "会议太多")])
    _survey(tmp_path / "周五.csv", [(1, "会议太多"), (2, "食堂浪费")])
    assert (
        run(["classify", str(tmp_path / "周一.csv"), str(tmp_path / "周五.csv"), "-o", str(tmp_path / "o.xlsx")]) == 0
    )
    printed = capsys.readouterr().out
    assert [int(line.split()[-1]) for line in printed.splitlines() if "回答" in line or "前面已有" in line] == [3, 1, 2]
    cells = [c for row in openpyxl.load_workbook(tmp_path / "o.xlsx")["汇总"].iter_rows(values_only=True) for c in row]
    assert cells[cells.index("其中前面已有、未重复计入") + 1] == 1


def test_our_own_results_beside_the_inputs_are_not_read_again(tmp_path):
    """A tagged file or a paper left in the folder is known for what it is; named alone it is read again."""
    (tmp_path / "a.txt").write_text("会议太多，没时间备课\n食堂浪费严重\n", encoding="utf-8")
    for name in ("o.xlsx", "o.csv", "o.jsonl"):
        assert run(["classify", str(tmp_path / "a.txt"), "-o", str(tmp_path / name), "--quiet"]) == 0
    assert run(["report", str(tmp_path / "o.xlsx"), "-o", str(tmp_path / "清单.docx")]) == 0
    gathered = gather([tmp_path], Choice())
    assert [f.source for f in gathered.feedback] == ["a.txt", "a.txt"]
    assert sorted(name for name, note in gathered.notes if "本程序写出的结果" in note) == [
        "o.csv",
        "o.jsonl",
        "o.xlsx",
        "清单.docx",
    ]
    assert len(gather([tmp_path / "o.csv"], Choice()).feedback) == 2
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(InputError, match=r"“a\.txt”是空文件"):
        gather([tmp_path], Choice())
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError, match="只有本程序写出的结果"):
        gather([tmp_path], Choice())


def test_an_archive_is_read_like_a_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("甲/a.csv", CSV)
        archive.writestr("乙/b.txt", "报修没人管")
        archive.writestr("c.xlsx", b"PK broken")
    gathered = gather([tmp_path / "a.zip"], Choice())
    assert sorted(f.text for f in gathered.feedback) == ["会议太多", "报修没人管", "食堂浪费"]
    assert gathered.files == 3
    assert [name for name, _ in gathered.unreadable] == ["c.xlsx"]


def test_an_archive_without_anything_readable(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("照片.jpg", b"x")
    with pytest.raises(InputError, match=r"压缩包“a\.zip”里没有可读取的文件"):
        gather([tmp_path / "a.zip"], Choice())


@pytest.mark.parametrize("raw", [CSV.encode(), CSV.encode("gb18030"), CSV.replace(",", "\t").encode()])
def test_standard_input(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert _texts(Path("-")) == ["会议太多", "食堂浪费"]


def test_a_file_name_may_hold_a_name(tmp_path):
    (tmp_path / "征求意见表-王小明.txt").write_text("会议太多\n", encoding="utf-8")
    assert gather([tmp_path], Choice()).feedback[0].source == "征求意见表-【姓名】.txt"


def test_the_dry_run_says_how_columns_are_read_and_writes_nothing(tmp_path, capsys):
    (tmp_path / "a.csv").write_text(CSV.replace("会议太多", "会议太多；电话13800138000"), encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert run(["classify", str(tmp_path / "a.csv"), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert [role in shown for role in ("个人及其他信息（不读取）", "意见", "列名像在征求意见，内容是文字")] == [
        True
    ] * 3
    assert "共 1 个文件、2 个回答" in shown
    assert not [s for s in ("13800138000", "夜的第七章", "10.20.30.40") if s in shown]
    assert sorted(tmp_path.iterdir()) == before


def test_the_profile_is_the_operators_choice(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("发言人,记录人,内容\n甲某某,乙某某,会议太多没时间备课\n", encoding="utf-8")
    assert run(["classify", str(tmp_path / "a.csv"), "--dry-run", "--profile", "座谈会记录"]) == 0
    assert "按座谈会记录的格式" in capsys.readouterr().out
    assert run(["classify", str(tmp_path / "a.csv"), "--dry-run", "--profile", "没有的"]) == 1
    assert "没有名为“没有的”的读取方案" in capsys.readouterr().err


SECRETS = ["13800138000", "110105194912310021", "11010519491231002X", "10.20.30.40", "夜的第七章", "王小明", "wx_secret_77", "secret@example.com", "浙A12345", "2026/9/3 12:34:56", "张子涵"]  # fmt: skip
SAID = f"我叫王小明，打我电话{SECRETS[0]}；身份证{SECRETS[2]}被贴出来了；微信wx_secret_77；发secret@example.com；车浙A12345挡路；张子涵同学被老师骂"


def _sources(folder):
    row = ["1", "2026/9/3 12:34:56", "10.20.30.40", "夜的第七章", SAID]
    header = ["序号", "提交时间", "来自IP", "昵称", "意见"]
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(row)
    book.save(folder / "a.xlsx")
    (folder / "b.csv").write_text(
        "\n".join([",".join(header), ",".join([*row[:4], f"{SAID}；会议太多"])]), encoding="utf-8"
    )
    (folder / "c.txt").write_text(f"#接龙\n意见\n\n1. 夜的第七章 {SAID}\n", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph(SAID)
    document.save(folder / "d-王小明.docx")
    lines = json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False)
    (folder / "e.jsonl").write_text(lines.replace("骂", "打"), encoding="utf-8")
    (folder / "坏-张子涵.xlsx").write_bytes(b"PK\x03\x04" + SAID.encode())
    (folder / "坏.csv").write_bytes(b"\x81\xff" * 40 + SAID.encode("utf-16"))
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4 " + SAID.encode())
    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        archive.writestr("王小明/意见-王小明.txt", f"1、会议太多；2、{SAID}")
        archive.writestr("坏-王小明.xlsx", b"PK\x03\x04")


def _everything_in(folder):
    """Every byte that can be read as text in the files below ``folder``, members of containers one by one."""
    found = []
    for path in sorted(folder.rglob("*")):
        found.append(path.name)
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found += [archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()]
        elif path.is_file():
            found.append(path.read_bytes().decode("utf-8-sig", "ignore"))
    return "\n".join(found)


def test_nothing_identifying_in_outputs_logs_errors_or_temporary_files(tmp_path, capfd, caplog, monkeypatch):
    """All that a run leaves behind, in every form there is, is searched for all that must not be seen."""
    folder, out, left, data = (tmp_path / name for name in ("in", "out", "tmp", "data"))
    for made in (folder, out, left):
        made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    _sources(folder)
    caplog.set_level(logging.DEBUG)
    raised = []
    for name in ("o.csv", "o.jsonl", "o.xlsx"):
        assert run(["classify", str(folder), "-o", str(out / name)]) == 1
    assert run(["classify", str(folder), "-o", str(out / "j.xlsx"), "--json"]) == 1
    run(["classify", str(folder), "--dry-run"])
    run(["classify", str(folder / "b.csv"), "-o", str(out / "p.csv"), "--jobs", "2"])
    run(["report", str(out / "o.xlsx"), "-o", str(out / "材料"), "--kind", "all"])
    for path in folder.iterdir():
        run(["classify", str(path), "-o", str(out / "one.csv"), "--text-column", "没有这列"])
        try:
            gather([path], Choice(text_column="没有这列"))
        except InputError as error:
            raised += traceback.format_exception_only(error)
    seen = "".join(capfd.readouterr()) + caplog.text + "".join(raised) + _everything_in(out)
    assert {p.suffix for p in out.rglob("*") if p.is_file()} >= {".csv", ".jsonl", ".xlsx", ".docx", ".html", ".json"}
    assert all(mask in seen for mask in ("【姓名】", "【电话】", "【证件号】", "坏-【姓名】.xlsx"))
    assert len(raised) >= 5
    assert not list(left.iterdir())
    assert not data.exists() or not [secret for secret in SECRETS if secret in _everything_in(data)]
    assert [secret for secret in SECRETS if secret in seen] == []


def test_photos_beside_what_is_read_are_told_of(tmp_path):
    """Before, they were passed over in silence, in folders and in archives."""
    folder = tmp_path / "交来"
    folder.mkdir()
    (folder / "a.csv").write_text("意见\n会议太多\n", encoding="utf-8")
    for name in ("手写1.jpg", "手写2.JPG", "座谈.pptx", "程序.exe", "a.docx.来源.json", ".隐藏.png", "~$a.pptx"):
        (folder / name).write_bytes(b"x")
    said = "另有 3 个文件的类型不能读取（.jpg、.pptx），没有计入；里面有意见的，请录成文字或另存为可读取的类型"
    assert ("文件夹“交来”", said) in gather([folder], Choice()).notes
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("甲/a.csv", "意见\n办事要跑好几趟\n")
        archive.writestr("甲/手写.png", b"x")
        archive.writestr("乙.zip", b"PK")
        archive.writestr("__MACOSX/._手写.png", b"x")
    [(called, note)] = [line for line in gather([tmp_path / "b.zip"], Choice()).notes if "另有" in line[1]]
    assert (called, "2 个文件的类型不能读取（.png、.zip）" in note) == ("b.zip", True)
