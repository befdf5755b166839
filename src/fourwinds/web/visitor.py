"""Who is asking: the gate in front of every page but the way in, and what routes ask of a visitor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from fourwinds.errors import InputError
from fourwinds.review_records import ROLE_APPROVER, ROLE_REVIEWER, ROLE_STAFF, ROLES_ZH, User
from fourwinds.web.access import COOKIE, Access, is_csrf
from fourwinds.web.guard import SAFE_METHODS, STATIC
from fourwinds.workflows.desk import Desk

OPEN_PATHS = ("/login", "/enter", "/alive")
_RANK = {ROLE_STAFF: 0, ROLE_REVIEWER: 1, ROLE_APPROVER: 2}
LARGEST_KEY = 1 << 53


class Refused(InputError):  # noqa: N818 - what happened
    """The visitor's role does not allow it, or the form was not made for this session."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and with what session."""

    user: User
    session: str
    desk: Desk

    @property
    def name(self) -> str:
        """Account name."""
        return self.user.name

    def may(self, role: str) -> bool:
        """Whether the visitor's role includes ``role``: an approver may all that a reviewer may, and so on."""
        return _RANK[self.user.role] >= _RANK[role]


class Gate:
    """Lets nobody without a session past the way in, before anything of the request's body is read."""

    def __init__(self, app: ASGIApp, *, access: Access, desk: Desk) -> None:
        self._app = app
        self._access = access
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        session = HTTPConnection(scope).cookies.get(COOKIE, "")
        user = await run_in_threadpool(self._access.user_of, session) if session else None
        if user is not None:
            scope.setdefault("state", {})["visitor"] = Visitor(user, session, self._desk)
        elif not (scope["path"] in OPEN_PATHS or scope["path"].startswith(STATIC)):
            await _to_the_door(HTTPConnection(scope), scope["method"], bool(session))(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_fragment(request: HTTPConnection) -> bool:
    """Whether a script asks for a part of a page, which cannot be sent elsewhere."""
    return "hx-request" in request.headers or "x-fragment" in request.headers


def _to_the_door(request: HTTPConnection, method: str, was_in: bool) -> Response:
    """The login page, which says what became of a form; scripts are told in a sentence."""
    changes = method not in SAFE_METHODS
    if is_fragment(request) or (changes and "text/html" not in request.headers.get("accept", "")):
        return PlainTextResponse("登录已过期，这一步没有执行；请重新登录后再试。", 401)
    said = "undone" if changes else "expired" if was_in else ""
    return RedirectResponse(f"/login?said={said}" if said else "/login", 303)


async def visitor(request: Request) -> Visitor:
    """The visitor; the gate has made sure that there is one."""
    found: Visitor = request.state.visitor
    return found


def at_least(role: str) -> Callable[..., Awaitable[Visitor]]:
    """What a route depends on that asks for a role."""

    async def check(who: Annotated[Visitor, Depends(visitor)]) -> Visitor:
        if not who.may(role):
            raise Refused(
                f"账号“{who.name}”的角色是{ROLES_ZH[who.user.role]}，不能做这一步", todo=f"由{ROLES_ZH[role]}操作"
            )
        return who

    return check


async def signed(request: Request, who: Annotated[Visitor, Depends(visitor)]) -> None:
    """What every route that changes something depends on: the form was made for this session."""
    said = request.headers.get("x-csrf")
    if said is None:
        field = (await request.form()).get("csrf", "")
        said = field if isinstance(field, str) else ""
    if not is_csrf(who.session, said):
        raise Refused("这个页面已经过期，没有执行", todo="刷新页面后再操作一次")


Staff = Annotated[Visitor, Depends(at_least(ROLE_STAFF))]
Reviewer = Annotated[Visitor, Depends(at_least(ROLE_REVIEWER))]
Approver = Annotated[Visitor, Depends(at_least(ROLE_APPROVER))]
Key = Annotated[int, Path(ge=1, le=LARGEST_KEY)]
Words = Annotated[str, Form(max_length=2000)]
Number = Annotated[int, Form(ge=0, le=LARGEST_KEY)]


def without_controls(text: str) -> str:
    """Words from a form without control characters, which no database and no person wants."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t").strip()
