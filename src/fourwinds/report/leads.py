"""线索移交件: concrete accusations and danger to a student, for the secretary alone; nothing in it is judged."""

from __future__ import annotations

from fourwinds.records import STATUS_DISCIPLINE_CLUE, STATUS_SAFETY
from fourwinds.report.content import Content
from fourwinds.report.figures import Cell, count, listed
from fourwinds.report.typography import Paper

_WIDTHS = (11.0, 110.0, 40.0, 30.0, 22.0, 12.0)


def build(content: Content) -> Paper:
    """The paper: danger to a student first, then leads."""
    title = f"{content.body}\n反映具体人员和学生安全的意见移交件"
    paper = content.paper(title)
    paper.landscape_first()
    paper.title(title)
    paper.notice("内部材料：只送党组织书记，由书记按规定处置；不得复制、传阅。")
    paper.body(
        "征求意见中，涉及学生安全的", content.n(content.summary.statuses.get(STATUS_SAFETY, ())), "条，反映具体人员、具体事项的",
        content.n(content.summary.statuses.get(STATUS_DISCIPLINE_CLUE, ())),
        "条，单独列出。所列内容均为意见原文，未经核实，不作判断，不得据此对任何人下结论，也不得追查意见由谁提出。",
    )  # fmt: skip
    number = 0
    for status, name, urgent in (
        (STATUS_SAFETY, "一、涉及学生安全的意见", "请立即核实学生安全，必要时先行保护学生并按规定报告。"),
        (STATUS_DISCIPLINE_CLUE, "二、反映具体人员、具体事项的意见", ""),
    ):
        paper.heading(name)
        items = [item for item in content.summary.items if item.status == status]
        if not items:
            paper.body("无。")
            continue
        if urgent:
            paper.body(urgent)
        rows: list[list[Cell]] = []
        for item in items:
            number += 1
            form = content.taxonomy.manifestation_zh(item.tag, item.manifestation) or "—"
            text = "\n".join([item.text, *(f"〔同类表述〕{variant}" for variant in item.variants)])
            rows.append(
                [
                    str(number),
                    text,
                    form,
                    content.taxonomy.subject_zh(item.subject),
                    listed(item.opinion_ids),
                    count(item.opinion_ids),
                ]
            )
        paper.table(
            ["序号", "意见原文", "初步归类", "涉及对象", "原文编号", "条数"], rows, _WIDTHS, centred=(0, 2, 3, 4, 5)
        )
    paper.body("移交人：【】　　接收人：【】　　移交时间：【】")
    return paper
