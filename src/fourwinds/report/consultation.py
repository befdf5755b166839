"""征求意见情况报告: what was asked, what came, which problems it shows; judgement is left to people."""

from __future__ import annotations

from fourwinds.records import NONE, Problem
from fourwinds.report.content import TODO, Content, ids_of, numeral, quote
from fourwinds.report.figures import Figure, Part
from fourwinds.report.opinion_list import COUNTED_ONLY, channel
from fourwinds.report.typography import Paper

_TOP = 3
_WISHES = 5
_LONG = 45


def build(content: Content) -> Paper:
    """The paper."""
    title = f"关于{content.body}\n征求意见情况的报告"
    paper = content.paper(title)
    paper.title(title)
    paper.addressee("【主送单位】：")
    _basics(paper, content)
    _overall(paper, content)
    paper.heading("三、反映的主要问题")
    problems(paper, content)
    content.cross_table(paper, 1)
    _wishes(paper, content)
    paper.heading("五、下一步打算")
    for step in ("认领问题", "制定整改方案", "反馈公开"):
        paper.body(f"【{step}：由党组织研究后填写】")
    paper.attachments([f"{content.body}意见建议汇总"])
    paper.signature("【落款单位】" if content.body.startswith("【") else content.body, "【日期】")
    return paper


def _basics(paper: Paper, content: Content) -> None:
    summary = content.summary
    paper.heading("一、基本情况")
    paper.body(
        "按照【通知名称】要求，【征求意见起止时间】，通过【征求意见的方式】向【征求意见的范围】征求意见。"
        "发放征求意见表（问卷）【】份，收回【】份，其中有效【】份；召开座谈会【】场，参加【】人次；个别访谈【】人次。"
    )
    kinds = [i for kind in COUNTED_ONLY for i in summary.kinds.get(kind, ())]
    substance = sorted(set(content.all_ids()) - set(kinds))
    # outside the office only the total stands in a sentence: any other count could be subtracted from the table
    some: list[Part] = [] if content.circulated else ["，其中有实质内容的", content.n(substance), "条"]
    paper.body(
        "收到的材料共拆分出意见", content.n(content.all_ids()), "条", *some,
        f"；合并文字相同或相近的意见，归并为问题{len(summary.problems)}项。",
    )  # fmt: skip
    if summary.sources and not content.circulated:
        parts: list[Part] = ["按来源分："]
        for n, (source, ids) in enumerate(summary.sources.items()):
            parts += ["，" if n else "", channel(source), content.n(ids), "条"]
        paper.body(*parts, "。")


def _overall(paper: Paper, content: Content) -> None:
    summary = content.summary
    paper.heading("二、总体评价")
    if content.circulated:
        paper.body(f"各类意见数量见表1。{TODO}")
        return
    share: list[Part] = []
    if summary.total:
        none, praise = summary.kinds.get("no_opinion", ()), summary.kinds.get("praise", ())
        share = [
            "没有提出意见的", content.n(none), f"条，占{_percent(len(none), summary.total)}；表示肯定的", content.n(praise),
            f"条，占{_percent(len(praise), summary.total)}；",
        ]  # fmt: skip
    tagged = content.tagged_ids()
    rate = f"，占{_percent(len(tagged), summary.total)}" if summary.total else ""
    paper.body("全部意见中，", *share, "反映作风和师德方面问题的", content.n(tagged), f"条{rate}。{TODO}")
    if sentence := content.review_sentence():
        paper.body(*sentence)


def problems(paper: Paper, content: Content) -> None:
    """Problems by heading of the profile: count, topic sentences with degree, quotations, subjects."""
    number = 0
    for heading, row in content.summary.headings.items():
        own = content.own(heading)
        if not own:
            continue
        number += 1
        paper.subheading(f"（{numeral(number)}）{heading}")
        ids = ids_of(row)
        figures: list[Part] = [] if content.circulated else ["涉及意见", content.n(ids), "条。"]
        if figures:
            paper.body(*figures, keep=True)
        for n, problem in enumerate(own[:_TOP], start=1):
            paper.body(*_statement(content, problem), lead=f"{n}.")
        rest = own[_TOP:]
        if rest:
            names: list[Part] = []
            for n, problem in enumerate(rest):
                names += ["、" if n else "", Figure(content.named(problem), problem.opinion_ids)]
            paper.body("另有反映", *names, "等问题的意见，详见附件。" if not content.circulated else "等问题的意见。")
    if not number:
        paper.body("本次征求意见没有反映五类问题的意见。")
    if sentence := content.leads_sentence():
        paper.body(*sentence)


def _statement(content: Content, problem: Problem) -> list[Part]:
    """One problem: degree, name, count, whom it concerns, one or two quotations."""
    said: list[Part] = [content.degree(problem), f"{content.named(problem)}的问题"]
    if not content.circulated:
        said += ["（", content.n(problem.opinion_ids), f"条，涉及{content.subjects(problem)}）"]
    fitting = [text for text in content.quoted(problem) if len(text) <= _LONG]
    return [*said, f"，如：{fitting[0]}。" if fitting else "。"]


def _wishes(paper: Paper, content: Content) -> None:
    paper.heading("四、意见建议")
    said = False
    for kind in ("neutral_suggestion", "other_issue", "inquiry"):
        items = [i for i in content.summary.items if i.tag == NONE and i.none_kind == kind and not i.status]
        if not items:
            continue
        said = True
        ids = [i for item in items for i in item.opinion_ids]
        name = content.taxonomy.none_kind_zh(kind)
        if content.circulated:
            paper.body("收到", Figure(name, tuple(ids)), "方面的意见。【待补充】")
            continue
        quoted: list[Part] = []
        for n, item in enumerate([i for i in items if len(i.text) <= _LONG][:_WISHES]):
            quoted += ["" if n else "，如：", Figure(quote(item.text), item.opinion_ids)]
        paper.body(f"{name}", content.n(ids), "条", *quoted, "。")
    if not said:
        paper.body("没有收到作风和师德以外的意见建议。")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"
