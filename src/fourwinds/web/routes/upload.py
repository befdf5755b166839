"""Files in: choose, see how each column would be read, change it, start."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Path, Request, UploadFile
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from fourwinds.intake.answers import ColumnRole
from fourwinds.intake.files import READABLE
from fourwinds.web import pages
from fourwinds.web.visitor import Staff, Words, signed, without_controls
from fourwinds.workflows import incoming

router = APIRouter()
Token = Annotated[str, Path(max_length=40)]
_ROLE = "role"


@router.get("/upload")
def form(request: Request, who: Staff) -> Response:
    """Where files are chosen."""
    return pages.render(
        request, "upload.html", cause="", accepted=",".join(READABLE), largest=request.app.state.upload_bytes >> 20
    )


@router.post("/upload", dependencies=[Depends(signed)])
def receive(who: Staff, files: Annotated[list[UploadFile], File()]) -> Response:
    """Put the files away."""
    token = incoming.receive(who.desk, [(file.filename or "", file.file) for file in files])
    return RedirectResponse(f"/uploads/{token}", 303)


@router.get("/uploads/{token}")
def preview(request: Request, who: Staff, token: Token) -> Response:
    """How the files would be read."""
    return _preview(request, who, token, ())


async def _form(request: Request) -> FormData:
    return await request.form()


Filled = Annotated[FormData, Depends(_form)]


@router.post("/uploads/{token}/columns", dependencies=[Depends(signed)])
def columns(request: Request, who: Staff, token: Token, filled: Filled) -> Response:
    """How they would be read with other roles."""
    name, double = str(filled.get("name", ""))[:80], str(filled.get("double", ""))
    return _preview(request, who, token, _roles(who, token, filled), name, double)


@router.post("/uploads/{token}/start", dependencies=[Depends(signed)])
def start(who: Staff, token: Token, filled: Filled) -> Response:
    """Begin to classify."""
    name = without_controls(str(filled.get("name", "")))
    share = str(filled.get("double", ""))
    double = min(int(share), 100) / 100 if share.isascii() and share.isdecimal() and len(share) < 4 else 0.0
    job = incoming.start(who.desk, token, name, _roles(who, token, filled), who.name, double)
    return RedirectResponse(f"/jobs/{job}", 303)


@router.post("/uploads/{token}/discard", dependencies=[Depends(signed)])
def discard(who: Staff, token: Token, name: Words = "") -> Response:
    """Destroy the upload."""
    incoming.discard(who.desk, token)
    return RedirectResponse("/upload", 303)


def _preview(
    request: Request, who: Staff, token: str, roles: tuple[ColumnRole, ...], name: str = "", double: str = "0"
) -> Response:
    shown = incoming.preview(who.desk, token, roles)
    return pages.render(
        request,
        "preview.html",
        200 if shown.answers or shown.columns else 400,
        shown=shown,
        roles=incoming.ROLES,
        name=name,
        double=double,
    )


def _roles(who: Staff, token: str, filled: FormData) -> tuple[ColumnRole, ...]:
    """The roles that the form's fields name: ``role-<n>`` for the n-th column of the preview, files in order."""
    wanted = {key: value for key, value in filled.items() if key.startswith(f"{_ROLE}-") and isinstance(value, str)}
    if not wanted:
        return ()
    offered = incoming.preview(who.desk, token).columns
    return tuple(
        ColumnRole(c.file, c.place, c.number, wanted[f"{_ROLE}-{n}"])
        for n, c in enumerate(offered)
        if wanted.get(f"{_ROLE}-{n}") in incoming.ROLES and not c.is_locked
    )
