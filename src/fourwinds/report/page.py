"""网页报告 as one self-contained file: charts drawn as inline SVG, every figure opens the opinions behind it.

No network, no script: drill-down is ``<details>`` and anchors, so keyboard, screen reader and print work by themselves.
A number always stands beside its colour.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from fourwinds.records import NONE, Item, Problem
from fourwinds.report import page_charts, page_traces
from fourwinds.report.content import OUTSIDE, Content, ids_of
from fourwinds.report.figures import Trace, words
from fourwinds.report.opinion_list import COUNTED_ONLY
from fourwinds.report.page_charts import escaped
from fourwinds.report.rounds import BREAK, STATE_ZH
from fourwinds.report.writing import replacing

_RANKED = 20
_COMPARED = 15


def write(content: Content, target: Path) -> list[Trace]:
    """Write the page and return what is behind its figures; equal contents give equal bytes."""
    with replacing(target) as draft:
        draft.write_text(text(content), encoding="utf-8", newline="\n")
    return page_traces.traces(content)


def text(content: Content) -> str:
    """The whole page."""
    style = (files("fourwinds") / "data" / "page.css").read_text(encoding="utf-8")
    title = f"{content.body}征求意见情况"
    sections = [
        ("overview", "总体情况", _overview(content)),
        ("tags", "各类问题", _tags(content)),
        ("cross", "类别与涉及对象", _cross(content)),
        ("ranking", "具体表现排序", _ranking(content)),
        *([("rounds", "与上一轮比较", _rounds(content))] if content.rounds else []),
        ("problems", "问题与意见原文", _problems(content)),
        ("wishes", "其他意见建议", _wishes(content)),
    ]
    links = "".join(f'<li><a href="#{code}">{name}</a></li>' for code, name, _ in sections)
    parts = "".join(
        f'<section id="{code}" aria-labelledby="h-{code}"><h2 id="h-{code}">{name}</h2>{inner}</section>'
        for code, name, inner in sections
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escaped(title)}</title><style>{style}</style></head><body>"
        f'<a class="skip" href="#main">跳到正文</a><header><h1>{escaped(title)}</h1>'
        "<p>内部使用。由程序整理，类别为初步判断，反映的情况未经核实；引文为意见原文，个人信息已遮盖。</p>"
        f"{_state(content)}"
        f'<nav aria-label="目录"><ul>{links}</ul></nav></header><main id="main">{parts}</main>'
        f"<footer>{escaped(content.remark)}</footer></body></html>\n"
    )


def _state(content: Content) -> str:
    return f'<p class="warn">（{escaped(content.state)}）</p>' if content.state else ""


def _overview(content: Content) -> str:
    cells = [
        f'<div><dt>{name}</dt><dd id="{at}">{len(ids)}</dd></div>' for at, name, ids in page_traces.overview(content)
    ]
    cells.insert(3, f"<div><dt>归并为问题（项）</dt><dd>{len(content.summary.problems)}</dd></div>")
    return f'<dl class="figures">{"".join(cells)}</dl>'


def _tags(content: Content) -> str:
    rows = [(name, len(ids_of(row)), _anchor(name)) for name, row in content.summary.headings.items()]
    return (
        page_charts.bars(rows, "各类问题的意见条数", "heading-")
        + "<p class='note'>点条形可看这一类的问题。含未复核、单独转交和涉及上级或校外单位的意见。</p>"
    )


def _ranking(content: Content) -> str:
    every = sorted(content.summary.problems, key=lambda p: -p.count)
    if not every:
        return "<p>没有归并出问题。</p>"
    ranked, rest = every[:_RANKED], every[_RANKED:]
    more = f"<p class='note'>另有{len(rest)}项，每项不超过{rest[0].count}条，见下。</p>" if rest else ""
    number = {id(p): n for n, p in enumerate(content.summary.problems)}
    return (
        page_charts.bars(
            [(_short(content.named(p)), p.count, f"p{number[id(p)]}") for p in ranked], "具体表现的意见条数"
        )
        + more
    )


def _cross(content: Content) -> str:
    """The heat map, and for each of its figures the opinions, shown when the figure is followed."""
    by_cell: dict[tuple[str, str], list[Item]] = {}
    for item in content.summary.items:
        by_cell.setdefault((item.tag, item.subject), []).append(item)
    opened = []
    for row, tag in enumerate(content.taxonomy.labels, start=1):
        for column, subject in enumerate(content.taxonomy.subjects, start=1):
            items = by_cell.get((tag, subject), [])
            if not items:
                continue
            shown = [i for i in items if not i.status and i.none_kind not in COUNTED_ONLY]
            apart = sum(i.count for i in items if i.status)
            counted = sum(i.count for i in items if not i.status and i.none_kind in COUNTED_ONLY)
            notes = [f"另有{n}条{why}。" for n, why in ((apart, "已单独转交"), (counted, "只计数，不列出")) if n]
            name = f"{content.taxonomy.tag_zh(tag)} · {content.taxonomy.subject_zh(subject)}"
            opened.append(
                f'<div class="cell" id="of-{page_traces.cell(row, column)}" tabindex="-1"><h3>{escaped(name)}</h3>{_list(content, shown)}'
                f'<p class="note">{"".join(notes)}<a href="#cross">回到表格</a></p></div>'
            )
    return f"{page_charts.heat(content)}{''.join(opened)}"


def _short(name: str) -> str:
    return name if len(name) <= 13 else f"{name[:12]}…"


def _rounds(content: Content) -> str:
    rounds = content.rounds
    if rounds is None:
        return ""
    mark = BREAK if rounds.broken else ""
    lines = "".join(
        f'<tr><th scope="row">{escaped(content.taxonomy.manifestation_zh(c.tag, c.manifestation))}</th>'
        f"<td>{'—' if c.before < 0 else f'{c.before}{mark}'}</td><td>{c.after}</td><td>{mark or STATE_ZH[c.state]}</td><td>{escaped(c.rectified or '—')}</td></tr>"
        for c in rounds.changes
    )
    warning = (
        f'<p class="warn">{BREAK} 口径有变：{escaped(rounds.broken)}，两轮数字不能直接比较。</p>'
        if rounds.broken
        else ""
    )
    compared = [(content.taxonomy.manifestation_zh(c.tag, c.manifestation), c.before, c.after) for c in rounds.changes]
    known = not rounds.broken and all(before >= 0 for _, before, _ in compared)
    drawn = page_charts.pairs(compared[:_COMPARED], "各种表现上一轮和本轮的意见条数") if known and compared else ""
    return (
        f'{warning}{drawn}<div class="wide" tabindex="0" role="region" aria-label="两轮比较"><table><thead><tr><th scope="col">具体表现</th>'
        '<th scope="col">上一轮</th><th scope="col">本轮</th><th scope="col">变化</th><th scope="col">整改状态</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _anchor(heading: str) -> str:
    return "h" + "".join(f"{ord(c):x}" for c in heading[:6])


def _problems(content: Content) -> str:
    by_id = {i: item for item in content.summary.items for i in item.opinion_ids}
    number = {id(p): n for n, p in enumerate(content.summary.problems)}
    made = []
    for heading in content.summary.headings:
        own = content.own(heading)
        made.append(f'<h3 id="{_anchor(heading)}">{escaped(heading)}</h3>')
        if not own:
            made.append("<p>没有可列出的意见。</p>")
        made += [_problem(content, p, number[id(p)], by_id) for p in own]
    if content.summary.external:
        said = words(content.external_sentence("不计入本单位问题"))
        made.append(f'<h3 id="outside">{OUTSIDE}</h3><p class="note">{escaped(said)}</p>')
        first = len(content.summary.problems)
        made += [_problem(content, p, n, by_id) for n, p in enumerate(content.summary.external, start=first)]
    if content.lead_ids():
        made.append(
            f"<p class='warn'>另有反映具体人员或学生安全的意见{len(content.lead_ids())}条，已按规定单独转交，本页不展开。</p>"
        )
    return "".join(made)


def _problem(content: Content, problem: Problem, number: int, by_id: dict[str, Item]) -> str:
    items = dict.fromkeys(by_id[i] for i in problem.opinion_ids if i in by_id)
    return (
        f'<details id="p{number}"><summary>{escaped(content.degree(problem).text)}：{escaped(content.named(problem))} '
        f'<b>{problem.count}条</b> <span class="who">{escaped(content.subjects(problem))}</span></summary>{_list(content, items)}</details>'
    )


def _wishes(content: Content) -> str:
    made = []
    for kind in content.summary.kinds:
        items = [i for i in content.summary.items if i.tag == NONE and i.none_kind == kind and not i.status]
        count = sum(i.count for i in items)
        if not items:
            continue
        inner = "<p>只计数，不列出。</p>" if kind in COUNTED_ONLY else _list(content, items)
        made.append(f"<details><summary>{escaped(content.kind_zh(kind))} <b>{count}条</b></summary>{inner}</details>")
    return "".join(made) or "<p>没有。</p>"


def _list(content: Content, items: Iterable[Item]) -> str:
    lines = []
    for item in items:
        same = "".join(f"<br><span class='same'>同类表述：{escaped(v)}</span>" for v in item.variants)
        lines.append(
            f"<li>{escaped(item.text)}{same}<span class='ids'>编号 {escaped('、'.join(item.opinion_ids))}；{escaped(content.taxonomy.subject_zh(item.subject))}</span></li>"
        )
    return f"<ol>{''.join(lines)}</ol>"
