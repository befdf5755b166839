"""What every paper draws on: the one Summary, the profile, and the few sentences and tables that several papers share.

No paper counts anything itself: it prints figures of the Summary through ``Content.n`` and ``Content.cell``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fourwinds.paper_records import Profile, Rounds
from fourwinds.records import Problem, Summary
from fourwinds.report import suppression
from fourwinds.report.figures import HIDDEN, SMALL, Cell, Figure, Part, count
from fourwinds.report.typography import Fonts, Paper
from fourwinds.report.wording import QUOTED, degree, quote
from fourwinds.settings import Settings
from fourwinds.taxonomy import OTHER, OTHER_ZH, Taxonomy

TODO = "【待补充】"
OUTSIDE = "需向有关方面反映的意见"


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
        state: 草稿, 送审 or 定稿, printed below the title with the number of opinions not reviewed; "" prints nothing.
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
        ids = self.summary.unreviewed
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
        return self.summary.lead_ids

    def listed_ids(self) -> tuple[str, ...]:
        """Opinions behind the body's own problems."""
        return behind(self.summary.problems)

    def external_ids(self) -> tuple[str, ...]:
        """Opinions about outside bodies that point at a problem."""
        return behind(self.summary.external)

    @cached_property
    def _subject_of(self) -> Mapping[str, str]:
        cells = self.summary.cells.values()
        return {i: subject for row in cells for subject, ids in row.items() for i in ids}

    @cached_property
    def _under(self) -> Mapping[str, list[Problem]]:
        found = defaultdict(list)
        for problem in self.summary.problems:
            found[problem.heading].append(problem)
        return found

    def own(self, heading: str) -> list[Problem]:
        """The body's own problems under a heading, in order."""
        return self._under.get(heading, [])

    def also(self) -> list[tuple[str, list[Problem]]]:
        """The profile's further headings and the problems each looks at once more; empty ones are left out."""
        found = []
        for name, takes in self.profile.also.items():
            own = [p for p in self.summary.problems if {p.tag, f"{p.tag}.{p.manifestation}"} & set(takes)]
            found += [(name, own)] if own else []
        return found

    def degree(self, problem: Problem) -> Figure:
        """The degree word that the count allows (documents.md §3), traced to the opinions."""
        return Figure(degree(problem.count, self.settings), problem.opinion_ids)

    def quoted(self, problem: Problem, top: int = 3, longest: int = QUOTED) -> list[str]:
        """Wordings to quote; none in a circulated paper, because words can tell who wrote them or name somebody."""
        if self.circulated:
            return []
        return [quote(text, longest) for text in problem.quotations[:top]]

    def named(self, problem: Problem) -> str:
        """Name of a problem; one that is somebody's wording is quoted, and becomes 其他 in a circulated paper."""
        if problem.manifestation != OTHER or problem.name == OTHER_ZH:
            return problem.name
        return OTHER_ZH if self.circulated else quote(problem.name)

    def names(self, problems: Sequence[Problem]) -> list[Part]:
        """Names of problems, each traced, with 、 between."""
        found: list[Part] = []
        for n, problem in enumerate(problems):
            found += ["、" if n else "", Figure(self.named(problem), problem.opinion_ids)]
        return found

    def subjects(self, problem: Problem) -> str:
        """Whom a problem concerns, most frequent first."""
        names = [self.taxonomy.subject_zh(code) for code, _ in problem.subjects]
        return "、".join(names)

    def subject_counts(self, problem: Problem) -> list[Part]:
        """Whom a problem concerns and how often, a line each; a circulated paper gives no counts."""
        found: list[Part] = []
        for n, (code, _) in enumerate(problem.subjects):
            ids = tuple(i for i in problem.opinion_ids if self._subject_of[i] == code)
            name = self.taxonomy.subject_zh(code)
            found += ["\n" if n else "", name, *([] if self.circulated else [Figure(f"{len(ids)}条", ids)])]
        return found

    def answers(self, problem: Problem) -> list[Part]:
        """来自N份（处）答复: rows and paragraphs, because nobody knows the respondents; nothing where they are not known."""
        if not problem.answers or self.circulated:
            return []
        return ["来自", Figure(f"{problem.answers}份（处）", problem.opinion_ids), "答复"]

    def items(self, problems: Sequence[Problem]) -> Figure:
        """How many problems there are, traced to all their opinions."""
        return Figure(f"{len(problems)}项", behind(problems))

    def share(self, ids: Sequence[str]) -> Figure:
        """Their share of all opinions in per cent."""
        return Figure(f"{100 * len(ids) / self.summary.total:.1f}%" if self.summary.total else "—", tuple(ids))

    def sign(self, paper: Paper) -> None:
        """Name of the body and date under a paper."""
        paper.signature("【落款单位】" if self.body.startswith("【") else self.body, "【日期】")

    def cross_table(self, paper: Paper, number: int) -> None:
        """类别 × 涉及对象 with totals; it always holds every opinion of the Summary."""
        subjects = list(self.taxonomy.subjects)
        paper.caption(f"表{number}　意见类别与涉及对象（单位：条）")
        header = ["类别", *(self.taxonomy.subject_zh(s) for s in subjects), "合计"]
        widths = [30.0, *([15.5] * len(subjects)), 15.5]
        paper.table(header, self.cross_rows(), widths, centred=tuple(range(1, len(header))), total=True)
        second = [i for ids in self.summary.seconds.values() for i in ids]
        note: list[Part] = [
            "注：每条意见按第一类别统计一次",
            *(("；另有", self.n(second), "条意见同时带有第二类别，未重复计入。") if second else ("。",)),
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
        """按类别分：…; nothing in a circulated paper, where the table says it with small figures suppressed."""
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

    def external_sentence(self, where: str = "不计入本单位问题，列入意见建议汇总，需向有关方面反映") -> list[Part]:
        """That opinions about outside bodies are no problems of this one; a circulated paper gives no count."""
        if not self.external_ids():
            return []
        count: list[Part] = [] if self.circulated else [self.n(self.external_ids()), "条"]
        return ["涉及上级或校外单位的意见", *count, f"，{where}。"]

    def apart_sentences(self) -> list[list[Part]]:
        """What is not in a paper of the body's own problems: outside bodies, leads; and what nobody has confirmed yet."""
        return [s for s in (self.external_sentence(), self.leads_sentence(), self.review_sentence()) if s]

    def review_sentence(self) -> list[Part]:
        """How many nobody has confirmed yet, as a placeholder that is taken out before the paper is signed."""
        ids = self.summary.unreviewed
        return ["【未复核", self.n(ids), "条，复核后数字可能变化，定稿前复核并重新生成】"] if ids else []


def behind(problems: Iterable[Problem]) -> tuple[str, ...]:
    """All opinion numbers behind problems."""
    return tuple(i for problem in problems for i in problem.opinion_ids)


def ids_of(row: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All opinion numbers of a row of cells."""
    return tuple(i for ids in row.values() for i in ids)
