"""Opinions with their suggestions and verdicts: pages, groups, new suggestions, progress."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, case, delete, func, insert, literal_column, select, update

from fourwinds import handing_on
from fourwinds import taxonomy as labels_known
from fourwinds.errors import StoreError, TaxonomyError
from fourwinds.records import NONE, STATUS_REVIEW, STATUS_SAFETY, TaggedOpinion
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_LABEL,
    ACTION_UNSURE,
    ORDER_DISAGREEMENT,
    ORDER_LEAST_SURE,
    ORDER_RANDOM,
    ORDER_SUSPECTED,
    BatchProgress,
    OpinionFilter,
    StoredOpinion,
    Verdict,
)
from fourwinds.store.database import Database, now
from fourwinds.store.rows import CHUNK, by_digest, prediction, select_opinions, stored
from fourwinds.store.schema import batches, opinions, predictions, verdicts
from fourwinds.store.verdicts import verdicts_of
from fourwinds.taxonomy import Taxonomy

CORRECTED = "corrected"  # flag: a person changed the labels
CONFIRMED = "confirmed"  # flag: a person decided and kept them
EXCLUDED = "excluded"  # flag: a person took the opinion out of the papers
_PAUSE = 0.005  # seconds

T = TypeVar("T")

# As the index has it: a person must look at every alarm, so what may be danger to a student comes before all else.
_ALARM: Any = literal_column("CASE WHEN opinions.status = 'safety' THEN 0 ELSE 1 END")
ORDERINGS: Mapping[str, tuple[Any, ...]] = {
    "": (opinions.c.key,),
    ORDER_LEAST_SURE: (_ALARM, opinions.c.score, opinions.c.key),
    ORDER_DISAGREEMENT: (opinions.c.disputed.desc(), opinions.c.score, opinions.c.key),
    ORDER_SUSPECTED: (opinions.c.suspicion.desc(), opinions.c.random_key, opinions.c.key),
    ORDER_RANDOM: (opinions.c.random_key, opinions.c.key),
}


class Opinions:
    """The opinions of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, batch: int, narrow: OpinionFilter | None = None, offset: int = 0, limit: int = 50, order: str = ""
    ) -> tuple[int, list[StoredOpinion]]:
        """Number of opinions of a batch that ``narrow`` lets through, and those from ``offset``.

        Labels and status of the filter are those in force: the standing verdict's, else the model's.

        Args:
            order: "" as they came, or one of ``ORDERS``.
        """
        wanted = [opinions.c.batch == batch, *_narrowed(narrow or OpinionFilter())]
        # The keys first: only the rows shown are joined to their predictions.
        keys = select(opinions.c.key).where(*wanted).order_by(*ORDERINGS[order]).offset(offset).limit(limit)

        def work(connection: Connection) -> tuple[int, list[StoredOpinion]]:
            total = connection.execute(select(func.count()).select_from(opinions).where(*wanted)).scalar_one()
            return total, by_keys(connection, list(connection.execute(keys).scalars()))

        return self._database.read(work)

    def get(self, key: int) -> StoredOpinion:
        """One opinion.

        Raises:
            StoreError: there is none of that number.
        """
        found = self._database.read(lambda connection: by_keys(connection, [key]))
        if not found:
            raise StoreError(f"没有编号为 {key} 的意见", todo="回到批次列表重新打开")
        return found[0]

    def group(self, key: int) -> list[StoredOpinion]:
        """The opinions of the same batch that say the same as this one, itself included, in order of keys."""
        group = select(opinions.c.group_key).where(opinions.c.key == key).scalar_subquery()
        query = select_opinions().where(opinions.c.group_key == group).order_by(opinions.c.key)
        return self._database.read(lambda connection: stored(connection, query))

    def keys_of(self, hashes: Sequence[str]) -> dict[str, int]:
        """Digest to key, of the opinions that batches outside the recycle bin hold; the latest of equal ones."""
        return self._database.read(lambda connection: by_digest(connection, hashes, opinions.c.key))

    def all(self, batch: int) -> list[StoredOpinion]:
        """Every opinion of a batch, as they came."""
        query = select_opinions().where(opinions.c.batch == batch).order_by(opinions.c.key)
        return self._database.read(lambda connection: stored(connection, query))

    def tagged(self, batch: int, taxonomy: Taxonomy | None = None) -> list[TaggedOpinion]:
        """The tagged rows of a batch with the standing verdicts applied.

        A decided opinion no longer needs review; its flags get ``corrected`` or ``confirmed``. An excluded one stays in
        the list with the flag ``excluded``, so that whoever renders a paper can leave it out and count it.
        """
        known = taxonomy or labels_known.load()
        return [applied(row, known) for row in self.all(batch)]

    def set_suspicion(self, scores: Mapping[int, float]) -> None:
        """Note how much the labels of opinions look wrong, 0 to 1, by key of the opinion."""

        wanted = update(opinions).where(opinions.c.key == bindparam("b_key")).values(suspicion=bindparam("b_score"))
        rows = [{"b_key": key, "b_score": float(score)} for key, score in sorted(scores.items())]
        for part in _parts(rows):
            self._database.write(partial(Connection.execute, statement=wanted, parameters=part))

    def set_predictions(self, batch: int, tagged: Mapping[int, TaggedOpinion], model: str) -> int:
        """New suggestions for the undecided opinions among those given; the old ones are kept beside them.

        Args:
            tagged: key of the opinion to its row as the new model tags it.

        Returns:
            how many opinions got a new suggestion.
        """
        done = sum(
            self._database.write(partial(_predict, batch=batch, keys=keys, tagged=tagged, model=model))
            for keys in _parts(sorted(tagged))
        )
        named = update(batches).where(batches.c.key == batch).values(model=model)
        self._database.write(lambda connection: connection.execute(named))
        return done

    def progress(self, batch: int) -> BatchProgress:
        """Where the review of a batch stands."""
        return self._database.read(lambda connection: _progress(connection, batch))

    def conflicts(self, batch: int) -> list[tuple[StoredOpinion, list[Verdict]]]:
        """Opinions on which reviewers differ and nobody has ruled, with all their verdicts."""

        def work(connection: Connection) -> list[tuple[StoredOpinion, list[Verdict]]]:
            query = select_opinions().where(opinions.c.batch == batch, opinions.c.conflict == 1)
            found = stored(connection, query.order_by(opinions.c.key))
            made = verdicts_of(connection, [row.key for row in found])
            return [(row, made[row.key]) for row in found]

        return self._database.read(work)


