"""One file of routes per page."""

from __future__ import annotations

from fourwinds.web.routes import (
    accounts,
    audit,
    batches,
    conflicts,
    entry,
    job,
    models,
    opinions,
    papers,
    recycled,
    review,
    upload,
)

ROUTERS = tuple(
    module.router
    for module in (entry, batches, upload, job, opinions, review, conflicts, papers, models, recycled, accounts, audit)
)
