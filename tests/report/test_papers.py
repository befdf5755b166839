"""Whatever the opinions: every table of every paper adds up, every figure names its opinions, nothing private gets out."""

import re
import zipfile

import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.report.building import DRAWN, KNOWN, bookmarked, content, drawn, opinion, parts, saved, tables, text

from fourwinds.report import ledger, ledger_paper, page
from fourwinds.report.papers import KINDS

ROUGH = settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.too_slow])
WORD = {code: kind.build for code, kind in KINDS.items()} | {"ledger": lambda c: ledger_paper.build(c, {})}
PRIVATE = {"source": "王老师的答卷.xlsx", "sheet": "李主任工作表", "row": 987654, "evidence": "依据词句甲"}


def _figures(table):
    """The figures of a table whose last row and column are totals."""
    return [[int(cell) for cell in row[1:]] for row in table[1:]]


@pytest.mark.parametrize("code", WORD)
@given(rows=DRAWN, profile=st.sampled_from(["sifeng", "y2024", "y2025"]))
@ROUGH
def test_every_table_adds_up_and_every_figure_has_its_opinions(tmp_path_factory, code, profile, rows):
    opinions = drawn(rows)
    made = content(opinions, profile=profile, moving=profile == "y2025")
    paper = WORD[code](made)
    document = saved(paper, tmp_path_factory.mktemp("p") / "a.docx")
    summary = made.summary
    for table in tables(document):
        head = [cell.replace("\n", "") for cell in table[0]]
        if head[0] in ("类别", "方面") and head[-1] == "合计":
            figures = _figures(table)
            assert all(sum(row[:-1]) == row[-1] for row in figures)
            assert [sum(column) for column in zip(*figures[:-1], strict=True)] == figures[-1]
            everything = summary.total if head[0] == "类别" else summary.total - summary.row_total("none")
            assert figures[-1][-1] == everything
        if head == ["项目", "条数", "占比"]:
            assert sum(int(row[1]) for row in table[1:-1]) == int(table[-1][1])
        if "原文编号" in head:
            numbers = [row[head.index("原文编号")].split() for row in table[1:]]
            column = head.index("意见条数" if "意见条数" in head else "条数")
            assert [len(n) for n in numbers] == [int(row[column]) for row in table[1:]]
    marks = bookmarked(document)
    known = {o.opinion_id for o in opinions}
    assert len(marks) == len(paper.traces)
    for trace in paper.traces:
        assert set(trace.ids) <= known
        said = marks[trace.bookmark]
        if said.isdecimal() and "原文编号" not in trace.text:
            assert int(said) == len(trace.ids)
    assert all(t.ids or not re.search(r"[1-9]", marks[t.bookmark]) for t in paper.traces)
    assert not _unmarked(document), "every count in a sentence stands in a bookmark"
    assert not _unmarked_cells(document), "so does every figure of a table"


def _unmarked(document):
    """Counts of opinions, problems, answers and shares that stand in a paragraph outside every bookmark."""
    found = []
    for paragraph in document.element.body.iterchildren(qn("w:p")):
        depth, said = 0, ""
        for child in paragraph:
            depth += (child.tag == qn("w:bookmarkStart")) - (child.tag == qn("w:bookmarkEnd"))
            if child.tag == qn("w:r"):
                said += "".join(t.text or "" for t in child.iter(qn("w:t"))) if not depth else "□"
        found += re.findall(r"[\d.]+(?:条|项|%|份（)", re.sub(r"“[^”]*”|不足5条的数字", "", said))
    return found


def _unmarked_cells(document):
    """Figures other than 0 that are all there is in a cell and stand outside every bookmark; running numbers are none."""
    found = []
    for table in document.tables:
        head = [cell.text for cell in table.rows[0].cells]
        for row in table._tbl.tr_lst[1:]:
            for name, cell in zip(head, row.tc_lst, strict=True):
                said = "".join(t.text or "" for t in cell.iter(qn("w:t")))
                bare = name != "序号" and re.fullmatch(r"[+-]?[\d.]+[条项%]?", said) and re.search("[1-9]", said)
                if bare and next(cell.iter(qn("w:bookmarkStart")), None) is None:
                    found.append((name, said))
    return found


