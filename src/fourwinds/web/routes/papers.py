"""Papers of a batch: make them, download them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from fourwinds.errors import InputError
from fourwinds.web import pages
from fourwinds.web.routes.batches import vars_of
from fourwinds.web.visitor import Key, Staff, Words, signed, without_controls
from fourwinds.workflows import batches, handing_out

router = APIRouter()
_SAID = {"made": "材料已经生成，在下面下载；发出去之前请再看一遍。"}


@router.get("/batches/{batch}/papers")
def show(request: Request, who: Staff, batch: Key, said: Annotated[str, Query(max_length=20)] = "") -> Response:
    """What can be made and what was made."""
    return pages.render(
        request, "papers.html", tab="papers", files=handing_out.files(who.desk, batch), profiles=handing_out.profiles(),
        unit=handing_out.unit(), said=_SAID.get(said, ""), **vars_of(who, batch),
    )  # fmt: skip


@router.post("/batches/{batch}/papers", dependencies=[Depends(signed)])
def make(who: Staff, batch: Key, unit: Words = "", profile: Words = "", circulate: Words = "") -> Response:
    """Begin to make all of them."""
    if profile not in handing_out.profiles():
        raise InputError("没有这种材料方案", todo="从列表中选一种")
    job = handing_out.start(
        who.desk,
        batches.in_use(who.desk, batch),
        who.name,
        unit=without_controls(unit)[:60],
        profile=profile,
        circulate=circulate == "1",
    )
    return RedirectResponse(f"/jobs/{job}", 303)


@router.get("/batches/{batch}/papers/{key}")
def download(who: Staff, batch: Key, key: Annotated[str, Path(max_length=40)]) -> Response:
    """One file; its address is a digest of its name, never a path."""
    file = handing_out.find(who.desk, batches.in_use(who.desk, batch).key, key)
    return FileResponse(file.path, filename=file.name, media_type="application/octet-stream")
