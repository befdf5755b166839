"""People correct in a spreadsheet; what they meant arrives, once, whatever they did to the file."""

import json
import os
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from tests.conftest import tagged

from fourwinds import taxonomy
from fourwinds.cli.main import run
from fourwinds.errors import InputError
from fourwinds.records import Funnel
from fourwinds.report import choices, table, workbook
from fourwinds.review_records import ACTION_LABEL, STATE_FINAL, Labels, NewVerdict
from fourwinds.workflows.keep import keep_tagged
from fourwinds.workflows.learn import learn
from fourwinds.workflows.report import report
from fourwinds.workflows.storing import opened

KNOWN = taxonomy.load()
ROWS = [tagged(n, score=0.5 + n / 100, status="review" if n % 2 else "auto") for n in range(1, 13)]


@pytest.fixture
def store():
    with opened() as store:
        yield store


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "意见汇总.xlsx"
    workbook.write(ROWS, Funnel(1, 0, 12, 12, 12, 12, 6, 0, 6, 0, 0), KNOWN, target)
    return target


def _edit(path, *edits, sheet=workbook.OPINIONS):
    """Each edit is (opinion number, header, new value)."""
    book = openpyxl.load_workbook(path)
    place = {cell.value: cell.column for cell in book[sheet][1]}
    lines = {line[0].value: line[0].row for line in book[sheet].iter_rows(min_row=2)}
    for number, header, value in edits:
        book[sheet].cell(lines[str(number)], place[header]).value = value
    book.save(path)
    return path


EDITS = [
    (1, "类别", "官僚主义"), (1, "具体表现", "推诿扯皮"), (2, "涉及对象", "教师"), (3, "复核意见", "同意"),
    (4, "复核意见", "拿不准"), (5, "复核意见", "排除"), (6, "状态", "已复核"), (7, "类别", "未反映作风或师德问题"),
]  # fmt: skip
DECIDED = {
    "1": ("label", Labels("bureaucratism", "buck_passing", "leadership")),
    "2": ("label", Labels("formalism", "excessive_meetings", "teacher")),
    "3": ("label", Labels("formalism", "excessive_meetings", "leadership")),
    "4": ("unsure", None),
    "5": ("exclude", None),
    "6": ("label", Labels("formalism", "excessive_meetings", "leadership")),
    "7": ("label", Labels("none", "", "leadership", "other_issue")),
}


def _standing(store):
    (batch,) = store.batches.all()
    return {
        o.tagged.opinion_id: (o.standing.action, o.standing.labels) for o in store.opinions.all(batch.key) if o.standing
    }


def _edits(path):
    return _edit(path, *EDITS)


def test_what_people_decided_arrives_and_nothing_else(store, path):
    done = learn([_edits(path)], store, "甲")
    assert (done.rows, done.added, done.batches) == (12, 12, ("意见汇总",))
    assert (done.corrected, done.confirmed, done.unsure, done.excluded) == (3, 2, 1, 1)
    assert (done.taken, done.known, done.untouched, done.unreadable, done.conflicts) == (7, 0, 5, (), ())
    assert _standing(store) == DECIDED
    assert {(c.what, c.before, c.after) for c in done.changes} >= {
        ("类别", "形式主义", "官僚主义"), ("涉及对象", "领导班子和领导干部", "教师")
    }  # fmt: skip


def test_twice_changes_nothing(store, path):
    learn([_edits(path)], store, "甲")
    again = learn([path], store, "甲")
    assert (again.taken, again.known, again.added) == (0, 7, 0)
    assert len(store.batches.all()) == 1
    assert sum(len(made) for _, made in store.verdicts.all()) == 7


def test_a_reason_alone_decides_nothing_but_goes_with_a_change(store, path):
    done = learn(
        [_edit(path, (8, "涉及对象", "教师"), (8, "复核意见", "说的是老师"), (9, "复核意见", "再想想"))], store, "甲"
    )
    assert (done.taken, done.untouched) == (1, 11)
    (only,) = [made for _, made in store.verdicts.all()]
    assert (only[0].note, only[0].way) == ("说的是老师", "workbook")


def test_opinions_that_the_store_holds_already_keep_their_batch(store, path):
    batch = keep_tagged(ROWS, store, "小李", model="default", name="问卷").batch
    done = learn([_edits(path)], store, "甲")
    assert (done.added, done.taken) == (0, 7)
    assert [b.key for b in store.batches.all()] == [batch.key]


