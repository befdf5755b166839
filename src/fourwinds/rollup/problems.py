"""Problems of a set of tagged opinions, and all figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from fourwinds.records import NONE, STATUS_REVIEW, Problem, Profile, Summary, TaggedOpinion
from fourwinds.rollup import duplicates, items
from fourwinds.rollup.items import LEADS, UNSPECIFIED, ids_by, number
from fourwinds.taxonomy import OTHER, Taxonomy

NAME_LENGTH = 40


def summarise(
    opinions: Sequence[TaggedOpinion], matrix: Any, taxonomy: Taxonomy, *, similar: float, quotations: int,
    profile: Profile | None = None,
) -> Summary:  # fmt: skip
    """Problem list and crossed figures; checked to add up before it is returned.

    Args:
        opinions: n tagged opinions.
        matrix: their n-gram rows, shape (n, d).
        similar: cosine from which two wordings are one.
        quotations: how many wordings stand below a problem.
        profile: the year's headings; without one every tag is its own heading.
    """

    def heading(opinion: TaggedOpinion) -> str:
        if opinion.tag == NONE:
            return ""
        if profile is None:
            return taxonomy.tag_zh(opinion.tag)
        return profile.heading(opinion.tag, opinion.manifestation or OTHER, opinion.subject)

    cells: dict[str, dict[str, list[str]]] = {t: {s: [] for s in taxonomy.subjects} for t in taxonomy.labels}
    names = [taxonomy.tag_zh(tag) for tag in taxonomy.tags] if profile is None else list(profile.headings)
    headings: dict[str, dict[str, list[str]]] = {name: {s: [] for s in taxonomy.subjects} for name in names}
    for opinion in sorted(opinions, key=lambda o: number(o.opinion_id)):
        cells[opinion.tag][opinion.subject].append(opinion.opinion_id)
        if opinion.tag != NONE:
            headings[heading(opinion)][opinion.subject].append(opinion.opinion_id)
    summary = Summary(
        total=len(opinions),
        cross={tag: {subject: len(ids) for subject, ids in row.items()} for tag, row in cells.items()},
        second=Counter(o.second_tag for o in opinions if o.second_tag),
        problems=tuple(
            _problems(opinions, [heading(o) for o in opinions], names, matrix, taxonomy, similar, quotations)
        ),
        none_kinds=Counter(o.none_kind for o in opinions if o.tag == NONE),
        leads=sum(o.status in LEADS for o in opinions),
        to_review=sum(o.status == STATUS_REVIEW for o in opinions),
        cells={tag: {subject: tuple(ids) for subject, ids in row.items()} for tag, row in cells.items()},
        headings={name: {subject: tuple(ids) for subject, ids in row.items()} for name, row in headings.items()},
        kinds=ids_by([o for o in opinions if o.tag == NONE], lambda o: o.none_kind or UNSPECIFIED),
        statuses=ids_by(opinions, lambda o: o.status),
        seconds=ids_by(opinions, lambda o: o.second_tag),
        sources=ids_by(opinions, lambda o: o.source or "未注明"),
        items=tuple(items.merged(opinions, matrix, similar, heading)),
    )
    summary.check()
    return summary


def _problems(
    opinions: Sequence[TaggedOpinion], under: Sequence[str], names: Sequence[str], matrix: Any, taxonomy: Taxonomy,
    similar: float, quotations: int,
) -> list[Problem]:  # fmt: skip
    """One problem for each heading and manifestation, leads left out (they go to another paper)."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for i, o in enumerate(opinions):
        if o.tag != NONE and o.status not in LEADS:
            groups.setdefault((under[i], o.tag, o.manifestation or OTHER), []).append(i)
    found = []
    places = list(taxonomy.subjects)
    for (heading, tag, code), members in groups.items():
        at = np.array(members)
        wording = duplicates.groups(matrix[at], similar)
        firsts = at[np.unique(wording)]
        sizes = Counter(wording.tolist())
        size = {int(first): sizes[n] for first, n in zip(firsts, np.unique(wording).tolist(), strict=True)}
        chosen = duplicates.typical(matrix, firsts, quotations)
        chosen.sort(key=lambda i: -size[i])
        subjects = Counter(opinions[i].subject for i in members).most_common()
        found.append(
            Problem(
                tag=tag,
                manifestation=code,
                name=_name(code, taxonomy.manifestation_zh(tag, code), [opinions[i].text for i in chosen]),
                subjects=tuple(sorted(subjects, key=lambda pair: (-pair[1], places.index(pair[0])))),
                quotations=tuple(opinions[i].text for i in chosen),
                opinion_ids=tuple(sorted((opinions[i].opinion_id for i in members), key=number)),
                heading=heading,
                answers=len({(opinions[i].source, opinions[i].sheet, opinions[i].row) for i in members}),
            )
        )
    leaves = list(taxonomy.manifestations)
    return sorted(
        found,
        key=lambda p: (
            names.index(p.heading), p.manifestation == OTHER, -p.count, leaves.index(f"{p.tag}.{p.manifestation}"),
        ),
    )  # fmt: skip


def _name(code: str, name_zh: str, wordings: Sequence[str]) -> str:
    """The manifestation's name; where it has none of its own, the most typical short wording as it stands."""
    if code != OTHER:
        return name_zh
    short = [w for w in wordings if len(w) <= NAME_LENGTH]
    return f"“{short[0]}”" if short else name_zh
