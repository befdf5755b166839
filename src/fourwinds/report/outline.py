"""对照检查提纲 of the body or of a post: evidence and questions only. What it means to oneself, people write themselves."""

from __future__ import annotations

from fourwinds.records import NONE, Problem
from fourwinds.report.content import Content, ids_of, numeral, quote
from fourwinds.report.figures import Part, listed
from fourwinds.report.typography import Paper

WARNING = "本提纲只汇集意见和事实线索，正文须由本人撰写。"
WARNING_BODY = "本提纲只汇集意见和事实线索，正文须由领导班子研究撰写。"
QUESTIONS = (
    "这类意见说的是哪件（哪几件）具体的事？什么时间、什么场合？",
    "当时是怎么想的？现在怎么看？",
    "去年整改过吗？为什么又有反映？",
)
BODY_QUESTIONS = (
    "这类意见说的是哪些具体的事？班子研究过吗？哪位成员分管？",
    "问题出在制度、部署、落实、监督的哪一环？",
    "去年整改过吗？效果如何，为什么还有反映？",
)
_LINES = 3
_PART_HEADS = ("上年度整改措施落实情况", "典型案例剖析情况", "产生问题的原因", "今后努力方向和改进措施")
_PART_HEADS_PERSON = ("个人有关事项说明", "上年度整改措施落实情况", "产生问题的原因", "今后努力方向和改进措施")


def build(content: Content) -> Paper:
    """The paper; ``content.about`` names the post, "" is the leading body."""
    person = bool(content.about)
    who = content.about if person else "领导班子"
    title = f"{content.body}{who}\n{'个人' if person else ''}对照检查提纲"
    paper = content.paper(title)
    paper.title(title)
    paper.notice(WARNING if person else WARNING_BODY)
    meeting = content.profile.meeting
    paper.body(
        f"本提纲供{meeting}前查摆问题时使用，依据征求到的意见", content.n(content.all_ids()), "条整理，其中反映问题的",
        content.n(content.tagged_ids()), "条。各部分先列意见和事实线索，再列需要回答的问题，横线处由撰写人填写。意见反映的情况未经核实。",
    )  # fmt: skip
    if person:
        paper.body(f"意见按文字中提到的“{content.about}”归入，可能另有所指，请先核对。")
    if sentence := content.leads_sentence():
        paper.body(*sentence)
    number = 0
    for heading, row in content.summary.headings.items():
        number += 1
        paper.heading(f"{numeral(number)}、{heading}")
        own = content.own(heading)
        if not own:
            paper.body(
                "没有收到可列入本提纲的意见。" if ids_of(row) else "本次没有收到这方面的意见。", "【自己找出的问题：】"
            )
            paper.lines(_LINES)
            continue
        for n, problem in enumerate(own, start=1):
            paper.subheading(f"（{numeral(n)}）{problem.name}")
            _evidence(paper, content, problem)
        paper.body("需要回答的问题：", keep=True)
        for n, question in enumerate(QUESTIONS if person else BODY_QUESTIONS, start=1):
            paper.body(f"{n}.{question}", keep=True)
        paper.lines(_LINES)
    for part in _PART_HEADS_PERSON if person else _PART_HEADS:
        number += 1
        paper.heading(f"{numeral(number)}、{part}")
        paper.body("【由本人撰写】" if person else "【由领导班子研究撰写】")
    return paper


def _evidence(paper: Paper, content: Content, problem: Problem) -> None:
    said: list[Part] = ["意见", content.n(problem.opinion_ids), "条"]
    if problem.answers:
        said.append(f"，来自{problem.answers}份（段）材料")
    paper.body(*said, "（原文编号：", listed(problem.opinion_ids), "）。")
    for quotation in problem.quotations:
        paper.body(f"原文：{quote(quotation)}")
    entry = content.taxonomy.manifestations[f"{problem.tag}.{problem.manifestation}"]
    paper.body(f"对照的表现：{entry.definition}。")


def has_evidence(content: Content) -> bool:
    """Whether any opinion that carries a tag concerns this body or post."""
    return any(tag != NONE and content.tag_ids(tag) for tag in content.taxonomy.tags)