def by_keys(connection: Connection, keys: Sequence[int]) -> list[StoredOpinion]:
    """The opinions with these keys, in their order."""
    found: dict[int, StoredOpinion] = {}
    for at in range(0, len(keys), CHUNK):
        query = select_opinions().where(opinions.c.key.in_(keys[at : at + CHUNK]))
        found |= {row.key: row for row in stored(connection, query)}
    return [found[key] for key in keys if key in found]


def applied(row: StoredOpinion, taxonomy: Taxonomy) -> TaggedOpinion:
    """The tagged row with the standing verdict's labels."""
    said, verdict = row.tagged, row.standing
    if verdict is None or verdict.action not in (ACTION_LABEL, ACTION_EXCLUDE):
        return said
    new = verdict.labels
    status = handing_on.in_force(new.handing if new else "", said.status)
    if new is None:
        return replace(said, status=status, flags=_flagged(said, EXCLUDED))
    before = (said.tag, said.manifestation, said.subject, said.none_kind, said.second_tag, handing_on.AS_SUGGESTED)
    kept = before == (new.tag, new.manifestation, new.subject, new.none_kind, new.second_tag, new.handing)
    return replace(
        said,
        tag=new.tag,
        tag_zh=_name(taxonomy.tag_zh, new.tag),
        manifestation="" if new.tag == NONE else new.manifestation,
        manifestation_zh=_name(lambda code: taxonomy.manifestation_zh(new.tag, code), new.manifestation),
        subject=new.subject,
        subject_zh=_name(taxonomy.subject_zh, new.subject),
        none_kind=new.none_kind,
        second_tag=new.second_tag,
        status=status,
        flags=_flagged(said, CONFIRMED if kept else CORRECTED),
    )


def _name(look_up: Any, code: str) -> str:
    """The Chinese name of a code, or the code when the taxonomy has lost it since."""
    try:
        return str(look_up(code)) if code else ""
    except TaxonomyError:
        return code


def _flagged(said: TaggedOpinion, flag: str) -> str:
    return ";".join([*(part for part in said.flags.split(";") if part and part != flag), flag])


