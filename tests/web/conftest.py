"""A desk with a batch, clients that are let in, and a real server with a real browser for what only they can show."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import tagged

from fourwinds.review_records import ROLE_APPROVER, ROLE_REVIEWER, ROLE_STAFF, Batch
from fourwinds.store.front import open_store
from fourwinds.web.access import Access
from fourwinds.web.app import create_app
from fourwinds.workflows import accounts, keep
from fourwinds.workflows.desk import Desk

HOST = "127.0.0.1:8765"
PASSWORD = "回声-corridor-7"
TEXTS = (
    "会议太多，没时间备课", "班主任当着全班骂孩子笨", "办事要跑好几趟，部门之间互相推", "食堂菜价贵", "公车接孩子上学",
    "领导开会迟到还玩手机", "会议太多，没时间备课！", "希望多组织青年教师外出学习",
)  # fmt: skip
PEOPLE = {"王工": ROLE_STAFF, "李审": ROLE_REVIEWER, "赵审": ROLE_REVIEWER, "陈批": ROLE_APPROVER}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{(tmp_path / 'data' / 'fourwinds.db').as_posix()}")
    yield Desk(store, tmp_path / "data")
    store.close()


def fill(
    desk: Desk, texts: tuple[str, ...] = TEXTS, *, name: str = "教师问卷", double_share: float = 0.0,
    statuses: Mapping[int, str] | None = None,
) -> Batch:  # fmt: skip
    """A batch of opinions; the later, the surer the model was. ``statuses``: place to another suggested status."""
    rows = [
        tagged(
            i,
            text=text,
            end=len(text),
            score=0.3 + 0.05 * i,
            status=(statuses or {}).get(i, "review" if i < 4 else "auto"),
            source=f"{name}.csv",
        )
        for i, text in enumerate(texts)
    ]
    return keep.keep_tagged(
        rows, desk.store, "王工", contexts=["您的意见"] * len(rows), model="default", counts={"拆分出意见": len(rows)}, name=name,
        double_share=double_share,
    ).batch  # fmt: skip


@pytest.fixture
def batch(desk: Desk) -> Batch:
    return fill(desk)


@pytest.fixture
def access(desk: Desk) -> Access:
    return Access(desk, is_local=True)


@pytest.fixture
def stranger(desk: Desk, access: Access) -> Iterator[TestClient]:
    """A client that nobody has let in."""
    app = create_app(desk, access, hosts=[HOST], upload_bytes=2 << 20)
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as client:
        yield client


class Page:
    """A client with a session; posts carry what the page's form would carry."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        found = re.search(r'name="csrf" content="([0-9a-f]+)"', client.get("/upload").text)
        assert found
        self.csrf = found[1]

    def get(self, path: str, **more: object) -> object:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, object] | None = None, **more: object) -> object:
        return self.client.post(path, data={"csrf": self.csrf, **(data or {})}, **more)


@pytest.fixture
def local(stranger: TestClient, access: Access) -> Page:
    """Who came in by the one-time link."""
    stranger.get("/enter", params={"token": access.once})
    return Page(stranger)


@pytest.fixture
def people(desk: Desk) -> dict[str, str]:
    """Accounts of every role."""
    for name, role in PEOPLE.items():
        accounts.add(desk, name, PASSWORD, role, "陈批")
    return PEOPLE


@pytest.fixture
def login(desk: Desk, access: Access, people: dict[str, str]) -> Callable[[str], Page]:
    """A page of one of the people, in a browser of their own."""
    app = create_app(desk, access, hosts=[HOST], upload_bytes=2 << 20)

    def enter(name: str) -> Page:
        client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
        return Page(client)

    return enter


# A real server and a real browser.


def chromium() -> str:
    """Path of Chromium; without it the test is skipped, and with CI=true it fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        reason = "Chromium is not installed (tests/system-packages.sh installs it as root on Debian)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Serving:
    """``fourwinds serve`` in a process of its own."""

    def __init__(self, folder: Path, *arguments: str, store: str = "") -> None:
        self.folder = folder
        settings = folder / "settings.toml"
        folder.mkdir(parents=True, exist_ok=True)
        settings.write_text(
            f'data_folder = "{(folder / "data").as_posix()}"\nunit = "青禾实验学校"\n', encoding="utf-8"
        )
        self.environment = {
            **os.environ,
            "FOURWINDS_SETTINGS": str(settings),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
        }
        self._store = ["--store", store] if store else []
        self._arguments = arguments
        self.process: subprocess.Popen[str] | None = None
        self.port = 0
        self.link = ""

    def start(self) -> Serving:
        """Start, or start again on the same port; waits until it has said where."""
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "fourwinds",
            *self._store,
            "serve",
            "--port",
            str(self.port),
            "--no-browser",
        ]
        self.process = subprocess.Popen(
            [*command, *self._arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8",
        )  # fmt: skip
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if found := re.search(r"http://\S+:(\d+)/\S*", line):
                self.port = int(found[1])
            if found := re.search(r"http://\S+/enter\?token=\S+", line):
                self.link = found[0]
            if "Ctrl+C" in line:
                return self
        raise AssertionError(f"the server ended: {said}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    made = Serving(tmp_path / "serving")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as running:
        made = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()
