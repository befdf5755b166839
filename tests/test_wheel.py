"""The packages are whole: installed from the offline folder they classify and report, source folder and network absent."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
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


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The program in a fresh environment, put there by the offline folder's own script with the network off."""
    made = sorted(
        (ROOT / "dist" / "offline").glob("fourwinds-*/wheels/fourwinds-*.whl"), key=lambda p: p.stat().st_mtime
    )
    if not made:
        reason = "no offline folder; `make wheelhouse` makes it (part of `make test`)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("pc") / "离线 安装"
    shutil.copytree(made[-1].parents[1], folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTHON", "PIP_", "VIRTUAL"))}
    alone = ["unshare", "-n"] if os.geteuid() == 0 and shutil.which("unshare") else []
    script = [*alone, "bash", str(folder / "install-offline.sh")]
    done = subprocess.run(
        script, cwd="/", env={**environment, "PYTHON": sys.executable, "HOME": str(folder)}, capture_output=True, text=True, timeout=300
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, environment


def test_checksums_of_the_offline_folder_are_right(installed):
    folder, _ = installed
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_it_works_without_source_and_network(installed, tmp_path):
    folder, environment = installed
    (tmp_path / "意见.csv").write_text("意见\n会议太多，没时间备课\n", encoding="utf-8")
    (tmp_path / "settings.toml").write_text(f'data_folder = "{(tmp_path / "data").as_posix()}"\n', encoding="utf-8")
    environment = {**environment, "FOURWINDS_SETTINGS": str(tmp_path / "settings.toml")}
    program = folder / ".venv" / "bin" / "fourwinds"
    for arguments in (
        ["classify", "意见.csv", "-o", "o.xlsx"],
        ["report", "o.xlsx", "-o", "o.docx"],
        ["learn", "o.xlsx"],
        ["doctor"],
    ):
        done = subprocess.run([program, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "o.docx").exists()
    where = [folder / ".venv" / "bin" / "python", "-c", "import fourwinds; print(fourwinds.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(folder))
    where[-1] = "from fourwinds.intake.corpus import shipped_folder; print(shipped_folder())"
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(folder))


def test_its_start_script_opens_the_page_on_a_free_port(installed, tmp_path):
    folder, environment = installed
    (tmp_path / "settings.toml").write_text(f'data_folder = "{(tmp_path / "data").as_posix()}"\n', encoding="utf-8")
    environment = {**environment, "FOURWINDS_SETTINGS": str(tmp_path / "settings.toml"), "BROWSER": "true"}
    with subprocess.Popen(
        ["bash", str(folder / "start.sh")], cwd="/", env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as running:  # fmt: skip
        try:
            said = [running.stdout.readline() for _ in range(3)]
        finally:
            running.terminate()
    assert re.search(r"http://127\.0\.0\.1:\d+/enter\?token=", "".join(said)), said


def test_the_source_package_holds_what_a_rebuild_needs(tmp_path):
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in (
        "src/fourwinds/data/taxonomy.yaml", "models/default/card.json", "corpora/gold/gold.jsonl", "README.md",
        "constraints.txt", "Makefile", "packaging/wheelhouse.py", "tests/test_wheel.py",
    ):  # fmt: skip
        assert needed in names
