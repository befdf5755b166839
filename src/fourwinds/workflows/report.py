"""Tagged opinions → papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fourwinds import settings, taxonomy
from fourwinds.clean.normalise import aliases
from fourwinds.errors import InputError, OutputError
from fourwinds.paper_records import Profile
from fourwinds.records import Funnel, Summary, TaggedOpinion
from fourwinds.report import table
from fourwinds.report.corrections import EXCLUDED
from fourwinds.rollup import profiles
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows import provenance

PROBLEMS = "problems"
ALL = "all"
LEDGER = "ledger"
PAGE = "page"
PAGE_NAME = "征求意见情况.html"
TABLES = (".xlsx", ".csv", ".jsonl")


@dataclass(frozen=True, slots=True)
class Reported:
    """What was made: the figures all papers share, and the files."""

    summary: Summary
    files: tuple[Path, ...]


def write_tagged(opinions: Sequence[TaggedOpinion], funnel: Funnel, target: Path) -> None:
    """Write tagged opinions in the form that ``target``'s suffix asks for.

    Raises:
        InputError: the suffix is none of ``TABLES``.
        OutputError: the file cannot be written.
    """
    known = taxonomy.load()
    if target.suffix.lower() == ".xlsx":
        from fourwinds.report import workbook

        workbook.write(opinions, funnel, known, target, remark=provenance.made_by())
    elif target.suffix.lower() == ".csv":
        table.write_csv(opinions, target)
        provenance.write_beside(target)
    elif target.suffix.lower() == ".jsonl":
        table.write_jsonl(opinions, target)
        provenance.write_beside(target)
    else:
        raise wrong_suffix(target, TABLES)


def look_over(found: Mapping[str, int], target: Path) -> str:
    """One sentence on what a person must look over in ``target`` before it leaves the office, or "".

    Args:
        found: how many opinions bear each flag, by its Chinese word (``Classified.to_look_over``).
    """
    from fourwinds.report import flag_words

    if not found:
        return ""
    counted = "、".join(f"{count} 条{word}" for word, count in found.items())
    if target.suffix.lower() == ".xlsx":
        return f"其中 {counted}，传阅前请在“标记”列筛选核对。"
    return f"其中 {counted}，传阅前请核对 flags 列含 {'、'.join(flag_words.in_codes(w) for w in found)} 的各条。"


def wrong_suffix(target: Path, allowed: Sequence[str]) -> InputError:
    """The error for an output whose suffix says nothing we can write."""
    return InputError(
        f"输出文件“{target}”的后缀不能识别", allowed=f"可用 {'、'.join(allowed)}", todo="改一个后缀后重试"
    )


def kinds() -> dict[str, str]:
    """Code and Chinese name of every kind of paper, ``all`` last."""
    from fourwinds.report import papers

    each = {papers.OFFICES: "（各部门）", papers.POSTS: "（各岗位）", "": ""}
    names = {code: kind.name + each[kind.each] for code, kind in papers.KINDS.items()}
    return {**names, LEDGER: "整改台账", PAGE: "网页报告", ALL: "全部材料"}


def circulating() -> list[str]:
    """Codes of the papers that may be made as 传阅稿 besides the office's own."""
    from fourwinds.report import papers

    return [code for code, kind in papers.KINDS.items() if kind.circulates == "may"]


def profile_names() -> dict[str, str]:
    """Code and name of every profile that ships with the program, the default first."""
    known = taxonomy.load()
    codes = sorted(profiles.known(), key=lambda code: (code != profiles.DEFAULT, code))
    return {code: profiles.load(code, known).name for code in codes}


