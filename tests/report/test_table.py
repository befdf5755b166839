"""Tagged files survive the round trip, never hold a live formula, and are checked when read."""

import csv
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import tagged

from fourwinds import taxonomy
from fourwinds.errors import InputError, OutputError
from fourwinds.records import COLUMNS, Funnel
from fourwinds.report import table, workbook

KNOWN = taxonomy.load()
FUNNEL = Funnel(1, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0)
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\x00"), max_size=40)


def _write(opinions, path):
    if path.suffix == ".xlsx":
        workbook.write(opinions, FUNNEL, KNOWN, path)
    elif path.suffix == ".csv":
        table.write_csv(opinions, path)
    else:
        table.write_jsonl(opinions, path)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
def test_round_trip(tmp_path, suffix):
    opinions = [
        tagged(1),
        tagged(2, status="discipline_clue", flags="pii_masked;duplicate", text="=1+1"),
        tagged(3, status="safety"),
    ]
    _write(opinions, tmp_path / f"a{suffix}")
    back = table.read(tmp_path / f"a{suffix}", KNOWN)
    assert sorted(back, key=lambda o: o.opinion_id) == opinions
    assert back[0].flag_set == frozenset()


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_any_words_survive_csv_and_jsonl(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("round")
    for suffix in (".csv", ".jsonl"):
        _write([tagged(1, text=words)], folder / f"a{suffix}")
        assert table.read(folder / f"a{suffix}", KNOWN)[0].text == words


def test_columns_are_the_contract(tmp_path):
    _write([tagged(1)], tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    header = next(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert header == [
        "opinion_id",
        "source",
        "sheet",
        "row",
        "start",
        "end",
        "text",
        "tag",
        "tag_zh",
        "score",
        "second_tag",
        "manifestation",
        "manifestation_zh",
        "subject",
        "subject_zh",
        "none_kind",
        "status",
        "evidence",
        "flags",
    ]
    assert tuple(header) == COLUMNS
    _write([tagged(1)], tmp_path / "a.jsonl")
    assert list(json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))) == header


def test_a_file_of_several_blocks(tmp_path, monkeypatch):
    """Rows are written a block at a time; each holds its own, in order, whatever the blocks before held."""
    opinions = [tagged(n, text=text) for n, text in enumerate(["会议太多", "=1+1", "甲,乙", '他说"忙"', "一\n二"])]
    monkeypatch.setattr(table, "_BLOCK", 2)
    _write(opinions, tmp_path / "a.csv")
    assert table.read(tmp_path / "a.csv", KNOWN) == opinions


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", '=HYPERLINK("http://a")'])
def test_no_cell_is_a_live_formula(tmp_path, words):
    for suffix in (".csv", ".xlsx"):
        _write([tagged(1, text=words, evidence=words)], tmp_path / f"a{suffix}")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert all(not cell.startswith(("=", "+", "-", "@", "＝", "\t")) for row in csv.reader(file) for cell in row)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_characters_a_workbook_cannot_hold(tmp_path):
    _write([tagged(1, text="会\x00议\x0b太\ufffe多\ud800" + "长" * 40_000)], tmp_path / "a.xlsx")
    text = table.read(tmp_path / "a.xlsx", KNOWN)[0].text
    assert text.startswith("会 议 太 多")
    assert len(text) == 32_767


@pytest.mark.parametrize("words", ["<r>会议&太多</r>", "<r><t>别的话</t></r>", "<r>" + "长" * 40_000 + "</r>"])
def test_no_words_become_xml(tmp_path, words):
    """xlsxwriter writes what looks like rich text as it is; one such answer made the whole workbook unreadable."""
    _write([tagged(1, text=words)], tmp_path / "a.xlsx")
    assert table.read(tmp_path / "a.xlsx", KNOWN)[0].text.lstrip() == words[:32_766]


def test_the_workbook_stands_by_topic_and_leads_apart(tmp_path):
    opinions = [
        tagged(1, tag="none", manifestation="", none_kind="praise"),
        tagged(2, manifestation="empty_talk"),
        tagged(3),
        tagged(4, status="safety"),
    ]
    _write(opinions, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["汇总", "意见明细", "单独转交", "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert [row[0].value for row in book["意见明细"].iter_rows(min_row=2)] == ["3", "2", "1"]
    assert [row[0].value for row in book["单独转交"].iter_rows(min_row=2)] == ["4"]


def test_more_opinions_than_a_sheet_has_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("fourwinds.report.finished_rows.MOST", 2)
    with pytest.raises(OutputError, match=r"有 3 条意见.*最多 2 条.*改用后缀 \.csv"):
        _write([tagged(1), tagged(2), tagged(3)], tmp_path / "a.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))


def test_same_opinions_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        _write([tagged(1), tagged(2)], tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.txt", "x", "不是分类结果；可用 xlsx、csv、jsonl"),
        ("a.csv", "a,b\n1,2\n", "缺少列 opinion_id"),
        ("a.csv", "", "没有意见"),
        ("a.jsonl", "{", "读不出来"),
        ("a.xlsx", "no zip", "读不出来"),
    ],
)
def test_what_is_no_tagged_file(tmp_path, name, text, complaint):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        table.read(tmp_path / name, KNOWN)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"tag": "envy"}, "第 1 条的标签“envy”不在分类表中；可用 formalism"),
        ({"subject": "x"}, "涉及对象“x”"),
        ({"status": "done"}, "状态“done”"),
        ({"second_tag": "none"}, "第二标签“none”"),
        ({"manifestation": "red_tape"}, "具体表现“formalism.red_tape”"),
        ({"score": "high"}, "不是数字"),
    ],
)
def test_unknown_codes_are_named(tmp_path, change, complaint):
    _write([tagged(1, **change)], tmp_path / "a.csv")
    with pytest.raises(InputError, match=complaint):
        table.read(tmp_path / "a.csv", KNOWN)


def test_nothing_half_written(tmp_path):
    (tmp_path / "a.csv").write_text("before", encoding="utf-8")

    def broken():
        yield tagged(1)
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="磁盘已满"):
        table.write_csv(broken(), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".csv"] == ["a.csv"]
    with pytest.raises(OutputError, match="文件夹不存在"):
        table.write_csv([], tmp_path / "missing" / "a.csv")


def test_flags_are_words_in_the_workbook_and_codes_elsewhere(tmp_path):
    opinions = [tagged(1, flags="maybe_name;duplicate"), tagged(2, flags="self_identifying"), tagged(3)]
    for suffix in (".xlsx", ".csv", ".jsonl"):
        _write(opinions, tmp_path / f"a{suffix}")
        back = sorted(table.read(tmp_path / f"a{suffix}", KNOWN), key=lambda o: o.opinion_id)
        assert [o.flags for o in back] == ["maybe_name;duplicate", "self_identifying", ""]
    header, *rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["意见明细"].iter_rows(values_only=True)
    shown = {row[0]: row[header.index("标记")] for row in rows}
    assert shown == {"1": "可能含姓名；重复", "2": "可能暴露本人", "3": ""}
    assert "maybe_name;duplicate" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
