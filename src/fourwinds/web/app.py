"""The app: guard and gate in front, one small file of routes per page behind, errors as Chinese sentences."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fourwinds.errors import FourwindsError
from fourwinds.web import pages
from fourwinds.web.access import Access
from fourwinds.web.guard import SAFE_METHODS, STATIC, Guard, TooLarge
from fourwinds.web.routes import ROUTERS
from fourwinds.web.visitor import Gate, Refused, is_fragment
from fourwinds.workflows.desk import Desk

UPLOAD_BYTES = 256 << 20
_HTTP_ZH = {404: "没有这个页面；请从批次列表重新进入。", 405: "这个地址不能这样使用；请从页面上的按钮操作。"}


def create_app(desk: Desk, access: Access, *, hosts: Sequence[str], upload_bytes: int = UPLOAD_BYTES) -> FastAPI:
    """The web app on an open desk.

    Args:
        desk: store, data folder and jobs.
        access: sessions.
        hosts: what browsers may call this server, with port, e.g. ``127.0.0.1:8765``.
        upload_bytes: largest upload.
    """
    app = FastAPI(
        title="fourwinds",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(Guard, hosts=hosts, large=("/upload", upload_bytes)),
            Middleware(Gate, access=access, desk=desk),
            Middleware(Net),
        ],
    )
    app.state.access = access
    app.state.upload_bytes = upload_bytes
    app.mount(STATIC.rstrip("/"), StaticFiles(directory=pages.HERE / "static"))
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(FourwindsError, _said)
    app.add_exception_handler(RequestValidationError, _incomplete)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _unreadable)
    return app


class Net:
    """The last net: no traceback for a clerk. Stands inside the guard, so that its answers carry the headers too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except TooLarge:
            raise
        except Exception as error:
            if begun or os.environ.get("FOURWINDS_DEBUG"):
                raise
            await _broken(Request(scope), error)(scope, receive, send)


def _answer(request: Request, status: int, sentence: str) -> Response:
    if is_fragment(request):
        return PlainTextResponse(sentence, status)
    return pages.render(request, "error.html", status, sentence=sentence, back=_from_where(request))


def _from_where(request: Request) -> str:
    """The page of ours that a form or a link was on, so that a mistake is put right there; "" where it is not known."""
    try:
        came = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # a host in half a pair of brackets
        return ""
    is_ours = came.netloc.lower() == request.headers.get("host", "").lower() and re.match(r"/[a-z]", came.path)
    is_itself = request.method in SAFE_METHODS and came.path == request.url.path
    if not is_ours or is_itself or came.path in ("/login", "/enter"):
        return ""
    return f"{came.path}?{came.query}" if came.query else came.path


async def _said(request: Request, error: Exception) -> Response:
    return _answer(request, 403 if isinstance(error, Refused) else 400, str(error))


async def _incomplete(request: Request, error: Exception) -> Response:
    return _answer(request, 422, "提交的内容不完整或格式不对；请刷新页面后重试。")


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return _answer(request, status, _HTTP_ZH.get(status, "这个请求读不懂；请刷新页面后重试。"))


async def _unreadable(request: Request, error: Exception) -> Response:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
    return _answer(request, 500, f"文件读写不了（{reason}）；请检查磁盘空间和权限后重试。")


def _broken(request: Request, error: Exception) -> Response:
    return _answer(
        request, 500, f"程序内部出错（{type(error).__name__}），这一步没有执行；请重试，仍不行请转告维护人员。"
    )
