"""Rules of the house that no other tool checks."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_nothing_that_runs_when_loaded_is_ever_loaded(path):
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = {a.name for a in node.names} | {getattr(node, "module", None)}
            assert not names & {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "skops"}
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {("joblib", "load"), ("joblib", "dump")}
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


def test_every_array_is_loaded_without_pickle():
    loads = [line for p in MODULES for line in p.read_text(encoding="utf-8").splitlines() if "np.load(" in line]
    assert loads
    assert all("allow_pickle=False" in line for line in loads)


def test_no_module_is_longer_than_400_lines():
    assert {p.name: n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400} == {}


def test_no_rooms_without_a_name():
    assert not {p.stem for p in MODULES} & {"utils", "util", "helpers", "common", "misc"}


def test_no_tag_name_is_written_in_code():
    """Tags are data. Only the doctests and docstrings may name one as an example."""
    codes = {"formalism", "bureaucratism", "hedonism", "extravagance", "teacher_ethics"}
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(n.body[0].value)
            for n in ast.walk(tree)
            if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef)) and n.body and isinstance(n.body[0], ast.Expr)
        }
        named = {
            n.value
            for n in ast.walk(tree)
            if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
        }
        assert not named & codes, path


def test_product_does_not_know_where_it_was_built():
    """No file names the folder this checkout lies in, nor a home or temporary folder."""
    here = {str(ROOT), str(ROOT.parent) + "/", "/home/", "/tmp/"} - {"/"}
    for folder in ("src", "docs", "benchmarks", "examples", "notebooks", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".sh", ".toml", ".ipynb", ".yaml"}:
                text = path.read_text(encoding="utf-8")
                assert not [place for place in here if place in text], path


def test_no_error_asks_twice():
    """``FourwindsError`` puts 请 in front of what to do."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "todo":
                parts = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
                first = parts[0].value if isinstance(parts[0], ast.Constant) else ""
                assert not str(first).startswith("请"), (path, first)
