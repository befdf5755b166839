"""The recycle bin: take a batch out again, or destroy it for good."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from fourwinds.errors import InputError
from fourwinds.web import pages
from fourwinds.web.visitor import Approver, Key, Words, signed
from fourwinds.workflows import batches

router = APIRouter()


@router.get("/recycled")
def show(request: Request, who: Approver) -> Response:
    """What lies in it."""
    return pages.render(request, "recycled.html", found=batches.recycled(who.desk), certificate=[])


@router.post("/recycled/{batch}/restore", dependencies=[Depends(signed)])
def restore(who: Approver, batch: Key) -> Response:
    """Take a batch out."""
    batches.restore(who.desk, batch, who.name)
    return RedirectResponse("/?said=restored", 303)


@router.post("/recycled/{batch}/erase", dependencies=[Depends(signed)])
def erase(request: Request, who: Approver, batch: Key, name: Words = "") -> Response:
    """Destroy a batch for good; its name must be typed."""
    found = batches.get(who.desk, batch)
    if not found.recycled:
        raise InputError(f"批次“{found.name}”不在回收站里", todo="先放入回收站，再销毁")
    if name.strip() != found.name:
        raise InputError("填写的批次名与要销毁的不一致，没有销毁", todo="照原样填写批次名后再操作")
    certificate = batches.erase(who.desk, batch, who.name)
    return pages.render(request, "recycled.html", found=batches.recycled(who.desk), certificate=certificate)
