"""``make demo`` ends well with LibreOffice and without it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from fourwinds import settings
from fourwinds.cli.main import run

ROOT = Path(__file__).parents[1]
OLD = {"退休教师书面意见.doc", "工会征求意见表.wps"}
TOOLS = ("make", "sh", "bash", "mkdir", "rm", "touch", "echo", "fc-list")


@pytest.fixture
def no_office(tmp_path, monkeypatch):
    """A search path with everything ``make demo`` needs, and no LibreOffice."""
    only = tmp_path / "only"
    only.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (only / tool).symlink_to(found)
    monkeypatch.setenv("PATH", str(only))
    return only


def demo(folder):
    """Run the recipe in ``folder`` with this interpreter in place of an environment of its own."""
    for name in ("Makefile", "examples", "pyproject.toml", "constraints.txt"):
        (folder / name).symlink_to(ROOT / name)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "fourwinds").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fourwinds "$@"\n', encoding="utf-8")
    (programs / "fourwinds").chmod(0o755)
    (folder / ".venv" / ".installed").touch()
    return subprocess.run(["make", "demo"], cwd=folder, capture_output=True, text=True, check=False, env=os.environ)


def sources(workbook):
    header, *rows = openpyxl.load_workbook(workbook)["意见明细"].iter_rows(values_only=True)
    return {row[header.index("来源文件")] for row in rows}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_without_libreoffice_the_rest_is_done_and_the_demo_says_what_is_missing(tmp_path, no_office):
    folder = tmp_path / "checkout"
    folder.mkdir()
    done = demo(folder)
    assert done.returncode == 0, done.stderr
    assert sum(f"未能读取“{name}”：" in done.stderr and ".docx 后重试" in done.stderr for name in OLD) == 2
    assert "未能读取的文件没有计入，其余照常整理" in done.stdout
    assert (folder / "out" / "问题清单.docx").exists()
    assert not OLD & sources(folder / "out" / "意见汇总.xlsx")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_with_libreoffice_every_example_is_read(tmp_path, office):
    done = demo(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "未能读取“" not in done.stderr
    assert "未能读取的文件没有计入" not in done.stdout
    assert sources(tmp_path / "out" / "意见汇总.xlsx") >= OLD


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_what_stops_everything_stops_the_demo(tmp_path, no_office, monkeypatch):
    """An exit code of 1 with nothing written, or any other, is no end that is well."""
    folder = tmp_path / "checkout"
    (folder / "out").mkdir(parents=True)
    (folder / "out" / "意见汇总.xlsx").write_bytes(b"of the last run")
    (folder / "own.toml").write_text("not toml", encoding="utf-8")
    monkeypatch.setenv(settings.ENVIRONMENT_VARIABLE, str(folder / "own.toml"))
    done = demo(folder)
    assert done.returncode != 0
    assert not (folder / "out" / "意见汇总.xlsx").exists()


def test_an_old_document_that_cannot_be_read_is_listed_and_the_exit_code_says_so(tmp_path, examples, no_office, capsys):
    assert run(["classify", str(examples), "-o", str(tmp_path / "o.xlsx")]) == 1
    assert sorted(line.split("”")[0] for line in capsys.readouterr().err.splitlines() if "未能读取“" in line) == sorted(
        f"未能读取“{name}" for name in OLD
    )
    assert (tmp_path / "o.xlsx").exists()
