"""What happens when somebody decides on an opinion, accepts many, settles a dispute or takes a decision back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fourwinds import handing_on, taxonomy
from fourwinds.errors import InputError, StaleVerdict
from fourwinds.records import NONE
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_LABEL,
    ACTION_UNSURE,
    STATE_FINAL,
    WAY_ADJUDICATION,
    WAY_BULK,
    WAY_DUPLICATE,
    WAY_SINGLE,
    Labels,
    NewVerdict,
    Verdict,
)
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows.cards import alike_of, final, of_batch, suggested
from fourwinds.workflows.desk import Desk

LONGEST_NOTE = 500
MOST_SELECTED = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What the reviewer said on the page; fields as in ``NewVerdict``.

    Attributes:
        with_alike: also for the opinions that say the same.
    """

    opinion: int
    version: int
    action: str
    labels: Labels | None
    with_alike: bool
    random_check: bool
    note: str
    request: str


def decide(desk: Desk, batch: int, reviewer: str, decision: Decision) -> list[Verdict]:
    """Store a decision, for near-duplicates too when asked; committed when this returns.

    Raises:
        StaleVerdict: others decided on the opinion since the page was made; nothing was stored.
        InputError: the labels contradict the taxonomy, or the opinion does not belong to the batch.
    """
    known = taxonomy.load()
    opinion = of_batch(desk, batch, decision.opinion)
    labels = checked(decision.action, decision.labels, known)
    first = NewVerdict(
        opinion.key, reviewer, decision.action, labels, WAY_SINGLE, decision.request, decision.version,
        decision.random_check, decision.note.strip()[:LONGEST_NOTE],
    )  # fmt: skip
    alike = alike_of(desk, opinion) if decision.with_alike and decision.action != ACTION_UNSURE else ()
    also = [
        replace(first, opinion=o.key, way=WAY_DUPLICATE, version=o.version, random_check=False, note="") for o in alike
    ]
    try:
        saved = desk.store.verdicts.save([first, *also])
    except StaleVerdict as error:
        if not also or any(verdict.opinion == opinion.key for verdict in error.verdicts):
            raise
        saved = desk.store.verdicts.save([first])  # somebody was faster with a near-duplicate: it keeps their decision
    desk.due.noted(len(saved) if labels is not None else 0)
    desk.progress.noted(batch, len(saved) if opinion.standing is None and decision.action != ACTION_UNSURE else 0)
    return saved


def accept(desk: Desk, batch: int, reviewer: str, opinions: Sequence[int], request: str) -> tuple[int, int]:
    """Accept the suggestions of selected opinions as one act.

    Returns:
        how many were accepted, and how many were passed over because somebody had decided on them.

    Raises:
        InputError: none or too many are selected, or one does not belong to the batch.
    """
    chosen = list(dict.fromkeys(opinions))
    if not chosen:
        raise InputError("没有选中意见", todo="先勾选要通过的意见")
    if len(chosen) > MOST_SELECTED:
        raise InputError(f"选中了 {len(chosen)} 条", allowed=f"一次最多 {MOST_SELECTED} 条", todo="分几次通过")
    found = [of_batch(desk, batch, key) for key in chosen]
    open_ = [o for o in found if o.standing is None]
    if open_:
        desk.store.verdicts.save(
            [NewVerdict(o.key, reviewer, ACTION_LABEL, suggested(o), WAY_BULK, request, o.version) for o in open_]
        )
    desk.progress.forget(batch)
    desk.due.forget()
    return len(open_), len(found) - len(open_)


def adjudicate(
    desk: Desk, batch: int, approver: str, opinion: int, version: int, action: str, labels: Labels | None, note: str, request: str
) -> list[Verdict]:  # fmt: skip
    """Settle a dispute; the approver's word goes before all others.

    Raises:
        StaleVerdict: the reviewers have gone on meanwhile; nothing was stored.
        InputError: the labels contradict the taxonomy, or the opinion does not belong to the batch.
    """
    of_batch(desk, batch, opinion)
    made = checked(action, labels, taxonomy.load())
    desk.progress.forget(batch)
    return desk.store.verdicts.save(
        NewVerdict(
            opinion, approver, action, made, WAY_ADJUDICATION, request, version, False, note.strip()[:LONGEST_NOTE]
        )
    )


def undo(desk: Desk, batch: int, reviewer: str, request: str) -> list[Verdict]:
    """Take back the reviewer's latest act in the batch; empty when there is none left."""
    if desk.store.batches.get(batch).state == STATE_FINAL:
        raise final()
    desk.progress.forget(batch)
    desk.due.forget()
    return desk.store.verdicts.undo(batch, reviewer, request)


def checked(action: str, labels: Labels | None, known: Taxonomy) -> Labels | None:
    """Labels that go together, or None where the action needs none.

    Raises:
        InputError: the action, a code or the way of handing on is unknown, or the manifestation belongs to another tag.
    """
    if action in (ACTION_UNSURE, ACTION_EXCLUDE):
        return None
    if action != ACTION_LABEL or labels is None:
        raise InputError(f"没有“{action}”这种决定", todo="刷新页面后重试")
    none = labels.tag == NONE
    right = (
        labels.tag in known.labels
        and labels.subject in known.subjects
        and (none or not labels.manifestation or f"{labels.tag}.{labels.manifestation}" in known.manifestations)
        and (not none or not labels.none_kind or labels.none_kind in known.none_kinds)
        and (not labels.second_tag or labels.second_tag in known.tags)
    )
    if not right:
        raise InputError("类别、具体表现或涉及对象不在分类表中", todo="刷新页面后重新选择")
    if labels.handing not in (handing_on.AS_SUGGESTED, *handing_on.CHOICES):
        raise InputError("没有这种转交办法", todo="刷新页面后重新选择")
    second = "" if none or labels.second_tag == labels.tag else labels.second_tag
    form, kind = ("", labels.none_kind) if none else (labels.manifestation, "")
    return Labels(labels.tag, form, labels.subject, kind, second, labels.handing)
