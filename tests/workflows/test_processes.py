"""This process alone and with others beside it tags alike, whatever becomes of the others."""

import os
import signal
import subprocess
import sys
from concurrent.futures import Future
from contextlib import suppress

import pytest

from fourwinds.records import Feedback
from fourwinds.workflows import classify as work
from fourwinds.workflows import processes, scale
from fourwinds.workflows.processes import ANSWERS, MOST, Processes
from fourwinds.workflows.report import write_tagged

SAID = [
    "会议太多，没时间备课", "1、食堂浪费严重；2、报修没人管", "无", "班主任把孩子打得流鼻血", "打我电话13800138000没人接",
    "意见：年级组长办事拖拉。另外食堂太贵", "；；", "😀工资太低",
]  # fmt: skip


@pytest.fixture(scope="module")
def answers():
    return [
        Feedback("a.xlsx", "Sheet1", n + 2, f"{SAID[n % len(SAID)]}{n % 99 or ''}", "对年级组的意见", f"{n:032x}")
        for n in range(4 * ANSWERS + 7)
    ]


@pytest.fixture
def told():
    return []


def test_two_processes_find_what_one_finds(answers, model, told):
    with Processes(0) as alone, Processes(1) as beside:
        beside._started[0].result()
        assert beside.tag(answers, model, 0.0, told.append) == alone.tag(answers, model, 0.0, lambda _: None)
    assert told == sorted(told)
    assert told[-1] == len(answers)


def test_one_that_is_killed_is_not_missed(answers, model, told):
    with Processes(1) as beside:
        beside._started[0].result()
        for process in beside._pool._processes.values():
            os.kill(process.pid, signal.SIGKILL)
        blocks = beside.tag(answers, model, 0.0, told.append)
    assert sum(len(block.orders) for block in blocks) == sum(
        len(block.orders) for block in Processes(0).tag(answers, model, 0.0, lambda _: None)
    )
    assert told[-1] == len(answers)


WAITS = """
import time
from fourwinds.workflows.processes import Processes
if __name__ == "__main__":
    with Processes(2) as beside:
        for start in beside._started:
            start.result()
        print("started", flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_others_end_when_this_one_is_killed(tmp_path, how):
    """They hold its standard output too: that ends when the last of them has."""
    script = tmp_path / "waits.py"
    script.write_text(WAITS, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as first:
        try:
            assert first.stdout.readline() == "started\n"
            first.send_signal(how)
            assert first.communicate(timeout=10) == ("", None)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(first.pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "refusal", [OSError(38, "Function not implemented"), ValueError("max_workers must be <= 61")]
)  # fmt: skip
def test_a_system_that_starts_none(answers, model, told, monkeypatch, refusal):
    def none(*_):
        raise refusal

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", none)
    with Processes(1) as beside:
        assert len(beside.tag(answers[:20], model, 0.0, told.append)) == 1


def test_a_large_server_starts_no_more_than_help(tmp_path, monkeypatch):
    """One rule for files that are read whole, where this process is one of them, and in parts, where it waits."""
    monkeypatch.setattr(processes, "cores", lambda: 64)
    monkeypatch.setattr(work, "LARGE", 0)
    others, workers = [], []
    monkeypatch.setattr(work, "Processes", lambda many: others.append(many) or Processes(0))
    monkeypatch.setattr(
        "joblib.Parallel", lambda n_jobs, **_: workers.append(n_jobs) or (lambda given: (do(*a) for do, a, _ in given))
    )
    (tmp_path / "a.csv").write_text("\n".join(["意见", *(f"会议太多，第{n}次" for n in range(20))]), encoding="utf-8")
    for jobs in (0, 63, 2):
        work.classify([tmp_path / "a.csv"], jobs=jobs)
        scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", jobs=jobs, part_bytes=32)
    assert others == [MOST - 1, MOST - 1, 1]
    assert workers == [MOST, MOST] * 2 + [2, 2]  # tagging and finishing


def test_one_that_takes_long_to_start_is_not_waited_for(answers, model, told):
    with Processes(1) as beside:
        beside._started = [Future()]
        beside.tag(answers[:ANSWERS], model, 0.0, told.append)
    assert told == [ANSWERS]


def test_an_error_elsewhere_is_an_error_here(answers, model):
    broken = [*answers, Feedback("a.xlsx", "Sheet1", 1, None)]
    with Processes(1) as beside, pytest.raises(TypeError):
        beside.tag(broken, model, 0.0, lambda _: None)


def test_a_large_file_gives_the_same_bytes(answers, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("\n".join(answer.text for answer in answers), encoding="utf-8")
    started = []
    monkeypatch.setattr(work, "Processes", lambda others: started.append(others) or Processes(others))
    for jobs, large in ((1, 0), (2, work.LARGE), (2, 0)):
        monkeypatch.setattr(work, "LARGE", large)
        result = work.classify([tmp_path / "a.txt"], jobs=jobs)
        write_tagged(result.opinions, result.funnel, tmp_path / f"{len(started)}.csv")
    assert started == [0, 0, 1]
    assert len({(tmp_path / f"{n}.csv").read_bytes() for n in (1, 2, 3)}) == 1
