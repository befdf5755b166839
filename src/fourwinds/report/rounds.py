"""This round beside an earlier one: recurring, new and gone problems, and a break mark where figures do not compare."""

from __future__ import annotations

from fourwinds.paper_records import Change
from fourwinds.report.content import Content
from fourwinds.report.figures import Cell, Figure, Part
from fourwinds.report.typography import Paper

STATE_ZH = {"recurring": "再次反映", "new": "新出现", "gone": "不再反映"}
BREAK = "‖"
_EARLIER = "上一轮"


def sentence(content: Content) -> list[Part]:
    """How many problems recur, are new or gone; nothing without an earlier round or in a circulated paper."""
    if content.rounds is None or content.circulated:
        return []
    if content.rounds.broken:
        return [f"与上一轮征求意见相比，口径有变（{content.rounds.broken}），不作增减比较。"]
    said: list[Part] = []
    for state, name in STATE_ZH.items():
        own = [c for c in content.rounds.changes if c.state == state]
        ids = tuple(i for c in own for i in (c.after_ids or earlier(c)))
        said += ["，", name, "的问题", Figure(f"{len(own)}项", ids)]
    return ["与上一轮征求意见相比", *said, "。"]


def earlier(change: Change) -> tuple[str, ...]:
    """Opinion numbers of the earlier round, marked so that nobody takes them for this one's."""
    return tuple(f"{_EARLIER}{i}" for i in change.before_ids)


def table(paper: Paper, content: Content, number: int) -> None:
    """Every manifestation of either round; figures of the earlier round stand behind the break mark if there is one."""
    if content.rounds is None:
        return
    mark = BREAK if content.rounds.broken else ""
    paper.caption(f"表{number}　与上一轮征求意见比较（单位：条）")
    rows: list[list[Cell]] = [_row(change, content, mark) for change in content.rounds.changes]
    paper.table(
        ["类别", "具体表现", "上一轮", "本轮", "变化", "整改状态"],
        rows,
        [28.0, 44.0, 20.0, 20.0, 24.0, 20.0],
        centred=(0, 2, 3, 4, 5),
    )
    if mark:
        paper.note(f"注：“{BREAK}”表示口径有变：{content.rounds.broken}，两轮数字不能直接比较。")


def _row(change: Change, content: Content, mark: str) -> list[Cell]:
    taxonomy = content.taxonomy
    before: Cell = "—" if change.before < 0 else Figure(f"{change.before}{mark}", earlier(change))
    return [
        taxonomy.tag_zh(change.tag), taxonomy.manifestation_zh(change.tag, change.manifestation), before,
        Figure(str(change.after), change.after_ids), mark or STATE_ZH[change.state], change.rectified or "—",
    ]  # fmt: skip
