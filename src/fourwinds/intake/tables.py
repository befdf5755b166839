"""What is where in a grid of cells: titles, headers of one or two rows, several tables, totals and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fourwinds.intake import columns

Row = tuple[int, list[str]]

HEADER_DEPTH = 20
_FOLLOWING = 5  # rows below a row that may be the second one of a header
LOOKED_AT = HEADER_DEPTH + 1 + _FOLLOWING  # filled rows that decide what the header is
_LONGEST_NAME = 120
_TOTAL = re.compile(r"^\s*(?:合\s*计|总\s*计|小\s*计|累\s*计|平均(?:值|分)?|汇总)\s*[：:]?\s*\d*\s*$")
_NOTE = re.compile(
    r"^\s*(?:注|备注|说明|填表说明|填写说明|填表人|制表人?|审核人?|负责人|填报单位|单位（盖章）|联系人|统计人|打印时间|制表时间)\s*[：:]|^\s*[（(]?以下空白"
)
_APART = re.compile(r"\s*[合总小累平汇注备说填制审负单联统打以（(]")  # with one of these begins whatever the two match
_ABOUT = re.compile(r"\s*[^：:]{2,10}[：:]\s*\S")
_NUMBER = re.compile(r"^[\s\d.,%／/-]*$")
_SAYS = re.compile(r"[，。！？；!?;]|\d{5}")  # in answers, hardly in names
_WISHES = re.compile(
    r"^(?:希望|建议|恳请|请|要求|应|要|能否|可否)(?!.*(?:意见|建议|希望|内容|事项|方面|问题|措施|之处|地方)$).{2,}"
)
_LEFT_BLANK = re.compile(r"选填|可选|不填|自愿|匿名|非必")
_COUNTED = re.compile(rf"{_NUMBER.pattern[:-1]}[份人条个次名项票分元张]?\s*$")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet.

    Attributes:
        header: name of every column, none empty.
        first: number of the first row below the header.
        body: (1-based row number in the sheet, cells) of every row of answers.
        skipped: totals and notes that were left out.
        second: number of the row that was taken for the second one of the header, 0 where there is none.
    """

    header: list[str]
    first: int
    body: list[Row]
    skipped: int
    second: int = 0


def find(grid: Sequence[list[str]], text_column: str = "", *, several: bool = True) -> list[Table]:
    """The tables of a sheet, from top to bottom; a further one begins where, after an empty row, a header stands.

    Lines of JSON (``several`` false) are one table.

    >>> grid = [["教师问卷"], ["序号", "意见"], ["1", "会议太多"], ["合计", "1"], [], ["类别", "建议"], ["食堂", "换换菜"]]
    >>> [(t.header, t.body, t.skipped) for t in find(grid)]
    [(['序号', '意见'], [(3, ['1', '会议太多'])], 1), (['类别', '建议'], [(7, ['食堂', '换换菜'])], 0)]
    """
    rows = [(number, row) for number, row in enumerate(grid, start=1) if any(cell.strip() for cell in row)]
    top = _header_row(rows, text_column)
    if top is None:
        return []
    starts, ends = [top], []
    for at in range(top + 2, len(rows) - 1 if several else 0):
        if rows[at][0] - rows[at - 2][0] == 2:  # no empty row near
            continue
        titled = _is_title(rows[at - 1][1]) and at - 1 > top
        begin = at - 1 if titled else at
        if rows[begin][0] - rows[begin - 1][0] > 1 and is_header(rows[at][1]):
            starts.append(at)
            ends.append(begin)
    return [_table(rows, start, end) for start, end in zip(starts, [*ends, len(rows)], strict=True)]