def test_another_reviewer_is_contradicted_openly_and_never_overwritten(store, path):
    batch = keep_tagged(ROWS, store, "小李", model="default").batch
    first = store.opinions.all(batch.key)[0]
    theirs = NewVerdict(first.key, "乙", ACTION_LABEL, Labels("hedonism", "comfort_seeking", "leadership"))
    store.verdicts.save(theirs)
    done = learn([_edits(path)], store, "甲")
    (conflict,) = done.conflicts
    assert (conflict.reviewer, conflict.here) == ("乙", "官僚主义·推诿扯皮·领导班子和领导干部")
    assert conflict.there.startswith("享乐主义·")
    assert [o.key for o, _ in store.conflicts(batch.key)] == [first.key]
    assert learn([path], store, "甲").conflicts == ()


def test_a_final_batch_takes_nothing_and_says_so(store, path):
    batch = keep_tagged(ROWS, store, "小李", model="default").batch
    first = store.opinions.all(batch.key)[0]
    store.verdicts.save(NewVerdict(first.key, "乙", ACTION_LABEL, Labels("hedonism", "comfort_seeking", "leadership")))
    store.batches.set_state(batch.key, STATE_FINAL, "审")
    done = learn([_edits(path)], store, "甲")
    assert (done.taken, done.refused) == (0, 7)
    assert done.conflicts == ()  # nothing was stored, so nothing is kept beside what the other said
    assert f"属于批次 {batch.key} 的 7 条：批次" in done.unreadable[0][1]
    assert "定稿" in done.unreadable[0][1]


def test_sorted_filtered_cut_and_moved_it_is_still_right(store, path):
    """Rows shuffled and some deleted, columns in reverse order, two columns lost, a title above, the sheet renamed."""
    _edits(path)
    book = openpyxl.load_workbook(path)
    lines = [[cell.value for cell in line] for line in book[workbook.OPINIONS].iter_rows()]
    lost = {lines[0].index(name) for name in ("依据词句", "把握")}
    head, *rest = [[cell for i, cell in enumerate(line) if i not in lost][::-1] for line in lines]
    number = head.index("编号")
    rest = [line for line in rest if line[number] not in ("11", "12")]
    random.Random(3).shuffle(rest)
    moved = openpyxl.Workbook()
    moved.active.title = "第二稿"
    for line in (["青禾实验学校意见汇总"], head, *rest):
        moved.active.append(line)
    moved.save(path)
    done = learn([path], store, "甲")
    assert (done.rows, done.taken, done.unreadable) == (10, 7, ())
    assert _standing(store) == DECIDED


@pytest.fixture
def calc(office):
    """LibreOffice with its spreadsheet part."""
    if not (Path(office).resolve().parent / "libsclo.so").exists():
        reason = "LibreOffice Calc is not installed (tests/system-packages.sh installs it as root on Debian)"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return office


@pytest.mark.parametrize("by_way_of", ["xlsx", "ods"])
def test_saved_by_libreoffice_it_is_still_right(store, path, tmp_path, calc, by_way_of):
    keep_tagged(ROWS, store, "小李", model="default")
    _edits(path)
    source, out = path, tmp_path / "out"
    for kind in [by_way_of, "xlsx"] if by_way_of != "xlsx" else ["xlsx"]:
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = [calc, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        source = out / f"{path.stem}.{kind}"
    done = learn([source], store, "甲")
    assert (done.rows, done.added, done.taken, done.unreadable) == (12, 0, 7, ())
    assert _standing(store) == DECIDED
    rules = openpyxl.load_workbook(source)[workbook.OPINIONS].data_validations.dataValidation
    assert sum(rule.type == "list" for rule in rules) == 5
    assert any("OFFSET" in rule.formula1 for rule in rules)
    assert openpyxl.load_workbook(source)[choices.SHEET].sheet_state == "hidden"


def test_without_the_key_column_place_and_words_tell_which_opinion_it_is(store, path):
    _edits(path)
    book = openpyxl.load_workbook(path)
    sheet = book[workbook.OPINIONS]
    sheet.delete_cols({cell.value: cell.column for cell in sheet[1]}["复核码"])
    book.save(path)
    keep_tagged(ROWS, store, "小李", model="default")
    done = learn([path], store, "甲")
    assert (done.added, done.taken) == (0, 7)


def test_unreadable_rows_are_named_and_the_others_taken(store, path):
    _edit(path, (1, "类别", "形式"), (2, "涉及对象", "教师"), (3, "类别代码", None))
    done = learn([path], store, "甲")
    assert (done.taken, done.rows) == (1, 12)
    assert [where for where, _ in done.unreadable] == ["“意见汇总.xlsx”编号 1", "“意见汇总.xlsx”编号 3"]
    assert "的类别写的是“形式”；可用 形式主义" in done.unreadable[0][1]
    assert "缺少隐藏的代码列" in done.unreadable[1][1]


def test_a_row_copied_and_changed_in_two_ways_is_not_guessed_at(store, path):
    book = openpyxl.load_workbook(path)
    sheet = book[workbook.OPINIONS]
    place = {cell.value: cell.column for cell in sheet[1]}
    sheet.append([cell.value for cell in sheet[2]])
    sheet.cell(sheet.max_row, place["涉及对象"], "教师")
    book.save(path)
    done = learn([path], store, "甲")
    assert " 出现了两次，改得不一样" in done.unreadable[0][1]
    assert done.taken == 0


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("没有.xlsx", None, "没有找到文件"),
        ("a.csv", b"x", "不是可以收回的表格"),
        ("a.xlsx", b"x", "读不出来"),
    ],
)
def test_files_that_are_no_tagged_workbook(store, tmp_path, name, content, complaint):
    if content:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=complaint):
        learn([tmp_path / name], store, "甲")
    assert store.batches.all() == []


