"""Batches for tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from tests.conftest import tagged

from fourwinds.review_records import ACTION_LABEL, Batch, Labels, NewVerdict, StoredOpinion
from fourwinds.store.front import Store

FORMALISM = Labels("formalism", "excessive_meetings", "leadership")
HEDONISM = Labels("hedonism", "other", "leadership")


def fill(
    store: Store, count: int = 5, *, seed: str = "a", groups: Sequence[int] | None = None,
    statuses: Mapping[int, str] | None = None, **more: float,
) -> Batch:  # fmt: skip
    """A batch of ``count`` opinions; the later, the surer the model was. ``statuses``: number to another suggested status."""
    said = {i: "review" if i % 2 else "auto" for i in range(count)} | dict(statuses or {})
    rows = [tagged(i, score=0.5 + 0.4 * i / count, status=said[i]) for i in range(count)]
    batch, added, _ = store.batches.add(
        f"批次{seed}",
        rows,
        ["您对学校有什么意见？"] * count,
        [hashlib.sha256(f"{seed}{i}".encode()).hexdigest() for i in range(count)],
        files={"a.csv": hashlib.sha256(seed.encode()).hexdigest()},
        counts={"拆分出意见": count},
        model="default",
        taxonomy="1",
        by="小李",
        groups=list(groups) if groups is not None else list(range(count)),
        **more,
    )
    assert added == count
    return batch


def every(store: Store, batch: Batch) -> list[StoredOpinion]:
    """All opinions of a batch, as they came."""
    return store.opinions.page(batch.key, limit=100_000)[1]


def label(opinion: StoredOpinion, reviewer: str, labels: Labels = FORMALISM, **more: object) -> NewVerdict:
    """A decision on what the reviewer saw."""
    values: dict[str, object] = {"version": opinion.version, **more}
    return NewVerdict(opinion.key, reviewer, ACTION_LABEL, labels, **values)  # type: ignore[arg-type]
