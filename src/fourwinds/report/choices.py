"""Drop-down lists of the tagged workbook; they stand on a hidden sheet of their own.

The key column is hidden and refuses typing by a validation rule. Sheet protection is not used for it: Excel neither
sorts a range with a locked cell nor deletes a row with one, and people must be able to do both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fourwinds.taxonomy import Taxonomy

SHEET = "选项"
AGREED = "同意"
UNSURE = "拿不准"
EXCLUDED = "排除"
WORDS = (AGREED, UNSURE, EXCLUDED)
_FIRST = 4  # column of the first tag's manifestations; before it stand tags, subjects, review words and statuses
_MOST = 60  # manifestations of one tag at most


class Lists:
    """The lists of a taxonomy and of the statuses, to be written once and used on every sheet of opinions."""

    def __init__(self, taxonomy: Taxonomy, statuses: Sequence[str]) -> None:
        tags = [taxonomy.tag_zh(tag) for tag in taxonomy.labels]
        self.columns: list[list[str]] = [tags, [s.name_zh for s in taxonomy.subjects.values()], list(WORDS)]
        self.columns.append(list(statuses))
        for tag in taxonomy.tags:
            own = [m.name_zh for m in taxonomy.manifestations.values() if m.tag == tag]
            self.columns.append([taxonomy.tag_zh(tag), *own])
        self._tags = len(taxonomy.tags)

    def write(self, sheet: Any) -> None:
        """Write the hidden sheet: four lists from its second row on, then a column for each tag under its name."""
        sheet.hide()
        for column, entries in enumerate(self.columns):
            for row, entry in enumerate(entries, start=int(column < _FIRST)):
                sheet.write_string(row, column, entry)

    def put(self, sheet: Any, place: Mapping[str, int], rows: int) -> None:
        """Give the cells of ``rows`` rows below the header their lists.

        Args:
            place: code of a column to its number.
        """

        def rule(name: str, **options: Any) -> None:
            sheet.data_validation(1, place[name], rows, place[name], options)

        stop = {"validate": "list", "error_title": "不在列表中", "error_message": "请从下拉列表中选一项。"}
        rule("tag_zh", source=self._list(0), **stop)
        rule("subject_zh", source=self._list(1), **stop)
        rule(
            "manifestation_zh", source=self._own(place["tag_zh"]),
            **{**stop, "error_message": "请从下拉列表中选一项；改了类别的，先选类别再选具体表现。"},
        )  # fmt: skip
        rule(
            "review", validate="list", source=self._list(2), show_error=False, input_title="复核意见",
            input_message="归类正确选“同意”；说不准选“拿不准”；不算意见选“排除”。也可以写理由。",
        )  # fmt: skip
        rule(
            "status", validate="list", source=self._list(3), show_error=False, input_title="状态",
            input_message="要不要单独转交在这里改：反映具体人和事的选“线索”，学生有危险的选“安全”，误报的选“自动”。看过无误的选“已复核”。",
        )  # fmt: skip
        rule(
            "key", validate="custom", value="=FALSE", error_title="这一栏不能改",
            error_message="复核码用来认出这是哪一条意见，请不要改动。",
        )  # fmt: skip

    def _list(self, column: int) -> str:
        return f"={SHEET}!{_at(1, column)}:{_at(len(self.columns[column]), column)}"

    def _own(self, tag_column: int) -> str:
        """The manifestations of the tag that stands in the same row."""
        names = f"{SHEET}!{_at(0, _FIRST)}:{_at(0, _FIRST + self._tags - 1)}"
        which = f"MATCH(${_letters(tag_column)}2,{names},0)-1"
        first = f"{SHEET}!{_at(1, _FIRST)}"
        return f"=OFFSET({first},0,{which},COUNTA(OFFSET({first},0,{which},{_MOST},1)),1)"


def _at(row: int, column: int) -> str:
    return f"${_letters(column)}${row + 1}"


def _letters(column: int) -> str:
    """Name of a column, 0 for A.

    >>> [_letters(n) for n in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    high, low = divmod(column, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)
