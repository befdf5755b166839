"""In what leaves the office a person is a post; offices, ordinary words and everything else stay as they are."""

import pytest
from tests.clean.test_privacy_set import lines

from fourwinds.clean.posts import as_posts
from fourwinds.clean.shield import MAYBE_NAME, mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张主任经常不在岗", "某主任经常不在岗"),
        ("王建国主任说了算", "某主任说了算"),
        ("李某老师当众骂学生", "一位教师当众骂学生"),
        ("张××副校长不下年级", "某副校长不下年级"),
        ("某某处长接电话没好气", "某处长接电话没好气"),
        ("【姓名】老师收了礼", "一位教师收了礼"),
        ("后勤的刘科长和李老师互相推", "后勤的某科长和一位教师互相推"),
        ("欧阳老师布置的作业太多", "一位教师布置的作业太多"),
    ],
)
def test_persons_become_posts(text, shown):
    assert as_posts(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "教务主任不管",
        "许多老师加班",
        "个别老师收礼",
        "校领导很少下来",
        "班主任津贴发得晚",
        "和老师沟通少",
        "会议太多，一周12次",
    ],
)
def test_what_names_nobody_stays(text):
    assert as_posts(text) == text


def test_no_surname_before_a_post_is_left_in_the_privacy_set():
    flagged = [mask(text)[0] for _, text, _ in lines() if MAYBE_NAME in mask(text)[1]]
    assert len(flagged) >= 25
    left = [text for text in flagged if MAYBE_NAME in mask(as_posts(text))[1]]
    assert left == []
    assert [as_posts(as_posts(t)) == as_posts(t) for t in flagged] == [True] * len(flagged)


def test_clean_opinions_are_left_alone():
    clean = [text for kind, text, _ in lines() if kind == "C"]
    assert sum(as_posts(text) != text for text in clean) <= 0.02 * len(clean)
