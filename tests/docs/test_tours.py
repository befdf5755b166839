"""The tours of CONTRIBUTING.md work: each patch applies to a copy of the tree, and each command does what is said."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINKED = ("models", "corpora", "examples", "pyproject.toml")
HEADINGS = ("Add a manifestation", "Add a file format", "Add a paper", "Add a splitting rule")


def blocks(tour, language):
    """The fenced blocks of a tour, in order."""
    _, _, rest = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"### {tour}\n")
    assert rest, tour
    own = re.split(r"^##", rest, maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(rf"^```{language}\n(.*?)^```", own, re.DOTALL | re.MULTILINE)


@pytest.fixture
def copy(tmp_path):
    """The tree as a contributor has it."""
    copied = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=copied)
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=copied)
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(folder, *words):
    """Run a command in the copy; returns what it printed."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
    done = subprocess.run(
        words, cwd=folder, env={**clean, "PYTHONPATH": str(folder / "src")}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def follow(folder, tour):
    """Apply the tour's patch and run its commands; returns what each command printed."""
    (patch,) = blocks(tour, "diff")
    (folder / "tour.diff").write_text(patch, encoding="utf-8")
    run(folder, "git", "apply", "--unsafe-paths", "tour.diff")
    (commands,) = blocks(tour, "sh")
    return [run(folder, sys.executable, *shlex.split(line)[1:]) for line in commands.splitlines()]


def test_every_tour_is_followed_here():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Tours\n")[2]
    assert tuple(re.findall(r"^### (.+)$", text, re.MULTILINE)) == HEADINGS


def test_an_offices_own_manifestation(copy, tmp_path, own_settings):
    from openpyxl import load_workbook

    (setting,), (additions,) = blocks(HEADINGS[0], "toml"), blocks(HEADINGS[0], "yaml")
    own_settings.write_text(own_settings.read_text(encoding="utf-8") + setting, encoding="utf-8")
    (own_settings.parent / "additions.yaml").write_text(additions, encoding="utf-8")
    run(copy, sys.executable, "-m", "fourwinds", "classify", "examples/家长留言.csv", "-o", "a.xlsx", "--quiet")
    choices = load_workbook(copy / "a.xlsx")["选项"]
    assert "打卡小程序过多" in {cell for row in choices.iter_rows(values_only=True) for cell in row}


def test_a_manifestation_that_ships(copy):
    (said,) = follow(copy, HEADINGS[0])
    assert "passed" in said


def test_a_file_format(copy):
    (said,) = follow(copy, HEADINGS[1])
    assert "1 passed" in said


def test_a_paper(copy):
    *_, traced, said = follow(copy, HEADINGS[2])
    assert "意见" in traced
    assert "passed" in said
    assert "failed" not in said


def test_a_splitting_rule(copy):
    ask = "from fourwinds.intake.split import split; print(len(split('值班室半夜没有人。泳池去年就说要修，到现在没动静。')))"
    assert run(copy, sys.executable, "-c", ask).strip() == "1"
    (said,) = follow(copy, HEADINGS[3])
    assert "passed" in said
    assert run(copy, sys.executable, "-c", ask).strip() == "2"
