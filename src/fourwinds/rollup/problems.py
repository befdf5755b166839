"""Problems of a set of tagged opinions, and all figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fourwinds.paper_records import Profile
from fourwinds.records import LEADS, NONE, STATUS_REVIEW, Problem, Summary, TaggedOpinion
from fourwinds.rollup import duplicates, items
from fourwinds.rollup.items import UNSPECIFIED, ids_by, number
from fourwinds.rollup.names import named, second_level
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

    levels = second_level(profile) if profile else {}

    def second(opinion: TaggedOpinion) -> str:
        return next(iter(named(opinion.text, levels.get(opinion.subject, {}))), "")

    cells: dict[str, dict[str, list[str]]] = {t: {s: [] for s in taxonomy.subjects} for t in taxonomy.labels}
    names = [taxonomy.tag_zh(tag) for tag in taxonomy.tags] if profile is None else list(profile.headings)
    headings: dict[str, dict[str, list[str]]] = {name: {s: [] for s in taxonomy.subjects} for name in names}
    for opinion in sorted(opinions, key=lambda o: number(o.opinion_id)):
        cells[opinion.tag][opinion.subject].append(opinion.opinion_id)
        if opinion.tag != NONE:
            headings[heading(opinion)][opinion.subject].append(opinion.opinion_id)
    every = _Problems(opinions, [heading(o) for o in opinions], names, matrix, taxonomy, similar, quotations)
    summary = Summary(
        total=len(opinions),
        cross={tag: {subject: len(ids) for subject, ids in row.items()} for tag, row in cells.items()},
        second=Counter(o.second_tag for o in opinions if o.second_tag),
        problems=every.about(outside=False),
        none_kinds=Counter(o.none_kind for o in opinions if o.tag == NONE),
        leads=sum(o.status in LEADS for o in opinions),
        to_review=sum(o.status == STATUS_REVIEW for o in opinions),
        cells={tag: {subject: tuple(ids) for subject, ids in row.items()} for tag, row in cells.items()},
        headings={name: {subject: tuple(ids) for subject, ids in row.items()} for name, row in headings.items()},
        kinds=ids_by([o for o in opinions if o.tag == NONE], lambda o: o.none_kind or UNSPECIFIED),
        statuses=ids_by(opinions, lambda o: o.status),
        seconds=ids_by(opinions, lambda o: o.second_tag),
        sources=ids_by(opinions, lambda o: o.source or "未注明"),
        items=tuple(items.merged(opinions, matrix, similar, heading, second)),
        external=every.about(outside=True),
        answers=_answers(opinions),
    )
    summary.check()
    return summary


def _answers(opinions: Sequence[TaggedOpinion]) -> int:
    """Number of places (row, paragraph) the opinions stood at; 0 when one of them does not say."""
    places = {(o.source, o.sheet, o.row) for o in opinions}
    return 0 if any(row < 1 for _, _, row in places) else len(places)


@dataclass(frozen=True)
class _Problems:
    """Problems of some opinions: one for each heading and manifestation, leads left out (they go to another paper)."""

    opinions: Sequence[TaggedOpinion]
    under: Sequence[str]
    names: Sequence[str]
    matrix: Any
    taxonomy: Taxonomy
    similar: float
    quotations: int

    def about(self, *, outside: bool) -> tuple[Problem, ...]:
        """Problems of outside bodies, or the body's own; by heading and count, what fits no manifestation last."""
        groups: dict[tuple[str, str, str], list[int]] = {}
        for i, o in enumerate(self.opinions):
            if o.tag != NONE and o.status not in LEADS and (o.subject in self.taxonomy.outside) is outside:
                groups.setdefault((self.under[i], o.tag, o.manifestation or OTHER), []).append(i)
        leaves = list(self.taxonomy.manifestations)
        return tuple(
            sorted(
                (self._problem(*group, members) for group, members in groups.items()),
                key=lambda p: (
                    self.names.index(p.heading), p.manifestation == OTHER, -p.count,
                    leaves.index(f"{p.tag}.{p.manifestation}"),
                ),
            )
        )  # fmt: skip

    def _problem(self, heading: str, tag: str, code: str, members: Sequence[int]) -> Problem:
        own = [self.opinions[i] for i in members]
        at = np.array(members)
        wording = duplicates.groups(self.matrix[at], self.similar)
        firsts = at[np.unique(wording)]
        sizes = Counter(wording.tolist())
        size = {int(first): sizes[n] for first, n in zip(firsts, np.unique(wording).tolist(), strict=True)}
        chosen = duplicates.typical(self.matrix, firsts, self.quotations)
        chosen.sort(key=lambda i: -size[i])
        quoted = tuple(self.opinions[i].text for i in chosen)
        places = list(self.taxonomy.subjects)
        subjects = Counter(o.subject for o in own).items()
        return Problem(
            tag=tag,
            manifestation=code,
            name=_name(code, self.taxonomy.manifestation_zh(tag, code), quoted),
            subjects=tuple(sorted(subjects, key=lambda pair: (-pair[1], places.index(pair[0])))),
            quotations=quoted,
            opinion_ids=tuple(sorted((o.opinion_id for o in own), key=number)),
            heading=heading,
            answers=_answers(own),
        )


def _name(code: str, name_zh: str, wordings: Sequence[str]) -> str:
    """The manifestation's name; where it has none of its own, the most typical short wording as it stands."""
    if code != OTHER:
        return name_zh
    return next((w for w in wordings if len(w) <= NAME_LENGTH), name_zh)