def _own(code, paper, document):
    """Opinions behind the body's own problems as a paper lists them."""
    if code in ("opinions", "opinions_by_tag"):
        names = {KNOWN.tag_zh(tag) for tag in KNOWN.tags}
        rows = [row for table in tables(document)[1:] for row in table[1:]]
        return sum(int(row[6]) for row in rows if row[2] in names and row[4] != KNOWN.subject_zh("external"))
    if code in ("problems", "ledger"):
        lists = [t for t in tables(document) if "原文编号" in t[0] and "拟向哪里\n反映" not in t[0]]
        head = [cell.replace("\n", "") for cell in lists[0][0]] if lists else []
        return sum(int(row[head.index("意见条数")]) for row in lists[0][1:]) if lists else 0
    if code == "statistics":
        ranking = next(table for table in tables(document) if table[0][1:3] == ["类别", "具体表现"])
        return sum(int(row[3]) for row in ranking[1:] if row[3] != "—")
    pattern = {"outline": r"^意见\d+条.*原文编号", "plan": r"的问题（\d+条）。整改标准"}.get(code, r"^涉及意见\d+条。$")
    return len({i for t in paper.traces if re.search(pattern, t.text) for i in t.ids})


@pytest.mark.parametrize(
    "code",
    ["opinions", "opinions_by_tag", "consultation", "problems", "outline", "plan", "meeting", "ledger", "statistics"],
)
@given(rows=DRAWN)
@ROUGH
def test_own_problems_outside_bodies_and_leads_are_the_tagged_opinions(tmp_path_factory, code, rows):
    made = content(drawn(rows))
    paper = WORD[code](made)
    document = saved(paper, tmp_path_factory.mktemp("p") / "a.docx")
    tagged = set(made.tagged_ids())
    outside = {i for t in paper.traces if re.search("涉及上级或校外单位(的意见|另列的)", t.text) for i in t.ids}
    outside &= set(made.external_ids())
    leads = {i for t in paper.traces if "单独转交" in t.text for i in t.ids} & tagged & set(made.lead_ids())
    assert _own(code, paper, document) + len(outside) + len(leads) == len(tagged)
    assert _own(code, paper, document) == len(made.listed_ids())


@given(rows=DRAWN)
@ROUGH
def test_each_opinion_stands_once_in_the_collection_of_opinions(tmp_path_factory, rows):
    opinions = drawn(rows)
    made = content(opinions)
    counted = sum(
        len(ids - set(made.lead_ids()))
        for ids in (set(made.summary.kinds.get(k, ())) for k in ("no_opinion", "praise", "irrelevant"))
    )
    for code in ("opinions", "opinions_by_tag"):
        found = tables(saved(KINDS[code].build(made), tmp_path_factory.mktemp("p") / "a.docx"))
        listed = sum(int(row[6]) for table in found[1:] for row in table[1:])
        assert listed + counted + len(made.lead_ids()) == len(opinions)


@pytest.mark.parametrize("code", [*WORD, "xlsx", "html"])
def test_no_metadata_and_no_lead_reaches_any_part_of_the_file(tmp_path, code):
    opinions = [opinion(n, text=f"会议太多，占了备课时间{n}", **PRIVATE) for n in range(1, 9)]
    opinions.append(opinion(9, "teacher_ethics.paid_tutoring", "teacher", "discipline_clue", "某老师上周在家办班"))
    made = content(opinions, remark="测试")
    path = tmp_path / "a.bin"
    if code == "html":
        page.write(made, path)
        found = {"page": path.read_text(encoding="utf-8")}
    elif code == "xlsx":
        ledger.write(made, path.with_suffix(".xlsx"), {})
        found = parts(path.with_suffix(".xlsx"))
    else:
        WORD[code](made).save(path)
        found = parts(path)
    everything = "\n".join(found.values())
    assert not [
        w
        for w in ("李主任工作表", "987654", "依据词句甲", "<dc:creator>python", "<cp:lastModifiedBy>p")
        if w in everything
    ]
    assert ("某老师上周在家办班" in everything) is (code == "leads")


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if kind.circulates != "never"])
def test_a_circulated_paper_shows_no_small_figure_and_no_opinion_number(tmp_path, code):
    opinions = [opinion(n, text=f"会议太多{n}") for n in range(101, 121)]
    opinions += [opinion(n, "bureaucratism.red_tape", "department", text=f"手续太繁{n}") for n in (300, 301, 302)]
    opinions += [opinion(n, "none.praise", "teacher") for n in range(401, 407)]
    opinions += [opinion(n, "formalism.other", text=f"手续太繁{n}") for n in range(303, 310)]
    document = saved(KINDS[code].build(content(opinions, circulated=True)), tmp_path / "a.docx")
    said = text(document)
    assert not re.findall(r"\b(?:1[012]\d|30[0-9]|40\d)\b", said.replace("手续太繁", ""))
    assert "手续太繁30" not in said, "nothing is quoted outside"
    assert "会议太多10" not in said
    numbers = set(re.findall(r"(\d+)条", "".join(p.text for p in document.paragraphs)))
    assert numbers <= {"36", "5", "0"}, "a sentence gives the total and nothing that could be subtracted from it"
    for table in tables(document):
        if table[0][-1] == "合计":
            cells = [cell for row in table[1:] for cell in row[1:]]
            assert not {"1", "2", "3", "4"} & set(cells)
            assert "<5" in cells


