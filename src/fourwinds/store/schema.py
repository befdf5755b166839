"""The tables as they are after the last migration; queries are written against these, ``migrations`` makes them.

Times are UTC in ISO 8601; truth values are 0 and 1; codes that do not apply are "".
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, Text

METADATA = MetaData()


def _table(name: str, keys: str, *, numbers: str = "", figures: str = "", words: str = "") -> Table:
    def columns(names: str, kind: type[BigInteger | Float[float] | Text | Integer]) -> list[Column[object]]:
        return [Column(part, kind(), nullable=False, primary_key=part in keys.split()) for part in names.split()]

    return Table(name, METADATA, *columns(numbers, BigInteger), *columns(figures, Float), *columns(words, Text))


# The next free key of tables whose keys are given out in blocks; never goes back, so an erased key never returns.
counters = _table("counters", "name", numbers="value", words="name")

users = _table("users", "name", numbers="active", words="name role password created")

# Of a token only its SHA-256 is kept.
sessions = _table("sessions", "token", words="token reviewer expires")

batches = _table(
    "batches", "key", numbers="key opinions",
    words="name state created author model taxonomy counts files recycled",
)  # fmt: skip

# tag … status, decided: what is in force, the standing verdict's else the prediction's, so that filters need no join.
# waiting: 1 while somebody may still be asked; coders: how many reviewers have a verdict in force.
opinions = _table(
    "opinions", "key",
    numbers="key batch place row_number span_start span_end group_key version standing double_coded coders waiting conflict disputed",
    figures="random_key suspicion score",
    words="digest opinion_id source sheet body context flags model tag manifestation subject status decided",
)  # fmt: skip

predictions = _table(
    "predictions", "opinion model", numbers="opinion", figures="score",
    words="model tag tag_zh second_tag manifestation manifestation_zh subject subject_zh none_kind status evidence at",
)  # fmt: skip

# Append-only; ordinal counts the verdicts of one opinion from 1. handing: what differs from the suggestion, else "";
# suggested_handing is "" in verdicts that are older than the choice.
verdicts = _table(
    "verdicts", "key", numbers="key opinion batch ordinal random_check undoes",
    words="reviewer action tag manifestation subject none_kind second_tag handing way request note at model "
    "suggested_tag suggested_manifestation suggested_subject suggested_none_kind suggested_second_tag suggested_handing",
)  # fmt: skip

# The verdict in force of each reviewer of an opinion, adjudications left out.
codings = _table("codings", "opinion reviewer", numbers="opinion verdict", words="reviewer")

# One reviewer at a time has the opinions of a group; two, in slots 0 and 1, when it is coded twice.
leases = _table(
    "leases", "group_key slot", numbers="group_key slot opinion batch", words="reviewer expires"
)  # fmt: skip

models = _table("models", "key", numbers="key", words="name figures decision reasons author at")

audit = _table("audit", "key", numbers="key", words="at author act what")

COUNTED = ("verdicts", "models", "audit")  # whose keys the database counts up
