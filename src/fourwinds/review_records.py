"""The frozen dataclasses of reviewing: what the store keeps and the review room reasons about.

A *batch* is what one upload brought; a *verdict* is one decision of one reviewer on one opinion and is never
changed or deleted, only followed by another; the *standing* verdict of an opinion is the one in force: the latest
that was not undone, adjudication before all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fourwinds.records import TaggedOpinion

ROLE_STAFF = "staff"  # uploads, reads results, makes papers
ROLE_REVIEWER = "reviewer"  # decides
ROLE_APPROVER = "approver"  # adjudicates, overrides the gate, signs off, erases
ROLES = (ROLE_STAFF, ROLE_REVIEWER, ROLE_APPROVER)
ROLES_ZH = {ROLE_STAFF: "工作人员", ROLE_REVIEWER: "复核人", ROLE_APPROVER: "审批人"}
LONGEST_NAME = 32  # characters of an account's name
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200  # characters
LOCAL_NAME = "本机"  # who works through the one-time link, as verdicts and the audit log name them

STATE_DRAFT = "draft"
STATE_SUBMITTED = "submitted"
STATE_FINAL = "final"
STATES = (STATE_DRAFT, STATE_SUBMITTED, STATE_FINAL)
STATES_ZH = {STATE_DRAFT: "草稿", STATE_SUBMITTED: "送审", STATE_FINAL: "定稿"}

ACTION_LABEL = "label"
ACTION_UNSURE = "unsure"
ACTION_EXCLUDE = "exclude"
ACTION_UNDO = "undo"
ACTIONS = (ACTION_LABEL, ACTION_UNSURE, ACTION_EXCLUDE, ACTION_UNDO)

WAY_SINGLE = "single"
WAY_DUPLICATE = "duplicate"  # decided at once with an opinion that says the same
WAY_BULK = "bulk"  # accepted among selected rows
WAY_WORKBOOK = "workbook"  # came back in an Excel file
WAY_ADJUDICATION = "adjudication"
WAYS = (WAY_SINGLE, WAY_DUPLICATE, WAY_BULK, WAY_WORKBOOK, WAY_ADJUDICATION)

ORDER_LEAST_SURE = "least_sure"
ORDER_DISAGREEMENT = "disagreement"
ORDER_SUSPECTED = "suspected"
ORDER_RANDOM = "random"
ORDERS = (ORDER_LEAST_SURE, ORDER_DISAGREEMENT, ORDER_SUSPECTED, ORDER_RANDOM)


@dataclass(frozen=True, slots=True)
class Labels:
    """The six things a reviewer decides; codes, "" where one does not apply.

    ``handing`` is one of ``handing_on.CHOICES``, or "" for what was suggested; the store keeps only what differs from that.
    """

    tag: str
    manifestation: str = ""
    subject: str = ""
    none_kind: str = ""
    second_tag: str = ""
    handing: str = ""


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """A decision on its way into the store.

    Attributes:
        opinion: key of the opinion in the store.
        reviewer: account name.
        action: one of ``ACTIONS`` except ``undo``.
        labels: what was decided; None unless ``action`` is ``label``.
        way: one of ``WAYS``.
        request: key made by the client; the same request sent twice is stored once.
        version: number of verdicts on the opinion when the reviewer saw it; a lower one than the store's is stale.
            -1 skips the check (workbooks).
        random_check: the opinion came up by chance, so the verdict may be used for the quality figure.
        note: the reviewer's reason, "" for none.
    """

    opinion: int
    reviewer: str
    action: str
    labels: Labels | None
    way: str = WAY_SINGLE
    request: str = ""
    version: int = -1
    random_check: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision as it stands in the store; never changed.

    Attributes:
        key: number of the verdict, rising.
        at: UTC time, ISO 8601 to the second.
        model: name of the model whose suggestion was on the page.
        undoes: key of the verdict this one takes back, 0 for none.
        suggested: what the model had suggested.
    """

    key: int
    opinion: int
    reviewer: str
    action: str
    labels: Labels | None
    way: str
    random_check: bool
    note: str
    at: str
    model: str
    undoes: int
    suggested: Labels


