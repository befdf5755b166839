"""Jobs: progress, cancelling, failing with a cause, and never spinning for ever."""

import threading
import time

import pytest

from fourwinds.errors import InputError
from fourwinds.workflows.jobs import CANCELLED, DONE, FAILED, RUNNING, WAITING, JobBoard


def until(board, key, *states):
    for _ in range(500):
        job = board.get(key)
        if job.state in states:
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def test_a_job_tells_how_far_it_is_and_what_came_of_it():
    board, go = JobBoard(), threading.Event()

    def work(beat):
        beat.step("归类")
        beat(30, 100)
        go.wait(5)
        return "7"

    key = board.start("classify", "教师问卷", "王工", work)
    while board.get(key).done == 0:
        time.sleep(0.01)
    time.sleep(0.6)
    job = board.get(key)
    assert (job.state, job.step, job.done, job.total) == (RUNNING, "归类", 30, 100)
    assert job.remaining > 0
    go.set()
    assert until(board, key, DONE).result == "7"
    assert board.get("unknown") is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("文件“a.csv”是空的", todo="检查是否导出成功"), "文件“a.csv”是空的；请检查是否导出成功。"),
        (MemoryError(), "内存不足"),
        (OSError(28, "No space left on device"), "No space left"),
        (ZeroDivisionError("secret"), "程序内部出错（ZeroDivisionError）"),
    ],
)
def test_what_raises_has_failed_with_a_sentence(error, said):
    board = JobBoard()

    def work(beat):
        raise error

    job = until(board, board.start("classify", "a", "b", work), FAILED)
    assert said in job.cause
    assert "secret" not in job.cause


def test_cancelled_at_the_next_sign_of_life_or_while_waiting():
    board, go = JobBoard(), threading.Event()

    def work(beat):
        go.wait(5)
        beat(1, 2)
        return "never"

    first, second = board.start("classify", "a", "b", work), board.start("classify", "c", "d", work)
    assert board.get(second).state == WAITING
    board.cancel(second)
    assert board.get(second).state == CANCELLED
    board.cancel(first)
    go.set()
    assert until(board, first, CANCELLED).result == ""


def test_a_silent_job_fails_with_a_cause_and_lets_the_next_one_in():
    board, go = JobBoard(silent_seconds=0.2), threading.Event()

    def silent(beat):
        beat.step("读取文件")
        go.wait(5)
        return "too late"

    key = board.start("classify", "a", "b", silent)
    until(board, key, FAILED)
    assert "“读取文件”超过" in board.get(key).cause
    assert until(board, board.start("classify", "c", "d", lambda beat: "done"), DONE).result == "done"
    go.set()
    time.sleep(0.05)
    assert board.get(key).state == FAILED


def test_the_last_step_is_carried_through_and_offers_no_way_to_cancel():
    """Before, 取消 during 存入 did nothing, and the batch was stored all the same."""
    board, begun, go = JobBoard(), threading.Event(), threading.Event()

    def work(beat):
        beat.step("存入", is_last=True)
        begun.set()
        go.wait(5)
        beat(1, 1)
        return "7"

    key = board.start("classify", "教师问卷", "王工", work)
    begun.wait(5)
    board.cancel(key)
    job = board.get(key)
    assert (job.can_cancel, job.is_cancelling) == (False, False)
    go.set()
    assert until(board, key, DONE).result == "7"


def test_who_cancels_is_told_at_once():
    board, go = JobBoard(), threading.Event()

    def work(beat):
        beat.step("归类")
        go.wait(5)
        beat(1, 2)
        return "7"

    key = board.start("classify", "教师问卷", "王工", work)
    while board.get(key).step != "归类":
        time.sleep(0.01)
    assert board.get(key).can_cancel
    board.cancel(key)
    assert board.get(key).is_cancelling
    go.set()
    assert not until(board, key, CANCELLED).is_cancelling
