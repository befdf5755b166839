"""The frozen dataclasses that cross a doorway between rooms.

One word for one thing: *feedback* is an answer as it came; an *opinion* is the smallest stretch of it that
says one thing about one subject; a *tag* is one of the five classes or ``none``; a *manifestation* is the
concrete form of a tag; a *subject* is whom it concerns; a *problem* is a group of opinions.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import repeat
from typing import Any, Self

NONE = "none"

STATUS_AUTO = "auto"
STATUS_REVIEW = "review"
STATUS_DISCIPLINE_CLUE = "discipline_clue"
STATUS_SAFETY = "safety"
LEADS = (STATUS_DISCIPLINE_CLUE, STATUS_SAFETY)  # handed on separately
STATUSES = (STATUS_AUTO, STATUS_REVIEW, *LEADS)


class _ByColumns:
    """What is made by the hundred thousand."""

    __slots__ = ()

    @classmethod
    def from_columns(cls, *columns: Sequence[Any]) -> list[Self]:
        """Many at once from one column for each attribute, in order and all of one length.

        A frozen dataclass sets its attributes one by one through ``object.__setattr__``; setting a whole column
        through the attribute's own descriptor takes a fifth of the time.
        """
        made: list[Self] = list(map(object.__new__, repeat(cls, len(columns[0]))))
        for name, column in zip(cls.__dataclass_fields__, columns, strict=True):  # type: ignore[attr-defined]
            deque(map(getattr(cls, name).__set__, made, column), maxlen=0)
        return made


@dataclass(frozen=True, slots=True)
class Feedback(_ByColumns):
    """One answer as it came in: one cell, one paragraph, one message.

    Attributes:
        source: file name without folders.
        sheet: sheet name, or "" for files without sheets.
        row: 1-based row (spreadsheets), line (text) or block (Word) in the source.
        text: the untouched original.
        context: the question, form row or heading it answers; never part of the opinion.
        row_hash: digest of the whole row with its metadata, by which it is known again in another file; "" where
            nothing makes the row one of a kind.
    """

    source: str
    sheet: str
    row: int
    text: str
    context: str = ""
    row_hash: str = ""


@dataclass(frozen=True, slots=True)
class Opinion(_ByColumns):
    """One opinion: ``feedback.text[start:end]``, and what of it may be shown.

    Attributes:
        opinion_id: number of the opinion in its run, as a string; not the order of the source.
        feedback: the answer it was cut from.
        start, end: character span in ``feedback.text``.
        shown: the same words with private details masked.
        context: question or heading that applies to this opinion.
        flags: facts found on the way in, such as ``pii_masked``, ``duplicate``, ``filler``.
    """

    opinion_id: str
    feedback: Feedback
    start: int
    end: int
    shown: str
    context: str
    flags: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The untouched words of the opinion."""
        return self.feedback.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Prediction(_ByColumns):
    """What the model says of one text.

    Attributes:
        tag: tag code, or ``none``.
        score: calibrated probability of ``tag``, 0 to 1.
        second_tag: a further tag with evidence of its own, or None.
        manifestation: code within ``tag``, or None for none.
        subject: subject code.
        none_kind: kind of none, or None when a tag is given.
        status: one of ``STATUSES``.
        evidence: the words that weighed most for ``tag``.
        second_manifestation: code within ``second_tag``, or None.
    """

    tag: str
    score: float
    second_tag: str | None
    manifestation: str | None
    subject: str
    none_kind: str | None
    status: str
    evidence: str = ""
    second_manifestation: str | None = None


