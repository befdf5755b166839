"""What every request passes before a page sees it: host, origin, size; and the headers every answer carries.

Plain ASGI, because a response must not be held in memory for a header and a body must be counted while it comes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL_BODY = 1 << 20
_DIGITS = 18  # of a length; Python reads no number of thousands of digits
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = "/static/"


class TooLarge(Exception):  # noqa: N818 - what happened
    """The body has more bytes than the route takes."""


class Guard:
    """Refuses foreign hosts, foreign origins and large bodies; sets the security headers.

    Args:
        app: what stands behind.
        hosts: values of ``Host`` that are ours, with port; a page of another name that resolves to this machine
            (DNS rebinding) is refused.
        large: path of a route that takes large bodies, and how many bytes.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], large: tuple[str, int]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._large = large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        said = Headers(scope=scope)
        host = said.get("host", "").lower()
        if host not in self._hosts:
            await _refuse(send, 421, "这个地址不是本程序的地址；请用程序启动时显示的地址打开。")
            return
        if scope["method"] not in SAFE_METHODS:
            origin = said.get("origin")
            if (origin is not None and origin.lower() != f"http://{host}") or said.get(
                "sec-fetch-site"
            ) == "cross-site":
                await _refuse(send, 403, "这个请求来自别的网页，没有执行；请在本程序的页面上操作。")
                return
        limit = self._large[1] if scope["path"] == self._large[0] else SMALL_BODY
        declared = said.get("content-length", "0")
        if not declared.isdecimal() or len(declared) > _DIGITS or int(declared) > limit:
            await _refuse(send, 413, _too_large(limit))
            return
        await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        taken = 0
        begun = over = False

        async def counting() -> Message:
            nonlocal taken, over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                over = True
                raise TooLarge
            return message

        async def dressed(message: Message) -> None:
            nonlocal begun
            if over and not begun:
                return  # the answer that the page made of the broken body; ours follows
            if message["type"] == "http.response.start":
                begun = True
                _dress(message, scope["path"])
            await send(message)

        try:
            await self._app(scope, counting, dressed)
        except TooLarge:
            over = True
        if over and not begun:
            await _refuse(send, 413, _too_large(limit))


def _too_large(limit: int) -> str:
    return f"提交的内容超过 {limit >> 20} MB，没有接收；请分成几次提交。"


def _dress(message: Message, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "max-age=86400" if path.startswith(STATIC) else "no-store")


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    start: dict[str, Any] = {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))],
    }
    _dress(start, "")
    await send(start)
    await send({"type": "http.response.body", "body": body})
