"""Stored opinions and verdicts for the tests of the room."""

from __future__ import annotations

from typing import Any

from tests.conftest import tagged

from fourwinds.review_records import ACTION_LABEL, WAY_SINGLE, Labels, StoredOpinion, Verdict

SUGGESTED = Labels("formalism", "excessive_meetings", "leadership")


def opinion(key: int, *, standing: Verdict | None = None, **changes: Any) -> StoredOpinion:
    """An undecided opinion; changes whose names a tagged opinion has go there."""
    place = {"group": key, "random_key": (key * 37 % 101) / 101, "suspicion": 0.0, "double": False, "batch": 1}
    place |= {name: changes.pop(name) for name in list(changes) if name in place}
    row = tagged(key, **changes)
    return StoredOpinion(
        key=key, tagged=row, context="", model="default", version=int(standing is not None), standing=standing, **place
    )


def verdict(key: int, tag: str = "formalism", **changes: Any) -> Verdict:
    """Reviewer 甲 says ``tag``, with its rest as manifestation."""
    labels = Labels(tag, "" if tag == "none" else "other", "teacher", "other_issue" if tag == "none" else "")
    values: dict[str, Any] = {
        "key": key, "opinion": key, "reviewer": "甲", "action": ACTION_LABEL, "labels": labels, "way": WAY_SINGLE,
        "random_check": False, "note": "", "at": "2026-11-21T08:00:00+00:00", "model": "default", "undoes": 0,
        "suggested": SUGGESTED,
    }  # fmt: skip
    return Verdict(**{**values, **changes})
