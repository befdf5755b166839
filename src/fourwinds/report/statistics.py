"""统计页: tag × subject, manifestations in order, channels, kinds of none, queue, change against an earlier round."""

from __future__ import annotations

from collections.abc import Sequence

from fourwinds.records import STATUSES
from fourwinds.report import charts, rounds
from fourwinds.report.content import Content
from fourwinds.report.figures import SMALL, Cell, Figure, Part, count
from fourwinds.report.opinion_list import channel
from fourwinds.report.typography import Paper

_STATUS_ZH = {
    "auto": "自动归类",
    "review": "未复核",
    "discipline_clue": "单独转交（线索）",
    "safety": "单独转交（学生安全）",
}


def build(content: Content) -> Paper:
    """The page; in a circulated one only what cannot be worked back to a few people is shown."""
    title = f"{content.body}征求意见统计"
    paper = content.paper(title)
    paper.title(title)
    content.cross_table(paper, 1)
    number = 1
    if not content.circulated:
        number += 1
        content.heading_table(paper, number)
    number += 1
    _ranking(paper, content, number)
    if not content.circulated:
        for name, rows in (
            ("未反映作风或师德问题的意见", _kinds(content)), ("意见来源", _sources(content)), ("处理状态", _statuses(content)),
        ):  # fmt: skip
            number += 1
            paper.caption(f"表{number}　{name}（单位：条）")
            paper.table(["项目", "条数", "占比"], rows, [90.0, 33.0, 33.0], centred=(1, 2), total=True)
        rounds.table(paper, content, number + 1)
    charts.add(paper, content)
    if sentence := content.review_sentence():
        paper.note(*sentence)
    if not content.circulated:
        paper.note("注：内部使用，不对外发布；需要传阅时请另外生成传阅稿，不足5条的数字不显示。")
    return paper


def _ranking(paper: Paper, content: Content, number: int) -> None:
    paper.caption(f"表{number}　具体表现排序（单位：条）")
    ranked = sorted(content.summary.problems, key=lambda p: -p.count)
    if content.circulated:
        ranked = [problem for problem in ranked if problem.count >= SMALL]
    rows: list[list[Cell]] = []
    for place, problem in enumerate(ranked, start=1):
        cells: list[Cell] = [str(place), content.taxonomy.tag_zh(problem.tag), content.named(problem)]
        rows.append(cells + ([content.degree(problem)] if content.circulated else [count(problem.opinion_ids)]))
    if not rows:
        rows = [["—", "—", f"没有达到{SMALL}条的表现" if content.circulated else "没有归并出问题", "—"]]
    paper.table(
        ["序号", "类别", "具体表现", "程度" if content.circulated else "条数"],
        rows,
        [16.0, 40.0, 75.0, 25.0],
        centred=(0, 1, 3),
    )
    if content.circulated:
        paper.note(f"注：只列{SMALL}条以上的表现。")
        return
    apart: list[Part] = []
    for name, ids in (("单独转交的意见", content.lead_ids()), ("涉及上级或校外单位的意见", content.external_ids())):
        apart += ["、" if apart else "注：", name, count(ids), "条"] if ids else []
    if apart:
        paper.note(*apart, "不列入本表。")


def _kinds(content: Content) -> list[list[Cell]]:
    return _with_total(content, [(content.kind_zh(k), ids) for k, ids in content.summary.kinds.items()])


def _sources(content: Content) -> list[list[Cell]]:
    return _with_total(content, [(channel(name), ids) for name, ids in content.summary.sources.items()])


def _statuses(content: Content) -> list[list[Cell]]:
    return _with_total(content, [(_STATUS_ZH[s], content.summary.statuses.get(s, ())) for s in STATUSES])


def _with_total(content: Content, rows: list[tuple[str, tuple[str, ...]]]) -> list[list[Cell]]:
    every = [i for _, ids in rows for i in ids]
    made: list[list[Cell]] = [[name, count(ids), _share(ids, every)] for name, ids in rows]
    return [*made, ["合计", count(every), _share(every, every)]]


def _share(part: Sequence[str], whole: Sequence[str]) -> Figure:
    return Figure(f"{100 * len(part) / len(whole):.1f}%" if whole else "—", tuple(part))
