"""Which office, post or group an opinion names: the second level of the subject axis, by the operator's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from fourwinds.paper_records import Profile
from fourwinds.records import TaggedOpinion

Words = Mapping[str, tuple[str, ...]]


def by_name(opinions: Iterable[TaggedOpinion], names: Words, subject: str) -> dict[str, list[TaggedOpinion]]:
    """Opinions about ``subject`` by the name their words hold; those that name none are left out.

    The longest word wins at a place, so 副校长 is not 校长; an opinion that names two stands under both.

    Args:
        names: name to the words that mean it; the order is kept.
    """
    found: dict[str, list[TaggedOpinion]] = {name: [] for name in names}
    for opinion in opinions:
        if opinion.subject == subject:
            for name in set(named(opinion.text, names)):
                found[name].append(opinion)
    return {name: said for name, said in found.items() if said}


def named(text: str, names: Words) -> list[str]:
    """The names that ``text`` holds, in the order of its words.

    >>> named("分管校长推给教务", {"校长": ("校长",), "副校长": ("副校长", "分管校长"), "教务处": ("教务处", "教务")})
    ['副校长', '教务处']
    """
    meant = {word: name for name, words in names.items() for word in words}
    return [meant[word] for word in _any(tuple(meant)).findall(text)] if meant else []


@lru_cache(maxsize=16)
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word))))


def second_level(profile: Profile) -> Mapping[str, Words]:
    """Subject to the names within it; a subject that is not here has none, and teachers never have."""
    return {"leadership": profile.posts, "department": profile.offices, "grade_group": profile.groups}
