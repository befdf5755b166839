"""Decisions: each act one committed transaction, never changed, taken back only by a further verdict."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, insert, select, update

from fourwinds import handing_on
from fourwinds.errors import StaleVerdict, StoreError
from fourwinds.review_records import (
    ACTION_LABEL,
    ACTION_UNDO,
    ACTIONS,
    STATE_FINAL,
    WAY_ADJUDICATION,
    WAY_WORKBOOK,
    WAYS,
    Labels,
    NewVerdict,
    StoredOpinion,
    Verdict,
)
from fourwinds.store import audit
from fourwinds.store.database import Database, now
from fourwinds.store.rows import CHUNK, opinion, select_opinions, stored, verdict
from fourwinds.store.schema import batches, codings, leases, opinions, verdicts
from fourwinds.store.standing import settle

_NOTHING = Labels("")


class Verdicts:
    """The verdicts of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, new: NewVerdict | Sequence[NewVerdict]) -> list[Verdict]:
        """Save one act: all of its verdicts in one transaction, or none.

        Verdicts of one act share their ``request``; when the same reviewer sent it before, the stored ones are
        returned and nothing is added. On an opinion that two reviewers code independently only rulings and the
        reviewer's own verdicts make a save stale.

        Raises:
            StaleVerdict: others decided since; carries their verdicts.
            StoreError: an opinion is gone, its batch is final or in the recycle bin, or the store cannot be written.
        """
        act = [new] if isinstance(new, NewVerdict) else list(new)
        if not act:
            return []
        _check(act)
        request = act[0].request or uuid.uuid4().hex
        return self._database.write(lambda connection: _save(connection, act, request))

    def undo(self, batch: int, reviewer: str, request: str) -> list[Verdict]:
        """Take back the reviewer's latest act in a batch that still stands; may be repeated without limit.

        Returns:
            the new verdicts, one for each taken back; empty when nothing is left to take back.
        """
        return self._database.write(lambda connection: _undo(connection, batch, reviewer, request or uuid.uuid4().hex))

    def of(self, key: int) -> list[Verdict]:
        """All verdicts on an opinion, oldest first, undone ones and undos included."""
        query = select(verdicts).where(verdicts.c.opinion == key).order_by(verdicts.c.ordinal)
        return self._database.read(lambda connection: [verdict(row) for row in connection.execute(query)])

    def all(self, batch: int | None = None) -> Iterator[tuple[StoredOpinion, list[Verdict]]]:
        """Every opinion that has verdicts, with them, oldest first; batches in the recycle bin left out."""

        def work(connection: Connection) -> list[tuple[StoredOpinion, list[Verdict]]]:
            live = select(batches.c.key).where(batches.c.recycled == "")
            narrowed = opinions.c.batch == batch if batch is not None else opinions.c.batch.in_(live)
            query = select_opinions().where(narrowed, opinions.c.version > 0).order_by(opinions.c.key)
            found = stored(connection, query)
            made = verdicts_of(connection, [row.key for row in found])
            return [(row, made[row.key]) for row in found]

        yield from self._database.read(work)


def verdicts_of(connection: Connection, keys: Sequence[int]) -> dict[int, list[Verdict]]:
    """All verdicts on the opinions with these keys, oldest first."""
    made: dict[int, list[Verdict]] = {key: [] for key in keys}
    for at in range(0, len(keys), CHUNK):
        query = select(verdicts).where(verdicts.c.opinion.in_(keys[at : at + CHUNK]))
        for row in connection.execute(query.order_by(verdicts.c.opinion, verdicts.c.ordinal)):
            made[row.opinion].append(verdict(row))
    return made


def _check(act: Sequence[NewVerdict]) -> None:
    for new in act:
        if new.action not in ACTIONS or new.action == ACTION_UNDO or new.way not in WAYS:
            raise ValueError(f"no such action or way: {new.action}, {new.way}")
        if (new.action == ACTION_LABEL) != (new.labels is not None):
            raise ValueError(f"labels are for the action label only: {new.action}, {new.labels}")
        if new.labels is not None and new.labels.handing not in (handing_on.AS_SUGGESTED, *handing_on.CHOICES):
            raise ValueError(f"no such way of handing on: {new.labels.handing}")
    if len({(new.reviewer, new.request) for new in act}) > 1 or len({new.opinion for new in act}) < len(act):
        raise ValueError("verdicts of one act have one reviewer, one request and an opinion each")


