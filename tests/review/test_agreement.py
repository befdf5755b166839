"""Kappa as in the papers that introduced it."""

import pytest
from sklearn.metrics import cohen_kappa_score

from fourwinds.review.agreement import by_label, cohen, fleiss

# The worked example of Fleiss 1971 as it is taught: ten subjects, five categories, fourteen raters.
FLEISS_1971 = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip


def test_cohen_agrees_with_scikit_learn():
    first, second = list("aabbbcacab"), list("abbbbcaacb")
    assert cohen(first, second) == pytest.approx(cohen_kappa_score(first, second))


def test_fleiss_gives_the_textbook_figure():
    votes = [[str(k) for k, n in enumerate(row) for _ in range(n)] for row in FLEISS_1971]
    assert fleiss(votes) == pytest.approx(0.210, abs=5e-4)


def test_where_chance_explains_everything_there_is_no_figure():
    assert cohen(["a", "a"], ["a", "a"]) is None
    assert fleiss([["a", "a", "a"]]) is None
    assert cohen([], []) is None
    assert fleiss([["a"]]) is None


def test_raters_of_different_things_are_refused():
    with pytest.raises(ValueError, match="应一样多"):
        cohen(["a"], [])


def test_two_reviewers_get_cohens_kappa_of_each_tag_against_the_rest():
    votes = [{"甲": a, "乙": b} for a, b in (("x", "x"), ("x", "y"), ("y", "y"), ("none", "none"))]
    votes.append({"甲": "x"})  # decided by one alone, so it says nothing of agreement
    found = {kappa.label: kappa for kappa in by_label(votes, ["x", "y", "none"])}
    assert list(found) == ["", "x", "y", "none"]
    assert found["none"].kappa == pytest.approx(1)
    assert found["x"].kappa == pytest.approx(0.5)
    assert {(k.method, k.opinions, k.reviewers) for k in found.values()} == {("cohen", 4, 2)}


def test_three_reviewers_get_fleiss_kappa():
    votes = [{"甲": "x", "乙": "x"}, {"乙": "y", "丙": "y"}, {"甲": "x", "丙": "y"}]
    found = by_label(votes, ["x", "y"])
    assert found[0].method == "fleiss"
    assert found[0].reviewers == 3
    assert found[0].kappa == pytest.approx(1 / 3)
