"""意见建议汇总（原汁原味）: what people said, unpolished, by subject or by tag; each opinion in exactly one row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from fourwinds.records import NONE, Item
from fourwinds.report.content import Content, numeral
from fourwinds.report.figures import Cell, Part, count
from fourwinds.report.typography import Paper

COUNTED_ONLY = ("no_opinion", "praise", "irrelevant")
_COLUMNS = ("序号", "意见建议原文", "类别", "具体表现", "涉及对象", "来源渠道", "条数", "备注")
_WIDTHS = (11.0, 91.0, 20.0, 28.0, 24.0, 26.0, 11.0, 14.0)
_OWN_CHANNEL = 12


def by_subject(content: Content) -> Paper:
    """One part for each subject, then 其他意见建议."""
    taxonomy = content.taxonomy
    tagged = [item for item in _shown(content) if item.tag != NONE]
    groups = [(taxonomy.subject_zh(code), [i for i in tagged if i.subject == code]) for code in taxonomy.subjects]
    return _build(content, "按对象", groups)


def by_tag(content: Content) -> Paper:
    """One part for each heading of the profile, then 其他意见建议."""
    tagged = [item for item in _shown(content) if item.tag != NONE]
    groups = [(name, [i for i in tagged if i.heading == name]) for name in content.profile.headings]
    return _build(content, "按类别", groups)


def _shown(content: Content) -> list[Item]:
    return [item for item in content.summary.items if not item.status and item.none_kind not in COUNTED_ONLY]


def _build(content: Content, way: str, groups: Sequence[tuple[str, Sequence[Item]]]) -> Paper:
    title = f"{content.body}意见建议汇总（{way}）"
    paper = content.paper(title)
    paper.title(f"{content.body}\n意见建议汇总（{way}）" if len(title) > 20 else title)
    rest = [item for item in _shown(content) if item.tag == NONE]
    shown = [i for item in _shown(content) for i in item.opinion_ids]
    counted = [i for kind in COUNTED_ONLY for i in content.summary.kinds.get(kind, ())]
    leads = set(content.lead_ids())
    counted = [i for i in counted if i not in leads]
    paper.body(
        "共收到意见", content.n(content.all_ids()), "条。下面列出", content.n(shown),
        f"条，合并文字相同或相近的，共{len(_shown(content))}项；无意见、肯定表扬和无关内容", content.n(counted),
        "条，只计数，不列出。文字保持原样，错别字未改，个人信息已遮盖。",
    )  # fmt: skip
    if sentence := content.leads_sentence():
        paper.body(*sentence)
    content.cross_table(paper, 1)
    paper.landscape()
    number = row = 0
    for name, items in [*groups, ("其他意见建议", rest)]:
        if not items:
            continue
        number += 1
        paper.heading(f"{numeral(number)}、{name}")
        rows = []
        for item in items:
            row += 1
            rows.append(_row(row, item, content))
        paper.table(_COLUMNS, rows, _WIDTHS, centred=(0, 2, 3, 4, 5, 6))
    return paper


def _row(number: int, item: Item, content: Content) -> list[Cell]:
    taxonomy = content.taxonomy
    text: list[Part] = [item.text, *(f"\n〔同类表述〕{variant}" for variant in item.variants)]
    if item.tag == NONE:
        tag, form = content.kind_zh(item.none_kind), ""
    else:
        tag, form = taxonomy.tag_zh(item.tag), taxonomy.manifestation_zh(item.tag, item.manifestation)
    return [
        str(number), text, tag, form, taxonomy.subject_zh(item.subject), "\n".join(map(channel, item.sources)),
        count(item.opinion_ids), "",
    ]  # fmt: skip


def channel(source: str) -> str:
    """A file as a channel: its name without suffix, shortened.

    >>> channel("意见箱登记.txt"), channel("问卷星导出_教师问卷（2025年）.xlsx")
    ('意见箱登记', '问卷星导出_教师问卷（…')
    """
    name = PurePath(source).stem
    return name if len(name) <= _OWN_CHANNEL else f"{name[: _OWN_CHANNEL - 1]}…"