@dataclass(frozen=True, slots=True)
class TaggedOpinion(_ByColumns):
    """One row of a tagged file. Field names and order are the column contract of ``classify``."""

    opinion_id: str
    source: str
    sheet: str
    row: int
    start: int
    end: int
    text: str
    tag: str
    tag_zh: str
    score: float
    second_tag: str
    manifestation: str
    manifestation_zh: str
    subject: str
    subject_zh: str
    none_kind: str
    status: str
    evidence: str
    flags: str

    @property
    def flag_set(self) -> frozenset[str]:
        """The flags as a set."""
        return frozenset(part for part in self.flags.split(";") if part)

    @property
    def digest(self) -> str:
        """What tells the opinion from all others, SHA-256 of its place and words, whatever it is tagged."""
        said = "\0".join((self.source, self.sheet, str(self.row), str(self.start), str(self.end), self.text))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(TaggedOpinion))


def numbered(digests: Sequence[str]) -> list[str]:
    """``digests`` with repeated ones told apart by their turn: 「无」 in two columns of one row is two opinions.

    >>> told = numbered(["ab", "cd", "ab"])
    >>> told[:2], len(set(told))
    (['ab', 'cd'], 3)
    """
    turn: Counter[str] = Counter()
    told = []
    for one in digests:
        turn[one] += 1
        told.append(one if turn[one] == 1 else hashlib.sha256(f"{one}\0{turn[one]}".encode()).hexdigest())
    return told


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many files became how many opinions. ``check`` asserts that nothing was lost on the way.

    ``tagged`` + ``none`` + ``to_review`` + ``leads`` = ``opinions``: every opinion has exactly one outcome. ``excluded``
    answers came in a file or row that had been read before; they are not among ``answers``.
    """

    files: int
    unreadable: int
    rows: int
    answers: int
    opinions: int
    with_substance: int
    tagged: int
    none: int
    to_review: int
    leads: int
    duplicates: int
    excluded: int = 0

    def check(self) -> None:
        """Raise AssertionError when the outcomes do not add up to the opinions, or a step has more than the one before."""
        total = self.tagged + self.none + self.to_review + self.leads
        parts = (self.with_substance, self.duplicates, self.opinions)
        if total != self.opinions or max(parts) > self.opinions or self.unreadable > self.files or min(parts) < 0:
            raise AssertionError(f"funnel does not add up: {self}")

    def lines(self) -> list[tuple[str, int]]:
        """Chinese label and figure of every step, in order."""
        return [
            ("读取文件", self.files),
            ("未能读取的文件", self.unreadable),
            ("读取行（段）", self.rows),
            ("读到的回答", self.answers + self.excluded),
            ("其中前面已有、未重复计入", self.excluded),
            ("有效回答", self.answers),
            ("拆分出意见", self.opinions),
            ("其中有实质内容", self.with_substance),
            ("自动归入五类问题", self.tagged),
            ("自动归入“未反映作风或师德问题”", self.none),
            ("待人工复核", self.to_review),
            ("单独转交（线索、安全）", self.leads),
            ("其中重复意见（均计数）", self.duplicates),
        ]


@dataclass(frozen=True, slots=True)
class Problem:
    """A group of opinions of one manifestation, the row of a problem list.

    Attributes:
        tag, manifestation: codes.
        name: an existing wording or the manifestation's Chinese name, never an invented sentence.
        subjects: subject code and number of opinions, most frequent first.
        quotations: two or three typical wordings, masked.
        opinion_ids: every opinion behind the problem.
        heading: the profile's heading that the problem stands under.
        answers: number of answers (a row of a sheet, a paragraph) the opinions came from, which is as near to the number
            of respondents as an unsigned collection allows; 0 when the tagged file does not say where they stood.
    """

    tag: str
    manifestation: str
    name: str
    subjects: tuple[tuple[str, int], ...]
    quotations: tuple[str, ...]
    opinion_ids: tuple[str, ...]
    heading: str = ""
    answers: int = 0

    @property
    def count(self) -> int:
        """Number of opinions, duplicates counted."""
        return len(self.opinion_ids)


@dataclass(frozen=True, slots=True)
class Item:
    """One wording, and all opinions that say it in the same or nearly the same words.

    Attributes:
        text: the wording that stands for all, masked.
        variants: the other wordings, masked, each once.
        tag, manifestation, none_kind, subject: codes; "" where they do not apply.
        status: ``discipline_clue`` or ``safety`` for what is handed on separately, else "".
        heading: the profile's heading; "" for none.
        sources, opinion_ids: files and numbers of every opinion merged into the item.
        named: the office, post or group that the words name, by the operator's own list; "" for none.
    """

    text: str
    variants: tuple[str, ...]
    tag: str
    manifestation: str
    none_kind: str
    subject: str
    status: str
    heading: str
    sources: tuple[str, ...]
    opinion_ids: tuple[str, ...]
    named: str = ""

    @property
    def count(self) -> int:
        """Number of opinions, duplicates counted."""
        return len(self.opinion_ids)


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of a set of tagged opinions; what every paper is rendered from.

    Attributes:
        total: number of opinions.
        cross: tag code (or ``none``) to subject code to number of opinions, by first tag.
        second: number of opinions that carry a second tag, by that tag.
        problems: the body's own problems, in order of heading and count.
        none_kinds: kind of none to number of opinions.
        leads: number of opinions handed on separately.
        to_review: number of opinions nobody has confirmed yet.
        cells: the opinion numbers behind ``cross``.
        headings: heading of the profile to subject to opinion numbers, leads included; tagged opinions only.
        kinds: kind of none to opinion numbers.
        statuses: status to opinion numbers.
        seconds: second tag to opinion numbers.
        sources: file to opinion numbers.
        items: every opinion once, merged with those that say the same.
        external: problems of bodies outside (``Subject.outside``): counted in every table, listed apart.
        answers: number of answers all opinions came from; 0 when the tagged file does not say.
    """

    total: int
    cross: Mapping[str, Mapping[str, int]]
    second: Mapping[str, int]
    problems: tuple[Problem, ...]
    none_kinds: Mapping[str, int]
    leads: int
    to_review: int
    cells: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    headings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    external: tuple[Problem, ...] = ()
    answers: int = 0

    @property
    def unreviewed(self) -> tuple[str, ...]:
        """Numbers of the opinions nobody has confirmed yet; papers made of them say 「未复核 N 条」."""
        return self.statuses.get(STATUS_REVIEW, ())

    @property
    def lead_ids(self) -> tuple[str, ...]:
        """Numbers of the opinions handed on separately."""
        return tuple(i for status in LEADS for i in self.statuses.get(status, ()))

    def row_total(self, tag: str) -> int:
        """Number of opinions whose first tag is ``tag``."""
        return sum(self.cross[tag].values())

    def column_total(self, subject: str) -> int:
        """Number of opinions that concern ``subject``."""
        return sum(row[subject] for row in self.cross.values())

    def check(self) -> None:
        """Raise AssertionError unless opinions = sum over subjects = tagged + none, and tagged = listed + external + leads."""
        by_tag = sum(self.row_total(tag) for tag in self.cross)
        subjects = {subject for row in self.cross.values() for subject in row}
        by_subject = sum(self.column_total(subject) for subject in subjects)
        if not by_tag == by_subject == self.total:
            raise AssertionError(f"totals differ: tags {by_tag}, subjects {by_subject}, opinions {self.total}")
        for name, parts in (("items", [i.opinion_ids for i in self.items]), ("sources", list(self.sources.values()))):
            if parts and sum(map(len, parts)) != self.total:
                raise AssertionError(f"{name} do not hold every opinion once")
        tagged = [i for tag, row in self.cells.items() if tag != NONE for ids in row.values() for i in ids]
        if len(set(tagged)) == len(tagged):  # a person may have copied a row of the workbook, its number too
            apart = len(set(tagged) & set(self.lead_ids))
            if self.cells and sum(p.count for p in (*self.problems, *self.external)) + apart != len(tagged):
                raise AssertionError("listed, external and leads do not make up the tagged opinions")
