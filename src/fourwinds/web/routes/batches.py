"""All batches, one batch, its sign-off and the way to the recycle bin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from fourwinds.web import pages
from fourwinds.web.visitor import Approver, Key, Staff, Words, signed
from fourwinds.workflows import batches, jobs

router = APIRouter()
Said = Annotated[str, Query(max_length=40)]
SAID = {
    "kept": "已归类并存入；下面可以看结果、开始复核。",
    "known": "这些意见以前都存过，没有重复存入；这里是原来的批次。",
    "recycled": "已放入回收站，需要时可以恢复。",
    "restored": "已恢复。",
    "submitted": "已送审；审批人看过后定稿。",
    "final": "已定稿，不能再改；要改先退回草稿。",
    "draft": "已退回草稿，可以继续复核。",
}


@router.get("/")
def everything(request: Request, who: Staff, said: Said = "") -> Response:
    """The batches and what is running."""
    return pages.render(
        request, "batches.html", lines=batches.overview(who.desk), said=SAID.get(said, ""),
        running=[job for job in who.desk.jobs.all() if not job.is_over], job_states=jobs,
    )  # fmt: skip


@router.get("/batches/{batch}")
def one(request: Request, who: Staff, batch: Key, said: Said = "") -> Response:
    """One batch: where it stands and what to do next."""
    return pages.render(
        request,
        "batch.html",
        tab="batch",
        said=SAID.get(said, ""),
        **vars_of(who, batch),
        agreement=batches.agreement(who.desk, batch),
    )


@router.post("/batches/{batch}/state", dependencies=[Depends(signed)])
def state(who: Staff, batch: Key, state: Words = "") -> Response:
    """Hand in for approval; an approver may also sign off or send back."""
    batches.set_state(who.desk, batch, state, who.user)
    return RedirectResponse(f"/batches/{batch}?said={state}", 303)


@router.post("/batches/{batch}/recycle", dependencies=[Depends(signed)])
def recycle(who: Approver, batch: Key) -> Response:
    """Put a batch into the recycle bin."""
    batches.recycle(who.desk, batch, who.name)
    return RedirectResponse("/?said=recycled", 303)


def vars_of(who: Staff, batch: int) -> dict[str, object]:
    """What the heading of every page of a batch shows."""
    found = batches.in_use(who.desk, batch)
    stands = batches.progress(who.desk, batch)
    return {"batch": found, "progress": stands, "light": batches.light(stands)}
