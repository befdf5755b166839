"""征求意见情况报告: what was asked, what came, which problems it shows; judgement is left to people."""

from __future__ import annotations

from fourwinds.records import NONE, Problem
from fourwinds.report.content import OUTSIDE, TODO, Content, behind
from fourwinds.report.figures import Figure, Part
from fourwinds.report.opinion_list import COUNTED_ONLY, channel
from fourwinds.report.typography import Paper
from fourwinds.report.wording import numeral, quote

_TOP = 3
_WISHES = 5


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
    content.sign(paper)
    return paper


def _basics(paper: Paper, content: Content) -> None:
    summary = content.summary
    paper.heading("一、基本情况")
    paper.body(
        "按照【通知名称】要求，【征求意见起止时间】，通过【征求意见的方式】向【征求意见的范围】征求意见。"
        "发放征求意见表（问卷）【】份，收回【】份，其中有效【】份；召开座谈会【】场，参加【】人次；个别访谈【】人次。"
    )
    kinds = {i for kind in COUNTED_ONLY for i in summary.kinds.get(kind, ())}
    everything = content.all_ids()
    substance = [i for i in everything if i not in kinds]
    # outside the office only the total stands in a sentence: any other count could be subtracted from the table
    some: list[Part] = [] if content.circulated else ["，其中有实质内容的", content.n(substance), "条"]
    came: list[Part] = ["收到的材料"]
    if summary.answers and not content.circulated:
        came = [
            "收到的答复共",
            Figure(f"{summary.answers}份（处）", everything),
            "（一张表的一行、文字材料的一段各计一份），",
        ]
    paper.body(
        *came, "共拆分出意见", content.n(everything), "条", *some,
        "；合并文字相同或相近的意见，归并为本单位的问题", content.items(summary.problems), "。",
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
        paper.body(f"各类意见数量见表1。{TODO}", *content.review_sentence())
        return
    share: list[Part] = []
    if summary.total:
        none, praise = summary.kinds.get("no_opinion", ()), summary.kinds.get("praise", ())
        share = [
            "没有提出意见的", content.n(none), "条，占", content.share(none), "；表示肯定的", content.n(praise),
            "条，占", content.share(praise), "；",
        ]  # fmt: skip
    tagged = content.tagged_ids()
    rate: list[Part] = ["，占", content.share(tagged)] if summary.total else []
    paper.body("全部意见中，", *share, "反映作风和师德方面问题的", content.n(tagged), "条", *rate, f"。{TODO}")
    if sentence := content.review_sentence():
        paper.body(*sentence)


def problems(paper: Paper, content: Content) -> None:
    """Problems by heading of the profile: count, topic sentences with degree, quotations, subjects; then what is apart."""
    number = 0
    for heading in content.summary.headings:
        own = content.own(heading)
        if not own:
            continue
        number += 1
        paper.subheading(f"（{numeral(number)}）{heading}")
        if not content.circulated:
            paper.body("涉及意见", content.n(behind(own)), "条。", keep=True)
        _statements(paper, content, own)
    if not number:
        paper.body("本次征求意见没有反映本单位五类问题的意见。")
    for heading, own in content.also():
        number += 1
        paper.subheading(f"（{numeral(number)}）{heading}")
        counted: list[Part] = [] if content.circulated else ["意见", content.n(behind(own)), "条，"]
        paper.body(
            "以上问题中，与这方面有关的", *counted, "是：", *content.names(own), "。已计入以上各方面，这里不重复计数。"
        )
    if content.summary.external:
        paper.subheading(f"（{numeral(number + 1)}）{OUTSIDE}")
        paper.body(*content.external_sentence("不计入本单位问题"), keep=True)
        _statements(paper, content, content.summary.external)
    if sentence := content.leads_sentence():
        paper.body(*sentence)


def _statements(paper: Paper, content: Content, own: list[Problem] | tuple[Problem, ...]) -> None:
    for n, problem in enumerate(own[:_TOP], start=1):
        paper.body(f"{n}.", *_statement(content, problem))
    if rest := own[_TOP:]:
        where = "" if content.circulated else "，详见附件"
        paper.body("另有反映", *content.names(rest), f"等问题的意见{where}。")


def _statement(content: Content, problem: Problem) -> list[Part]:
    """One problem: degree, name, count, whom it concerns, one quotation."""
    said: list[Part] = [content.degree(problem), f"{content.named(problem)}的问题"]
    if not content.circulated:
        came = content.answers(problem)
        said += [
            "（",
            content.n(problem.opinion_ids),
            "条，",
            *came,
            "，" if came else "",
            f"涉及{content.subjects(problem)}）",
        ]
    quoted = content.quoted(problem, 1)
    return [*said, f"，如：{quoted[0]}。" if quoted else "。"]


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
        for n, item in enumerate(items[:_WISHES]):
            quoted += ["" if n else "，如：", Figure(quote(item.text), item.opinion_ids)]
        paper.body(f"{name}", content.n(ids), "条", *quoted, "。")
    if not said:
        paper.body("没有收到作风和师德以外的意见建议。")
