"""Which opinion a reviewer sees next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fourwinds.records import STATUS_SAFETY
from fourwinds.review_records import (
    ORDER_DISAGREEMENT,
    ORDER_LEAST_SURE,
    ORDER_RANDOM,
    ORDER_SUSPECTED,
    StoredOpinion,
    Turn,
)

RANDOM_EVERY = 10  # every tenth opinion comes up by chance; only those tell how good the rest is


def order_of(turn: int, order: str) -> tuple[str, bool]:
    """From which order a reviewer's opinion number ``turn`` (from 0) is taken, and whether it is a random check.

    For doors that take opinions one by one from the store; ``arrange`` does the same for a whole list.

    >>> [order_of(turn, "least_sure") for turn in (4, 5)]
    [('least_sure', False), ('random', True)]
    """
    by_chance = order == ORDER_RANDOM or turn % RANDOM_EVERY == RANDOM_EVERY // 2
    return (ORDER_RANDOM, True) if by_chance else (order, False)


def arrange(opinions: Sequence[StoredOpinion], order: str) -> list[Turn]:
    """All ``opinions``, each once, in the order in which they should be decided.

    Every tenth place goes to the next opinion in random order, whatever the order asked for: without them nobody
    would know how good the suggestions are that no queue of doubtful opinions ever shows.

    Raises:
        KeyError: ``order`` is none of ``review_records.ORDERS``.
    """
    by_chance = sorted(opinions, key=lambda o: o.random_key)
    if order == ORDER_RANDOM:
        return [Turn(opinion, True) for opinion in by_chance]
    wanted = iter(_ORDERS[order](opinions))
    chance = iter(by_chance)
    taken: set[int] = set()
    turns: list[Turn] = []
    while len(turns) < len(opinions):
        random_check = order_of(len(turns), order)[1]
        opinion = next(o for o in (chance if random_check else wanted) if o.key not in taken)
        taken.add(opinion.key)
        turns.append(Turn(opinion, random_check))
    return turns


def least_sure(opinions: Sequence[StoredOpinion]) -> list[StoredOpinion]:
    """Least sure first, and of opinions that say the same only the first (uncertainty sampling: Lewis & Gale 1994).

    What may be danger to a student comes before all else, because a person must look at every alarm.
    Taking the suggested tags in turn, so that rare ones come up sooner, was measured and found no better.
    """
    return _firsts_first(
        sorted(opinions, key=lambda o: (o.tagged.status != STATUS_SAFETY, o.tagged.score, o.random_key))
    )


def disagreement(opinions: Sequence[StoredOpinion]) -> list[StoredOpinion]:
    """Where voices may differ first: a second reviewer is waited for, or the model sees two tags; then least sure."""
    return _firsts_first(
        sorted(
            opinions,
            key=lambda o: (not o.double or not o.version, not o.tagged.second_tag, o.tagged.score, o.random_key),
        )
    )


def suspected(opinions: Sequence[StoredOpinion]) -> list[StoredOpinion]:
    """What confident learning suspects most first, then least sure."""
    return sorted(opinions, key=lambda o: (-o.suspicion, o.tagged.score, o.random_key))


def _firsts_first(opinions: Iterable[StoredOpinion]) -> list[StoredOpinion]:
    """Opinions whose near-duplicate came earlier go to the end: one decision settles them together."""
    seen: set[tuple[int, int]] = set()
    first: list[StoredOpinion] = []
    later: list[StoredOpinion] = []
    for opinion in opinions:
        group = (opinion.batch, opinion.group)
        (later if group in seen else first).append(opinion)
        seen.add(group)
    return first + later


_ORDERS: Mapping[str, Callable[[Sequence[StoredOpinion]], list[StoredOpinion]]] = {
    ORDER_LEAST_SURE: least_sure,
    ORDER_DISAGREEMENT: disagreement,
    ORDER_SUSPECTED: suspected,
}
