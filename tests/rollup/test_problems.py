"""Whatever the opinions, the figures add up and every problem names its opinions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from tests.conftest import tagged

from fourwinds import taxonomy
from fourwinds.records import STATUSES, Summary
from fourwinds.rollup.problems import LEADS, summarise

KNOWN = taxonomy.load()
OPINIONS = st.lists(
    st.tuples(st.sampled_from(KNOWN.leaves), st.sampled_from(list(KNOWN.subjects)), st.sampled_from(STATUSES)),
    max_size=40,
)


def _opinion(number, leaf, subject, status):
    tag, _, code = leaf.partition(".")
    none = tag == "none"
    return tagged(
        number,
        tag=tag,
        manifestation="" if none else code,
        none_kind=code if none else "",
        subject=subject,
        status=status,
    )


def _summary(opinions):
    matrix = sparse.csr_matrix(np.eye(max(1, len(opinions)))[: len(opinions)])
    return summarise(opinions, matrix, KNOWN, similar=0.8, quotations=3)


@given(OPINIONS)
@settings(deadline=None)
def test_opinions_are_the_sum_over_subjects_and_over_tags(drawn):
    opinions = [_opinion(n, *one) for n, one in enumerate(drawn)]
    summary = _summary(opinions)
    assert sum(summary.column_total(s) for s in KNOWN.subjects) == summary.total == len(opinions)
    assert sum(summary.row_total(t) for t in KNOWN.labels) == len(opinions)
    listed = [number for problem in summary.problems for number in problem.opinion_ids]
    own = [o for o in opinions if o.tag != "none" and o.status not in LEADS]
    assert sorted(listed) == sorted(o.opinion_id for o in own if o.subject != "external")
    outside = [number for problem in summary.external for number in problem.opinion_ids]
    assert sorted(outside) == sorted(o.opinion_id for o in own if o.subject == "external")
    leads = [o for o in opinions if o.tag != "none" and o.status in LEADS]
    assert len(listed) + len(outside) + len(leads) == len(opinions) - summary.row_total("none")
    assert set(summary.unreviewed) == {o.opinion_id for o in opinions if o.status == "review"}
    assert len(summary.unreviewed) == summary.to_review
    assert summary.leads == sum(o.status in LEADS for o in opinions)
    assert sum(summary.none_kinds.values()) == summary.row_total("none")
    for problem in (*summary.problems, *summary.external):
        assert problem.count == len(problem.opinion_ids) == sum(n for _, n in problem.subjects) > 0
        assert 1 <= len(problem.quotations) <= 3


def test_problems_stand_by_tag_and_count_with_other_last():
    leaves = ["bureaucratism.red_tape", "formalism.other", "formalism.other", "formalism.empty_talk"]
    problems = _summary([_opinion(n, leaf, "leadership", "auto") for n, leaf in enumerate(leaves)]).problems
    assert [(p.tag, p.manifestation) for p in problems] == [
        ("formalism", "empty_talk"),
        ("formalism", "other"),
        ("bureaucratism", "red_tape"),
    ]
    assert problems[0].name == "空话套话"
    assert problems[1].name.startswith("会议太多"), "an existing wording"


def test_numbers_are_listed_as_numbers():
    opinions = [_opinion(n, "formalism.empty_talk", "leadership", "auto") for n in (10, 9, 100)]
    assert _summary(opinions).problems[0].opinion_ids == ("9", "10", "100")


def test_a_summary_that_does_not_add_up_is_refused():
    with pytest.raises(AssertionError, match="totals differ"):
        Summary(3, {"formalism": {"leadership": 2}}, {}, (), {}, 0, 0).check()


def test_a_summary_that_loses_a_tagged_opinion_is_refused():
    cells = {"formalism": {"leadership": ("1", "2", "3")}}
    with pytest.raises(AssertionError, match="listed, external and leads"):
        Summary(3, {"formalism": {"leadership": 3}}, {}, (), {}, 0, 0, cells=cells).check()


def test_answers_are_counted_by_the_places_opinions_stood_at():
    twice = [_opinion(n, "formalism.empty_talk", "leadership", "auto") for n in (1, 2, 3)]
    at = [tagged(n, row=row, source=file) for n, row, file in ((1, 2, "a.csv"), (2, 2, "a.csv"), (3, 2, "b.csv"))]
    assert (_summary(twice).problems[0].answers, _summary(at).problems[0].answers, _summary(at).answers) == (3, 2, 2)
    unknown = [*at, tagged(4, row=0)]
    assert (_summary(unknown).problems[0].answers, _summary(unknown).answers) == (0, 0), "a row that is not known"


def test_a_row_that_a_person_copied_with_its_number_counts_twice():
    opinions = [_opinion(1, "formalism.empty_talk", "leadership", status) for status in ("auto", "auto", "safety")]
    assert (_summary(opinions).total, _summary(opinions).problems[0].count) == (3, 2)
