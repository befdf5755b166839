"""How far a job is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import RedirectResponse, Response

from fourwinds.web import pages
from fourwinds.web.visitor import Staff, is_fragment, signed
from fourwinds.workflows import handing_out, incoming, jobs, retraining
from fourwinds.workflows.jobs import JobView

router = APIRouter()
Token = Annotated[str, Path(max_length=40)]
_RELOAD_STOPS = 286  # htmx stops polling on this status
# By kind of job: what is said when it was cancelled, and where to begin again.
_AGAIN = {
    incoming.KIND: ("已取消，什么也没有存下。", "/upload", "重新上传"),
    retraining.KIND: ("已取消，原来的模型照常使用。", "/models", "回到模型页"),
    handing_out.KIND: ("已取消，以前生成的材料没有变。", "", ""),
}


@router.get("/jobs/{key}")
def show(request: Request, who: Staff, key: Token) -> Response:
    """The job's page, or the part of it that changes."""
    job = who.desk.jobs.get(key)
    if is_fragment(request):
        answer = pages.render(
            request, "job_state.html", 200, job=job, states=jobs, target=_target(job), again=_again(job)
        )
        if job is None or job.is_over:
            answer.status_code = _RELOAD_STOPS
        if job is not None and job.state == jobs.DONE:
            answer.headers["HX-Redirect"] = _target(job)
        return answer
    if job is not None and job.state == jobs.DONE:
        return RedirectResponse(_target(job), 303)
    return pages.render(
        request, "job.html", 404 if job is None else 200, job=job, states=jobs, target=_target(job), again=_again(job)
    )


@router.post("/jobs/{key}/cancel", dependencies=[Depends(signed)])
def cancel(who: Staff, key: Token) -> Response:
    """Ask a job to stop."""
    who.desk.jobs.cancel(key)
    return RedirectResponse(f"/jobs/{key}", 303)


def _again(job: JobView | None) -> tuple[str, str, str]:
    return _AGAIN.get(job.kind if job is not None else "", ("已取消。", "", ""))


def _target(job: JobView | None) -> str:
    """Where a finished job leads."""
    if job is None or job.state != jobs.DONE:
        return "/"
    if job.kind == incoming.KIND:
        key, _, known = job.result.partition(" ")
        return f"/batches/{key}?said={'known' if known else 'kept'}"
    return job.result or "/"
