"""Items: every opinion once, only what says the same about the same merges."""

import numpy as np
from scipy import sparse
from tests.conftest import tagged

from fourwinds.rollup.items import ids_by, merged, number


def _merged(opinions, vectors):
    matrix = np.array(vectors, dtype=float)
    unit = sparse.csr_matrix(matrix / np.linalg.norm(matrix, axis=1, keepdims=True))
    return merged(opinions, unit, 0.8, lambda o: "甲")


def test_equal_and_near_wordings_become_one_item_with_its_variants():
    opinions = [
        tagged(1, text="会太多"),
        tagged(2, text="会议太多"),
        tagged(3, text="会议太多", source="b.csv"),
        tagged(4, text="作业多"),
    ]
    found = _merged(opinions, [[1, 0.2], [1, 0], [1, 0], [0, 1]])
    assert [(i.text, i.variants, i.opinion_ids, i.sources) for i in found] == [
        ("会议太多", ("会太多",), ("1", "2", "3"), ("a.csv", "b.csv")),
        ("作业多", (), ("4",), ("a.csv",)),
    ]


def test_subject_topic_and_leads_keep_opinions_apart():
    opinions = [
        tagged(1, text="会多"), tagged(2, text="会多", subject="teacher"), tagged(3, text="会多", status="safety"),
        tagged(4, text="会多", manifestation="empty_talk"), tagged(5, text="会多", status="review"),
    ]  # fmt: skip
    found = _merged(opinions, [[1, 0]] * 5)
    assert sorted(i.opinion_ids for i in found) == [("1", "5"), ("2",), ("3",), ("4",)]


def test_numbers_are_ordered_as_numbers():
    assert sorted(["10", "9", "2-3", "1-20", "x"], key=number) == ["1-20", "2-3", "9", "10", "x"]
    assert ids_by([tagged(2), tagged(1), tagged(3, subject="teacher")], lambda o: o.subject) == {
        "leadership": ("1", "2"),
        "teacher": ("3",),
    }
