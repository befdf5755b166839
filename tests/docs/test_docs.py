"""Documents that cannot go stale: every README command runs, and the reference is what the program says."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fourwinds.intake import files, libreoffice
from fourwinds.workflows import report

ROOT = Path(__file__).parents[2]
MAKE = re.compile(r"^make (\w+)", re.MULTILINE)


def _blocks(name, language):
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)


def _commands(name):
    lines = [line.partition("  #")[0].strip() for block in _blocks(name, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("fourwinds")]


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """A folder with what the README speaks of, the examples and a folder of feedback."""
    unreadable = () if libreoffice.find() else ("*.doc", "*.wps")
    for name in ("examples", "意见文件夹"):
        shutil.copytree(ROOT / "examples", tmp_path / name, ignore=shutil.ignore_patterns(*unreadable))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_commands_run(name, workplace):
    commands = _commands(name)
    assert len(commands) >= 3
    for command in commands:
        words = shlex.split(command)
        if words[1:] == ["serve"]:
            assert "一次性链接" in _served(words)
            continue
        done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stderr)


def test_every_readable_kind_of_file_is_named_where_people_look_for_it():
    """A new suffix in ``files.SUFFIXES`` is known to the upload page and to errors by itself; these say it in words."""
    for name in ("README.zh-CN.md", "docs/cli.md"):
        said = set(re.findall(r"[a-z]+", (ROOT / name).read_text(encoding="utf-8")))
        assert {suffix[1:] for suffix in files.READABLE} - {"xlsm"} <= said, name


def test_every_kind_of_paper_is_named_where_people_look_for_it():
    for name in ("docs/papers.md", "docs/cli.md"):
        said = set(re.findall(r"[a-z_]+", (ROOT / name).read_text(encoding="utf-8")))
        assert set(report.kinds()) <= said, name


def _served(words):
    """What the server says before it waits for visitors."""
    command = [sys.executable, "-m", *words, "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        said = ""
        while "Ctrl+C" not in said and (line := server.stdout.readline()):
            said += line
        server.kill()
    return said


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_make_targets_exist(name):
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = set(MAKE.findall((ROOT / name).read_text(encoding="utf-8")))
    assert asked
    assert asked <= targets


def test_readme_python_runs(capsys):
    for block in _blocks("README.md", "python"):
        exec(compile(block, "README.md", "exec"), {})
    assert "formalism excessive_meetings" in capsys.readouterr().out


def test_promises_name_tests_that_exist():
    promises = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Promises")[2].partition("\n## ")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ")][1:]
    named = [re.findall(r"\[`(test_\w+)`\]\((tests/[\w/.]+)\)", row) for row in rows]
    assert len(rows) >= 30
    assert [row for row, tests in zip(rows, named, strict=True) if not tests and "--disable-socket" not in row] == []
    lost = [test for tests in named for test in tests if f"def {test[0]}(" not in (ROOT / test[1]).read_text("utf-8")]
    assert lost == []


def test_commands_in_documents_are_the_programs():
    """Commands of the manual and its neighbours parse; those of the READMEs run."""
    import click

    from fourwinds.cli.main import fourwinds

    found = [command for path in sorted((ROOT / "docs").glob("*.md")) for command in _commands(f"docs/{path.name}")]
    assert len(found) >= 12
    for command in found:
        group, words = fourwinds, shlex.split(re.sub(r"--store \S+ ", "", command))[1:]
        while isinstance(group, click.Group):
            _, group, words = group.resolve_command(click.Context(group), words)
        group.make_context(command, words)


def test_status_has_a_command_for_every_target():
    lines = (ROOT / "docs" / "status.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split(" | ") for line in lines if line.startswith("| ") and "target" not in line]
    assert len(rows) >= 45
    assert [row for row in rows if len(row) != 4 or not all(cell.strip() for cell in row)] == []


def test_links_lead_somewhere():
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), (path.name, link)


def test_command_reference_is_fresh():
    spec = importlib.util.spec_from_file_location("build_cli", ROOT / "docs" / "build_cli.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.text(), "run python docs/build_cli.py"


@pytest.mark.parametrize("name", ["start.sh", "start.bat", "packaging/offline/start.sh", "packaging/offline/start.bat"])
def test_start_scripts_open_the_page_on_the_usual_port_with_options_that_exist(name):
    from fourwinds.cli.serve import serve

    raw = (ROOT / name).read_bytes()
    called = re.findall(rb"fourwinds serve([^|\r\n]*)", raw)
    assert len(called) == 1
    context = serve.make_context("serve", called[0].decode().split())
    assert (context.params["port"], context.params["host"], context.params["no_browser"]) == (None, "127.0.0.1", False)
    assert (b"\r\n" in raw) == name.endswith(".bat")


def test_pictures_are_small_and_are_those_that_the_script_makes():
    spec = importlib.util.spec_from_file_location("build_pictures", ROOT / "docs" / "build_pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    assert {path.stem for path in found} == set(module.PICTURES)
    assert [path.name for path in found if path.stat().st_size > 200_000] == []
    shown = "".join(p.read_text(encoding="utf-8") for p in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
    assert [path.name for path in found if f"pictures/{path.name})" not in shown] == []


def test_what_the_privacy_page_states_is_what_the_code_does():
    from fourwinds.store import backups
    from fourwinds.web import access, throttle
    from fourwinds.workflows import incoming

    said = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert f"会话 {access.HOURS} 小时后失效" in said
    assert f"没人理的，{incoming.FORGOTTEN_AFTER / 3600:.0f} 小时后" in said
    assert f"同一原因留最近 {backups._LATEST} 份，另加最近 {backups._DAYS} 天每天最后一份" in said
    assert f"连续输错 {throttle.FREE} 次后要等" in said
    for file in re.findall(r"`((?:intake|clean|web|workflows|store)/[\w/]+\.py)`", said):
        assert (ROOT / "src" / "fourwinds" / file).exists(), file
    for folder in ("backups", "uploads", "papers", "certificates"):
        found = [p for p in (ROOT / "src").rglob("*.py") if f'"{folder}"' in p.read_text(encoding="utf-8")]
        assert f"`{folder}/" in said
        assert found, folder