def test_the_drop_downs_name_what_the_taxonomy_names(path):
    book = openpyxl.load_workbook(path)
    lists = book[choices.SHEET]
    columns = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
    assert columns[0] == [KNOWN.tag_zh(tag) for tag in KNOWN.labels]
    assert columns[1] == [subject.name_zh for subject in KNOWN.subjects.values()]
    assert columns[2] == ["同意", "拿不准", "排除"]
    assert columns[3] == ["自动", "待复核", "线索", "安全", "已复核"]
    assert sum(len(column) - 1 for column in columns[4:]) == len(KNOWN.manifestations)
    rules = {str(rule.sqref): rule for rule in book[workbook.OPINIONS].data_validations.dataValidation}
    letters = {cell.value: cell.column_letter for cell in book[workbook.OPINIONS][1]}
    for header in ("类别", "具体表现", "涉及对象", "复核意见", "状态", "复核码"):
        rule = rules[f"{letters[header]}2:{letters[header]}13"]
        assert rule.type == ("custom" if header == "复核码" else "list")
        assert bool(rule.showErrorMessage) == (header not in ("复核意见", "状态"))
    hidden = book[workbook.OPINIONS].column_dimensions[letters["状态代码"]]  # and those beside it that look the same
    assert (hidden.hidden, hidden.max - hidden.min) == (True, 1)
    assert letters["复核码"] == get_column_letter(hidden.max)


@pytest.fixture
def alarms(tmp_path):
    """A workbook with danger (2, 3) and a lead (4) among six opinions."""
    said = {2: "safety", 3: "safety", 4: "discipline_clue", 5: "review"}
    rows = [tagged(n, status=said.get(n, "auto")) for n in range(1, 7)]
    workbook.write(rows, Funnel(1, 0, 6, 6, 6, 6, 2, 0, 1, 3, 0), KNOWN, tmp_path / "意见汇总.xlsx")
    return rows, tmp_path / "意见汇总.xlsx"


def _handed(store):
    (batch,) = store.batches.all()
    return [o.status for o in store.opinions.tagged(batch.key)]


HANDED = ["safety", "auto", "safety", "discipline_clue", "auto", "discipline_clue"]


def test_a_changed_status_says_whether_an_opinion_is_handed_on(store, alarms, capsys):
    rows, path = alarms
    keep_tagged(rows, store, "小李", model="default")
    _edit(path, (2, "状态", "自动"), (3, "状态", "已复核"), sheet=workbook.LEADS)  # 已复核 takes no alarm back
    _edit(path, (1, "状态", "安全"), (5, "状态", "自动"), (6, "状态", "线索"))
    done = learn([path], store, "甲")
    assert (done.taken, done.corrected, done.confirmed, done.untouched) == (5, 3, 2, 1)
    assert _handed(store) == HANDED
    changes = [(c.where[-1], c.what, c.before, c.after) for c in done.changes]
    assert sorted(changes) == [
        ("1", "转交", "不单独转交", "学生安全"), ("2", "转交", "学生安全", "不单独转交"), ("6", "转交", "不单独转交", "线索"),
    ]  # fmt: skip
    assert [
        o.status for o in sorted(table.read(path, KNOWN), key=lambda o: o.opinion_id)
    ] == HANDED  # without a store too
    assert (learn([path], store, "甲").known, len(list(store.verdicts.all()))) == (5, 5)


