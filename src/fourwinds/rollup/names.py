"""Which office or post an opinion names: the second level of the subject axis, by the operator's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from fourwinds.records import TaggedOpinion


def by_name(
    opinions: Iterable[TaggedOpinion], names: Mapping[str, tuple[str, ...]], subject: str
) -> dict[str, list[TaggedOpinion]]:
    """Opinions about ``subject`` by the name their words hold; those that name none are left out.

    The longest word wins at a place, so 副校长 is not 校长; an opinion that names two stands under both.

    Args:
        names: name to the words that mean it; the order is kept.
    """
    meant = {word: name for name, words in names.items() for word in words}
    if not meant:
        return {}
    any_word = re.compile("|".join(sorted(map(re.escape, meant), key=lambda word: (-len(word), word))))
    found: dict[str, list[TaggedOpinion]] = {name: [] for name in names}
    for opinion in opinions:
        if opinion.subject == subject:
            for name in {meant[word] for word in any_word.findall(opinion.text)}:
                found[name].append(opinion)
    return {name: said for name, said in found.items() if said}
