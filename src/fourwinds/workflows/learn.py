"""Workbooks that people corrected → verdicts in the store."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fourwinds import handing_on, taxonomy
from fourwinds.errors import StoreError
from fourwinds.records import numbered
from fourwinds.report import returned
from fourwinds.review.training_rows import latest
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_LABEL,
    ACTION_UNSURE,
    WAY_WORKBOOK,
    Labels,
    NewVerdict,
    ReturnedRow,
    StoredOpinion,
    Verdict,
)
from fourwinds.store.front import Store
from fourwinds.workflows import provenance
from fourwinds.workflows.keep import keep_tagged


@dataclass(frozen=True, slots=True)
class Change:
    """One label that a reviewer changed: what, from and to, in Chinese."""

    where: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An opinion on which the workbook and another reviewer differ; both verdicts are kept for adjudication."""

    where: str
    here: str
    reviewer: str
    there: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """What workbooks brought.

    ``confirmed`` + ``corrected`` + ``unsure`` + ``excluded`` = ``taken``; ``taken`` + ``known`` + ``untouched`` +
    refused and unreadable rows = ``rows``.

    Attributes:
        rows: opinions in the workbooks.
        added: opinions that the store did not hold yet; batches that were made for them.
        taken: new verdicts: suggestions ``confirmed``, ``corrected``, opinions ``unsure`` and ``excluded``.
        known: decisions that an earlier reading of the same workbook had brought already.
        untouched: rows on which nobody decided.
        refused: rows whose batch takes no verdicts any more.
        unreadable: place and reason of each row that could not be understood, and of refused batches.
    """

    rows: int
    added: int
    batches: tuple[str, ...]
    taken: int
    confirmed: int
    corrected: int
    unsure: int
    excluded: int
    known: int
    untouched: int
    refused: int
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    unreadable: tuple[tuple[str, str], ...]


def learn(paths: Sequence[Path], store: Store, by: str) -> Learnt:
    """Take the corrections of tagged workbooks into the store; taking them twice changes nothing.

    Opinions that the store does not hold are added as a batch first. A verdict of another reviewer is never
    overwritten: where the two differ, both stand until somebody adjudicates.

    Args:
        by: whose corrections these are.

    Raises:
        InputError: a file is missing or no tagged workbook.
        StoreError: the store cannot be read or written.
    """
    known = taxonomy.load()
    books = [(path, *returned.read(path, known)) for path in paths]  # all are read before anything is written
    count: dict[str, int] = defaultdict(int)
    batches: list[str] = []
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    unreadable: list[tuple[str, str]] = []
    for path, came, bad in books:
        # Equal answers of one row of a survey have equal keys; their turn tells them apart, as in ``keep``.
        rows = [replace(row, key=key) for row, key in zip(came, numbered([row.key for row in came]), strict=True)]
        unreadable += bad
        count["rows"] += len(rows) + len(bad)
        keys = store.opinions.keys_of([row.key for row in rows])
        strange = [row for row in rows if row.key not in keys]
        if strange:
            kept = keep_tagged(
                [row.suggested for row in strange], store, by, hashes=[row.key for row in strange], name=path.stem,
                model=provenance.recorded(path)[0].partition(" ")[0],
            )  # fmt: skip
            count["added"] += kept.added
            batches.append(kept.batch.name)
            keys |= store.opinions.keys_of([row.key for row in strange])
        decided = [row for row in rows if row.action]
        count["untouched"] += len(rows) - len(decided)
        by_batch: dict[int, list[tuple[ReturnedRow, StoredOpinion, list[Conflict]]]] = defaultdict(list)
        for row in decided:
            opinion = store.opinions.get(keys[row.key])
            made = store.verdicts.of(opinion.key)
            if any(v.reviewer == by and _says(v, row, opinion) for v in made):
                count["known"] += 1
                continue
            disputed = _conflicts(replace(row, labels=_labels(row, opinion)), by, made, known)
            by_batch[opinion.batch].append((row, opinion, disputed))
        for batch, group in sorted(by_batch.items()):
            try:
                store.verdicts.save(_act([(row, opinion) for row, opinion, _ in group], by))
            except StoreError as error:
                count["refused"] += len(group)
                where = f"“{path.name}”中属于批次 {batch} 的 {len(group)} 条"
                unreadable.append((where, f"{where}：{error}"))
                continue
            for row, opinion, disputed in group:
                conflicts += disputed  # of what was stored only
                differences = _changes(row, opinion, known)
                changes += differences
                count[_kind(row, differences)] += 1
                count["taken"] += 1
    names = ("rows", "added", "taken", "confirmed", "corrected", "unsure", "excluded", "known", "untouched", "refused")
    return Learnt(
        **{name: count[name] for name in names}, batches=tuple(batches), changes=tuple(changes),
        conflicts=tuple(conflicts), unreadable=tuple(unreadable),
    )  # fmt: skip


