"""Frozen dataclasses of the papers: a year's headings, and this round beside an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """Opinions of ``tag`` about ``subject`` stand under ``heading`` when the operator asks for it."""

    tag: str
    subject: str
    heading: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How one year's papers are headed; data, not code.

    Attributes:
        code, name: file name without suffix, and what people call it.
        year: the year looked back on, or 0.
        meeting: name of the meeting.
        theme: its theme sentence, or "".
        headings: heading to the tags (``tag``) and manifestations (``tag.manifestation``) it takes, in order.
        moves: exceptions by subject, in force only when asked for.
        moving: whether they are.
        offices, posts, groups: name of an office, post or group to the words that mean it.
        also: further headings that look across the others (中央八项规定精神) to what they take; an opinion that
            stands under one stands under its own heading all the same.
        sha256: hash of the file it was read from.
    """

    code: str
    name: str
    year: int
    meeting: str
    theme: str
    headings: Mapping[str, tuple[str, ...]]
    moves: tuple[Move, ...]
    moving: bool
    offices: Mapping[str, tuple[str, ...]]
    posts: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    also: Mapping[str, tuple[str, ...]]
    sha256: str

    def heading(self, tag: str, manifestation: str, subject: str) -> str:
        """Heading of a tagged opinion; a manifestation of its own goes before its tag."""
        if self.moving:
            for move in self.moves:
                if (move.tag, move.subject) == (tag, subject):
                    return move.heading
        for wanted in (f"{tag}.{manifestation}", tag):
            for name, takes in self.headings.items():
                if wanted in takes:
                    return name
        raise KeyError(f"{tag}.{manifestation}")


@dataclass(frozen=True, slots=True)
class Change:
    """One manifestation in two rounds.

    Attributes:
        tag, manifestation: codes.
        before, after: number of opinions in the earlier and in this round; ``before`` is −1 where only a ledger is known.
        rectified: state the earlier ledger gives (完成, 基本完成, 正在推进, 未启动), or "".
        before_ids, after_ids: the opinions behind the figures; those of an earlier ledger are not known.
    """

    tag: str
    manifestation: str
    before: int
    after: int
    rectified: str = ""
    before_ids: tuple[str, ...] = ()
    after_ids: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """``recurring``, ``new`` or ``gone``."""
        if self.before == 0:
            return "new"
        return "recurring" if self.after else "gone"


@dataclass(frozen=True, slots=True)
class Rounds:
    """This round beside an earlier one.

    Attributes:
        changes: every manifestation of either round, most frequent now first.
        total_before: number of opinions in the earlier round, or −1 where only a ledger is known.
        broken: why the figures of the two rounds do not compare, as a Chinese clause; "" when they do.
    """

    changes: tuple[Change, ...]
    total_before: int
    broken: str
