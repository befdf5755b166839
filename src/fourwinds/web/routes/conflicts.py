"""What reviewers differ on, both reasons beside each other, for an approver to settle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from fourwinds import handing_on, taxonomy
from fourwinds.errors import StaleVerdict
from fourwinds.records import NONE
from fourwinds.review_records import ACTION_LABEL, Labels, StoredOpinion, Verdict
from fourwinds.web import pages
from fourwinds.web.routes.batches import vars_of
from fourwinds.web.visitor import Approver, Key, Number, Reviewer, Words, signed, without_controls
from fourwinds.workflows import batches, deciding

router = APIRouter()
_SAID = {"settled": "已裁定。", "stale": "复核人刚刚又改了决定，请看过新的决定后再裁定。"}


@router.get("/batches/{batch}/conflicts")
def show(request: Request, who: Reviewer, batch: Key, said: Annotated[str, Query(max_length=20)] = "") -> Response:
    """The list; an approver who settles by themselves begins with the most urgent of what was said of handing on."""
    found = [(o, made, _urgent(o, made)) for o, made in batches.conflicts(who.desk, batch)]
    return pages.render(
        request, "conflicts.html", tab="conflicts", found=found, known=taxonomy.load(),
        said=_SAID.get(said, ""), **vars_of(who, batch),
    )  # fmt: skip


@router.post("/batches/{batch}/conflicts", dependencies=[Depends(signed)])
def settle(
    who: Approver, batch: Key, opinion: Number, version: Number, leaf: Words, subject: Words, request_key: Words, action: Words = ACTION_LABEL,
    handing: Words = "", note: Words = "",
) -> Response:  # fmt: skip
    """The approver's word."""
    tag, _, detail = leaf.partition(".")
    labels = Labels(tag, "" if tag == NONE else detail, subject, detail if tag == NONE else "", handing=handing)
    try:
        deciding.adjudicate(
            who.desk, batch, who.name, opinion, version, action, labels if action == ACTION_LABEL else None, without_controls(note),
            request_key[:80],
        )  # fmt: skip
    except StaleVerdict:
        return RedirectResponse(f"/batches/{batch}/conflicts?said=stale", 303)
    return RedirectResponse(f"/batches/{batch}/conflicts?said=settled", 303)


def _urgent(opinion: StoredOpinion, made: Sequence[Verdict]) -> str:
    said = [handing_on.chosen(v.labels.handing, opinion.tagged.status) for v in made if v.labels is not None]
    return max(said, key=handing_on.CHOICES.index, default=handing_on.of_status(opinion.tagged.status))
