"""The audit log: every change, who made it and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from fourwinds.web import pages
from fourwinds.web.visitor import Approver
from fourwinds.workflows import batches

router = APIRouter()
PAGE = 100


@router.get("/audit")
def show(request: Request, who: Approver, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """One page of it, newest first."""
    total, lines = batches.audit(who.desk, (page - 1) * PAGE, PAGE)
    return pages.render(request, "audit.html", lines=lines, page=page, last=max(1, -(-total // PAGE)), total=total)
