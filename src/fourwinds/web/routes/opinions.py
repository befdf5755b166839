"""The opinions of a batch, narrowed and searched; selected ones accepted at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from fourwinds import taxonomy
from fourwinds.review_records import OpinionFilter
from fourwinds.web import pages
from fourwinds.web.routes.batches import vars_of
from fourwinds.web.visitor import LARGEST_KEY, Key, Reviewer, Staff, Words, signed, without_controls
from fourwinds.workflows import batches, cards, deciding

router = APIRouter()
PAGE = 50
Code = Annotated[str, Query(max_length=60)]


@router.get("/batches/{batch}/opinions")
def show(
    request: Request, who: Staff, batch: Key, tag: Code = "", manifestation: Code = "", subject: Code = "", status: Code = "",
    decided: Code = "", words: Annotated[str, Query(max_length=100)] = "", page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    said: Code = "",
) -> Response:  # fmt: skip
    """One page of opinions."""
    known = taxonomy.load()
    if not tag and manifestation in known.manifestations:  # alone it names its tag
        tag = known.manifestations[manifestation].tag
    leaf = manifestation if manifestation.partition(".")[0] == tag else ""
    narrowed = OpinionFilter(tag, leaf.partition(".")[2], subject, status, decided, without_controls(words))
    total, found = batches.opinions(who.desk, batch, narrowed, (page - 1) * PAGE, PAGE)
    asked = {
        "tag": tag, "manifestation": leaf, "subject": subject, "status": status, "decided": decided, "words": narrowed.words,
    }  # fmt: skip
    accepted, _, passed = said.partition(".")
    return pages.render(
        request, "opinions.html", tab="opinions", known=known, total=total, asked=asked, page=page,
        rows=[(o, cards.parts(o.tagged.text, o.tagged.evidence)) for o in found], last=max(1, -(-total // PAGE)),
        said=f"已按建议通过 {accepted} 条{f'，跳过已有结论的 {passed} 条' if passed.isdecimal() and passed != '0' else ''}。" if accepted.isdecimal() else "",
        **vars_of(who, batch),
    )  # fmt: skip


@router.post("/batches/{batch}/accept", dependencies=[Depends(signed)])
def accept(
    who: Reviewer, batch: Key, opinion: Annotated[list[int], Form(max_length=500)] = [], request_key: Words = "",  # noqa: B006
    back: Words = "",
) -> Response:  # fmt: skip
    """Accept the suggestions of the selected opinions."""
    if any(not 0 < key <= LARGEST_KEY for key in opinion):
        opinion = []
    accepted, passed = deciding.accept(who.desk, batch, who.name, opinion, request_key[:80])
    query = back if all(c.isascii() and (c.isalnum() or c in "=&%._+-") for c in back) else ""
    return RedirectResponse(f"/batches/{batch}/opinions?{query}&said={accepted}.{passed}", 303)
