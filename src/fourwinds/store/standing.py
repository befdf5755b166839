"""Which verdict on an opinion is in force, whose, and whether reviewers differ: a pure function of its verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourwinds.review_records import ACTION_EXCLUDE, ACTION_LABEL, ACTION_UNDO, WAY_ADJUDICATION, Verdict

CODERS = 2  # of an opinion that is coded twice


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an opinion stands.

    Attributes:
        verdict: the one in force: the latest adjudication, else the latest of all; None when there is none.
        codings: the verdict in force of each reviewer, adjudications left out.
        conflict: reviewers differ and nobody has adjudicated. Somebody unsure contradicts nobody.
        waiting: somebody who has not decided may still be asked.
        disputed: a reviewer was unsure and nobody has decided.
    """

    verdict: Verdict | None
    codings: Mapping[str, Verdict]
    conflict: bool
    waiting: bool
    disputed: bool

    @property
    def decided(self) -> bool:
        """A person has given labels or excluded the opinion."""
        return self.verdict is not None and self.verdict.action in (ACTION_LABEL, ACTION_EXCLUDE)


def settle(verdicts: Sequence[Verdict], *, double: bool) -> Standing:
    """Where an opinion with these verdicts stands, oldest first."""
    undone = {v.undoes for v in verdicts}
    live = [v for v in verdicts if v.action != ACTION_UNDO and v.key not in undone]
    rulings = [v for v in live if v.way == WAY_ADJUDICATION]
    codings = {v.reviewer: v for v in live if v.way != WAY_ADJUDICATION}
    counting = rulings or live
    verdict = counting[-1] if counting else None
    said = {(v.action, v.labels) for v in codings.values() if v.action in (ACTION_LABEL, ACTION_EXCLUDE)}
    decided = verdict is not None and verdict.action in (ACTION_LABEL, ACTION_EXCLUDE)
    waiting = not rulings and (len(codings) < CODERS if double else not decided)
    return Standing(verdict, codings, len(said) > 1 and not rulings, waiting, verdict is not None and not decided)