def _save(connection: Connection, act: Sequence[NewVerdict], request: str) -> list[Verdict]:
    rows = _locked(connection, [new.opinion for new in act])
    before = _sent(connection, act[0].reviewer, request)
    if before:
        return before
    made = verdicts_of(connection, list(rows))
    stale = [v for new in act for v in _meanwhile(new, rows[new.opinion], made[new.opinion])]
    if stale:
        who = "、".join(dict.fromkeys(v.reviewer for v in stale))
        raise StaleVerdict(
            f"这条意见在您打开之后已由 {who} 复核，您的决定没有保存",
            todo="看过对方的决定后再定一次",
            verdicts=tuple(stale),
        )
    at = now()
    saved = []
    for new in act:
        row = rows[new.opinion]
        labels = new.labels or _NOTHING
        new_row = _row(row, new.reviewer, new.action, labels, at) | {
            "way": new.way, "request": request, "random_check": int(new.random_check), "note": new.note, "undoes": 0,
        }  # fmt: skip
        saved.append(_insert(connection, new_row, row, made[row.key]))
    connection.execute(
        delete(leases).where(
            leases.c.reviewer == act[0].reviewer, leases.c.group_key.in_({row.group_key for row in rows.values()})
        )
    )
    which = sorted({row.batch for row in rows.values()})
    said = f"批次 {'、'.join(map(str, which))}，意见 {_keys(saved)}{_handed(connection, rows)}"
    audit.note(connection, act[0].reviewer, act[0].action, said)
    return saved


def _undo(connection: Connection, batch: int, reviewer: str, request: str) -> list[Verdict]:
    later = verdicts.alias()
    standing = ~exists().where(later.c.undoes == verdicts.c.key)
    mine = (verdicts.c.batch == batch, verdicts.c.reviewer == reviewer, verdicts.c.action != ACTION_UNDO, standing)
    latest = connection.execute(
        select(verdicts.c.request).where(*mine).order_by(verdicts.c.key.desc()).limit(1)
    ).scalar_one_or_none()
    before = _sent(connection, reviewer, request)
    if latest is None or before:
        return before
    act = connection.execute(select(verdicts).where(*mine, verdicts.c.request == latest).order_by(verdicts.c.key)).all()
    rows = _locked(connection, [row.opinion for row in act])
    before = _sent(connection, reviewer, request)
    if before:
        return before
    made = verdicts_of(connection, list(rows))
    at = now()
    saved = []
    for done in act:
        row = rows[done.opinion]
        new_row = _row(row, reviewer, ACTION_UNDO, _NOTHING, at) | {
            "way": done.way, "request": request, "random_check": 0, "note": "", "undoes": done.key,
        }  # fmt: skip
        saved.append(_insert(connection, new_row, row, made[row.key]))
    audit.note(connection, reviewer, ACTION_UNDO, f"批次 {batch}，意见 {_keys(saved)}{_handed(connection, rows)}")
    return saved


def _locked(connection: Connection, keys: Sequence[int]) -> dict[int, Row[Any]]:
    """Rows of opinions and predictions, locked in the order of their keys until the transaction ends."""
    rows: dict[int, Row[Any]] = {}
    for begin in range(0, len(keys), CHUNK):
        part = sorted(keys)[begin : begin + CHUNK]
        query = select_opinions().where(opinions.c.key.in_(part)).order_by(opinions.c.key)
        rows |= {row.key: row for row in connection.execute(query.with_for_update(of=opinions))}
    if len(rows) < len(set(keys)):
        raise StoreError("要复核的意见已不在数据库中（批次可能已被销毁）", todo="回到批次列表重新打开")
    query = select(batches.c.name, batches.c.state, batches.c.recycled).where(
        batches.c.key.in_({row.batch for row in rows.values()})
    )
    for found in connection.execute(query):
        if found.recycled:
            raise StoreError(f"批次“{found.name}”在回收站里，不能复核", todo="先恢复这个批次")
        if found.state == STATE_FINAL:
            raise StoreError(f"批次“{found.name}”已定稿，不能再改", todo="由审批人退回草稿后再复核")
    return rows


