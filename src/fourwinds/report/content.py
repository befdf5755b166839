"""What every paper draws on: the one Summary, the profile, and the few sentences and tables that several papers share.

No paper counts anything itself: it prints figures of the Summary through ``Content.n`` and ``Content.cell``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fourwinds.paper_records import Profile, Rounds
from fourwinds.records import Problem, Summary
from fourwinds.report import suppression
from fourwinds.report.figures import HIDDEN, SMALL, Cell, Figure, Part, count
from fourwinds.report.typography import Fonts, Paper
from fourwinds.settings import Settings
from fourwinds.taxonomy import OTHER, OTHER_ZH, Taxonomy

TODO = "【待补充】"
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Content:
    """Everything a paper may say.

    Attributes:
        summary: figures and problems of the opinions the paper is about.
        unit: name of the body; "" prints 【单位名称】.
        circulated: whether the paper leaves the office, so that small figures and opinion numbers do not.
        about: the office or post the paper is about; "" for the whole body.
        rounds: this round beside an earlier one, if one was given.
        remark: what made it, for the file's properties.
        state: 草稿, 送审 or 定稿, printed below the title with the number nobody has reviewed; "" prints nothing.
        unread: opinion numbers that nobody has reviewed.
    """

    summary: Summary
    profile: Profile
    taxonomy: Taxonomy
    settings: Settings
    unit: str = ""
    circulated: bool = False
    about: str = ""
    rounds: Rounds | None = None
    remark: str = ""
    state: str = ""
    unread: frozenset[str] = frozenset()

    @property
    def body(self) -> str:
        """Name of the body, or its placeholder."""
        return self.unit or self.settings.unit or "【单位名称】"

    def paper(self, title: str) -> Paper:
        """An empty paper with this office's fonts."""
        office = self.settings
        fonts = Fonts(
            office.title_font, office.body_font, office.heading_font, office.subheading_font, office.page_font
        )
        paper = Paper(fonts, title=title.replace("\n", ""), remark=self.remark)
        paper.standing = self.standing()
        return paper

    def standing(self) -> list[Part]:
        """（草稿，未复核×条）; nothing where nobody said how far the review is."""
        ids = [i for i in self.all_ids() if i in self.unread]
        unread: list[Part] = ["未复核", self.n(ids), "条"] if ids else []
        said: list[Part] = [self.state, "，" if unread else "", *unread] if self.state else []
        return ["（", *said, "）"] if said else []

    def n(self, ids: Iterable[str]) -> Figure:
        """A figure for running text; in a circulated paper one to four read 「不足5」."""
        figure = count(ids, circulated=self.circulated)
        return Figure(f"不足{SMALL}", figure.ids) if figure.text == HIDDEN else figure

    def all_ids(self) -> tuple[str, ...]:
        """Every opinion number."""
        return tuple(i for row in self.summary.cells.values() for ids in row.values() for i in ids)

    def tag_ids(self, tag: str) -> tuple[str, ...]:
        """Opinions whose first tag is ``tag``."""
        return tuple(i for ids in self.summary.cells[tag].values() for i in ids)

    def tagged_ids(self) -> tuple[str, ...]:
        """Opinions that carry a tag."""
        return tuple(i for tag in self.taxonomy.tags for i in self.tag_ids(tag))

    def lead_ids(self) -> tuple[str, ...]:
        """Opinions handed on separately."""
        return tuple(i for status in ("discipline_clue", "safety") for i in self.summary.statuses.get(status, ()))

    def own(self, heading: str) -> list[Problem]:
        """Problems under a heading, in order."""
        return [problem for problem in self.summary.problems if problem.heading == heading]

    def degree(self, problem: Problem) -> Figure:
        """The degree word that the count allows (documents.md §3), traced to the opinions."""
        return Figure(degree(problem.count, self.settings), problem.opinion_ids)

    def quoted(self, problem: Problem, top: int = 3) -> list[str]:
        """Wordings to quote; none in a circulated paper, because words can tell who wrote them or name somebody."""
        if self.circulated:
            return []
        return [quote(text) for text in problem.quotations[:top]]

    def named(self, problem: Problem) -> str:
        """Name of a problem; one that is a quotation becomes 其他 in a circulated paper."""
        return OTHER_ZH if self.circulated and problem.manifestation == OTHER else problem.name

    def subjects(self, problem: Problem) -> str:
        """Whom a problem concerns, most frequent first."""
        names = [self.taxonomy.subject_zh(code) for code, _ in problem.subjects]
        return "、".join(names)

    def cross_table(self, paper: Paper, number: int) -> None:
        """类别 × 涉及对象 with totals; it always holds every opinion of the Summary."""
        subjects = list(self.taxonomy.subjects)
        paper.caption(f"表{number}　意见类别与涉及对象（单位：条）")
        header = ["类别", *(self.taxonomy.subject_zh(s) for s in subjects), "合计"]
        widths = [30.0, *([15.5] * len(subjects)), 15.5]
        paper.table(header, self.cross_rows(), widths, centred=tuple(range(1, len(header))), total=True)
        second = [i for ids in self.summary.seconds.values() for i in ids]
        note: list[Part] = [
            "注：每条意见按第一类别统计一次；另有",
            self.n(second),
            "条意见同时带有第二类别，未重复计入。",
        ]
        if self.circulated:
            note.append("不足5条的数字以“<5”表示，“*”为防止推算而不显示的数字。")
        paper.note(*note)

    def cross_rows(self) -> Sequence[Sequence[Cell]]:
        """Rows of 类别 × 涉及对象 as they may be shown: a row for each label, then the totals."""
        subjects = list(self.taxonomy.subjects)
        rows: list[list[Cell]] = [
            [self.taxonomy.tag_zh(tag), *self._row([self.summary.cells[tag][s] for s in subjects])]
            for tag in self.taxonomy.labels
        ]
        by_subject = [tuple(i for tag in self.taxonomy.labels for i in self.summary.cells[tag][s]) for s in subjects]
        rows.append(["合计", *self._row(by_subject)])
        return self.guarded(rows)

    def heading_table(self, paper: Paper, number: int) -> None:
        """题目 × 涉及对象 with totals, tagged opinions only."""
        subjects = list(self.taxonomy.subjects)
        paper.caption(f"表{number}　各方面问题与涉及对象（单位：条）")
        cells = self.summary.headings
        rows: list[list[Cell]] = [[name, *self._row([row[s] for s in subjects])] for name, row in cells.items()]
        rows.append(["合计", *self._row([tuple(i for row in cells.values() for i in row[s]) for s in subjects])])
        header = ["方面", *(self.taxonomy.subject_zh(s) for s in subjects), "合计"]
        paper.table(
            header, rows, [38.0, *([14.5] * len(subjects)), 14.5], centred=tuple(range(1, len(header))), total=True
        )

    @staticmethod
    def _row(cells: Sequence[tuple[str, ...]]) -> list[Figure]:
        return [*(count(ids) for ids in cells), count(i for ids in cells for i in ids)]

    def guarded(self, rows: Sequence[Sequence[Cell]]) -> Sequence[Sequence[Cell]]:
        """Rows whose last row and last column are totals; in a circulated paper with small figures suppressed."""
        if not self.circulated:
            return rows
        figures = [[len(cell.ids) for cell in row if isinstance(cell, Figure)] for row in rows]
        shown = suppression.suppress(figures)
        return [
            [
                row[0],
                *(Figure(text, cell.ids) for text, cell in zip(line, row[1:], strict=True) if isinstance(cell, Figure)),
            ]
            for row, line in zip(rows, shown, strict=True)
        ]

    def tag_sentence(self) -> list[Part]:
        """按类别分：…; "" in a circulated paper, where the table says it with small figures suppressed."""
        if self.circulated:
            return []
        by_count = sorted(self.taxonomy.tags, key=lambda tag: -self.summary.row_total(tag))
        found: list[Part] = []
        for tag in by_count:
            if self.summary.row_total(tag):
                found += ["，" if found else "按类别分：", self.taxonomy.tag_zh(tag), self.n(self.tag_ids(tag)), "条"]
        return [*found, "。"] if found else []

    def kinds_sentence(self) -> list[Part]:
        """肯定表扬×条，一般建议×条…; nothing in a circulated paper."""
        found: list[Part] = []
        for kind, ids in () if self.circulated else self.summary.kinds.items():
            found += ["，" if found else "", self.kind_zh(kind), self.n(ids), "条"]
        return found

    def kind_zh(self, kind: str) -> str:
        """Chinese name of a kind of none; one that a person left open is 未分类型."""
        return self.taxonomy.none_kind_zh(kind) if kind in self.taxonomy.none_kinds else "未分类型"

    def leads_sentence(self) -> list[Part]:
        """The neutral trace that leads leave in every other paper."""
        if not self.lead_ids():
            return []
        return ["另有反映具体人员或学生安全的意见", self.n(self.lead_ids()), "条，已按规定单独转交，不在本材料中展开。"]

    def review_sentence(self) -> list[Part]:
        """How many nobody has confirmed yet."""
        ids = self.summary.statuses.get("review", ())
        return ["其中", self.n(ids), "条程序把握不大，尚待人工复核，复核后数字可能变化。"] if ids else []


def degree(number: int, settings: Settings) -> str:
    """The degree word that a count allows (documents.md §3): never stronger than the opinions behind it."""
    if number >= settings.many:
        return "较多反映"
    return "有的反映" if number >= settings.few else "个别反映"


def quote(text: str) -> str:
    """Words in quotation marks; marks inside become single ones.

    >>> quote("只会说“研究研究”")
    '“只会说‘研究研究’”'
    """
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


def numeral(number: int) -> str:
    """一, 二 … 九十九.

    >>> [numeral(n) for n in (1, 10, 12, 20, 21)]
    ['一', '十', '十二', '二十', '二十一']
    """
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _DIGITS[number]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"


def ids_of(row: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All opinion numbers of a row of cells."""
    return tuple(i for ids in row.values() for i in ids)
