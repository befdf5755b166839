"""This round of opinions beside an earlier one, by manifestation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourwinds.paper_records import Change, Rounds
from fourwinds.records import LEADS, NONE, TaggedOpinion
from fourwinds.rollup.items import number
from fourwinds.taxonomy import OTHER, Taxonomy

Leaf = tuple[str, str]


def ids(opinions: Sequence[TaggedOpinion], taxonomy: Taxonomy) -> Mapping[Leaf, tuple[str, ...]]:
    """Opinion numbers by tag and manifestation; leads and outside bodies are left out, as in the problem list."""
    found: dict[Leaf, list[str]] = {}
    for o in opinions:
        if o.tag != NONE and o.status not in LEADS and o.subject not in taxonomy.outside:
            found.setdefault((o.tag, o.manifestation or OTHER), []).append(o.opinion_id)
    return {leaf: tuple(sorted(numbers, key=number)) for leaf, numbers in found.items()}


def compare(
    before: Mapping[Leaf, int | tuple[str, ...]], after: Mapping[Leaf, tuple[str, ...]], rectified: Mapping[Leaf, str],
    taxonomy: Taxonomy, *, total_before: int, broken: str,
) -> Rounds:  # fmt: skip
    """Every manifestation of either round, most frequent now first.

    Args:
        before: opinion numbers of the earlier round, or how many they were where only a ledger says it, −1 where that
            does not say it either.
        after: opinion numbers of this round.
        rectified: what the earlier ledger says became of it.
        broken: why the figures do not compare; "" when they do.
    """
    order = {(m.tag, m.code): n for n, m in enumerate(taxonomy.manifestations.values())}
    leaves = [leaf for leaf in {**after, **before, **rectified} if leaf in order]
    changes = [_change(leaf, before.get(leaf, ()), after.get(leaf, ()), rectified.get(leaf, "")) for leaf in leaves]
    changes.sort(key=lambda c: (-c.after, -c.before, order[c.tag, c.manifestation]))
    return Rounds(tuple(changes), total_before, broken)


def _change(leaf: Leaf, before: int | tuple[str, ...], after: tuple[str, ...], rectified: str) -> Change:
    if isinstance(before, int):
        return Change(*leaf, before, len(after), rectified, (), after)
    return Change(*leaf, len(before), len(after), rectified, before, after)
