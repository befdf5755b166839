"""A file read in parts, by one process or several, gives the bytes that reading it whole gives."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fourwinds.errors import InputError
from fourwinds.workflows import classify as work
from fourwinds.workflows import scale
from fourwinds.workflows.report import write_tagged

SAID = [
    "会议太多，没时间备课",
    "1、食堂浪费严重；2、报修没人管",
    "无",
    "没有意见。",
    '他说"研究研究"，\n就没下文了',
    "=1+1 会多",
    "打我电话13800138000没人接",
    "班主任把孩子打得流鼻血",
    "个别老师收受家长礼品",
    "",
    "😀工资太低",
    "深入贯彻落实决策部署，\n坚持以人民为中心，切实提高政治站位，\n不断增强能力，守正创新，深入推动各项工作落地见效",
]


def _table(rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["序号", "对象", "您的意见和建议"], *rows])
    return text.getvalue()


def _rows(many):
    return [
        [n, "年级组" if n % 5 == 0 else "", SAID[n * 7 % len(SAID)] + f"好{n % 700}" * (n % 3)] for n in range(many)
    ]


def _whole(path, output):
    result = work.classify([path])
    write_tagged(result.opinions, result.funnel, output)
    return result


def _same(path, tmp_path, jobs, part_bytes):
    whole = _whole(path, tmp_path / "whole.csv")
    parts = scale.classify_in_parts(path, tmp_path / "parts.csv", jobs=jobs, part_bytes=part_bytes)
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert (parts.funnel, parts.notes, parts.model_name) == (whole.funnel, whole.notes, whole.model_name)
    assert parts.to_look_over == whole.to_look_over
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("part_bytes", [200, 5000, 1 << 22])
def test_parts_of_any_size_give_the_same_bytes(tmp_path, encoding, part_bytes):
    (tmp_path / "a.csv").write_bytes(_table(_rows(300)).encode(encoding))
    _same(tmp_path / "a.csv", tmp_path, 1, part_bytes)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_files_without_quotation_marks_and_every_line_end(tmp_path, ends):
    lines = ["序号,意见", *(f"{n},会议太多第{n % 40}次" for n in range(400)), "", "401,食堂贵"]
    (tmp_path / "a.csv").write_bytes(ends.join(lines).encode())
    _same(tmp_path / "a.csv", tmp_path, 1, 999)


def test_two_processes_give_the_same_bytes(tmp_path):
    (tmp_path / "a.csv").write_text(_table(_rows(2500)), encoding="utf-8")
    _same(tmp_path / "a.csv", tmp_path, 2, 20_000)


@given(
    st.lists(st.text(st.sampled_from('会议多，,"\n\r；1、。无食堂'), max_size=12), min_size=1, max_size=30),
    st.integers(40, 400),
)
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_where_a_file_is_cut_does_not_matter(tmp_path, said, part_bytes):
    (tmp_path / "a.csv").write_bytes(_table([[n, "", s + "会议太多食堂太贵"] for n, s in enumerate(said)]).encode())
    _same(tmp_path / "a.csv", tmp_path, 1, part_bytes)


def test_a_column_that_begins_late_is_still_proposed(tmp_path):
    rows = [["序号", "备注说明", "意见"], *([n, "", "会议太多"] for n in range(2500)), [2501, "食堂饭菜太贵了", "无"]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    (tmp_path / "a.csv").write_text(text.getvalue(), encoding="utf-8")
    _same(tmp_path / "a.csv", tmp_path, 1, 4000)


def test_what_must_be_read_whole_is_left_alone(tmp_path):
    for name, content in {
        "a.txt": "会议太多".encode(),
        "b.csv": "意见\n会议太多\n".encode("utf-16"),
        "c.csv": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
        assert scale.classify_in_parts(tmp_path / name, tmp_path / "o.csv") is None
    assert not (tmp_path / "o.csv").exists()


def test_a_file_with_a_quotation_mark_nobody_closed_is_read_whole(tmp_path):
    lines = ["编号,姓名,意见", *(f"{n},欧阳某{n},会议太多没时间备课{n}" for n in range(1, 60))]
    for at in (3, 30, 59):
        broken = [*lines[:at], f'{at},欧阳某{at},"会议太多', *lines[at + 1 :], ""]
        (tmp_path / "a.csv").write_text("\n".join(broken), encoding="utf-8")
        assert scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", part_bytes=500) is None


@pytest.mark.parametrize("above", [0, 3, 15])
def test_a_header_of_two_rows_is_found_alike(tmp_path, above):
    lines = ["征求意见汇总,,"] * above + ["序号,对各方面的意见,", ",领导班子,教务处"]
    lines += [f"{n},会议太多第{n}次,课表排得太乱" for n in range(40)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    _same(tmp_path / "a.csv", tmp_path, 1, 400)
    notes = scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", part_bytes=400).notes
    assert any(f"第 {above + 2} 行读作表头的第二行" in note for _, note in notes)


def test_a_line_end_in_the_last_cell_needs_no_mending(tmp_path):
    (tmp_path / "a.csv").write_text(_table([*_rows(40), [41, "", "会议太多，\n没时间备课"]]), encoding="utf-8")
    _same(tmp_path / "a.csv", tmp_path, 1, 300)


def test_which_work_suits(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("意见\n会议太多\n", encoding="utf-8")
    assert scale.suits([path], tmp_path / "o.csv", 2)
    assert not scale.suits([path], tmp_path / "o.csv", 0)
    assert not scale.suits([path], tmp_path / "o.xlsx", 2)
    assert not scale.suits([path, path], tmp_path / "o.csv", 2)
    monkeypatch.setattr(scale, "LARGE", 10)
    assert scale.suits([path], tmp_path / "o.csv", 0)


def test_nothing_is_left_behind_when_there_is_no_opinion(tmp_path):
    (tmp_path / "a.csv").write_text("序号,意见\n1,；；；\n2,，，，\n", encoding="utf-8")
    with pytest.raises(InputError, match="没有读到一条意见"):
        scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", text_column="意见")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "own-settings.toml"]


def test_what_must_be_looked_over_is_counted_in_all_parts(tmp_path):
    said = ["张伟主任开会总迟到", "李主任报销太慢", "我们化学组就我一个女老师，排课从不商量", "会议太多"]
    (tmp_path / "a.csv").write_text(_table([[n, "", said[n % 4]] for n in range(80)]), encoding="utf-8")
    _same(tmp_path / "a.csv", tmp_path, 1, 400)
    found = scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", part_bytes=400).to_look_over
    assert found == {"可能含姓名": 40, "可能暴露本人": 20}


def test_progress_reaches_the_end(tmp_path):
    (tmp_path / "a.csv").write_text(_table(_rows(300)), encoding="utf-8")
    told = []
    scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", part_bytes=3000, progress=lambda *t: told.append(t))
    assert told[-1][0] == told[-1][1]
    assert len(told) == told[-1][1]


def test_profile_ragged_rows_totals_and_file_names_are_the_same(tmp_path):
    lines = ["发言人,记录人,内容", *(f"甲某某{n},乙某某,会议太多没时间备课{n},真累" for n in range(50)), "合计,,50"]
    (tmp_path / "记录-王小明.csv").write_text("\n".join(lines), encoding="utf-8")
    result = work.classify([tmp_path / "记录-王小明.csv"], profile="座谈会记录")
    write_tagged(result.opinions, result.funnel, tmp_path / "whole.csv")
    parts = scale.classify_in_parts(
        tmp_path / "记录-王小明.csv", tmp_path / "parts.csv", profile="座谈会记录", part_bytes=400
    )
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert (parts.notes, parts.funnel) == (result.notes, result.funnel)
    assert "记录-【姓名】.csv" in (tmp_path / "parts.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(InputError, match="没有名为“没有的”的读取方案"):
        scale.classify_in_parts(tmp_path / "whole.csv", tmp_path / "o.csv", profile="没有的")


def test_a_total_near_the_top_does_not_tell_what_a_column_is(tmp_path):
    """It is no answer, so it is no sample either: the column 建议 would be left out, and its opinions lost."""
    said = [
        "1、会议多；2、饭菜咸",
        "合计",
        "无",
        "1、会议多；2、饭菜咸",
        "1、会议多；2、饭菜咸",
        "3,乙,菜少",
        "无",
        "1、会议多；2、饭菜咸",
    ]
    rows = io.StringIO()
    csv.writer(rows).writerows(
        [["意见", "建议"], *(["" if s == "合计" else f"会议太多{n}", s] for n, s in enumerate(said))]
    )
    (tmp_path / "a.csv").write_text(rows.getvalue(), encoding="utf-8")
    _same(tmp_path / "a.csv", tmp_path, 1, 1 << 22)


def test_a_file_with_a_second_table_is_read_whole(tmp_path):
    lines = ["序号,意见", *(f"{n},会议太多" for n in range(300)), "", "序号,建议内容", "1,少留作业"]
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding="utf-8")
    assert scale.classify_in_parts(tmp_path / "a.csv", tmp_path / "o.csv", part_bytes=500) is None
    assert work.classify([tmp_path / "a.csv"]).opinions[-1].text == "少留作业"
