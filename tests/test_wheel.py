"""The wheel is whole: it classifies and reports with the source folder absent."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return next(out.glob("fourwinds-*.whl"))


def test_it_holds_data_and_model_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "taxonomy.yaml",
        "filler.txt",
        "safety.txt",
        "traditional.txt",
        "models/default/card.json",
        "models/default/weights.npy",
        "corpora/gold/gold.jsonl",
        "corpora/opinions/seed_1.jsonl",
        "corpora/phrases/seed.tsv",
    ):
        assert f"fourwinds/data/{needed}" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"fourwinds"}
    assert not [
        name for name in names if name.endswith(".pyc") or (name.endswith(".jsonl") and "/corpora/" not in name)
    ]
    assert wheel.stat().st_size < 12 << 20


def test_it_works_without_the_source(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "意见.csv").write_text("意见\n会议太多，没时间备课\n", encoding="utf-8")
    run = f"import sys; sys.path = [p for p in sys.path if p != {str(ROOT / 'src')!r}]; from fourwinds.cli.main import main; import fourwinds; print(fourwinds.__file__); main()"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV")} | {
        "PYTHONPATH": str(tmp_path / "site")
    }
    environment["FOURWINDS_SETTINGS"] = str(tmp_path / "settings.toml")
    (tmp_path / "settings.toml").write_text(f'data_folder = "{(tmp_path / "data").as_posix()}"\n', encoding="utf-8")
    for arguments in (
        ["classify", "意见.csv", "-o", "o.xlsx"],
        ["report", "o.xlsx", "-o", "o.docx"],
        ["learn", "o.xlsx"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", run, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(tmp_path / "site"))
    assert (tmp_path / "o.docx").exists()
    where = "from fourwinds.intake.corpus import shipped_folder; print(shipped_folder())"
    found = subprocess.run([sys.executable, "-c", where], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(tmp_path / "site" / "fourwinds" / "data" / "corpora")
