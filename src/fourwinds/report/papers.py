"""Every kind of paper: its code, its name, what it is built by and for whom it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fourwinds.report import (
    consultation,
    leads,
    meeting,
    opinion_list,
    outline,
    problem_list,
    rectification,
    statistics,
)
from fourwinds.report.content import Content
from fourwinds.report.typography import Paper

OFFICES = "offices"
POSTS = "posts"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of Word paper.

    Attributes:
        name: file name without suffix.
        build: makes it.
        each: ``offices`` or ``posts`` where there is one paper for each; else "".
        circulates: ``never``, ``may`` (``--circulate``) or ``always``.
    """

    name: str
    build: Callable[[Content], Paper]
    each: str = ""
    circulates: str = "never"


KINDS: Mapping[str, Kind] = {
    "opinions": Kind("意见建议汇总（按对象）", opinion_list.by_subject),
    "opinions_by_tag": Kind("意见建议汇总（按类别）", opinion_list.by_tag),
    "consultation": Kind("征求意见情况报告", consultation.build, circulates="may"),
    "problems": Kind("问题清单", problem_list.build, circulates="may"),
    "problems_by_office": Kind("问题清单", problem_list.build, each=OFFICES),
    "problems_by_post": Kind("问题清单", problem_list.build, each=POSTS),
    "outline": Kind("领导班子对照检查提纲", outline.build),
    "outline_by_post": Kind("个人对照检查提纲", outline.build, each=POSTS),
    "plan": Kind("整改方案", rectification.plan),
    "meeting": Kind("民主生活会情况报告", meeting.report),
    "notice": Kind("民主生活会情况通报", meeting.notice, circulates="always"),
    "statistics": Kind("统计页", statistics.build, circulates="may"),
    "leads": Kind("线索移交件", leads.build),
}
