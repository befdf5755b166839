"""Accounts: who may come in and what they may do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from fourwinds.review_records import ROLES
from fourwinds.web import pages
from fourwinds.web.visitor import Approver, Words, signed
from fourwinds.workflows import accounts

router = APIRouter()
_SAID = {"added": "账号已建好。", "changed": "已改好。"}


@router.get("/accounts")
def show(request: Request, who: Approver, said: Annotated[str, Query(max_length=20)] = "") -> Response:
    """All accounts."""
    return pages.render(
        request, "accounts.html", users=accounts.everybody(who.desk), roles=ROLES, said=_SAID.get(said, "")
    )  # fmt: skip


@router.post("/accounts", dependencies=[Depends(signed)])
def add(who: Approver, name: Words = "", password: Words = "", role: Words = "") -> Response:
    """Make one."""
    accounts.add(who.desk, name, password, role, who.name)
    return RedirectResponse("/accounts?said=added", 303)


@router.post("/accounts/change", dependencies=[Depends(signed)])
def change(who: Approver, name: Words = "", role: Words = "", password: Words = "", active: Words = "") -> Response:
    """Change role or password of one, close it or open it again; only what is filled in."""
    accounts.change(
        who.desk, name, who.name,
        role=role or None, password=password or None, active=active == "1" if active else None,
    )  # fmt: skip
    return RedirectResponse("/accounts?said=changed", 303)
