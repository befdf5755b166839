"""The tagged workbook for people: a summary, all opinions by topic, and what is handed on separately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourwinds import sureness
from fourwinds.errors import OutputError
from fourwinds.records import COLUMNS, STATUS_DISCIPLINE_CLUE, STATUS_SAFETY, Funnel, TaggedOpinion, numbered
from fourwinds.report import choices, corrections, flag_words
from fourwinds.report.writing import replacing
from fourwinds.taxonomy import Taxonomy

if TYPE_CHECKING:
    from fourwinds.report.finished_rows import FinishedRows

OPINIONS = "意见明细"
SUMMARY = "汇总"
LEADS = "单独转交"
HEADERS: Mapping[str, str] = {
    "opinion_id": "编号", "source": "来源文件", "sheet": "工作表", "row": "行", "start": "起", "end": "止", "text": "意见原文",
    "tag": "类别代码", "tag_zh": "类别", "score": "把握", "second_tag": "第二类别代码", "manifestation": "具体表现代码",
    "manifestation_zh": "具体表现", "subject": "对象代码", "subject_zh": "涉及对象", "none_kind": "无问题类型", "status": "状态",
    "evidence": "依据词句", "flags": "标记", "review": "复核意见", "status_code": "状态代码", "key": "复核码",
}  # fmt: skip
REVIEW = "review"  # what a reviewer says of the row
STATUS_CODE = corrections.WRITTEN_STATUS
KEY = "key"  # which opinion it is, whatever becomes of the row: ``TaggedOpinion.digest``
_after = COLUMNS.index("subject_zh") + 1
SHOWN = (*COLUMNS[:_after], REVIEW, *COLUMNS[_after:], STATUS_CODE, KEY)
_VALUES = attrgetter(*COLUMNS)
_status = COLUMNS.index("status")
_STYLES = {"row": "number", "start": "number", "end": "number", "score": "score"}
_WIDTHS = {
    "review": 16,
    "score": 10,
    "text": 56,
    "tag_zh": 20,
    "manifestation_zh": 20,
    "subject_zh": 18,
    "evidence": 18,
    "source": 18,
    "status": 14,
    "flags": 16,
    "none_kind": 16,
}
_HIDDEN = {"row", "start", "end", "tag", "second_tag", "manifestation", "subject", "sheet", STATUS_CODE, KEY}
_HEADER_DEPTH = 5
STATUS_ZH = {"auto": "自动", "review": "待复核", "discipline_clue": "线索", "safety": "安全"}
# A fixed moment, so that the same opinions give the same bytes.
_CREATED = datetime(2000, 1, 1)


def write(
    opinions: Sequence[TaggedOpinion], funnel: Funnel, taxonomy: Taxonomy, target: Path, *, remark: str = ""
) -> None:
    """Write the workbook. Rows stand by topic, never by time or sheet order (documents.md §6).

    ``remark`` says which model and taxonomy made it; a later round reads it to know whether figures compare.
    Text cells are written as strings, so nothing in an opinion becomes a formula or a link.

    Raises:
        OutputError: the file cannot be written, or there are more opinions than a sheet has rows.
    """
    from fourwinds.report.finished_rows import MOST, Book, FinishedRows

    if len(opinions) > MOST:
        raise OutputError(
            f"有 {len(opinions)} 条意见", allowed=f"一张工作表最多 {MOST} 条", todo="输出文件改用后缀 .csv，或分批归类"
        )
    with replacing(target) as draft:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = Book(str(draft), options)
        book.set_properties({"title": "意见汇总", "comments": remark, "created": _CREATED})
        styles = _styles(book)
        _summary_sheet(book.add_worksheet(SUMMARY), opinions, funnel, taxonomy, styles)
        ordinary = [o for o in opinions if o.status not in (STATUS_SAFETY, STATUS_DISCIPLINE_CLUE)]
        leads = [o for o in opinions if o.status in (STATUS_SAFETY, STATUS_DISCIPLINE_CLUE)]
        ordinary, leads = flag_words.shown(ordinary), flag_words.shown(leads)
        lists = choices.Lists(taxonomy, corrections.statuses(STATUS_ZH))
        told = numbered([o.digest for o in opinions])
        keys = {o.opinion_id: key for o, key in zip(opinions, told, strict=True)}
        sheets = [book.add_worksheet(OPINIONS, FinishedRows)]
        _opinion_sheet(sheets[0], by_topic(ordinary, taxonomy), styles, lists, keys)
        if leads:
            sheets.append(book.add_worksheet(LEADS, FinishedRows))
            sheets[-1].set_tab_color("#C00000")
            ordered = sorted(leads, key=lambda o: (o.status != STATUS_SAFETY, o.tag))
            _opinion_sheet(sheets[-1], ordered, styles, lists, keys)
        lists.write(book.add_worksheet(choices.SHEET))
        book.close()
        for sheet in sheets:
            sheet.check()


def by_topic(opinions: Sequence[TaggedOpinion], taxonomy: Taxonomy) -> list[TaggedOpinion]:
    """Opinions by tag, manifestation and number."""
    tags = {tag: i for i, tag in enumerate(taxonomy.labels)}
    leaves = {leaf: i for i, leaf in enumerate(taxonomy.manifestations)}
    kinds = {kind: i for i, kind in enumerate(taxonomy.none_kinds)}
    return sorted(
        opinions,
        key=lambda o: (
            tags[o.tag],
            leaves.get(f"{o.tag}.{o.manifestation}", -1),
            kinds.get(o.none_kind, -1),
            o.opinion_id.zfill(9),
        ),
    )


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "微软雅黑", "font_size": 10, "valign": "top"}
    line = {**base, "border": 1, "border_color": "#BFBFBF"}
    return {
        "title": book.add_format({**base, "font_size": 16, "bold": True, "valign": "vcenter"}),
        "note": book.add_format({**base, "font_color": "#595959"}),
        "head": book.add_format({**line, "bold": True, "bg_color": "#E7ECF3", "valign": "vcenter", "text_wrap": True}),
        "text": book.add_format({**line, "text_wrap": True}),
        "number": book.add_format({**line, "align": "right", "num_format": "0"}),
        "score": book.add_format({**line, "align": "right", "num_format": sureness.EXCEL}),
        "total": book.add_format({**line, "align": "right", "bold": True, "num_format": "0"}),
        "total_text": book.add_format({**line, "bold": True}),
        "review": book.add_format({"bg_color": "#FFF4D6"}),
    }


def _summary_sheet(
    sheet: Any,
    opinions: Sequence[TaggedOpinion],
    funnel: Funnel,
    taxonomy: Taxonomy,
    styles: Mapping[str, Any],
) -> None:
    subjects = list(taxonomy.subjects)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(subjects) + 1, 13)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "意见汇总", styles["title"])
    sheet.write_string(
        1,
        0,
        "本表由程序整理，类别为初步判断，须经人工复核；反映的情况未经核实。改动“意见明细”后，材料以明细为准，本页数字不随之改变。",
        styles["note"],
    )
    sheet.write_string(
        2,
        0,
        "“意见明细”中的类别、具体表现、涉及对象可从下拉列表改选；归类正确的，在“复核意见”一栏选“同意”；要不要单独转交，改“状态”一栏。",
        styles["note"],
    )
    at = 4
    sheet.write_string(at, 0, "整理过程", styles["head"])
    sheet.write_string(at, 1, "数量", styles["head"])
    for n, (label, figure) in enumerate(funnel.lines(), start=at + 1):
        sheet.write_string(n, 0, label, styles["text"])
        sheet.write_number(n, 1, figure, styles["number"])
    at += len(funnel.lines()) + 3
    cross = Counter((o.tag, o.subject) for o in opinions)
    sheet.write_string(at - 1, 0, "类别 × 涉及对象（条，含待复核和单独转交的意见）", styles["note"])
    for i, name in enumerate(["类别", *(taxonomy.subject_zh(s) for s in subjects), "合计"]):
        sheet.write_string(at, i, name, styles["head"])
    for n, tag in enumerate(taxonomy.labels, start=at + 1):
        sheet.write_string(n, 0, taxonomy.tag_zh(tag), styles["text"])
        for i, subject in enumerate(subjects, start=1):
            sheet.write_number(n, i, cross[tag, subject], styles["number"])
        sheet.write_number(n, len(subjects) + 1, sum(cross[tag, s] for s in subjects), styles["total"])
    last = at + len(taxonomy.labels) + 1
    sheet.write_string(last, 0, "合计", styles["total_text"])
    for i, subject in enumerate(subjects, start=1):
        sheet.write_number(last, i, sum(cross[t, subject] for t in taxonomy.labels), styles["total"])
    sheet.write_number(last, len(subjects) + 1, len(opinions), styles["total"])
    second = sum(bool(o.second_tag) for o in opinions)
    sheet.write_string(last + 1, 0, f"每条意见按第一类别统计一次；另有 {second} 条同时带有第二类别。", styles["note"])


def _opinion_sheet(
    sheet: FinishedRows,
    opinions: Sequence[TaggedOpinion],
    styles: Mapping[str, Any],
    lists: choices.Lists,
    keys: Mapping[str, str],
) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 24)
    for i, name in enumerate(SHOWN):
        sheet.write_string(0, i, HEADERS[name], styles["head"])
        sheet.set_column(i, i, _WIDTHS.get(name, 8), None, {"hidden": 1} if name in _HIDDEN else {})
    if opinions:
        formats = [styles[_STYLES.get(name, "text")] for name in SHOWN]
        sheet.put_rows((_cells(opinion, keys[opinion.opinion_id]) for opinion in opinions), formats)
        sheet.autofilter(0, 0, len(opinions), len(SHOWN) - 1)
        lists.put(sheet, {name: i for i, name in enumerate(SHOWN)}, len(opinions))
        status = SHOWN.index("status")
        sheet.conditional_format(
            1,
            status,
            len(opinions),
            status,
            {"type": "cell", "criteria": "==", "value": '"待复核"', "format": styles["review"]},
        )


def _cells(opinion: TaggedOpinion, key: str) -> tuple[str | float, ...]:
    """The cells of a row, in the order of ``SHOWN``."""
    row = _VALUES(opinion)
    status = row[_status]
    return (*row[:_after], "", *row[_after:_status], STATUS_ZH[status], *row[_status + 1 :], status, key)


def rows(path: Path) -> list[dict[str, Any]]:
    """Rows of every sheet with 编号 and 意见原文 in its first rows, by column code; what a sheet lacks is None.

    So sheets may be renamed, columns moved or deleted, and title rows put above.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    codes = {zh: code for code, zh in HEADERS.items()}
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException) as error:
        raise ValueError("not a workbook") from error
    found = []
    try:
        for sheet in book.worksheets:
            header: list[str] = []
            for number, line in enumerate(sheet.iter_rows(values_only=True), start=1):
                if header:
                    raw: dict[str, Any] = dict(zip(header, line, strict=False))
                    if raw.get("text") not in (None, ""):
                        found.append({name: raw.get(name) for name in SHOWN} | _flags(raw))
                elif number <= _HEADER_DEPTH and {"编号", "意见原文"} <= {str(cell) for cell in line}:
                    header = [codes.get(str(cell), "") for cell in line]
    finally:
        book.close()
    return found


def _flags(raw: Mapping[str, Any]) -> dict[str, str]:
    """The flags of a row as codes, where the sheet still has their column."""
    return {"flags": flag_words.in_codes(raw["flags"])} if "flags" in raw else {}
