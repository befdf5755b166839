"""问题清单 of the body, of one office or of one post: every problem with its degree, quotations and opinion numbers."""

from __future__ import annotations

from collections.abc import Sequence

from fourwinds.records import Problem
from fourwinds.report.content import OUTSIDE, Content
from fourwinds.report.figures import Cell, Figure, Part, count, listed
from fourwinds.report.typography import Paper
from fourwinds.report.wording import numeral

SOURCE = "群众提"
_COLUMNS = (
    "序号", "类别", "具体表现（问题描述）", "涉及对象", "问题\n来源", "意见\n条数", "来自\n答复", "原文编号", "是否\n认领", "认领人\n或部门",
)  # fmt: skip
_WIDTHS = (11.0, 20.0, 76.0, 29.0, 13.0, 11.0, 13.0, 24.0, 11.0, 17.0)
_SHORT = 6  # a longer heading needs a wider column
_ELSEWHERE = "拟向哪里\n反映"


def build(content: Content) -> Paper:
    """The paper."""
    about = f"（{content.about}）" if content.about else ""
    title = f"{content.body}征求意见问题清单{about}"
    paper = content.paper(title)
    paper.title(f"{content.body}\n征求意见问题清单{about}" if len(title) > 20 else title)
    paper.heading("一、总体情况")
    overview(paper, content)
    content.cross_table(paper, 1)
    paper.landscape()
    paper.heading("二、问题清单")
    table(paper, content, content.summary.problems)
    part = 3
    if content.summary.external:
        paper.heading(f"{numeral(part)}、{OUTSIDE}")
        table(paper, content, content.summary.external, outside=True)
        part += 1
    paper.portrait()
    paper.heading(f"{numeral(part)}、说明")
    _remarks(paper, content)
    return paper


def _remarks(paper: Paper, content: Content) -> None:
    made = "本清单由程序根据征求到的意见整理，类别为初步判断，反映的情况未经核实"
    sources = "“问题来源”按群众提、自己找、上级点、互相帮、集体议填写，本清单所列均为群众提"
    if content.circulated:
        paper.body(f"{made}。")
    else:
        paper.body(f"{made}；引文为意见原文，个人信息已遮盖，较长的作了节略。")
        paper.body(
            "“来自答复”以一张表的一行、文字材料的一段为一份；征求意见不记名，同一人可能有几份答复，因此不等于人数。"
        )
    if kinds := content.kinds_sentence():
        paper.body("未反映作风或师德问题的意见中，", *kinds, "，不列入问题清单。")
    external = content.external_sentence(f"不计入本单位问题，另列为“{OUTSIDE}”")
    for sentence in (external, content.leads_sentence(), content.review_sentence()):
        if sentence:
            paper.body(*sentence)
    paper.body(f"{sources}。" if content.circulated else f"{sources}；“是否认领”“认领人（部门）”由有关同志填写。")


def overview(paper: Paper, content: Content) -> None:
    """How many opinions, how many with a problem, how many problems; listed, outside and leads make up the tagged ones."""
    if content.circulated:
        paper.body("共整理意见", content.n(content.all_ids()), "条，各类意见数量见表1；反映的问题见第二部分。")
        return
    summary = content.summary
    whom = f"涉及{content.about}的" if content.about else ""
    tagged = content.tagged_ids()
    leads = [i for i in tagged if i in set(content.lead_ids())]
    apart: list[Part] = []
    for name, ids in (("涉及上级或校外单位另列的", content.external_ids()), ("单独转交的", leads)):
        apart += ["、", name, content.n(ids), "条"] if ids else []
    paper.body(
        f"共整理{whom}意见", content.n(content.all_ids()), "条，其中反映作风和师德方面问题的", content.n(tagged),
        "条（列入问题清单的", content.n(content.listed_ids()), "条", *apart, "），未反映作风或师德问题的",
        content.n(content.tag_ids("none")), "条。列入清单的意见归并为问题", content.items(summary.problems), "，见第二部分。",
    )  # fmt: skip
    if sentence := content.tag_sentence():
        paper.body(*sentence)


def table(paper: Paper, content: Content, problems: Sequence[Problem], *, outside: bool = False) -> None:
    """The list itself, or a sentence that there is none."""
    if not problems:
        paper.body("本次征求意见没有反映本单位五类问题的意见。")
        return
    rows = [_row(n, problem, content) for n, problem in enumerate(problems, start=1)]
    if content.circulated:
        keep = (0, 1, 2, 3, 4)
        widths = [11.0, 34.0, 120.0, 40.0, 20.0]
        paper.table(
            [_COLUMNS[i] for i in keep], [[row[i] for i in keep] for row in rows], widths, centred=(0, 1, 3, 4), lead=2
        )
        return
    columns, widths = list(_COLUMNS), list(_WIDTHS)
    if max(map(len, content.profile.headings)) > _SHORT:
        widths[1], widths[2] = widths[1] + 8, widths[2] - 8
    if outside:  # nobody here can claim it
        columns, rows = [*columns[:8], _ELSEWHERE], [[*row[:8], "【】"] for row in rows]
        widths = [*widths[:8], widths[8] + widths[9]]
    paper.table(columns, rows, widths, centred=(0, 1, 3, 4, 5, 6, 8, 9), lead=2)


def _row(number: int, problem: Problem, content: Content) -> list[Cell]:
    described: list[Part] = [content.degree(problem), f"：{content.named(problem)}"]
    described += [f"\n{quotation}" for quotation in content.quoted(problem)]
    return [
        str(number), problem.heading, described, content.subject_counts(problem), SOURCE, count(problem.opinion_ids),
        Figure(f"{problem.answers}份", problem.opinion_ids) if problem.answers else "—", listed(problem.opinion_ids), "", "",
    ]  # fmt: skip
