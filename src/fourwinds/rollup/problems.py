"""Problems of a set of tagged opinions, and all figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from fourwinds.records import (
    NONE,
    STATUS_DISCIPLINE_CLUE,
    STATUS_REVIEW,
    STATUS_SAFETY,
    Problem,
    Summary,
    TaggedOpinion,
)
from fourwinds.rollup import duplicates
from fourwinds.taxonomy import OTHER, Taxonomy

LEADS = (STATUS_DISCIPLINE_CLUE, STATUS_SAFETY)
NAME_LENGTH = 40


def summarise(
    opinions: Sequence[TaggedOpinion], matrix: Any, taxonomy: Taxonomy, *, similar: float, quotations: int
) -> Summary:
    """Problem list and crossed figures; checked to add up before it is returned.

    Args:
        opinions: n tagged opinions.
        matrix: their n-gram rows, shape (n, d).
        similar: cosine from which two wordings are one.
        quotations: how many wordings stand below a problem.
    """
    cross = {tag: dict.fromkeys(taxonomy.subjects, 0) for tag in taxonomy.labels}
    for opinion in opinions:
        cross[opinion.tag][opinion.subject] += 1
    summary = Summary(
        total=len(opinions),
        cross=cross,
        second=Counter(o.second_tag for o in opinions if o.second_tag),
        problems=tuple(_problems(opinions, matrix, taxonomy, similar, quotations)),
        none_kinds=Counter(o.none_kind for o in opinions if o.tag == NONE),
        leads=sum(o.status in LEADS for o in opinions),
        to_review=sum(o.status == STATUS_REVIEW for o in opinions),
    )
    summary.check()
    return summary


def _problems(
    opinions: Sequence[TaggedOpinion], matrix: Any, taxonomy: Taxonomy, similar: float, quotations: int
) -> list[Problem]:
    """One problem for each manifestation, leads left out (they go to another paper), by tag and then by count."""
    found = []
    for entry in taxonomy.manifestations.values():
        members = [
            i for i, o in enumerate(opinions)
            if o.tag == entry.tag and o.manifestation == entry.code and o.status not in LEADS
        ]  # fmt: skip
        if not members:
            continue
        at = np.array(members)
        wording = duplicates.groups(matrix[at], similar)
        firsts = at[np.unique(wording)]
        sizes = Counter(wording.tolist())
        chosen = duplicates.typical(matrix, firsts, quotations)
        chosen.sort(key=lambda i: -sizes[members.index(i)])
        subjects = Counter(opinions[i].subject for i in members).most_common()
        found.append(
            Problem(
                tag=entry.tag,
                manifestation=entry.code,
                name=_name(entry.code, entry.name_zh, [opinions[i].text for i in chosen]),
                subjects=tuple(sorted(subjects, key=lambda pair: (-pair[1], list(taxonomy.subjects).index(pair[0])))),
                quotations=tuple(opinions[i].text for i in chosen),
                opinion_ids=tuple(sorted((opinions[i].opinion_id for i in members), key=_number)),
            )
        )
    tags = list(taxonomy.tags)
    return sorted(found, key=lambda p: (tags.index(p.tag), p.manifestation == OTHER, -p.count))


def _name(code: str, name_zh: str, wordings: Sequence[str]) -> str:
    """The manifestation's name; where it has none of its own, the most typical short wording as it stands."""
    if code != OTHER:
        return name_zh
    short = [w for w in wordings if len(w) <= NAME_LENGTH]
    return f"“{short[0]}”" if short else name_zh


def _number(opinion_id: str) -> tuple[int, str]:
    return (int(opinion_id), "") if opinion_id.isdecimal() else (1 << 62, opinion_id)
