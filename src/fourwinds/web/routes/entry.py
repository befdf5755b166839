"""The way in and out: one-time link, login, logout."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from fourwinds.web import pages
from fourwinds.web.access import COOKIE, HOURS, Access
from fourwinds.web.visitor import Staff, Words, signed
from fourwinds.workflows import accounts

router = APIRouter()
_CAUSES = {
    "expired": "登录已过期；请重新登录。",
    "undone": "登录已过期，这一步没有执行；请重新登录后再做一次。",
}
_SAID = {"password": "密码已经改好；请用新密码登录。", "out": "已退出。"}


@router.get("/alive")
def alive() -> Response:
    """Whether the server is there; says nothing else."""
    return PlainTextResponse("ok")


@router.get("/enter")
def enter(request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Trade the one-time link for a session."""
    access: Access = request.app.state.access
    session = access.enter(token)
    if not session and getattr(request.state, "visitor", None) is not None:
        return RedirectResponse("/", 303)  # the link clicked again by who is in already
    if not session:
        return pages.render(
            request,
            "login.html",
            403,
            cause="这个链接已经用过或不对；请关掉启动程序的窗口，重新启动，用新的链接进入。",
            said="",
        )
    return _with_session(RedirectResponse("/", 303), session)


@router.get("/login")
def form(request: Request, said: Annotated[str, Query(max_length=20)] = "") -> Response:
    """The login page."""
    return pages.render(request, "login.html", cause=_CAUSES.get(said, ""), said=_SAID.get(said, ""))


@router.post("/login")
def login(request: Request, name: Words = "", password: Words = "") -> Response:
    """Try a name and a password."""
    access: Access = request.app.state.access
    address = request.client.host if request.client else ""
    session, wait = access.login(name.strip(), password, address)
    if session:
        return _with_session(RedirectResponse("/", 303), session)
    if wait:
        return _too_often(request, "login.html", wait)
    return pages.render(request, "login.html", 403, cause="账号或密码不对；请核对后重试。", said="")


@router.post("/logout", dependencies=[Depends(signed)])
def logout(request: Request, who: Staff) -> Response:
    """End the session."""
    access: Access = request.app.state.access
    access.leave(who.session)
    return _out("out")


@router.get("/password")
def password_form(request: Request, who: Staff) -> Response:
    """Where people change their own password."""
    return pages.render(request, "password.html", cause="")


@router.post("/password", dependencies=[Depends(signed)])
def change_password(request: Request, who: Staff, old: Words = "", new: Words = "") -> Response:
    """Change one's own password; the old one is asked for."""
    access: Access = request.app.state.access
    known, wait = access.known(who.name, old, f"name:{who.name}")
    if wait:
        return _too_often(request, "password.html", wait)
    if known is None:
        return pages.render(request, "password.html", 403, cause="原密码不对；请核对后重试。")
    accounts.change(who.desk, who.name, who.name, password=new)
    return _out("password")  # a new password ends every session of the account, this one too


def _too_often(request: Request, template: str, wait: float) -> Response:
    cause = f"密码错误次数过多；请等 {pages.seconds_zh(wait)}后再试。"
    answer = pages.render(request, template, 429, cause=cause, said="")
    answer.headers["Retry-After"] = str(round(wait))
    return answer


def _out(said: str) -> Response:
    answer = RedirectResponse(f"/login?said={said}", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _with_session(answer: Response, session: str) -> Response:
    answer.set_cookie(COOKIE, session, max_age=HOURS * 3600, httponly=True, samesite="strict", path="/")
    return answer