def test_a_workbook_that_brings_its_opinions_brings_the_suggestion_too(store, alarms):
    _, path = alarms
    _edit(path, (2, "状态", "自动"), sheet=workbook.LEADS)
    learn([path], store, "甲")
    (batch,) = store.batches.all()
    (second,) = [o for o in store.opinions.all(batch.key) if o.tagged.opinion_id == "2"]
    assert (second.tagged.status, second.standing.labels.handing) == ("safety", "ordinary")
    store.verdicts.undo(batch.key, "甲", "u")
    assert sorted(_handed(store)) == ["auto", "auto", "discipline_clue", "review", "safety", "safety"]


def test_who_does_not_touch_the_status_keeps_what_a_colleague_said_since(store, alarms):
    rows, path = alarms
    batch = keep_tagged(rows, store, "小李", model="default").batch
    first = store.opinions.all(batch.key)[0]
    as_before = Labels(rows[0].tag, rows[0].manifestation, rows[0].subject)
    learn([_edit(path, (5, "涉及对象", "教师"))], store, "甲")
    store.verdicts.save(NewVerdict(first.key, "乙", ACTION_LABEL, replace(as_before, handing="safety")))
    learn([_edit(path, (1, "涉及对象", "教师"))], store, "甲")
    assert _handed(store)[0] == "safety"
    (conflict,) = [made for o, made in store.conflicts(batch.key)]
    assert [v.labels.handing for v in conflict] == ["safety", "safety"]
    assert learn([path], store, "甲").taken == 0


def test_two_who_differ_on_an_alarm_are_in_conflict(store, alarms):
    rows, path = alarms
    batch = keep_tagged(rows, store, "小李", model="default").batch
    third = store.opinions.all(batch.key)[2]
    labels = Labels(rows[2].tag, rows[2].manifestation, rows[2].subject)
    store.verdicts.save(NewVerdict(third.key, "乙", ACTION_LABEL, labels))
    (conflict,) = learn([_edit(path, (3, "状态", "自动"), sheet=workbook.LEADS)], store, "甲").conflicts
    assert (conflict.here[-5:], conflict.reviewer) == ("不单独转交", "乙")
    assert [o.key for o, _ in store.conflicts(batch.key)] == [third.key]


def test_a_workbook_of_an_earlier_version_says_nothing_of_handing_on(store, alarms):
    rows, path = alarms
    keep_tagged(rows, store, "小李", model="default")
    for sheet in (workbook.OPINIONS, workbook.LEADS):
        book = openpyxl.load_workbook(path)
        book[sheet].delete_cols({cell.value: cell.column for cell in book[sheet][1]}["状态代码"])
        book.save(path)
    _edit(path, (2, "状态", "自动"), (2, "涉及对象", "教师"), sheet=workbook.LEADS)
    done = learn([path], store, "甲")
    assert (done.taken, _handed(store)[1]) == (1, "safety")


def test_the_workbook_itself_says_the_same_without_a_store(path, tmp_path):
    read = {o.opinion_id: o for o in table.read(_edits(path), KNOWN)}
    assert [read[n].status for n in "345"] == ["auto", "review", "review"]
    assert read["5"].flags == "excluded"
    made = report([path], tmp_path / "问题清单.docx")
    assert made.summary.total == 11


def test_command_line(path, capsys):
    assert run(["learn", str(_edits(path)), "--by", "甲"]) == 0
    said = capsys.readouterr().out
    assert "库里没有的 12 条意见已先存为批次“意见汇总”" in said
    assert "收下 7 条复核意见：改正 3 条，同意 2 条，拿不准 1 条，排除 1 条" in said
    assert "类别由“形式主义”改为“官僚主义”" in said
    assert run(["learn", str(path), "--by", "甲", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["known"] == 7
    spoilt = shutil.copy(path, path.with_name("b.xlsx"))
    _edit(spoilt, (1, "类别", "形式"))
    assert run(["learn", str(spoilt), "--by", "乙", "--quiet"]) == 1
    heard = capsys.readouterr()
    assert (heard.out, heard.err.startswith("未收：“b.xlsx”编号 1 的类别写的是“形式”")) == ("", True)