def test_leads_leave_a_neutral_trace_everywhere(tmp_path):
    opinions = [opinion(1), opinion(2, "teacher_ethics.paid_tutoring", "teacher", "discipline_clue", "某老师在家办班")]
    for code in ("opinions", "consultation", "problems", "outline", "plan", "meeting", "ledger"):
        assert "反映具体人员或学生安全的意见1条，已按规定单独转交" in text(
            saved(WORD[code](content(opinions)), tmp_path / "a.docx")
        ), code


@pytest.mark.parametrize("code", [*WORD])
def test_no_first_person_no_praise_no_pledge(tmp_path, code):
    made = content([opinion(n, text=f"会议太多{n}") for n in range(8)], about="校长" if code.endswith("post") else "")
    said = text(saved(WORD[code](made), tmp_path / "a.docx"))
    assert not re.search(r"(?<!自)我|咱|深刻认识到|下决心|普遍|高度评价|一致认为", said)


def test_the_outline_says_on_its_first_page_who_must_write(tmp_path):
    made = content([opinion(1)], about="校长")
    document = saved(KINDS["outline_by_post"].build(made), tmp_path / "a.docx")
    assert "本提纲只汇集意见和事实线索，正文须由本人撰写。" in [p.text for p in document.paragraphs[:5]]
    assert "需要回答的问题：" in text(document)
    body = saved(KINDS["outline"].build(content([opinion(1)])), tmp_path / "b.docx")
    assert "正文须由领导班子研究撰写" in "".join(p.text for p in body.paragraphs[:5])


@pytest.mark.parametrize("code", WORD)
def test_every_paper_is_made_without_opinions_and_without_a_unit(tmp_path, code):
    said = text(saved(WORD[code](content([], unit="")), tmp_path / "a.docx"))
    assert "【单位名称】" in said