def _sent(connection: Connection, reviewer: str, request: str) -> list[Verdict]:
    query = select(verdicts).where(verdicts.c.request == request, verdicts.c.reviewer == reviewer)
    return [verdict(row) for row in connection.execute(query.order_by(verdicts.c.key))]


def _meanwhile(new: NewVerdict, row: Row[Any], made: Sequence[Verdict]) -> list[Verdict]:
    """Verdicts that the reviewer had not seen and that concern them."""
    if new.version < 0 or new.way == WAY_WORKBOOK:
        return []
    unseen = made[new.version :]
    if row.double_coded and new.way != WAY_ADJUDICATION:
        return [v for v in unseen if v.reviewer == new.reviewer or v.way == WAY_ADJUDICATION]
    return list(unseen)


def _row(row: Row[Any], reviewer: str, action: str, labels: Labels, at: str) -> dict[str, Any]:
    return {
        "opinion": row.key, "batch": row.batch, "reviewer": reviewer, "action": action, "tag": labels.tag,
        "manifestation": labels.manifestation, "subject": labels.subject, "none_kind": labels.none_kind,
        "second_tag": labels.second_tag, "handing": handing_on.differing(labels.handing, row.p_status), "at": at, "model": row.model, "suggested_tag": row.p_tag,
        "suggested_manifestation": row.p_manifestation, "suggested_subject": row.p_subject,
        "suggested_none_kind": row.p_none_kind, "suggested_second_tag": row.p_second_tag,
        "suggested_handing": handing_on.of_status(row.p_status),
    }  # fmt: skip


def _insert(connection: Connection, values: dict[str, Any], row: Row[Any], made: list[Verdict]) -> Verdict:
    """Add a verdict after those ``made`` before, and bring the opinion up to date."""
    ordinal = len(made) + 1
    added = connection.execute(insert(verdicts).values(**values, ordinal=ordinal).returning(verdicts)).one()
    saved = verdict(added)
    made.append(saved)
    stands = settle(made, double=bool(row.double_coded))
    labels = stands.verdict.labels if stands.verdict is not None else None
    kept = opinion(row, None).tagged
    connection.execute(
        update(opinions)
        .where(opinions.c.key == row.key)
        .values(
            version=ordinal,
            standing=stands.verdict.key if stands.verdict is not None else 0,
            decided=stands.verdict.action if stands.verdict is not None else "",
            tag=labels.tag if labels else kept.tag,
            manifestation=labels.manifestation if labels else kept.manifestation,
            subject=labels.subject if labels else kept.subject,
            status=handing_on.in_force(labels.handing if labels else "", kept.status)
            if stands.decided
            else kept.status,
            coders=len(stands.codings),
            waiting=int(stands.waiting),
            conflict=int(stands.conflict),
            disputed=int(stands.disputed),
        )
    )
    connection.execute(delete(codings).where(codings.c.opinion == row.key))
    if stands.codings:
        connection.execute(
            insert(codings),
            [{"opinion": row.key, "reviewer": name, "verdict": v.key} for name, v in stands.codings.items()],
        )
    return saved


def _handed(connection: Connection, rows: Mapping[int, Row[Any]]) -> str:
    """What an act changed in handing on, for the audit log; ``rows`` as they were before."""
    keys, moved = sorted(rows), dict[str, None]()
    for begin in range(0, len(keys), CHUNK):
        query = select(opinions.c.key, opinions.c.status).where(opinions.c.key.in_(keys[begin : begin + CHUNK]))
        for now_is in connection.execute(query.order_by(opinions.c.key)):
            choice = handing_on.of_status(now_is.status)
            if choice != handing_on.of_status(rows[now_is.key].status):
                moved[choice] = None
    return "".join(f"，改为{handing_on.DECIDED_ZH[choice]}" for choice in moved)


def _keys(saved: Sequence[Verdict]) -> str:
    shown = "、".join(str(v.opinion) for v in saved[:10])
    return shown if len(saved) <= 10 else f"{shown} 等 {len(saved)} 条"