def _narrowed(narrow: OpinionFilter) -> list[Any]:
    wanted: list[Any] = [
        opinions.c[name] == value
        for name in ("tag", "manifestation", "subject", "status")
        if (value := getattr(narrow, name))
    ]
    decided = opinions.c.decided.in_((ACTION_LABEL, ACTION_EXCLUDE))
    if narrow.decided:
        wanted.append(decided if narrow.decided == "yes" else ~decided)
    if narrow.words:
        wanted.append(opinions.c.body.icontains(narrow.words, autoescape=True))
    return wanted


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """So few at a time, and with pauses, that reviewers can save their verdicts in between."""
    for at in range(0, len(rows), CHUNK):
        yield rows[at : at + CHUNK]
        time.sleep(_PAUSE)


def _predict(
    connection: Connection, batch: int, keys: Sequence[int], tagged: Mapping[int, TaggedOpinion], model: str
) -> int:
    """New suggestions for the undecided ones among ``keys``; returns how many those were."""
    undecided = opinions.c.decided.not_in((ACTION_LABEL, ACTION_EXCLUDE))
    query = select(opinions.c.key, opinions.c.tag).where(opinions.c.key.in_(keys), opinions.c.batch == batch, undecided)
    locked = connection.execute(query.order_by(opinions.c.key).with_for_update(of=opinions))
    before = {row.key: row.tag for row in locked}
    if not before:
        return 0
    replaced = predictions.c.opinion.in_(list(before)) & (predictions.c.model == model)
    connection.execute(delete(predictions).where(replaced))
    at = now()
    connection.execute(insert(predictions), [prediction(key, tagged[key], model, at) for key in before])
    columns = ("tag", "manifestation", "subject", "status", "score")
    changed = update(opinions).where(opinions.c.key == bindparam("b_key"))
    changed = changed.values(
        model=model,
        disputed=case((bindparam("b_moved") == 1, 1), else_=opinions.c.disputed),
        **{name: bindparam(f"b_{name}") for name in columns},
    )
    rows = [
        {"b_key": key, "b_moved": int(tagged[key].tag != tag)}
        | {f"b_{name}": getattr(tagged[key], name) for name in columns}
        for key, tag in before.items()
    ]
    connection.execute(changed, rows)
    return len(before)


def _progress(connection: Connection, batch: int) -> BatchProgress:
    grouped = (opinions.c.decided, opinions.c.tag, opinions.c.status, opinions.c.conflict)
    query = select(*grouped, func.count().label("n")).where(opinions.c.batch == batch).group_by(*grouped)
    rows = connection.execute(query).all()
    by_tag: dict[str, int] = {}
    for row in rows:
        by_tag[row.tag] = by_tag.get(row.tag, 0) + row.n
    decided = (ACTION_LABEL, ACTION_EXCLUDE)
    checks = connection.execute(_random_checks(batch)).all()
    return BatchProgress(
        total=sum(row.n for row in rows),
        decided=sum(row.n for row in rows if row.decided in decided),
        unsure=sum(row.n for row in rows if row.decided == ACTION_UNSURE),
        conflicts=sum(row.n for row in rows if row.conflict),
        to_review=sum(row.n for row in rows if row.decided not in decided and row.status == STATUS_REVIEW),
        by_tag=dict(sorted(by_tag.items())),
        random_right=sum(row.n for row in checks if row.tag == row.suggested_tag),
        random_checked=sum(row.n for row in checks),
        excluded=sum(row.n for row in rows if row.decided == ACTION_EXCLUDE),
        danger=sum(row.n for row in rows if row.decided != ACTION_EXCLUDE and row.status == STATUS_SAFETY),
    )


def _random_checks(batch: int) -> Select[Any]:
    """Standing labels of opinions that came up by chance: tag, suggested tag, number."""
    joined = verdicts.join(opinions, (opinions.c.key == verdicts.c.opinion) & (opinions.c.standing == verdicts.c.key))
    return (
        select(verdicts.c.tag, verdicts.c.suggested_tag, func.count().label("n"))
        .select_from(joined)
        .where(verdicts.c.batch == batch, verdicts.c.random_check == 1, verdicts.c.action == ACTION_LABEL)
        .group_by(verdicts.c.tag, verdicts.c.suggested_tag)
    )