def report(
    tagged: Sequence[Path], target: Path, *, kind: str = PROBLEMS, unit: str = "", profile: str = profiles.DEFAULT,
    merge_teachers: bool = False, circulate: bool = False, previous: Path | None = None, ledger: Path | None = None,
    template: Path | None = None, state: str = "",
) -> Reported:  # fmt: skip
    """Read tagged files and write papers.

    Args:
        tagged: files that ``classify`` wrote; their opinions are taken together.
        target: a file, or a folder that papers are put into under their usual names.
        kind: one of ``kinds()``.
        unit: name of the body.
        profile: code of a profile, or path of the operator's own.
        merge_teachers: put the profile's moves into force (教师享乐主义并入师德师风).
        circulate: the paper leaves the office: figures under five and opinion numbers stay out.
        previous: tagged file or filled ledger of the round before.
        ledger: a filled ledger whose entries the new one keeps.
        template: the office's own .docx that the paper is put into.
        state: how far the sign-off is (草稿, 送审, 定稿), printed below titles with the number of opinions not reviewed.

    Raises:
        InputError: a file is missing or no tagged file, or kind, profile or template are unknown.
        OutputError: a paper cannot be written.
    """
    from fourwinds.report.content import Content

    known = taxonomy.load()
    _check_kind(kind, target, circulate)
    year = profiles.load(profile, known, moving=merge_teachers)
    paths = list(dict.fromkeys(tagged))
    opinions = merged([(path, table.read(path, known)) for path in paths])
    matrix = rows(opinions)
    office = settings.load()
    summary = _summarise(opinions, matrix, known, office, year)
    made_by = provenance.record(paths, year)
    content = Content(
        summary, year, known, office, unit=unit, circulated=circulate,
        rounds=_rounds(previous, opinions, paths, known, office) if previous else None,
        remark=provenance.remark(made_by), state=state,
    )  # fmt: skip
    kept = _kept(ledger, office)
    written: list[Path] = []
    for code in [k for k in kinds() if k != ALL] if kind == ALL else [kind]:
        written += _write(code, target, content, kept, made_by, template, (opinions, matrix))
    return Reported(summary, tuple(written))


def _check_kind(kind: str, target: Path, circulate: bool) -> None:
    from fourwinds.report import papers

    known = kinds()
    if kind not in known:
        raise InputError(f"没有“{kind}”这种材料", allowed=f"可用 {'、'.join(known)}", todo="改用其中一种")
    if circulate and (kind not in papers.KINDS or papers.KINDS[kind].circulates == "never"):
        may = [code for code, entry in papers.KINDS.items() if entry.circulates != "never"]
        raise InputError(
            f"“{known[kind]}”含有意见原文和编号，只供内部使用，不能生成传阅稿", allowed=f"可传阅的有 {'、'.join(may)}",
            todo="改用其中一种，或去掉 --circulate",
        )  # fmt: skip
    many = kind == ALL or (kind in papers.KINDS and bool(papers.KINDS[kind].each))
    suffixes = {LEDGER: (".xlsx", ".docx"), PAGE: (".html",)}.get(kind, (".docx",))
    if many and target.suffix and not target.is_dir():
        raise InputError(
            f"“{known[kind]}”有好几份，不能写成一个文件“{target}”", allowed="输出应为文件夹", todo="改成文件夹名后重试"
        )
    if many and not target.is_dir():
        try:
            target.mkdir(parents=False)
        except OSError as error:
            raise OutputError(f"文件夹“{target}”建不了", todo="检查上级文件夹后重试") from error
    if not many and not target.is_dir() and target.suffix.lower() not in suffixes:
        raise wrong_suffix(target, suffixes)


def _write(
    code: str, target: Path, content: Any, kept: Mapping[str, Any], made_by: Mapping[str, Any], template: Path | None,
    parts: tuple[Sequence[TaggedOpinion], Any],
) -> Iterator[Path]:  # fmt: skip
    """Write the papers of one kind; yields their paths."""
    from fourwinds.report import ledger, ledger_paper, manifest, papers
    from fourwinds.report.writing import replacing

    def at(name: str) -> Path:
        return target / name if target.is_dir() else target

    def save(paper: Any, path: Path) -> Path:
        if template is not None:
            from fourwinds.report import template as own

            own.fill(paper, template, content)
        with replacing(path) as draft:
            paper.save(draft)
        return sourced(path, paper.traces)

    def sourced(path: Path, traces: Sequence[Any]) -> Path:
        manifest.write(path, {"kind": code, **made_by}, traces)
        return path

    if code == LEDGER:
        if target.is_dir() or target.suffix.lower() == ".xlsx":
            yield sourced(at("整改台账.xlsx"), ledger.write(content, at("整改台账.xlsx"), kept))
        if target.is_dir() or target.suffix.lower() == ".docx":
            yield save(ledger_paper.build(content, kept), at("整改台账.docx"))
        return
    if code == PAGE:
        from fourwinds.report import page

        yield sourced(at(PAGE_NAME), page.write(content, at(PAGE_NAME)))
        return
    kind = papers.KINDS[code]
    if kind.circulates == "always":
        content = replace(content, circulated=True)
    if not kind.each:
        suffix = "（传阅稿）" if content.circulated and kind.circulates == "may" else ""
        yield save(kind.build(content), at(f"{kind.name}{suffix}.docx"))
        return
    for name, part in _by_name(kind.each, content, parts):
        yield save(kind.build(replace(content, summary=part, about=name)), target / f"{kind.name}_{_safe(name)}.docx")


