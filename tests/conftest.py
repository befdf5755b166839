"""What several tests share. No test reads the user's own settings or data folder, and none opens a socket."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fourwinds import settings
from fourwinds.pipeline import Model
from fourwinds.records import COLUMNS, TaggedOpinion
from fourwinds.workflows.models import load_model
from tests import postgres

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file of the test's own, whose data folder is empty."""
    path = tmp_path / "own-settings.toml"
    path.write_text(f'data_folder = "{(tmp_path / "data").as_posix()}"\n', encoding="utf-8")
    monkeypatch.setenv(settings.ENVIRONMENT_VARIABLE, str(path))
    settings.load.cache_clear()
    yield path
    settings.load.cache_clear()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def examples() -> Path:
    return ROOT / "examples"


@pytest.fixture
def model() -> Model:
    """The model that ships with the program."""
    return load_model()


@pytest.fixture
def office() -> str:
    """Path of LibreOffice; without it the test is skipped, and with CI=true it fails."""
    found = shutil.which("soffice")
    if found is None or shutil.which("pdftoppm") is None:
        reason = "LibreOffice or pdftoppm is not installed (tests/system-packages.sh installs them as root on Debian)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """A private PostgreSQL; without it the test is skipped, and with CI=true it fails."""
    try:
        with postgres.cluster() as running:
            yield running
    except postgres.Missing as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With CI=true nothing may be skipped: a test that did not run proves nothing."""
    if os.environ.get("CI") == "true" and terminalreporter.stats.get("skipped"):
        terminalreporter.section("skipped with CI=true", red=True)
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED


def tagged(number: int, **changes: object) -> TaggedOpinion:
    """A tagged opinion, formalism by default, with some fields changed."""
    values: dict[str, object] = dict.fromkeys(COLUMNS, "")
    values |= {
        "opinion_id": str(number),
        "source": "a.csv",
        "row": number + 1,
        "start": 0,
        "end": 4,
        "text": f"会议太多{number}",
        "tag": "formalism",
        "tag_zh": "形式主义",
        "score": 0.9,
        "manifestation": "excessive_meetings",
        "manifestation_zh": "会议过多过长",
        "subject": "leadership",
        "subject_zh": "领导班子和领导干部",
        "status": "auto",
    }
    return TaggedOpinion(**{**values, **changes})  # type: ignore[arg-type]
