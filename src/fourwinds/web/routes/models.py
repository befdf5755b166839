"""The model in use, its history, retraining and the way back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from fourwinds.web import pages
from fourwinds.web.visitor import Approver, Reviewer, Staff, Words, signed
from fourwinds.workflows import retraining

router = APIRouter()
_SAID = {"retrained": "训练完成，结果见下方“训练记录”第一行。", "used": "已换用。"}


@router.get("/models")
def show(request: Request, who: Staff, said: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Models, what was tried, and the button."""
    running = [job for job in who.desk.jobs.all(retraining.KIND) if not job.is_over]
    return pages.render(
        request, "models.html", found=retraining.models(), history=retraining.history(who.desk), countdown=retraining.due(who.desk), automatic=retraining.is_automatic(who.desk), automatic_below=retraining.AUTOMATIC_BELOW,
        running=running, said=_SAID.get(said, ""),
    )  # fmt: skip


@router.post("/models/retrain", dependencies=[Depends(signed)])
def retrain(who: Reviewer) -> Response:
    """Begin to retrain from corpus and verdicts."""
    return RedirectResponse(f"/jobs/{retraining.start(who.desk, who.name)}", 303)


@router.post("/models/use", dependencies=[Depends(signed)])
def use(who: Approver, name: Words = "") -> Response:
    """Put another model into use; the approver's word goes before the gate."""
    retraining.use(who.desk, name, who.name)
    return RedirectResponse("/models?said=used", 303)
