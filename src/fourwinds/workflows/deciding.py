"""One opinion on the review page, and what happens when somebody decides on it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fourwinds import taxonomy
from fourwinds.errors import InputError, StaleVerdict
from fourwinds.records import NONE
from fourwinds.review.queue import RANDOM_EVERY
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_LABEL,
    ACTION_UNDO,
    ACTION_UNSURE,
    ORDER_RANDOM,
    ORDERS,
    STATE_FINAL,
    WAY_ADJUDICATION,
    WAY_BULK,
    WAY_DUPLICATE,
    WAY_SINGLE,
    Batch,
    Labels,
    NewVerdict,
    StoredOpinion,
    Verdict,
)
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows import models
from fourwinds.workflows.desk import Desk, Draw
from fourwinds.workflows.similar import Similar

LEASE_MINUTES = 15
LONGEST_NOTE = 500
MOST_ALIKE = 200
MOST_SELECTED = 500


@dataclass(frozen=True, slots=True)
class Details:
    """One entry of a list to pick from: a manifestation of a tag, or a kind of none."""

    code: str
    name: str
    definition: str
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagChoice:
    """One tag as the page offers it.

    Attributes:
        key: the key that decides for it, 1 to 5, 0 for none.
        likely: code of the manifestation (or kind of none) that the model finds most likely under this tag.
    """

    key: str
    code: str
    name: str
    question: str
    essence: str
    likely: str
    details: tuple[Details, ...]

    @property
    def likely_zh(self) -> str:
        """Its Chinese name."""
        return next((d.name for d in self.details if d.code == self.likely), "")


@dataclass(frozen=True, slots=True)
class Card:
    """Everything that the review page shows of one opinion.

    Attributes:
        parts: the words before the evidence, the evidence, and the words after it.
        choices: the tags, with none last.
        subjects: code and Chinese name.
        alike: undecided opinions that say the same in nearly the same words.
        own: the reviewer's own verdict in force, or None.
        random_check: it came up by chance.
    """

    opinion: StoredOpinion
    parts: tuple[str, str, str]
    choices: tuple[TagChoice, ...]
    subjects: tuple[tuple[str, str], ...]
    alike: tuple[StoredOpinion, ...]
    own: Verdict | None
    random_check: bool

    @property
    def suggested(self) -> Labels:
        """The model's labels."""
        return suggested(self.opinion)


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


def next_card(desk: Desk, batch: int, reviewer: str, order: str) -> Card | None:
    """The next opinion for this reviewer, reserved for some minutes; None when nothing is left.

    Raises:
        InputError: there is no such order, or the batch is final.
    """
    if order not in ORDERS:
        raise InputError(f"没有“{order}”这种顺序", allowed=f"可用 {'、'.join(ORDERS)}", todo="改用其中一种")
    if desk.store.batches.get(batch).state == STATE_FINAL:
        raise _final()
    before = desk.draws.get((reviewer, batch))
    if before is not None and before.order != order:
        desk.store.leases.release(reviewer, before.opinion)
    # Without a draw that is known, a lease from before a restart may come back: it must not pass for chance.
    by_chance = before is not None and (order == ORDER_RANDOM or secrets.randbelow(RANDOM_EVERY) == 0)
    drawn = ORDER_RANDOM if by_chance else order
    found = desk.store.leases.take(batch, reviewer, drawn, minutes=LEASE_MINUTES, n=1)
    if not found:
        return None
    if before is not None and before.opinion == found[0].key:  # the same lease as before, however it was drawn
        by_chance = before.by_chance
    desk.draws[(reviewer, batch)] = Draw(order, found[0].key, by_chance)
    return _card(desk, found[0], reviewer, random_check=by_chance)


def card(desk: Desk, batch: int, opinion: int, reviewer: str) -> Card:
    """One opinion of a batch, whether decided or not.

    Raises:
        InputError: it does not belong to the batch.
    """
    return _card(desk, _of_batch(desk, batch, opinion), reviewer, random_check=False)


def decide(desk: Desk, batch: int, reviewer: str, decision: Decision) -> list[Verdict]:
    """Store a decision, for near-duplicates too when asked; committed when this returns.

    Raises:
        StaleVerdict: others decided on the opinion since the page was made; nothing was stored.
        InputError: the labels contradict the taxonomy, or the opinion does not belong to the batch.
    """
    known = taxonomy.load()
    opinion = _of_batch(desk, batch, decision.opinion)
    labels = checked(decision.action, decision.labels, known)
    first = NewVerdict(
        opinion.key, reviewer, decision.action, labels, WAY_SINGLE, decision.request, decision.version,
        decision.random_check, decision.note.strip()[:LONGEST_NOTE],
    )  # fmt: skip
    alike = _alike(desk, opinion) if decision.with_alike and decision.action != ACTION_UNSURE else ()
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
    found = [_of_batch(desk, batch, key) for key in chosen]
    open_ = [o for o in found if o.standing is None]
    if open_:
        desk.store.verdicts.save(
            [NewVerdict(o.key, reviewer, ACTION_LABEL, suggested(o), WAY_BULK, request, o.version) for o in open_]
        )
    desk.progress.forget(batch)
    return len(open_), len(found) - len(open_)


