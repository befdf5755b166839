"""Charts of the web page as inline SVG and a shaded table; label and figure are text, so colour carries nothing alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fourwinds.records import NONE
from fourwinds.report import page_traces
from fourwinds.report.content import Content
from fourwinds.report.grid import clean

_BAR = 460
_LABEL = 190
_ROW = 30
_SHADES = ("#ffffff", "#e8eef6", "#c6d7ea", "#9bb9d9", "#6c96c4", "#3f71a8")


def escaped(said: object) -> str:
    """Text as HTML."""
    return escape(clean(str(said)))


def bars(rows: list[tuple[str, int, str]], name: str, numbered: str = "") -> str:
    """Horizontal bars, each a link, with an id if ``numbered`` begins one; label and figure are text, so colour carries nothing alone."""
    top = max([n for _, n, _ in rows], default=0) or 1
    height = _ROW * len(rows) + 4
    room = max([_LABEL, *(15 * len(label) + 14 for label, _, _ in rows)])
    drawn = []
    for i, (label, figure, link) in enumerate(rows):
        y = i * _ROW + 4
        width = round(_BAR * figure / top, 1)
        own = f' id="{numbered}{i + 1}"' if numbered else ""
        drawn.append(
            f'<a{own} href="#{link}"><title>{escaped(label)}：{figure}条</title>'
            f'<text x="{room - 10}" y="{y + 17}" text-anchor="end">{escaped(label)}</text>'
            f'<rect x="{room}" y="{y}" width="{max(width, 1)}" height="22" rx="2"/>'
            f'<text x="{room + width + 8}" y="{y + 17}" class="n">{figure}</text></a>'
        )
    return (
        f'<svg class="chart" viewBox="0 0 {room + _BAR + 60} {height}" role="group" aria-label="{escaped(name)}">'
        f"{''.join(drawn)}</svg>"
    )


def pairs(rows: Sequence[tuple[str, int, int]], name: str) -> str:
    """Two bars a row: the earlier round hollow, this one full, each with its figure and its name in words."""
    top = max([max(before, after) for _, before, after in rows], default=0) or 1
    room = max([_LABEL, *(15 * len(label) + 14 for label, _, _ in rows)])
    high = 48
    drawn = []
    for i, (label, before, after) in enumerate(rows):
        y = i * high + 4
        drawn.append(f'<text x="{room - 10}" y="{y + 24}" text-anchor="end">{escaped(label)}</text>')
        for n, (when, figure, kind) in enumerate((("上一轮", before, ' class="before"'), ("本轮", after, ""))):
            width, down = max(round(_BAR * figure / top, 1), 1), y + 20 * n
            drawn.append(
                f'<rect x="{room}" y="{down}" width="{width}" height="16"{kind}/>'
                f'<text x="{room + width + 8}" y="{down + 13}" class="small">{when}{figure}</text>'
            )
    return (
        f'<svg class="chart" viewBox="0 0 {room + _BAR + 90} {high * len(rows) + 4}" role="group" aria-label="{escaped(name)}">'
        f"{''.join(drawn)}</svg>"
    )


def heat(content: Content) -> str:
    """类别 × 涉及对象 with shades; every figure but 0 leads to the opinions behind it."""
    subjects = list(content.taxonomy.subjects)
    summary = content.summary
    top = max((n for tag in content.taxonomy.tags for n in summary.cross[tag].values()), default=0) or 1
    head = "".join(f'<th scope="col">{escaped(content.taxonomy.subject_zh(s))}</th>' for s in subjects)
    lines = []
    for row, tag in enumerate(content.taxonomy.labels, start=1):
        cells = []
        for column, subject in enumerate(subjects, start=1):
            n = summary.cross[tag][subject]
            step = 0 if tag == NONE or not n else 1 + min(4, 5 * n // (top + 1))
            dark = " class='dark'" if step == 5 else ""
            at = page_traces.cell(row, column)
            said = f'<a id="{at}" href="#of-{at}">{n}</a>' if n else f'<span id="{at}">0</span>'
            cells.append(f'<td{dark} style="background:{_SHADES[step]}">{said}</td>')
        lines.append(
            f'<tr><th scope="row">{escaped(content.taxonomy.tag_zh(tag))}</th>{"".join(cells)}<td class="sum">{summary.row_total(tag)}</td></tr>'
        )
    total = "".join(f'<td class="sum">{summary.column_total(s)}</td>' for s in subjects)
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="类别与涉及对象交叉表"><table><caption>单位：条；颜色越深条数越多；点数字看意见</caption>'
        f'<thead><tr><th scope="col">类别</th>{head}<th scope="col">合计</th></tr></thead><tbody>{"".join(lines)}'
        f'<tr><th scope="row">合计</th>{total}<td class="sum">{summary.total}</td></tr></tbody></table></div>'
        f'<p class="note">每条意见按第一类别统计一次；另有{sum(summary.second.values())}条同时带有第二类别，未重复计入。</p>'
    )