def _act(group: Sequence[tuple[ReturnedRow, StoredOpinion]], by: str) -> list[NewVerdict]:
    """All decisions of a workbook on one batch as one act, so that they are saved together or not at all."""
    said = hashlib.sha256(repr([(by, o.key, o.version, row.action, row.labels) for row, o in group]).encode())
    return [
        NewVerdict(o.key, by, row.action, _labels(row, o), WAY_WORKBOOK, said.hexdigest(), note=row.note)
        for row, o in group
    ]


def _labels(row: ReturnedRow, opinion: StoredOpinion) -> Labels | None:
    """What the row says, as the store has it: where nobody touched 状态, what is in force stays in force."""
    if row.labels is None:
        return None
    if row.labels.handing:
        return replace(row.labels, handing=handing_on.differing(row.labels.handing, opinion.tagged.status))
    standing = opinion.standing
    return replace(row.labels, handing=standing.labels.handing if standing and standing.labels else "")


def _says(verdict: Verdict, row: ReturnedRow, opinion: StoredOpinion) -> bool:
    """Whether the verdict holds what the row says; a row that says nothing of handing on agrees with all."""
    said = _labels(row, opinion)
    if said is not None and verdict.labels is not None and row.labels is not None and not row.labels.handing:
        said = replace(said, handing=verdict.labels.handing)
    return (verdict.action, verdict.labels) == (row.action, said)


def _kind(row: ReturnedRow, differences: Sequence[Change]) -> str:
    if row.action == ACTION_LABEL:
        return "corrected" if differences else "confirmed"
    return {ACTION_UNSURE: "unsure", ACTION_EXCLUDE: "excluded"}[row.action]


def _conflicts(row: ReturnedRow, by: str, made: Sequence[Verdict], known: taxonomy.Taxonomy) -> list[Conflict]:
    return [
        Conflict(row.where, spoken(row.action, row.labels, known), v.reviewer, spoken(v.action, v.labels, known))
        for v in latest(made)
        if v.reviewer != by
        and ACTION_UNSURE not in (v.action, row.action)
        and (v.action, v.labels) != (row.action, row.labels)
    ]


def spoken(action: str, labels: Labels | None, known: taxonomy.Taxonomy) -> str:
    """A decision in Chinese words."""
    if labels is None:
        return {ACTION_UNSURE: "拿不准", ACTION_EXCLUDE: "排除"}.get(action, action)
    detail = known.manifestation_zh(labels.tag, labels.manifestation)
    parts = [known.tag_zh(labels.tag), detail, known.subject_zh(labels.subject) if labels.subject else ""]
    parts.append(handing_on.DECIDED_ZH.get(labels.handing, ""))
    return "·".join(part for part in parts if part)


def _changes(row: ReturnedRow, opinion: StoredOpinion, known: taxonomy.Taxonomy) -> list[Change]:
    """What the row's labels change in the store's suggestion."""
    if row.labels is None:
        return []
    now, was = row.labels, opinion.tagged
    handed = handing_on.CHOICES_ZH[handing_on.of_status(was.status)]
    pairs: Mapping[str, tuple[str, str]] = {
        "类别": (known.tag_zh(was.tag), known.tag_zh(now.tag)),
        "具体表现": (
            known.manifestation_zh(was.tag, was.manifestation), known.manifestation_zh(now.tag, now.manifestation),
        ),
        "涉及对象": (known.subject_zh(was.subject), known.subject_zh(now.subject)),
        "转交": (handed, handing_on.CHOICES_ZH[now.handing] if now.handing else handed),
    }  # fmt: skip
    return [Change(row.where, what, *pair) for what, pair in pairs.items() if pair[0] != pair[1]]
