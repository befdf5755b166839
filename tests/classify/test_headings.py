"""Words that name somebody, in opinions and in headings of forms."""

import pytest

from fourwinds import taxonomy
from fourwinds.classify.headings import Headings

KNOWN = taxonomy.load()
HEADINGS = Headings(KNOWN, tuple(KNOWN.subjects))


@pytest.mark.parametrize(
    ("heading", "subject"),
    [
        ("", ""),
        ("您有什么想说的？", ""),
        ("对学校食堂的意见（家长填写）", "department"),
        ("对信息办的建议", "department"),
        ("对班主任的意见（家长填写）", "teacher"),
        ("对学校党员干部的意见", "leadership"),
        ("教师个人自查：教育教学行为", "teacher"),
        ("个人对照检查：廉洁自律", "unclear"),
        ("对上级教育行政部门的意见", "external"),
    ],
)
def test_whom_a_heading_asks_about(heading, subject):
    assert HEADINGS.asked_about(heading) == subject


def test_the_longest_word_counts():
    assert HEADINGS.named("党员教师和校长") == "teacher"


def test_only_subjects_that_are_asked_for():
    assert Headings(KNOWN, ("teacher",)).asked_about("对校长的意见") == ""
