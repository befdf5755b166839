"""对照检查提纲 of the body or of a post: evidence and questions only. What it means to oneself, people write themselves."""

from __future__ import annotations

from fourwinds.records import Problem
from fourwinds.report.content import Content, behind
from fourwinds.report.figures import Part, listed
from fourwinds.report.typography import Paper
from fourwinds.report.wording import numeral

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
_RULES = 2
_LONG = 150  # evidence is read here, so only very long opinions are cut
# What the paper holds after the problems (docs/documents.md §3.4), and who writes it.
_PARTS = (
    ("典型案例剖析情况", "【对照通报的反面典型，由领导班子研究撰写】"), ("上年度整改措施落实情况", "【由领导班子研究撰写】"),
    ("产生问题的原因", "【由领导班子研究撰写】"), ("今后努力方向和改进措施", "【由领导班子研究撰写】"),
)  # fmt: skip
_PARTS_PERSON = (
    ("产生问题的原因", "【由本人撰写】"), ("今后努力方向和改进措施", "【由本人撰写】"),
    ("需要说明和报告的事项", "【家庭和财产事项、接受函询、信访反映答复、上年度整改措施落实等，按当年通知要求由本人填写】"),
)  # fmt: skip


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
    for sentence in content.apart_sentences():
        paper.body(*sentence)
    paper.heading("一、" + ("个人基本情况和作风状况" if person else "会前准备情况"))
    paper.body("【由本人撰写】" if person else "【学习、征求意见、谈心谈话等准备情况，由领导班子研究撰写】")
    number = 1
    for heading in content.summary.headings:
        number += 1
        paper.heading(f"{numeral(number)}、{heading}")
        own = content.own(heading)
        if not own:
            paper.body("没有收到可列入本提纲的意见。【自己找出的问题：】", keep=True)
            paper.lines(_LINES)
            continue
        for n, problem in enumerate(own, start=1):
            paper.subheading(f"（{numeral(n)}）{content.named(problem)}")
            _evidence(paper, content, problem)
        paper.body("需要回答的问题：", keep=True)
        asked = QUESTIONS if person else BODY_QUESTIONS
        for n, question in enumerate(asked, start=1):
            paper.body(f"{n}.{question}", keep=n == len(asked))
        paper.lines(_LINES)
    for heading, own in content.also():
        number += 1
        paper.heading(f"{numeral(number)}、{heading}")
        paper.body(
            "以上问题中，与这方面有关的意见", content.n(behind(own)), "条：", *content.names(own), "。", keep=True
        )
        paper.lines(_LINES)
    for part, placeholder in _PARTS_PERSON if person else _PARTS:
        number += 1
        paper.heading(f"{numeral(number)}、{part}")
        paper.body(placeholder)
    return paper


def _evidence(paper: Paper, content: Content, problem: Problem) -> None:
    came = content.answers(problem)
    said: list[Part] = ["意见", content.n(problem.opinion_ids), "条", *(["，", *came] if came else [])]
    paper.body(*said, "（原文编号：", listed(problem.opinion_ids), "）。")
    for quotation in content.quoted(problem, longest=_LONG):
        paper.body(f"原文：{quotation}")
    entry = content.taxonomy.manifestations[f"{problem.tag}.{problem.manifestation}"]
    written = [rule for rule in entry.rules if "《" in rule] or entry.rules
    rules = f"有关规定：{'；'.join(written[:_RULES])}。" if written else ""
    paper.body(f"对照的表现：{entry.definition}。{rules}")
