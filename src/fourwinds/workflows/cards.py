"""One opinion as the review page shows it, and which one a reviewer sees next."""

from __future__ import annotations

from dataclasses import dataclass

from fourwinds import handing_on, taxonomy
from fourwinds.errors import InputError
from fourwinds.records import NONE
from fourwinds.review import queue
from fourwinds.review.training_rows import latest
from fourwinds.review_records import ORDERS, STATE_FINAL, Batch, Labels, StoredOpinion, Verdict
from fourwinds.workflows import models
from fourwinds.workflows.desk import Desk, Draw
from fourwinds.workflows.similar import Similar

LEASE_MINUTES = 15
MOST_ALIKE = 200


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

    @property
    def handing(self) -> str:
        """Which of ``handing_on.CHOICES`` stands: the reviewer's own, else what others see too, else the model's."""
        blind = self.opinion.double and self.own is None
        verdict = self.own if self.own is not None or blind else self.opinion.standing
        said = verdict.labels.handing if verdict is not None and verdict.labels is not None else ""
        return handing_on.chosen(said, self.opinion.tagged.status)


def next_card(desk: Desk, batch: int, reviewer: str, order: str) -> Card | None:
    """The next opinion for this reviewer, reserved for some minutes; None when nothing is left.

    Raises:
        InputError: there is no such order, or the batch is final.
    """
    if order not in ORDERS:
        raise InputError(f"没有“{order}”这种顺序", allowed=f"可用 {'、'.join(ORDERS)}", todo="改用其中一种")
    if desk.store.batches.get(batch).state == STATE_FINAL:
        raise final()
    before = desk.draws.get((reviewer, batch))
    if before is not None and before.order != order:
        desk.store.leases.release(reviewer, before.opinion)
    turn = 0 if before is None else before.turn + 1
    drawn, by_chance = queue.order_of(turn, order)
    # Without a draw that is known, a lease from before a restart may come back: it must not pass for chance.
    by_chance = by_chance and before is not None
    found = desk.store.leases.take(batch, reviewer, drawn, minutes=LEASE_MINUTES, n=1)
    if not found:
        return None
    if before is not None and before.opinion == found[0].key:  # the same lease as before, however it was drawn
        turn, by_chance = before.turn, before.by_chance
    desk.draws[(reviewer, batch)] = Draw(order, found[0].key, by_chance, turn)
    return _card(desk, found[0], reviewer, random_check=by_chance)


def card(desk: Desk, batch: int, opinion: int, reviewer: str) -> Card:
    """One opinion of a batch, whether decided or not.

    Raises:
        InputError: it does not belong to the batch.
    """
    return _card(desk, of_batch(desk, batch, opinion), reviewer, random_check=False)


def similar(desk: Desk, batch: int, opinion: int) -> list[Similar]:
    """Reviewed opinions most like this one."""
    return desk.similar.find(desk.store, of_batch(desk, batch, opinion))


def suggested(opinion: StoredOpinion) -> Labels:
    """The model's labels of an opinion; handed on as the model has it."""
    said = opinion.tagged
    return Labels(said.tag, said.manifestation, said.subject, said.none_kind, said.second_tag)


def parts(text: str, evidence: str) -> tuple[str, str, str]:
    """``text`` cut around its evidence; all of it comes first where there is none."""
    before, found, after = text.partition(evidence) if evidence else (text, "", "")
    return before, found, after


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
    made = latest(desk.store.verdicts.of(opinion.key)) if opinion.version else []
    own = next((verdict for verdict in made if verdict.reviewer == reviewer), None)
    return Card(
        opinion, parts(opinion.tagged.text, opinion.tagged.evidence), choices(opinion.tagged.text),
        tuple((code, subject.name_zh) for code, subject in known.subjects.items()), alike_of(desk, opinion),
        own, random_check,
    )  # fmt: skip


def alike_of(desk: Desk, opinion: StoredOpinion) -> tuple[StoredOpinion, ...]:
    """Undecided opinions of the same group; those that two reviewers decide independently are left to them.

    So is one that the model hands on otherwise: nobody takes an alarm back without having looked at it.
    """
    if opinion.double:
        return ()
    group = desk.store.opinions.group(opinion.group)
    own = handing_on.of_status(opinion.tagged.status)
    open_ = [
        o for o in group
        if o.key != opinion.key and o.standing is None and not o.double and handing_on.of_status(o.tagged.status) == own
    ]  # fmt: skip
    return tuple(open_[:MOST_ALIKE])


def final() -> InputError:
    """What is said to somebody who decides on a batch that was signed off."""
    return InputError("这批意见已经定稿", todo="由审批人退回草稿后再改")


def of_batch(desk: Desk, batch: int, opinion: int) -> StoredOpinion:
    """The opinion.

    Raises:
        InputError: it does not belong to the batch.
    """
    found = desk.store.opinions.get(opinion)
    if found.batch != batch:
        raise InputError("这条意见不在这一批里", todo="回到批次列表重新打开")
    return found
