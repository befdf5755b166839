"""Opinions that say the same merged into items; every opinion stands in exactly one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from fourwinds.records import LEADS, Item, TaggedOpinion
from fourwinds.rollup import duplicates

UNSPECIFIED = "unspecified"  # none without a kind, as when a person changed the tag by hand


def merged(
    opinions: Sequence[TaggedOpinion], matrix: Any, similar: float, heading: Callable[[TaggedOpinion], str],
    named: Callable[[TaggedOpinion], str] = lambda opinion: "",
) -> list[Item]:  # fmt: skip
    """Items in the order of topic, most frequent first inside one; only opinions of one topic and subject merge.

    Args:
        opinions: n tagged opinions.
        matrix: their n-gram rows, shape (n, d).
        similar: cosine from which two wordings are one.
        heading: the profile's heading of an opinion, "" for none.
        named: the office, post or group its words name, "" for none.
    """
    topics: dict[tuple[str, ...], list[int]] = {}
    for i, o in enumerate(opinions):
        status = o.status if o.status in LEADS else ""
        topic: tuple[str, ...] = (o.tag, o.manifestation, o.none_kind, o.subject, status, heading(o), named(o))
        topics.setdefault(topic, []).append(i)
    found = []
    for kind, members in topics.items():
        texts: dict[str, list[int]] = {}
        for i in members:
            texts.setdefault(opinions[i].text, []).append(i)
        firsts = np.array([same[0] for same in texts.values()])
        label = duplicates.groups(matrix[firsts], similar)
        groups: dict[int, list[list[int]]] = {}
        for group, same in zip(label.tolist(), texts.values(), strict=True):
            groups.setdefault(group, []).append(same)
        found += [_item(opinions, kind, sorted(wordings, key=lambda w: -len(w))) for wordings in groups.values()]
    return sorted(found, key=lambda item: -item.count)


def _item(opinions: Sequence[TaggedOpinion], topic: tuple[str, ...], wordings: Sequence[Sequence[int]]) -> Item:
    members = [opinions[i] for wording in wordings for i in wording]
    return Item(
        text=opinions[wordings[0][0]].text,
        variants=tuple(opinions[wording[0]].text for wording in wordings[1:]),
        tag=topic[0],
        manifestation=topic[1],
        none_kind=topic[2],
        subject=topic[3],
        status=topic[4],
        heading=topic[5],
        named=topic[6],
        sources=tuple(sorted({o.source for o in members})),
        opinion_ids=tuple(sorted((o.opinion_id for o in members), key=number)),
    )


def number(opinion_id: str) -> tuple[int, ...] | tuple[float, str]:
    """Sorting key of an opinion number such as 15 or 2-15."""
    parts = opinion_id.split("-")
    return tuple(map(int, parts)) if all(p.isdecimal() for p in parts) else (float("inf"), opinion_id)


def ids_by(opinions: Sequence[TaggedOpinion], key: Callable[[TaggedOpinion], str]) -> Mapping[str, tuple[str, ...]]:
    """Opinion numbers by ``key``, most frequent first; opinions whose key is "" are left out."""
    found: dict[str, list[str]] = {}
    for opinion in opinions:
        if key(opinion):
            found.setdefault(key(opinion), []).append(opinion.opinion_id)
    order = Counter({name: len(ids) for name, ids in found.items()})
    return {
        name: tuple(sorted(found[name], key=number)) for name, _ in sorted(order.items(), key=lambda p: (-p[1], p[0]))
    }
