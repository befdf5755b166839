"""Jobs run beside each other, an erasure only alone; processes know of each other, and a killed one holds nothing."""

import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest

from fourwinds.errors import StoreError
from fourwinds.store.front import open_store

HOLDS = """
import sys, time
from fourwinds.store.front import open_store
with open_store(sys.argv[1]).at_work.shared():
    print("held", flush=True)
    time.sleep(60)
"""


def test_jobs_run_beside_each_other_and_an_erasure_only_alone(store):
    busy = "有任务在进行，可能还会写下这批意见，没有销毁；请等任务结束"
    with store.at_work.shared(), store.at_work.shared(), pytest.raises(StoreError, match=busy), store.at_work.alone():
        raise AssertionError("not alone")
    with store.at_work.alone(), pytest.raises(StoreError), store.at_work.alone():
        raise AssertionError("two alone")
    with store.at_work.alone():
        pass


def test_a_job_waits_until_an_erasure_is_over(store):
    order = []

    def job():
        with store.at_work.shared():
            order.append("job")

    with store.at_work.alone():
        thread = threading.Thread(target=job)
        thread.start()
        thread.join(0.3)
        order.append("erased")
    thread.join(30)
    assert order == ["erased", "job"]


def test_another_process_counts_until_it_is_killed(store, url):
    other = subprocess.Popen([sys.executable, "-c", HOLDS, url], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="没有销毁"), store.at_work.alone():
            raise AssertionError("not alone")
    finally:
        other.send_signal(signal.SIGKILL)
        other.wait()
        other.stdout.close()
    for _ in range(50):  # PostgreSQL takes a moment to notice
        with suppress(StoreError), store.at_work.alone():
            return
        time.sleep(0.1)
    raise AssertionError("the dead process still holds it")


def test_an_erasure_that_does_not_end_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("fourwinds.store.at_work._PATIENCE", 0.1)
    store = open_store(f"sqlite:///{tmp_path}/s/fourwinds.db")
    with store.at_work.alone(), pytest.raises(StoreError, match="正在销毁批次，一直没有结束；请等销毁结束后重试"):
        store.backup("manual")
    store.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    store = open_store(f"sqlite:///{tmp_path}/s/fourwinds.db")
    monkeypatch.setattr(store.at_work, "_file", tmp_path / "gone" / "work.lock")
    with pytest.raises(StoreError, match="打不开；请检查文件夹权限"), store.at_work.shared():
        raise AssertionError("no lock")
    store.close()