@dataclass(frozen=True, slots=True)
class StoredOpinion:
    """One opinion of a batch with its prediction and where it stands.

    Attributes:
        key: number in the store.
        batch: key of its batch.
        tagged: the row of the tagged file, text masked; the *model's* labels.
        context: question or heading that it answers, masked.
        model: name of the model that suggested the labels.
        group: key of the first opinion that says the same in nearly the same words; its own key when alone.
        version: number of verdicts on it so far.
        standing: the verdict in force, or None.
        random_key: place in random order, 0 to 1, fixed at import.
        suspicion: how much the labels look wrong (confident learning), 0 to 1.
        double: True when two reviewers decide on it independently.
    """

    key: int
    batch: int
    tagged: TaggedOpinion
    context: str
    model: str
    group: int
    version: int
    standing: Verdict | None
    random_key: float
    suspicion: float
    double: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What one upload brought.

    Attributes:
        counts: named figures at import (the funnel's lines) as label → figure.
        recycled: UTC time it was put into the recycle bin, "" when it was not.
    """

    key: int
    name: str
    state: str
    created: str
    by: str
    model: str
    taxonomy: str
    opinions: int
    counts: Mapping[str, int] = field(default_factory=dict)
    recycled: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """A local account; the password's argon2 hash never leaves the store."""

    name: str
    role: str
    active: bool
    created: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One change, who made it and when; ``what`` never holds an opinion's text."""

    key: int
    at: str
    by: str
    act: str
    what: str


@dataclass(frozen=True, slots=True)
class OpinionFilter:
    """Which opinions of a batch a page shows; empty fields do not narrow.

    Attributes:
        decided: "yes", "no" or "".
        words: text that the opinion contains.
    """

    tag: str = ""
    manifestation: str = ""
    subject: str = ""
    status: str = ""
    decided: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """Where the review of a batch stands, in opinions.

    Attributes:
        total: opinions of the batch.
        decided: with a standing ``label`` or ``exclude`` verdict.
        unsure: with a standing ``unsure`` verdict.
        conflicts: where reviewers of the same opinion differ and nobody has adjudicated.
        to_review: undecided ones that the model was not sure of.
        by_tag: standing (else suggested) tag → number.
        random_right, random_checked: random checks in which the suggested tag was kept, and all of them.
        excluded: with a standing ``exclude`` verdict; they count under their suggested tag but stand in no paper.
        danger: handed on for a student's safety, and not excluded.
    """

    total: int
    decided: int
    unsure: int
    conflicts: int
    to_review: int
    by_tag: Mapping[str, int]
    random_right: int
    random_checked: int
    excluded: int = 0
    danger: int = 0


LIGHT_RED = "red"
LIGHT_AMBER = "amber"
LIGHT_GREEN = "green"


@dataclass(frozen=True, slots=True)
class Turn:
    """One place of the queue: which opinion comes up, and whether chance chose it."""

    opinion: StoredOpinion
    random_check: bool


@dataclass(frozen=True, slots=True)
class Kappa:
    """How far reviewers agree on one label beyond chance.

    Attributes:
        label: tag code, ``none``, or "" for all labels together.
        kappa: −1 to 1; None where chance alone would make everybody agree.
        opinions: opinions that at least two reviewers decided independently.
        reviewers: reviewers of those opinions.
        method: ``cohen`` for two reviewers, ``fleiss`` for more.
    """

    label: str
    kappa: float | None
    opinions: int
    reviewers: int
    method: str


@dataclass(frozen=True, slots=True)
class Light:
    """「够了吗」: may the review of a batch stop?

    Attributes:
        colour: one of ``LIGHT_RED``, ``LIGHT_AMBER``, ``LIGHT_GREEN``.
        sentence: why, and what to do next, in Chinese.
        accuracy, low, high: share of suggestions that random checks confirmed and its 95 % interval; None without any.
        checked: number of random checks.
        wrong_left: about so many undecided opinions still carry a wrong tag; None without random checks.
    """

    colour: str
    sentence: str
    accuracy: float | None
    low: float | None
    high: float | None
    checked: int
    wrong_left: int | None


@dataclass(frozen=True, slots=True)
class Countdown:
    """How many more verdicts until the next retraining is due, with the sentence for the page."""

    left: int
    every: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Champion and challenger on the same opinions.

    Attributes:
        name: what they were compared on, in Chinese.
        n: number of opinions.
        champion, challenger: macro-F1 of each.
        difference: challenger less champion, with the interval ``low`` to ``high`` of paired bootstrap; the intervals of
            all figures judged hold together in 95 % of cases.
        recalls: label to (champion, challenger, low, high) of its recall and of the recall's difference.
        falls: labels whose recall falls beyond the interval, "" standing for macro-F1.
    """

    name: str
    n: int
    champion: float
    challenger: float
    difference: float
    low: float
    high: float
    recalls: Mapping[str, tuple[float, float, float, float]]
    falls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateDecision:
    """Whether the challenger may replace the champion, and why in Chinese sentences."""

    promote: bool
    reasons: tuple[str, ...]
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row of a tagged workbook that came back from a reviewer.

    Attributes:
        key: digest of the opinion, from the hidden key column.
        where: file and opinion number, for messages.
        suggested: the row as the model tagged it, from the hidden code columns.
        action: ``label``, ``unsure``, ``exclude``, or "" for a row that nobody touched.
        labels: what the row says now; None unless ``action`` is ``label``. ``handing`` is "" where nobody touched 状态.
        note: the reviewer's reason, "" for none.
    """

    key: str
    where: str
    suggested: TaggedOpinion
    action: str
    labels: Labels | None
    note: str
