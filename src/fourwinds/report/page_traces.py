"""The opinions behind the figures of the web page, by the id of the element that shows each."""

from __future__ import annotations

from fourwinds.report.content import Content, ids_of
from fourwinds.report.figures import Trace


def overview(content: Content) -> list[tuple[str, str, tuple[str, ...]]]:
    """Id, name and opinions of every figure under 总体情况; the number of problems counts no opinions and has none."""
    summary = content.summary
    shown = [
        ("意见总数", content.all_ids()), ("反映问题的意见", content.tagged_ids()),
        ("未反映作风或师德问题", content.tag_ids("none")), ("未复核", summary.unreviewed),
        ("上级或校外单位（不计入本单位问题）", content.external_ids()),
        ("单独转交", content.lead_ids()),
    ]  # fmt: skip
    return [(f"overview-{n}", name, tuple(ids)) for n, (name, ids) in enumerate(shown, start=1)]


def cell(tag: int, subject: int) -> str:
    """Id of a cell of 类别与涉及对象; places count from 1.

    >>> cell(1, 4)
    'cross-1-4'
    """
    return f"cross-{tag}-{subject}"


def traces(content: Content) -> list[Trace]:
    """Every figure of overview, cross table, headings and problems."""
    found = [Trace(at, "总体情况", f"{name}：{len(ids)}", ids) for at, name, ids in overview(content)]
    known = content.taxonomy
    for row, tag in enumerate(known.labels, start=1):
        for column, subject in enumerate(known.subjects, start=1):
            ids = content.summary.cells[tag][subject]
            name = f"{known.tag_zh(tag)}·{known.subject_zh(subject)}：{len(ids)}"
            found.append(Trace(cell(row, column), "类别与涉及对象", name, ids))
    for n, (name, cells) in enumerate(content.summary.headings.items(), start=1):
        ids = ids_of(cells)
        found.append(Trace(f"heading-{n}", "各类问题", f"{name}：{len(ids)}", ids))
    for n, problem in enumerate((*content.summary.problems, *content.summary.external)):
        found.append(
            Trace(f"p{n}", "问题与意见原文", f"{content.named(problem)}：{problem.count}", problem.opinion_ids)
        )
    return found
