"""Where the app listens, and who may come in from there."""

from __future__ import annotations

import ipaddress
import socketserver
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import uvicorn

from fourwinds.errors import InputError, OutputError
from fourwinds.web.access import Access
from fourwinds.web.app import create_app
from fourwinds.workflows import accounts, incoming
from fourwinds.workflows.desk import Desk

_EVERYWHERE = ("0.0.0.0", "::")
USUAL_PORT = 8765  # the same one after a restart, so that an open tab finds the page again


@dataclass(frozen=True, slots=True)
class Running:
    """A server that has its port and waits for ``run``.

    Attributes:
        address: what browsers open.
        link: the one-time link, "" where accounts are required.
    """

    address: str
    link: str
    server: uvicorn.Server
    listening: Any
    warm: Callable[[], None]

    def run(self) -> None:
        """Serve until interrupted."""
        threading.Thread(target=self.warm, daemon=True).start()
        self.server.run(sockets=[self.listening])


def prepare(desk: Desk, *, host: str, port: int | None, names: Sequence[str], upload_bytes: int) -> Running:
    """Take the port and make the app.

    Args:
        host: address to listen on; others than this machine's own loopback need accounts.
        port: 0 is any free one; None is ``USUAL_PORT``, or any free one when that is taken.
        names: what colleagues type besides ``host``.

    Raises:
        InputError: the address needs accounts or names that are not there.
        OutputError: the port is taken or the address is not this machine's.
    """
    local = _is_loopback(host)
    if not local and not accounts.everybody(desk):
        raise InputError(
            f"地址“{host}”别的电脑也能访问，但还没有账号",
            allowed="没有账号时只能用 127.0.0.1",
            todo="先用 fourwinds users add 建账号",
        )
    if host in _EVERYWHERE and not names:
        raise InputError(f"地址“{host}”没有写明同事输入的名称", todo="用 --name 写上本机的局域网地址或主机名")
    incoming.forget_old(desk)
    if port is None:
        port = USUAL_PORT if _is_free(host, USUAL_PORT) else 0
    elif not _is_free(host, port):
        raise _no_port(host, port)
    access = Access(desk, is_local=local)
    config = uvicorn.Config(
        "", host=host, port=port, log_level="critical", access_log=False, server_header=False, date_header=True, lifespan="off",
        timeout_graceful_shutdown=5, h11_max_incomplete_event_size=64 << 10,
    )  # fmt: skip
    try:
        listening = config.bind_socket()
        listening.listen(128)  # from here on a browser that is early waits instead of being turned away
    except SystemExit:
        raise _no_port(host, port) from None
    port = listening.getsockname()[1]
    said = [host, *names, *(("127.0.0.1", "localhost") if local or host in _EVERYWHERE else ())]
    hosts = [
        f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
        for name in dict.fromkeys(said)
        if name not in _EVERYWHERE
    ]
    config.app = create_app(
        desk,
        access,
        hosts=[*hosts, *([name.rpartition(":")[0] for name in hosts] if port == 80 else [])],
        upload_bytes=upload_bytes,
    )
    address = f"http://{hosts[0]}/"
    return Running(
        address,
        f"{address}enter?token={access.once}" if access.once else "",
        uvicorn.Server(config),
        listening,
        desk.similar.warm,
    )


class _Probe(socketserver.TCPServer):
    allow_reuse_address = sys.platform != "win32"  # there it would let two programs share a port


def _no_port(host: str, port: int) -> OutputError:
    return OutputError(
        f"端口 {port} 已被占用，或“{host}”不是本机的地址" if port else f"“{host}”不是本机的地址",
        todo="换一个 --port，或关闭占用它的程序" if port else "改正 --host",
    )


def _is_free(host: str, port: int) -> bool:
    if ":" in host:  # the probe knows no IPv6
        return True
    try:
        _Probe((host, port), socketserver.BaseRequestHandler).server_close()
    except OSError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