def _by_name(each: str, content: Any, parts: tuple[Sequence[TaggedOpinion], Any]) -> Iterator[tuple[str, Summary]]:
    """Every office or post that opinions name, with the figures of its own opinions."""
    from fourwinds.report import papers
    from fourwinds.rollup import names

    opinions, matrix = parts
    place = {o.opinion_id: i for i, o in enumerate(opinions)}
    year: Profile = content.profile
    subject, words = ("department", year.offices) if each == papers.OFFICES else ("leadership", year.posts)
    for name, own in names.by_name(opinions, words, subject).items():
        part = matrix[[place[o.opinion_id] for o in own]]
        yield name, _summarise(own, part, content.taxonomy, content.settings, year)


def _safe(name: str) -> str:
    return "".join("_" if c in '\\/:*?"<>|' else c for c in name.partition("（")[0])


def _kept(ledger: Path | None, office: settings.Settings) -> Mapping[str, Mapping[str, str]]:
    if ledger is None:
        return {}
    from fourwinds.report import ledger as ledgers
    from fourwinds.report import ledger_columns

    return ledgers.read(ledger, ledger_columns.chosen(office.ledger_columns))


def _rounds(
    previous: Path, opinions: Sequence[TaggedOpinion], now: Sequence[Path], known: Taxonomy, office: settings.Settings
) -> Any:
    """This round beside the one in ``previous``, a tagged file or a ledger."""
    from fourwinds.rollup import rounds

    after = rounds.ids(opinions, known)
    broken = provenance.broken(previous, now)
    if provenance.is_ledger(previous):
        before: dict[tuple[str, str], int | tuple[str, ...]] = {}
        states: dict[tuple[str, str], str] = {}
        for key, entry in _kept(previous, office).items():
            leaf = provenance.leaf(key)  # one manifestation may stand under two headings
            before[leaf] = _sum(before.get(leaf, 0), _number(entry.get("count", "")))
            states[leaf] = _less_done(states.get(leaf), entry.get("state", "") or "未填")
        return rounds.compare(before, after, states, known, total_before=-1, broken=broken)
    earlier = table.read(previous, known)
    return rounds.compare(rounds.ids(earlier, known), after, {}, known, total_before=len(earlier), broken=broken)


def _less_done(one: str | None, other: str) -> str:
    """Of two rows of one manifestation the state that is further from done."""
    from fourwinds.report.ledger_columns import STATES

    order = (*STATES, other)
    return other if one is None or order.index(other) > (order.index(one) if one in order else 0) else one


def _sum(one: int | tuple[str, ...], other: int) -> int:
    """Two counts of a ledger; one that is not known (−1) makes the sum unknown."""
    return -1 if not isinstance(one, int) or min(one, other) < 0 else one + other


def _number(text: str) -> int:
    """A count in a ledger; −1 where there is none, and for a row kept from still earlier, whose problem is not new."""
    return (int(float(text)) or -1) if text.replace(".", "", 1).isdecimal() else -1


def merged(parts: Sequence[tuple[Path, Sequence[TaggedOpinion]]]) -> list[TaggedOpinion]:
    """Opinions of several files; with more than one file a number carries the file's place, as in 2-15.

    Those that a reviewer excluded are left out.
    """
    parts = [(path, [o for o in opinions if EXCLUDED not in o.flag_set]) for path, opinions in parts]
    if len(parts) == 1:
        return list(parts[0][1])
    return [
        replace(o, opinion_id=f"{n}-{o.opinion_id}") for n, (_, opinions) in enumerate(parts, start=1) for o in opinions
    ]


def rows(opinions: Sequence[TaggedOpinion]) -> Any:
    """n-gram rows of unit length, shape (n, d), for finding near-duplicates."""
    import numpy as np
    from scipy import sparse

    from fourwinds.features.char_ngrams import CharNgrams

    texts = [o.text or "　" for o in opinions]
    matrix = CharNgrams(min_df=1, max_rows=1_000_000, aliases=aliases()).fit_transform(texts)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags_array(1 / np.maximum(length, 1e-12), format="csr", dtype=matrix.dtype) @ matrix


def _summarise(
    opinions: Sequence[TaggedOpinion], matrix: Any, known: Taxonomy, office: settings.Settings, year: Profile
) -> Summary:
    from fourwinds.rollup import problems

    return problems.summarise(
        opinions, matrix, known, similar=office.similar, quotations=office.quotations, profile=year
    )
