"""整改方案: tasks are the problems; aims, measures and responsibility are placeholders."""

from __future__ import annotations

from fourwinds.report.content import TODO, Content
from fourwinds.report.typography import Paper
from fourwinds.report.wording import numeral


def plan(content: Content) -> Paper:
    """The paper."""
    title = f"{content.body}\n{content.profile.meeting}整改方案"
    paper = content.paper(title)
    paper.title(title)
    paper.body(
        f"为抓好{content.profile.meeting}查摆问题的整改，根据征求到的意见", content.n(content.all_ids()),
        "条和归并的问题", content.items(content.summary.problems),
        f"，制定本方案。{TODO}",
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
                f"{number}.", content.degree(problem), f"{content.named(problem)}的问题（", content.n(problem.opinion_ids), "条）。整改标准：【】。整改措施：【】。"
                "整改主体：【】。责任领导：【】。责任部门：【】。责任人：【】。整改时限：【】。",
            )  # fmt: skip
    if not number:
        paper.body("本次征求意见没有归并出本单位的问题。【自己找出的问题：】")
    for sentence in content.apart_sentences():
        paper.body(*sentence)
    for n, name in enumerate(("责任分工", "整改时限", "组织保障"), start=3):
        paper.heading(f"{numeral(n)}、{name}")
        paper.body("【由党组织研究填写】")
    paper.attachments([f"{content.body}整改台账"])
    content.sign(paper)
    return paper
