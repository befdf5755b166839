"""Whether an opinion is handed on separately: what a person may say of it, and which status is in force then.

A concrete accusation (``discipline_clue``) and danger to a student (``safety``) stand in no problem list. The model proposes;
a person may take an alarm back or raise one. The model is not taught by it.
"""

from __future__ import annotations

from collections.abc import Mapping

from fourwinds.records import LEADS, STATUS_AUTO, STATUS_DISCIPLINE_CLUE, STATUS_REVIEW, STATUS_SAFETY

AS_SUGGESTED = ""
ORDINARY = "ordinary"
CHOICES = (ORDINARY, *LEADS)  # the most urgent last
CHOICES_ZH: Mapping[str, str] = {ORDINARY: "不单独转交", STATUS_DISCIPLINE_CLUE: "线索", STATUS_SAFETY: "学生安全"}
DECIDED_ZH: Mapping[str, str] = {
    ORDINARY: "不单独转交", STATUS_DISCIPLINE_CLUE: "按线索转交", STATUS_SAFETY: "按学生安全转交",
}  # fmt: skip


def of_status(status: str) -> str:
    """The choice that a status stands for.

    >>> of_status("review"), of_status("safety")
    ('ordinary', 'safety')
    """
    return status if status in LEADS else ORDINARY


def differing(said: str, suggested: str) -> str:
    """``said``, or ``AS_SUGGESTED`` where it is what the suggested status stands for: who keeps it says the same as who names it.

    >>> differing("safety", "safety"), differing("ordinary", "review"), differing("ordinary", "safety")
    ('', '', 'ordinary')
    """
    return AS_SUGGESTED if said == of_status(suggested) else said


def chosen(said: str, suggested: str) -> str:
    """Which of ``CHOICES`` is meant by what somebody said of an opinion with this suggested status."""
    return said or of_status(suggested)


def in_force(said: str, suggested: str) -> str:
    """The status of an opinion that a person has decided; it needs no review any more.

    >>> in_force("", "review"), in_force("", "safety"), in_force("ordinary", "safety"), in_force("safety", "auto")
    ('auto', 'safety', 'auto', 'safety')
    """
    status = said if said in LEADS else suggested if said == AS_SUGGESTED else STATUS_AUTO
    return STATUS_AUTO if status == STATUS_REVIEW else status
