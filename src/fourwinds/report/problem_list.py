"""问题清单: the problem list of a body, with the tag × subject table and every problem's opinion numbers."""

from __future__ import annotations

from pathlib import Path

from fourwinds.records import NONE, Problem, Summary
from fourwinds.report.typography import Fonts, Paper
from fourwinds.report.writing import replacing
from fourwinds.settings import Settings
from fourwinds.taxonomy import Taxonomy

_MISSING_UNIT = "【单位名称】"
_SOURCE = "群众提"
_COLUMNS = (
    "序号",
    "类别",
    "具体表现（问题描述）",
    "涉及对象",
    "问题来源",
    "意见\n条数",
    "原文编号",
    "是否\n认领",
    "认领人\n（部门）",
)
_WIDTHS = (11.0, 20.0, 70.0, 28.0, 14.0, 12.0, 44.0, 12.0, 14.0)


def write(summary: Summary, taxonomy: Taxonomy, settings: Settings, target: Path, *, unit: str, remark: str) -> None:
    """Write the paper.

    Args:
        unit: name of the body; "" leaves a placeholder.
        remark: what made it, for the file's properties.
    """
    body = unit or settings.unit or _MISSING_UNIT
    fonts = Fonts(
        settings.title_font,
        settings.body_font,
        settings.heading_font,
        settings.subheading_font,
        settings.page_font,
    )
    title = f"{body}征求意见问题清单"
    paper = Paper(fonts, title=title, remark=remark)
    paper.title(title)
    paper.heading("一、总体情况")
    for paragraph in _overview(summary, taxonomy):
        paper.body(paragraph)
    _cross_table(paper, summary, taxonomy)
    paper.landscape()
    paper.heading("二、问题清单")
    if summary.problems:
        rows = [_row(n, problem, taxonomy, settings) for n, problem in enumerate(summary.problems, start=1)]
        paper.table(_COLUMNS, rows, _WIDTHS, centred=(0, 1, 3, 4, 5, 7, 8), lead=2)
    else:
        paper.body("本次征求意见没有反映五类问题的意见。")
    paper.portrait()
    paper.heading("三、说明")
    for paragraph in _notes(summary, taxonomy):
        paper.body(paragraph)
    with replacing(target) as draft:
        paper.save(draft)


def degree(count: int, settings: Settings) -> str:
    """The degree word that a count allows (documents.md §3): never stronger than the opinions behind it."""
    if count >= settings.many:
        return "较多反映"
    return "有的反映" if count >= settings.few else "个别反映"


def _overview(summary: Summary, taxonomy: Taxonomy) -> list[str]:
    tagged = summary.total - summary.row_total(NONE)
    lines = [
        f"共整理意见{summary.total}条，其中反映作风和师德方面问题的{tagged}条，未反映作风或师德问题的{summary.row_total(NONE)}条。"
        f"反映的问题归并为{len(summary.problems)}项，见第二部分。"
    ]
    by_count = sorted(taxonomy.tags, key=lambda tag: -summary.row_total(tag))
    parts = [f"{taxonomy.tag_zh(tag)}{summary.row_total(tag)}条" for tag in by_count if summary.row_total(tag)]
    if parts:
        lines.append(f"按类别分：{'，'.join(parts)}。")
    return lines


def _cross_table(paper: Paper, summary: Summary, taxonomy: Taxonomy) -> None:
    subjects = list(taxonomy.subjects)
    paper.caption("表1　意见类别与涉及对象（单位：条）")
    rows = [
        [taxonomy.tag_zh(tag), *(str(summary.cross[tag][s]) for s in subjects), str(summary.row_total(tag))]
        for tag in taxonomy.labels
    ]
    rows.append(["合计", *(str(summary.column_total(s)) for s in subjects), str(summary.total)])
    header = ["类别", *(taxonomy.subject_zh(s) for s in subjects), "合计"]
    widths = [30.0, *([15.5] * len(subjects)), 15.5]
    paper.table(header, rows, widths, centred=tuple(range(1, len(header))))
    second = sum(summary.second.values())
    paper.note(f"注：每条意见按第一类别统计一次；另有{second}条意见同时带有第二类别，未重复计入。")


def _row(number: int, problem: Problem, taxonomy: Taxonomy, settings: Settings) -> list[str]:
    quoted = [f"“{quotation}”" for quotation in problem.quotations]
    described = "\n".join([f"{degree(problem.count, settings)}：{problem.name}", *quoted])
    subjects = "\n".join(f"{taxonomy.subject_zh(code)}{count}条" for code, count in problem.subjects)
    return [
        str(number), taxonomy.tag_zh(problem.tag), described, subjects, _SOURCE,
        str(problem.count), "、".join(problem.opinion_ids), "", "",
    ]  # fmt: skip


def _notes(summary: Summary, taxonomy: Taxonomy) -> list[str]:
    lines = ["本清单由程序根据征求到的意见整理，类别为初步判断，反映的情况未经核实；引文为意见原文，个人信息已遮盖。"]
    kinds = [
        f"{taxonomy.none_kind_zh(code)}{summary.none_kinds[code]}条"
        for code in taxonomy.none_kinds
        if summary.none_kinds.get(code)
    ]
    if kinds:
        lines.append(f"未反映作风或师德问题的意见中，{'，'.join(kinds)}，不列入问题清单。")
    if summary.leads:
        lines.append(f"另有反映具体人员或学生安全的意见{summary.leads}条，已计入表1，不列入问题清单，按规定单独转交。")
    if summary.to_review:
        lines.append(f"其中{summary.to_review}条程序把握不大，尚待人工复核，复核后数字可能变化。")
    lines.append("“是否认领”“认领人（部门）”由有关同志填写。")
    return lines
