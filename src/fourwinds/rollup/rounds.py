"""This round of opinions beside an earlier one, by manifestation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fourwinds.records import NONE, Change, Rounds, TaggedOpinion
from fourwinds.rollup.items import LEADS
from fourwinds.taxonomy import OTHER, Taxonomy

Leaf = tuple[str, str]


def counts(opinions: Sequence[TaggedOpinion]) -> Mapping[Leaf, int]:
    """Opinions by tag and manifestation; leads are left out, as in the problem list."""
    return Counter((o.tag, o.manifestation or OTHER) for o in opinions if o.tag != NONE and o.status not in LEADS)


def compare(
    before: Mapping[Leaf, int], after: Mapping[Leaf, int], rectified: Mapping[Leaf, str], taxonomy: Taxonomy, *,
    total_before: int, broken: str,
) -> Rounds:  # fmt: skip
    """Every manifestation of either round, most frequent now first.

    Args:
        before, after: number of opinions; −1 in ``before`` where only a ledger names the problem.
        rectified: what the earlier ledger says became of it.
        broken: why the figures do not compare; "" when they do.
    """
    order = {(m.tag, m.code): n for n, m in enumerate(taxonomy.manifestations.values())}
    leaves = [leaf for leaf in {**after, **before, **rectified} if leaf in order]
    changes = [Change(*leaf, before.get(leaf, 0), after.get(leaf, 0), rectified.get(leaf, "")) for leaf in leaves]
    changes.sort(key=lambda c: (-c.after, -c.before, order[c.tag, c.manifestation]))
    return Rounds(tuple(changes), total_before, broken)
