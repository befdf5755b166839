"""Persons as posts: what a paper that leaves the office may say of somebody whom an opinion names."""

from __future__ import annotations

import re
from functools import lru_cache

from fourwinds.clean import names

_TEACHERS = ("老师", "教师", "导师", "教授")
_ONE_TEACHER = "一位教师"
_SOMEBODY = "某"
_BLANKED = r"[某×xX*＊○]{1,2}"


@lru_cache(maxsize=1)
def _blanked() -> re.Pattern[str]:
    """「李某老师」, 「张××主任」, 「某某校长」, 「【姓名】老师」: the name is left out already, the surname not always."""
    known = names.repertoire()
    posts = "|".join(names.posts())
    return re.compile(
        rf"(?:[{known['surname']}]{_BLANKED}|(?<![一-龥])某某|{re.escape(names.NAME)})((?:副|老)?(?:{posts}|教师))"
    )


def as_posts(text: str) -> str:
    """``text`` with 「某主任」 for a surname or name before a post, and 「一位教师」 for teachers.

    For masked texts; what ``names`` is sure of has become 【姓名】 already. Somebody who is called by a post alone
    (「教务主任」) stays, for the post is what such a paper may name.

    >>> as_posts("张主任经常不在岗，李某老师骂学生"), as_posts("许多老师加班，教务主任不管")
    ('某主任经常不在岗，一位教师骂学生', '许多老师加班，教务主任不管')
    """
    parts, at = [], 0
    for start, end, post in sorted(
        [*names.before_posts(text), *((*hit.span(), hit[1]) for hit in _blanked().finditer(text))]
    ):
        if start >= at:
            parts += [text[at:start], _ONE_TEACHER if post.endswith(_TEACHERS) else f"{_SOMEBODY}{post}"]
            at = end
    return "".join([*parts, text[at:]])
