"""How far independent reviewers agree beyond chance: Cohen's kappa for two, Fleiss' for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from fourwinds.review_records import Kappa

COHEN = "cohen"
FLEISS = "fleiss"


def cohen(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa (1960) of two raters' labels of the same things; None where chance explains everything.

    Raises:
        ValueError: the raters did not rate equally many things.

    >>> round(cohen(["a"] * 25 + ["b"] * 25, ["a"] * 20 + ["b"] * 5 + ["a"] * 10 + ["b"] * 15), 2)
    0.4
    """
    if len(first) != len(second):
        raise ValueError(f"一位判了 {len(first)} 条，另一位 {len(second)} 条，应一样多")
    if not first:
        return None
    n = len(first)
    seen = sum(a == b for a, b in zip(first, second, strict=True)) / n
    left, right = Counter(first), Counter(second)
    chance = sum(left[label] * right[label] for label in left) / n**2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def fleiss(votes: Sequence[Sequence[str]]) -> float | None:
    """Fleiss' kappa (1971) of things with two or more labels each; None where chance explains everything.

    The number of raters may differ between things: pairs of raters are compared within each thing (Gwet 2014, §2.4).

    >>> round(fleiss([["a", "a", "a"], ["b", "b", "a"], ["b", "b", "b"]]), 2)
    0.55
    """
    votes = [labels for labels in votes if len(labels) > 1]
    if not votes:
        return None
    total: Counter[str] = Counter()
    seen = 0.0
    for labels in votes:
        counts = Counter(labels)
        total.update(counts)
        seen += sum(c * (c - 1) for c in counts.values()) / (len(labels) * (len(labels) - 1))
    seen /= len(votes)
    ratings = sum(total.values())
    chance = sum((c / ratings) ** 2 for c in total.values())
    return None if chance == 1 else (seen - chance) / (1 - chance)


def by_label(votes: Sequence[Mapping[str, str]], labels: Sequence[str]) -> list[Kappa]:
    """Kappa over all labels first, then of each label against the rest.

    Args:
        votes: for each opinion the tag that each reviewer gave, blind to the others; single votes are passed over.
        labels: tag codes and ``none``, in reporting order.
    """
    double = [vote for vote in votes if len(vote) > 1]
    reviewers = sorted({name for vote in double for name in vote})
    return [_kappa(double, reviewers, label) for label in ("", *labels)]


def _kappa(votes: Sequence[Mapping[str, str]], reviewers: Sequence[str], label: str) -> Kappa:
    said = [{name: tag if not label else str(tag == label) for name, tag in vote.items()} for vote in votes]
    if len(reviewers) == 2:
        a, b = reviewers
        value, method = cohen([vote[a] for vote in said], [vote[b] for vote in said]), COHEN
    else:
        value, method = fleiss([list(vote.values()) for vote in said]), FLEISS
    return Kappa(label, value, len(votes), len(reviewers), method)
