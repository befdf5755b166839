"""意见建议汇总（原汁原味）: what people said, unpolished, by subject or by tag; each opinion in exactly one row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from fourwinds.records import NONE, Item
from fourwinds.report.content import OUTSIDE, Content
from fourwinds.report.figures import Cell, Figure, Part, count
from fourwinds.report.typography import Paper
from fourwinds.report.wording import numeral

COUNTED_ONLY = ("no_opinion", "praise", "irrelevant")
_COLUMNS = ("序号", "意见建议原文", "类别", "具体表现", "涉及对象", "来源渠道", "条数", "备注")
_WIDTHS = (11.0, 91.0, 20.0, 28.0, 24.0, 26.0, 11.0, 14.0)
_OWN_CHANNEL = 12
_UNNAMED = "没有写明具体名称"


def by_subject(content: Content) -> Paper:
    """One part for each subject, in it one for each office, post or group that is named; then outside bodies and the rest."""
    taxonomy = content.taxonomy
    tagged = [item for item in _shown(content) if item.tag != NONE and item.subject not in taxonomy.outside]
    groups = [(taxonomy.subject_zh(code), [i for i in tagged if i.subject == code]) for code in taxonomy.subjects]
    return _build(content, "按对象", groups, divided=True)


def by_tag(content: Content) -> Paper:
    """One part for each heading of the profile, then outside bodies and the rest."""
    outside = content.taxonomy.outside
    tagged = [item for item in _shown(content) if item.tag != NONE and item.subject not in outside]
    groups = [(name, [i for i in tagged if i.heading == name]) for name in content.profile.headings]
    return _build(content, "按类别", groups)


def _shown(content: Content) -> list[Item]:
    return [item for item in content.summary.items if not item.status and item.none_kind not in COUNTED_ONLY]


def _build(content: Content, way: str, groups: Sequence[tuple[str, Sequence[Item]]], *, divided: bool = False) -> Paper:
    title = f"{content.body}意见建议汇总（{way}）"
    paper = content.paper(title)
    paper.title(f"{content.body}\n意见建议汇总（{way}）" if len(title) > 20 else title)
    rest = [item for item in _shown(content) if item.tag == NONE]
    external = [i for i in _shown(content) if i.tag != NONE and i.subject in content.taxonomy.outside]
    shown = [i for item in _shown(content) for i in item.opinion_ids]
    leads = set(content.lead_ids())
    counted = [i for kind in COUNTED_ONLY for i in content.summary.kinds.get(kind, ()) if i not in leads]
    paper.body(
        "共收到意见", content.n(content.all_ids()), "条。下面列出", content.n(shown), "条，合并文字相同或相近的，共",
        Figure(f"{len(_shown(content))}项", tuple(shown)), "；无意见、肯定表扬和无关内容", content.n(counted),
        "条，只计数，不列出。文字保持原样，错别字未改，个人信息已遮盖。",
    )  # fmt: skip
    where = content.external_sentence(f"不计入本单位问题，列入“{OUTSIDE}”部分")
    for sentence in (where, content.leads_sentence(), content.review_sentence()):
        if sentence:
            paper.body(*sentence)
    content.cross_table(paper, 1)
    paper.landscape()
    number = row = 0
    for name, items in [*groups, (OUTSIDE, external), ("其他意见建议", rest)]:
        if not items:
            continue
        number += 1
        paper.heading(f"{numeral(number)}、{name}")
        parts = _by_name(items) if divided else [("", items)]
        for n, (named, own) in enumerate(parts, start=1):
            if named:
                paper.subheading(f"（{numeral(n)}）{named}")
            rows = []
            for item in own:
                row += 1
                rows.append(_row(row, item, content))
            paper.table(_COLUMNS, rows, _WIDTHS, centred=(0, 2, 3, 4, 5, 6))
    return paper


def _by_name(items: Sequence[Item]) -> list[tuple[str, Sequence[Item]]]:
    """Items by the office, post or group named first in them, in order of count; what names none stands last."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.named, []).append(item)
    if list(found) == [""]:
        return [("", items)]
    order = sorted(found, key=lambda name: (not name, -sum(i.count for i in found[name]), name))
    return [(name or _UNNAMED, found[name]) for name in order]


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
