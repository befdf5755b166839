"""整改方案 and the rows of 整改台账: problems in, placeholders for people out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fourwinds.records import Problem
from fourwinds.report.content import TODO, Content, numeral
from fourwinds.report.figures import Cell, count, listed
from fourwinds.report.typography import Paper

BLANK = "【】"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger: code, header, width in mm on paper, choices of its drop-down list."""

    code: str
    header: str
    width: float
    choices: tuple[str, ...] = ()


STATES = ("完成", "基本完成", "正在推进", "未启动")
COLUMNS = (
    Column("number", "序号", 10),
    Column("heading", "类别", 22),
    Column("problem", "问题表现", 46),
    Column("count", "意见条数", 11),
    Column("ids", "原文编号", 22),
    Column("goal", "整改目标（标准）", 19),
    Column("measure", "整改措施", 26),
    Column("leader", "责任领导", 12),
    Column("office", "责任部门", 13),
    Column("person", "责任人", 12),
    Column("kind", "整改类型", 13, ("立行立改", "限期整改", "长期坚持")),
    Column("due", "完成时限", 13),
    Column("progress", "进展及整改结果", 17),
    Column("state", "是否销号", 13, STATES),
)


def keys(problems: tuple[Problem, ...]) -> list[str]:
    """The hidden key of every row: stable from run to run, so that a filled ledger can be read back."""
    seen: Counter[str] = Counter()
    found = []
    for problem in problems:
        leaf = f"{problem.tag}.{problem.manifestation}"
        seen[leaf] += 1
        found.append(leaf if seen[leaf] == 1 else f"{leaf}#{seen[leaf]}")
    return found


def ledger_paper(content: Content, kept: dict[str, dict[str, str]]) -> Paper:
    """The ledger as a landscape table; ``kept`` is what people wrote in an earlier one, by row key and column."""
    title = f"{content.body}整改台账"
    paper = content.paper(title)
    paper.landscape_first()
    paper.title(title)
    rows: list[list[Cell]] = []
    problems = content.summary.problems
    for number, (key, problem) in enumerate(zip(keys(problems), problems, strict=True), start=1):
        written = kept.get(key, {})
        made: dict[str, Cell] = {
            "number": str(number), "heading": problem.heading, "problem": [content.degree(problem), f"：{problem.name}"],
            "count": count(problem.opinion_ids), "ids": listed(problem.opinion_ids),
        }  # fmt: skip
        rows.append([made.get(c.code) or written.get(c.code) or BLANK for c in COLUMNS])
    if rows:
        paper.table(
            [column.header for column in COLUMNS], rows, [column.width * 0.9 for column in COLUMNS], size=9,
            centred=(0, 1, 3, *range(5, 14)),
        )  # fmt: skip
    else:
        paper.body("本次征求意见没有归并出问题。")
    paper.note(
        "注：【】由责任单位填写；整改类型分立行立改、限期整改、长期坚持，是否销号分完成、基本完成、正在推进、未启动；佐证材料另附。"
    )
    if sentence := content.leads_sentence():
        paper.note(*sentence)
    return paper


def plan(content: Content) -> Paper:
    """整改方案: tasks are the problems; aims, measures and responsibility are placeholders."""
    title = f"{content.body}\n{content.profile.meeting}整改方案"
    paper = content.paper(title)
    paper.title(title)
    paper.body(
        f"为抓好{content.profile.meeting}查摆问题的整改，根据征求到的意见", content.n(content.all_ids()),
        f"条和归并的问题{len(content.summary.problems)}项，制定本方案。{TODO}",
    )  # fmt: skip
    paper.heading("一、指导思想和目标")
    paper.body("【由党组织研究填写】")
    paper.heading("二、整改任务和措施")
    number = part = 0
    for heading in content.summary.headings:
        own = content.own(heading)
        if not own:
            continue
        part += 1
        paper.subheading(f"（{numeral(part)}）{heading}")
        for problem in own:
            number += 1
            paper.body(
                content.degree(problem), f"{problem.name}的问题（", content.n(problem.opinion_ids), "条）。整改标准：【】。整改措施：【】。"
                "整改主体：【】。责任领导：【】。责任部门：【】。责任人：【】。整改时限：【】。", lead=f"{number}.",
            )  # fmt: skip
    if not number:
        paper.body("本次征求意见没有归并出问题。【自己找出的问题：】")
    if sentence := content.leads_sentence():
        paper.body(*sentence)
    for n, name in enumerate(("责任分工", "整改时限", "组织保障"), start=3):
        paper.heading(f"{numeral(n)}、{name}")
        paper.body("【由党组织研究填写】")
    paper.attachments([f"{content.body}整改台账"])
    paper.signature("【落款单位】" if content.body.startswith("【") else content.body, "【日期】")
    return paper
