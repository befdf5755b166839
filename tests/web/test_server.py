"""The port: the usual one, a free one when that is taken, and no other than the one that was asked for."""

import signal
import socket
import sys

import pytest

from fourwinds.errors import OutputError
from fourwinds.web import server

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def taken(monkeypatch):
    """A port that somebody listens on, which is also the usual one."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(server, "USUAL_PORT", other.getsockname()[1])
        yield other.getsockname()[1]


def prepared(desk, port, host="127.0.0.1"):
    running = server.prepare(desk, host=host, port=port, names=(), upload_bytes=1 << 20)
    running.listening.close()
    return int(running.address.rstrip("/").rpartition(":")[2])


def test_the_usual_port_is_taken_again_after_a_restart(desk, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        free = other.getsockname()[1]
    monkeypatch.setattr(server, "USUAL_PORT", free)
    assert [prepared(desk, None), prepared(desk, None)] == [free, free]


def test_a_second_program_takes_a_free_port(desk, taken):
    assert prepared(desk, None) not in (0, taken)


def test_a_port_that_was_asked_for_is_that_or_none(desk, taken):
    with pytest.raises(OutputError, match=f"端口 {taken} 已被占用"):
        prepared(desk, taken)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to a whole console")
def test_the_announced_way_to_end_is_no_failure(serving):
    """Before, Ctrl+C said 已取消 and ended with 1."""
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a run in the background ignores it, and so would the server
    try:
        process = serving.start().process
    finally:
        signal.signal(signal.SIGINT, before)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert (said.splitlines()[-1], process.returncode) == ("已停止。", 0)
