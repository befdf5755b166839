"""The review page: one opinion, decided by a key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from fourwinds import taxonomy
from fourwinds.errors import StaleVerdict
from fourwinds.review_records import ACTION_LABEL, ORDER_LEAST_SURE, ORDERS, Labels, Verdict
from fourwinds.web import pages
from fourwinds.web.access import sign
from fourwinds.web.routes.batches import vars_of
from fourwinds.web.visitor import LARGEST_KEY, Key, Number, Reviewer, Visitor, Words, signed, without_controls
from fourwinds.workflows import batches, cards, deciding, retraining
from fourwinds.workflows.cards import Card
from fourwinds.workflows.deciding import Decision
from fourwinds.workflows.similar import label_zh

router = APIRouter()
ORDERS_ZH = dict(zip(ORDERS, ("最拿不准的先看", "有分歧的先看", "疑似归错的先看", "随机抽查"), strict=True))
Order = Annotated[str, Query(max_length=40)]
Wanted = Annotated[int, Query(ge=0, le=LARGEST_KEY)]


@router.get("/batches/{batch}/review")
def show(request: Request, who: Reviewer, batch: Key, order: Order = ORDER_LEAST_SURE, opinion: Wanted = 0) -> Response:
    """The page, with the opinion asked for or the next one."""
    order = order if order in ORDERS else ORDER_LEAST_SURE
    heading = vars_of(who, batch)
    card = None
    if cards.may_decide(batches.get(who.desk, batch)):
        card = (
            cards.card(who.desk, batch, opinion, who.name)
            if opinion
            else cards.next_card(who.desk, batch, who.name, order)
        )
    return pages.render(
        request, "review.html", tab="review", order=order, orders=ORDERS_ZH,
        **{**heading, **_shown(who, batch, card, saved=[])},
    )  # fmt: skip


@router.get("/batches/{batch}/review/card")
def one(request: Request, who: Reviewer, batch: Key, order: Order = ORDER_LEAST_SURE, opinion: Wanted = 0) -> Response:
    """Only the card: the opinion asked for, or the next one."""
    batches.in_use(who.desk, batch)
    card = (
        cards.card(who.desk, batch, opinion, who.name) if opinion else cards.next_card(who.desk, batch, who.name, order)
    )
    return pages.render(request, "card.html", **_shown(who, batch, card, saved=[]))


@router.get("/batches/{batch}/review/similar")
def similar(
    request: Request, who: Reviewer, batch: Key, opinion: Annotated[int, Query(ge=1, le=LARGEST_KEY)]
) -> Response:
    """Reviewed opinions like this one."""
    batches.in_use(who.desk, batch)
    return pages.render(request, "similar.html", found=cards.similar(who.desk, batch, opinion))


@router.post("/batches/{batch}/review/decide", dependencies=[Depends(signed)])
def decide(
    request: Request, who: Reviewer, batch: Key, opinion: Number, version: Number, action: Words, request_key: Words,
    tag: Words = "", manifestation: Words = "", subject: Words = "", none_kind: Words = "", second_tag: Words = "", handing: Words = "", note: Words = "",
    alike: Words = "", chance: Words = "", order: Words = ORDER_LEAST_SURE,
) -> Response:  # fmt: skip
    """Store one decision and answer with the next card; a stale one is shown beside what the others said."""
    labels = Labels(tag, manifestation, subject, none_kind, second_tag, handing) if action == ACTION_LABEL else None
    by_chance = chance != "" and chance == sign(who.session, f"chance {opinion}")
    decision = Decision(
        opinion, version, action, labels, alike == "1", by_chance, without_controls(note), request_key[:80]
    )
    try:
        saved = deciding.decide(who.desk, batch, who.name, decision)
    except StaleVerdict as error:
        card = cards.card(who.desk, batch, opinion, who.name)
        return pages.render(
            request, "card.html", 409, **_shown(who, batch, card, saved=[], stale=error.verdicts, mine=decision)
        )
    retraining.start_if_due(who.desk, who.name)
    following = cards.next_card(who.desk, batch, who.name, order if order in ORDERS else ORDER_LEAST_SURE)
    return pages.render(request, "card.html", **_shown(who, batch, following, saved=saved))


@router.post("/batches/{batch}/review/undo", dependencies=[Depends(signed)])
def undo(request: Request, who: Reviewer, batch: Key, request_key: Words) -> Response:
    """Take back the reviewer's latest act and show its opinion again."""
    taken_back = deciding.undo(who.desk, batch, who.name, request_key[:80])
    if not taken_back:
        following = cards.next_card(who.desk, batch, who.name, ORDER_LEAST_SURE)
        return pages.render(request, "card.html", **_shown(who, batch, following, saved=[], remark="没有可以撤销的了"))
    card = cards.card(who.desk, batch, taken_back[0].opinion, who.name)
    remark = f"已撤销{f' {len(taken_back)} 条' if len(taken_back) > 1 else ''}，请重新决定"
    return pages.render(request, "card.html", **_shown(who, batch, card, saved=[], remark=remark))


def _shown(
    who: Visitor, batch: int, card: Card | None, *, saved: list[Verdict], stale: tuple[Verdict, ...] = (), mine: Decision | None = None,
    remark: str = "",
) -> dict[str, object]:  # fmt: skip
    """What a card's template needs."""
    known = taxonomy.load()
    stands = batches.progress(who.desk, batch)
    if saved:
        first = saved[0]
        also = f"，同类 {len(saved) - 1} 条一并" if len(saved) > 1 else ""
        remark = f"已存：{pages.verdict_zh(first)}{also}"
    return {
        "retraining": retraining.running(who.desk),
        "batch_key": batch, "card": card, "remark": remark, "saved": saved[0].opinion if saved else 0, "stale": stale, "mine": mine,
        "mine_zh": label_zh(mine.labels, known) + pages.handed_zh(mine.labels, card.opinion.tagged.status) if mine and card else "",
        "chance": sign(who.session, f"chance {card.opinion.key}") if card and card.random_check else "",
        "progress": stands, "light": batches.light(stands), "countdown": who.desk.due.get(who.desk.store), "known": known,
    }  # fmt: skip
