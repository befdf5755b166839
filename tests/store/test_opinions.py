"""Pages, filters, what is in force, new suggestions."""

from dataclasses import replace

import pytest
from tests.conftest import tagged
from tests.store.filling import FORMALISM, HEDONISM, every, fill, label

from fourwinds import taxonomy
from fourwinds.errors import StoreError
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_UNSURE,
    ORDER_RANDOM,
    Labels,
    NewVerdict,
    OpinionFilter,
)


def found(store, batch, **narrow):
    total, rows = store.opinions.page(batch.key, OpinionFilter(**narrow))
    assert total == len(rows)
    return [int(r.tagged.opinion_id) for r in rows]


def test_pages(store):
    batch = fill(store, 7)
    fill(store, 3, seed="b")
    total, rows = store.opinions.page(batch.key, OpinionFilter(), offset=5, limit=5)
    assert (total, [r.tagged.opinion_id for r in rows]) == (7, ["5", "6"])
    shuffled = store.opinions.page(batch.key, OpinionFilter(), order=ORDER_RANDOM)[1]
    assert [r.random_key for r in shuffled] == sorted(r.random_key for r in rows + every(store, batch)[:5])


def test_filters_follow_what_is_in_force(store):
    batch = fill(store, 6)
    rows = every(store, batch)
    store.verdicts.save(label(rows[1], "王", HEDONISM))
    store.verdicts.save(NewVerdict(rows[2].key, "王", ACTION_EXCLUDE, None))
    store.verdicts.save(NewVerdict(rows[3].key, "王", ACTION_UNSURE, None))
    assert found(store, batch, tag="hedonism") == [1]
    assert found(store, batch, tag="formalism", manifestation="excessive_meetings") == [0, 2, 3, 4, 5]
    assert found(store, batch, subject="leadership", decided="yes") == [1, 2]
    assert found(store, batch, decided="no") == [0, 3, 4, 5]
    assert found(store, batch, status="review") == [3, 5]
    assert found(store, batch, words="太多4") == [4]
    assert found(store, batch, words="%") == []


def test_progress_counts_standing_else_suggested_labels(store):
    batch = fill(store, 6)
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王", HEDONISM, random_check=True))
    store.verdicts.save(label(rows[1], "王", random_check=True))
    said = store.opinions.progress(batch.key)
    assert said.by_tag == {"formalism": 5, "hedonism": 1}
    assert (said.total, said.decided, said.to_review) == (6, 2, 2)
    assert (said.random_right, said.random_checked, said.excluded) == (1, 2, 0)
    store.verdicts.save(NewVerdict(rows[2].key, "王", ACTION_EXCLUDE, None))
    assert store.opinions.progress(batch.key).excluded == 1


def test_only_what_came_up_by_chance_enters_the_quality_figure(store):
    """Who reads the least sure first reads the wrong ones first: they say nothing of those that nobody reads."""
    rows = every(store, fill(store, 6))
    store.verdicts.save(label(rows[0], "王", random_check=True))
    store.verdicts.save(label(rows[1], "王", HEDONISM, random_check=True))
    for row in rows[2:5]:
        store.verdicts.save(label(row, "王", HEDONISM))
    said = store.opinions.progress(rows[0].batch)
    assert said.decided == 5
    assert (said.random_right, said.random_checked) == (1, 2)


def test_tagged_rows_carry_the_standing_verdicts(store):
    batch = fill(store, 4)
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王", HEDONISM))
    store.verdicts.save(label(rows[1], "王", FORMALISM))
    store.verdicts.save(NewVerdict(rows[2].key, "王", ACTION_EXCLUDE, None))
    changed, kept, excluded, open_ = store.opinions.tagged(batch.key)
    known = taxonomy.load()
    assert changed == replace(
        rows[0].tagged, tag="hedonism", tag_zh=known.tag_zh("hedonism"), manifestation="other", manifestation_zh="其他",
        flags="corrected",
    )  # fmt: skip
    assert kept == replace(rows[1].tagged, status="auto", flags="confirmed")
    assert excluded == replace(rows[2].tagged, flags="excluded")
    assert open_ == rows[3].tagged


def test_a_code_that_the_taxonomy_lost_is_shown_as_it_is(store):
    batch = fill(store, 1)
    store.verdicts.save(label(every(store, batch)[0], "王", Labels("formalism", "long_gone", "leadership")))
    [row] = store.opinions.tagged(batch.key)
    assert row.manifestation_zh == "long_gone"


def test_a_lead_stays_a_lead_when_its_labels_are_decided(store):
    rows = [tagged(0, status="discipline_clue")]
    batch, _, _ = store.batches.add(
        "线索", rows, [""], ["h"], files={}, counts={}, model="m", taxonomy="1", by="李", groups=[0]
    )
    store.verdicts.save(label(every(store, batch)[0], "王"))
    assert store.opinions.tagged(batch.key)[0].status == "discipline_clue"
    assert found(store, batch, status="discipline_clue") == [0]


def test_new_suggestions_reach_only_undecided_opinions(store):
    batch = fill(store, 3)
    rows = every(store, batch)
    store.verdicts.save(label(rows[0], "王"))
    new = {r.key: replace(r.tagged, tag="hedonism", tag_zh="享乐主义", score=0.3) for r in rows[:2]}
    assert store.opinions.set_predictions(batch.key, new, "新模型") == 1
    assert store.opinions.set_predictions(batch.key, new, "新模型") == 1  # the same model again replaces its own
    decided, moved, same = every(store, batch)
    assert (decided.model, decided.tagged) == ("default", rows[0].tagged)
    assert (moved.model, moved.tagged) == ("新模型", new[moved.key])
    assert same == rows[2]
    assert store.batches.get(batch.key).model == "新模型"
    [saved] = store.verdicts.save(label(moved, "王"))
    assert (saved.model, saved.suggested.tag) == ("新模型", "hedonism")


def test_groups_and_opinions_that_are_not_there(store):
    batch = fill(store, 4, groups=[0, 1, 0, 3])
    first, second, third, _ = every(store, batch)
    assert store.opinions.group(third.key) == [first, third]
    assert store.opinions.group(second.key) == [second]
    assert store.opinions.group(99) == []
    with pytest.raises(StoreError, match="没有编号为 99 的意见"):
        store.opinions.get(99)