@pytest.mark.parametrize("code", WORD)
def test_the_same_content_gives_the_same_bytes(tmp_path, code):
    for name in ("a.docx", "b.docx"):
        WORD[code](content([opinion(n) for n in range(5)])).save(tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.parametrize("code", WORD)
def test_only_the_offices_fonts_are_named(tmp_path, code):
    WORD[code](content([opinion(n) for n in range(5)])).save(tmp_path / "a.docx")
    named = set(
        re.findall(r'w:eastAsia="([^"]+)"', zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml").decode())
    )
    assert named <= {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}


@given(words=st.text(max_size=30))
@settings(deadline=None, max_examples=25)
def test_any_words_can_stand_in_a_paper(tmp_path_factory, words):
    made = content([opinion(1, text=words or "空")])
    document = saved(KINDS["opinions"].build(made), tmp_path_factory.mktemp("p") / "a.docx")
    assert len(document.tables) == 2
    page.text(made)


def test_headings_of_the_year_group_the_same_opinions():
    opinions = [opinion(1), opinion(2, "formalism.study_for_show"), opinion(3, "hedonism.complacency", "teacher")]
    made = content(opinions, profile="y2025")
    assert [(p.heading, p.opinion_ids) for p in made.summary.problems] == [
        ("强化政治忠诚、提高政治能力", ("2",)),
        ("固本培元、增强党性", ("3",)),
        ("干事创业、担当作为", ("1",)),
    ]
    merged = content(opinions, profile="sifeng", moving=True)
    assert [p.heading for p in merged.summary.problems if p.tag == "hedonism"] == ["师德师风"]
    assert merged.summary.row_total("hedonism") == 1, "the five tags stay what they are"
    assert list(KNOWN.tags)


@pytest.mark.parametrize("code", [code for code in WORD if code != "leads"])
@pytest.mark.parametrize("circulated", [False, True])
def test_a_paper_of_opinions_nobody_reviewed_says_so(tmp_path, code, circulated):
    opinions = [opinion(n, status="review") for n in range(1, 8)] + [opinion(9)]
    assert "【未复核7条" in text(saved(WORD[code](content(opinions, circulated=circulated)), tmp_path / "a.docx"))
    assert "未复核" not in _sentences(saved(WORD[code](content([opinion(9)])), tmp_path / "b.docx"))


def _sentences(document):
    return "".join(p.text for p in document.paragraphs)


@given(rows=DRAWN)
@ROUGH
def test_no_problem_is_named_in_a_sentence_without_its_opinions(tmp_path_factory, rows):
    made = content(drawn(rows))
    problems = [*made.summary.problems, *made.summary.external]
    for code in ("consultation", "meeting", "notice", "plan", "outline"):
        paper = WORD[code](made)
        for trace in paper.traces:
            own = [
                p for p in problems if trace.text.startswith(f"{made.named(p)}的问题") and p.manifestation != "other"
            ]
            assert not own or set(trace.ids) <= {i for p in own for i in p.opinion_ids}
        document = saved(paper, tmp_path_factory.mktemp("p") / "a.docx")
        lines = [p for p in document.paragraphs if p.text]
        for line, following in zip(lines, [*lines[1:], None], strict=True):
            if any(f"{made.named(p)}的问题" in line.text or line.text.endswith(f"）{made.named(p)}") for p in problems):
                at = following if line.text.startswith("（") else line
                assert at._p.findall(qn("w:bookmarkStart")), (code, line.text)


def test_the_eight_rules_heading_looks_across_the_others_and_counts_nothing_twice(tmp_path):
    opinions = [opinion(1), opinion(2, "extravagance.vehicle_misuse"), opinion(3, "bureaucratism.red_tape")]
    made = content(opinions, profile="y2025")
    assert [(name, [p.opinion_ids for p in own]) for name, own in made.also()] == [
        ("落实中央八项规定精神", [("2",), ("1",)])
    ]
    assert made.summary.row_total("formalism") == 1
    for code in ("consultation", "meeting", "outline"):
        said = text(saved(WORD[code](made), tmp_path / "a.docx"))
        assert "落实中央八项规定精神" in said
        assert "会议过多过长" in said.partition("落实中央八项规定精神")[2]
    assert "八项规定精神" not in _sentences(saved(WORD["consultation"](content(opinions)), tmp_path / "b.docx"))


def test_the_outline_is_evidence_and_questions_with_the_rules(tmp_path):
    made = content([opinion(1, "teacher_ethics.corporal_punishment", "teacher")], about="校长")
    document = saved(KINDS["outline_by_post"].build(made), tmp_path / "a.docx")
    evidence = next(p.text for p in document.paragraphs if p.text.startswith("对照的表现"))
    assert "有关规定：《中小学教育惩戒规则（试行）》（第十二条）；《新时代中小学教师职业行为十项准则》" in evidence
    after = _sentences(document).partition("需要回答的问题：")[2]
    assert after.startswith("1.这类意见说的是")
    assert "【由本人撰写】" in after


def test_opinions_stand_under_the_office_they_name_and_outside_bodies_last(tmp_path):
    opinions = [
        opinion(1, "bureaucratism.red_tape", "department", text="教务处手续太繁"), opinion(2, subject="department", text="会太多"),
        opinion(3, subject="external", text="局里检查多"), opinion(4, "none.other_issue", "unclear", text="车位少"),
        opinion(5, subject="grade_group", text="备课组走过场"), opinion(6, subject="teacher", text="教务处的老师会太多"),
    ]  # fmt: skip
    lines = [p.text for p in saved(KINDS["opinions"].build(content(opinions)), tmp_path / "a.docx").paragraphs]
    heads = [line for line in lines if re.match("[一二三四五六]、|（[一二三]）", line)]
    assert heads == [
        "一、处室部门", "（一）教务处", "（二）没有写明具体名称", "二、年级组", "（一）备课组", "三、教师", "四、需向有关方面反映的意见",
        "五、其他意见建议",
    ], "and never a list by teacher"  # fmt: skip


def test_a_quotation_in_a_sentence_is_short_and_whole_in_the_collection(tmp_path):
    long = "周前会、年级会、备课组长会层层传达同一内容，一件事要听三遍，老师们私下叫“套娃会”，谁也不敢不到，到了也只是签个名就走人"
    made = content([opinion(1, text=long)])
    said = text(saved(KINDS["consultation"].build(made), tmp_path / "a.docx"))
    assert "如：“周前会、年级会、备课组长会层层传达同一内容，一件事要听三遍，老师们私下叫‘套娃会’……”。" in said
    assert long in text(saved(KINDS["opinions"].build(made), tmp_path / "b.docx"))