def adjudicate(
    desk: Desk, batch: int, approver: str, opinion: int, version: int, action: str, labels: Labels | None, note: str, request: str
) -> list[Verdict]:  # fmt: skip
    """Settle a dispute; the approver's word goes before all others.

    Raises:
        StaleVerdict: the reviewers have gone on meanwhile; nothing was stored.
        InputError: the labels contradict the taxonomy, or the opinion does not belong to the batch.
    """
    _of_batch(desk, batch, opinion)
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
        raise _final()
    desk.progress.forget(batch)
    return desk.store.verdicts.undo(batch, reviewer, request)


def similar(desk: Desk, batch: int, opinion: int) -> list[Similar]:
    """Reviewed opinions most like this one."""
    return desk.similar.find(desk.store, _of_batch(desk, batch, opinion))


def suggested(opinion: StoredOpinion) -> Labels:
    """The model's labels of an opinion."""
    said = opinion.tagged
    return Labels(said.tag, said.manifestation, said.subject, said.none_kind, said.second_tag)


def checked(action: str, labels: Labels | None, known: Taxonomy) -> Labels | None:
    """Labels that go together, or None where the action needs none.

    Raises:
        InputError: the action or a code is unknown, or the manifestation belongs to another tag.
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
    second = "" if none or labels.second_tag == labels.tag else labels.second_tag
    return Labels(
        labels.tag, "" if none else labels.manifestation, labels.subject, labels.none_kind if none else "", second
    )


def parts(text: str, evidence: str) -> tuple[str, str, str]:
    """``text`` cut around its evidence; all of it comes first where there is none."""
    before, found, after = text.partition(evidence) if evidence else (text, "", "")
    return before, found, after


def latest(verdicts: Sequence[Verdict], reviewer: str = "") -> list[Verdict]:
    """The verdict in force of each reviewer (or of one), oldest first; adjudications are among them."""
    undone = {v.undoes for v in verdicts if v.action == ACTION_UNDO}
    last: dict[str, Verdict] = {}
    for verdict in verdicts:
        if verdict.action != ACTION_UNDO and verdict.key not in undone and reviewer in ("", verdict.reviewer):
            last.pop(verdict.reviewer, None)
            last[verdict.reviewer] = verdict
    return list(last.values())


def may_decide(batch: Batch) -> bool:
    """Whether the batch is still open to decisions."""
    return batch.state != STATE_FINAL and not batch.recycled


def choices(text: str) -> tuple[TagChoice, ...]:
    """The tags with what the model in use finds most likely within each, none last."""
    model = models.load_model()
    known = model.taxonomy
    chance = model.leaf_proba([text])[0]
    best: dict[str, tuple[float, str]] = {}
    for leaf, p in zip(model.leaves, chance.tolist(), strict=True):
        tag, _, detail = leaf.partition(".")
        best[tag] = max(best.get(tag, (-1.0, "")), (p, detail))
    made = [
        TagChoice(
            str(n), tag.code, tag.name_zh, tag.question_zh, tag.essence_zh, best.get(tag.code, (0.0, ""))[1],
            tuple(Details(m.code, m.name_zh, m.definition, m.cues) for m in known.manifestations.values() if m.tag == tag.code),
        )
        for n, tag in enumerate(known.tags.values(), start=1)
    ]  # fmt: skip
    none = TagChoice(
        "0", NONE, known.tag_zh(NONE), "说的是不是作风或师德方面的问题？", "没有意见、肯定表扬、一般建议、其他问题、咨询和无关内容。",
        best.get(NONE, (0.0, ""))[1], tuple(Details(k.code, k.name_zh, k.definition, k.cues) for k in known.none_kinds.values()),
    )  # fmt: skip
    return (*made, none)


def _card(desk: Desk, opinion: StoredOpinion, reviewer: str, *, random_check: bool) -> Card:
    known = taxonomy.load()
    own = latest(desk.store.verdicts.of(opinion.key), reviewer) if opinion.version else []
    return Card(
        opinion, parts(opinion.tagged.text, opinion.tagged.evidence), choices(opinion.tagged.text),
        tuple((code, subject.name_zh) for code, subject in known.subjects.items()), _alike(desk, opinion),
        own[0] if own else None, random_check,
    )  # fmt: skip


def _alike(desk: Desk, opinion: StoredOpinion) -> tuple[StoredOpinion, ...]:
    """Undecided opinions of the same group; those that two reviewers decide independently are left to them."""
    if opinion.double:
        return ()
    group = desk.store.opinions.group(opinion.group)
    open_ = [o for o in group if o.key != opinion.key and o.standing is None and not o.double]
    return tuple(open_[:MOST_ALIKE])


def _final() -> InputError:
    return InputError("这批意见已经定稿", todo="请审批人退回草稿后再改")


def _of_batch(desk: Desk, batch: int, opinion: int) -> StoredOpinion:
    found = desk.store.opinions.get(opinion)
    if found.batch != batch:
        raise InputError("这条意见不在这一批里", todo="回到批次列表重新打开")
    return found
