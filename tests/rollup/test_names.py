"""Offices and posts are found by the operator's words, the longest first."""

from tests.conftest import tagged

from fourwinds.rollup.names import by_name

POSTS = {"校长": ("校长",), "副校长": ("副校长", "分管校长"), "书记": ("书记",)}


def test_the_longest_word_wins_and_two_names_count_twice():
    opinions = [
        tagged(1, text="副校长很少下年级"),
        tagged(2, text="校长和书记不常听课"),
        tagged(3, text="分管校长推给校长"),
        tagged(4, text="会议太多"),
        tagged(5, text="校长", subject="teacher"),
    ]
    found = {name: [o.opinion_id for o in said] for name, said in by_name(opinions, POSTS, "leadership").items()}
    assert found == {"校长": ["2", "3"], "副校长": ["1", "3"], "书记": ["2"]}


def test_no_words_no_names():
    assert by_name([tagged(1)], {}, "leadership") == {}
    assert by_name([tagged(1)], {"a.b": ("a.b",)}, "leadership") == {}