def _table(rows: Sequence[Row], start: int, end: int) -> Table:
    header = rows[start][1]
    body = start + 1
    second = 0
    if body < end - 1 and _is_second(
        header, rows[body][1], [row for _, row in rows[body + 1 : min(end, body + 1 + _FOLLOWING)]]
    ):
        header, second = _joined(header, rows[body][1]), rows[body][0]
        body += 1
    elif start and rows[start][0] - rows[start - 1][0] == 1 and _heads(rows[start - 1][1], header):
        header, second = _joined(rows[start - 1][1], header), rows[start][0]
    names = [name.strip() or f"第{i + 1}列" for i, name in enumerate(header)]
    kept = [row for row in rows[body:end] if is_answer(row[1], names)]
    first = rows[body][0] if body < end else rows[end - 1][0] + 1
    return Table(names, first, kept, end - body - len(kept), second)


def is_answer(row: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a filled row is neither a total, a note, nor the header printed again."""
    first = row[0] if row[0].strip() else next(cell for cell in row if cell.strip())
    if _APART.match(first) and (_TOTAL.match(first) or _NOTE.match(first)):
        filled = [cell for cell in row if cell.strip()]
        if _TOTAL.match(first) and all(_COUNTED.match(cell) for cell in filled[1:]):
            return False
        if _NOTE.match(first) and len(filled) <= 2:
            return False
    again = first.strip() in header and [cell.strip() for cell in row] == list(header)
    return not again or sum(bool(cell.strip()) for cell in row) < 2


def _header_row(rows: Sequence[Row], text_column: str) -> int | None:
    """The first row that names the text column, else the first that is as filled as the table is wide; a header that names
    few of the columns, above rows that fill more, is found where that row is surely an answer or its second row.
    """
    top = rows[:HEADER_DEPTH]
    if text_column:
        for at, (_, row) in enumerate(top):
            if text_column in (cell.strip() for cell in row):
                return at
    filled = [sum(bool(cell.strip()) for cell in row) for _, row in top]
    width = max(filled, default=0)
    for at, count in enumerate(filled):
        enough = width if width <= 2 else round(width * 0.6)
        if count < width and all(_ABOUT.match(cell) for cell in top[at][1] if cell.strip()):
            continue  # 「填报单位：教务处　填报日期：9月」
        if count >= enough and all(len(cell) < _LONGEST_NAME for cell in top[at][1]):
            following = [row for _, row in rows[at + 1 : at + 1 + _FOLLOWING]]
            return next((above for above in range(at) if _names_few(top[above][1], top[at][1], following)), at)
    return None


def _names_few(header: Sequence[str], row: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Whether ``header`` is one though ``row`` below it fills more columns: what stands where it names a column is no name.

    >>> _names_few(["序号", "意见"], ["1", "菜少", "饭硬", "汤淡"], [["2", "会多"]])
    True
    >>> _names_few(["部门", "时间"], ["序号", "类别", "意见", "建议"], [["1", "食堂", "菜少", "换菜"]])
    False
    """
    if not is_header(header) or any(_ABOUT.match(cell) for cell in header):
        return False
    cells = [(_cell(row, i), i) for i in _named_alone(header) if _cell(row, i)]
    if not cells:
        return _is_second(header, row, following)
    return not any(
        _is_name_over(cell, i, following) and not (_SAYS.search(cell) or _WISHES.match(cell)) for cell, i in cells
    )


def _continues_header(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether ``below`` is the second row of a header: it names columns that a merged cell above leaves blank."""
    names = [cell.strip() for cell in below if cell.strip()]
    open_above = [i for i, cell in enumerate(below) if cell.strip() and (i >= len(above) or not above[i].strip())]
    return (
        sum(bool(cell.strip()) for cell in above) >= 2
        and len(open_above) >= 1
        and len(names) >= 2
        and all(len(name) <= 20 and not _NUMBER.match(name) for name in names)
        and sum(columns.is_known(name) for name in names) * 2 >= len(names)
    )


def _heads(above: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the row above a header is its first row, and not what a form says of itself (「填报单位：教务处」)."""
    return not any(_ABOUT.match(cell) for cell in above) and _continues_header(above, header)


def _is_second(above: Sequence[str], below: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Whether ``below`` is the second row of the header ``above``, and in no way the first answer: one taken for a header
    would be lost and printed.

    Args:
        following: rows below it.
    """
    rows = [row for row in following if is_answer(row, above)]
    parts = [cell.strip() for cell in below if cell.strip()]
    if any(_SAYS.search(part) or _WISHES.match(part) for part in parts):
        return False
    own = _named_alone(above)
    named = [i for i in own if _cell(below, i)]
    if own and not named:
        return _names_parts(above, below, rows)
    return _continues_header(above, below) and all(
        _cell(below, i) == _cell(above, i) or _is_name_over(_cell(below, i), i, rows) for i in named
    )


def _is_name_over(cell: str, i: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a cell reads like the name of column ``i`` and the rows below do not: 「高一年级」 is followed by 「高二年级」."""
    return columns.is_known(cell) and sum(columns.is_known(_cell(row, i)) for row in rows) * 2 < len(rows)


def _names_parts(above: Sequence[str], below: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether ``below`` names the parts of merged questions above, whatever they are called.

    So it is when it is empty wherever a column has a name of its own, though the answers are all filled in one of these:
    where a program fills it (a number, a time) two, or one below what reads like names; more where people fill it.

    >>> answers = [["1", "会议太多", "课表乱"], ["2", "", "换教室"]]
    >>> _names_parts(["序号", "对各方面的意见", ""], ["", "领导班子", "教务处"], answers)
    True
    >>> _names_parts(["序号", "对各方面的意见", ""], *[answers[0], answers[1:]])
    False
    >>> _names_parts(["姓名（选填）", "对各方面的意见", ""], ["", "饭菜太咸", "没人接电话"], answers)
    False
    """
    own = _named_alone(above)
    parts = [i for i in range(len(above)) if i not in own and _cell(below, i)]
    sure = _always_filled(above, own, rows)
    known = all(columns.is_known(_cell(below, i)) for i in parts)
    return (
        bool(sure)
        and len(parts) >= 2
        and any(not _cell(above, i) for i in parts)
        and not any(_cell(below, i) for i in own)
        and len(rows) >= (2 - known if any(columns.is_counted(above[i]) for i in sure) else _FOLLOWING)
        and all(len(_cell(below, i)) <= 20 and not _NUMBER.match(below[i]) for i in parts)
    )


def _cell(row: Sequence[str], i: int) -> str:
    return row[i].strip() if i < len(row) else ""


def _named_alone(above: Sequence[str]) -> list[int]:
    """Columns with a name that cannot be a merged one over the next."""
    last = len(above) - 1
    return [i for i in range(len(above)) if _cell(above, i) and (i == last or _cell(above, i + 1))]


def _always_filled(above: Sequence[str], own: Sequence[int], rows: Sequence[Sequence[str]]) -> list[int]:
    """Those of ``own`` that every row fills and nobody would leave blank to stay unknown."""
    return [
        i
        for i in own
        if not (columns.is_personal(above[i]) or _LEFT_BLANK.search(above[i])) and all(_cell(row, i) for row in rows)
    ]


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    names, group = [], ""
    for i in range(max(len(above), len(below))):
        over = above[i].strip() if i < len(above) else ""
        under = below[i].strip() if i < len(below) else ""
        group = over or group
        names.append("：".join(part for part in (group, under) if part) if under else over)
    return names


def is_header(row: Sequence[str]) -> bool:
    """Whether most cells of a row read like names of columns."""
    names = [cell.strip() for cell in row if cell.strip()]
    return (
        len(names) >= 2
        and all(len(name) <= 30 for name in names)
        and sum(columns.is_known(n) for n in names) * 10 >= 6 * len(names)
    )


def _is_title(row: Sequence[str]) -> bool:
    names = [cell.strip() for cell in row if cell.strip()]
    return len(names) == 1 and len(names[0]) <= 40
