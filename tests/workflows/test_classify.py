"""From files to tagged opinions: numbers, order, masking, statuses, and a funnel that adds up."""

import json
import zipfile

import pytest

from fourwinds.errors import InputError
from fourwinds.workflows import classify as work
from fourwinds.workflows.report import report, write_tagged


def test_examples_have_what_an_office_sees(examples, office, model):
    result = work.classify([examples])
    assert len(result.opinions) >= 150
    inside = {"高一年级组.txt", "高二年级组.csv"}  # of 年级组上交.zip
    files = {p.name for p in examples.iterdir() if p.name != "README.md" and p.suffix != ".zip"} | inside
    assert {o.source for o in result.opinions} == files
    assert {o.tag for o in result.opinions} == set(model.labels)
    funnel = result.funnel
    assert funnel.opinions == len(result.opinions) == funnel.tagged + funnel.none + funnel.to_review + funnel.leads
    assert funnel.files == len(files) == 17
    assert funnel.unreadable == 0


def test_every_opinion_is_a_span_of_its_source(tmp_path):
    text = "1、会议太多；2、电话13800138000没人接"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    opinions = work.classify([tmp_path / "a.txt"]).opinions
    assert [text[o.start : o.end] for o in opinions] == ["会议太多", "电话13800138000没人接"]
    assert opinions[1].text == "电话【电话】没人接"
    assert opinions[1].flag_set == {"pii_masked"}


def test_nothing_private_reaches_any_output(tmp_path):
    secrets = [
        "13800138000",
        "11010519491231002X",
        "10.20.30.40",
        "夜的第七章",
        "欧阳修远",
        "2026/9/3 12:07:31",
        "zhang@example.com",
    ]
    header = "序号,提交答卷时间,来自IP,昵称,姓名,意见"
    line = f"1,{secrets[5]},{secrets[2]},{secrets[3]},{secrets[4]},会议太多，打我电话{secrets[0]}或发{secrets[6]}，证件{secrets[1]}"
    (tmp_path / "a.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    result = work.classify([tmp_path / "a.csv"])
    assert len(result.opinions) == 1
    for name in ("o.csv", "o.jsonl", "o.xlsx"):
        write_tagged(result.opinions, result.funnel, tmp_path / name)
    report([tmp_path / "o.xlsx"], tmp_path / "o.docx")
    written = (tmp_path / "o.csv").read_text(encoding="utf-8-sig") + (tmp_path / "o.jsonl").read_text(encoding="utf-8")
    for name in ("o.xlsx", "o.docx"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            written += "".join(archive.read(n).decode("utf-8", "ignore") for n in archive.namelist())
    written += repr(result.notes)
    assert "会议太多" in written
    assert [secret for secret in secrets if secret in written] == []


def test_numbers_do_not_follow_the_source_and_are_stable(tmp_path):
    (tmp_path / "a.txt").write_text("\n".join(f"第{n}种意见很长很长" for n in range(1, 60)), encoding="utf-8")
    first = [o.opinion_id for o in work.classify([tmp_path / "a.txt"]).opinions]
    assert sorted(map(int, first)) == list(range(1, 60))
    assert first != [str(n) for n in range(1, 60)]
    assert first == [o.opinion_id for o in work.classify([tmp_path / "a.txt"]).opinions]


def test_copied_answers_are_counted_and_flagged(tmp_path):
    (tmp_path / "a.txt").write_text("会议太多。\n會議太多\n无\n无\n", encoding="utf-8")
    result = work.classify([tmp_path / "a.txt"])
    assert ["duplicate" in o.flag_set for o in result.opinions] == [False, True, False, False]
    assert [o.none_kind for o in result.opinions[2:]] == ["no_opinion", "no_opinion"]
    assert (result.funnel.duplicates, result.funnel.with_substance) == (1, 2)


def test_leads_and_danger_are_put_apart(tmp_path):
    lines = ["王主任去年中秋收了家长两千元购物卡", "个别老师收受家长礼品", "班主任把孩子打得流鼻血"]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    assert [o.status in ("discipline_clue", "safety") for o in work.classify([tmp_path / "a.txt"]).opinions] == [
        True,
        False,
        True,
    ]
    assert work.classify([tmp_path / "a.txt"]).opinions[2].status == "safety"


def test_the_form_tells_the_subject_when_the_words_do_not(tmp_path):
    rows = ["对象,意见", "年级组,做事拖拉没有下文", "处室部门,校长很少到年级来看看"]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    assert [o.subject for o in work.classify([tmp_path / "a.csv"]).opinions] == ["grade_group", "leadership"]


def test_a_bad_file_among_good_ones_is_listed(tmp_path):
    (tmp_path / "good.csv").write_text("意见\n会议太多\n", encoding="utf-8")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    result = work.classify([tmp_path])
    assert [name for name, _ in result.unreadable] == ["bad.xlsx"]
    assert result.funnel.unreadable == 1
    assert len(result.opinions) == 1


def test_nothing_readable_at_all(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match="选中的 2 个文件都没有读出来"):
        work.classify([tmp_path])
    (tmp_path / "c.txt").write_text("；；；\n", encoding="utf-8")
    with pytest.raises(InputError, match="没有读到一条意见"):
        work.classify([tmp_path / "c.txt"])


def test_progress_reaches_the_end(tmp_path):
    (tmp_path / "a.txt").write_text("会议太多\n" * 2500, encoding="utf-8")
    told = []
    work.classify([tmp_path / "a.txt"], progress=lambda done, total: told.append((done, total)))
    assert told == [(2000, 2500), (2500, 2500)]


def test_an_office_may_set_the_threshold(own_settings, tmp_path):
    from fourwinds import settings

    (tmp_path / "a.txt").write_text("天天开会、层层填表，没时间备课\n", encoding="utf-8")
    assert work.classify([tmp_path / "a.txt"]).opinions[0].status == "auto"
    own_settings.write_text("review_threshold = 1.0\n", encoding="utf-8")
    settings.load.cache_clear()
    assert work.classify([tmp_path / "a.txt"]).opinions[0].status == "review"


def test_jsonl_is_one_object_a_line(tmp_path):
    (tmp_path / "a.txt").write_text("会议太多\n无\n", encoding="utf-8")
    result = work.classify([tmp_path / "a.txt"])
    write_tagged(result.opinions, result.funnel, tmp_path / "o.jsonl")
    lines = (tmp_path / "o.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["tag"] for line in lines] == ["formalism", "none"]


def test_the_same_opinions_from_every_kind_of_file(tmp_path):
    """One set of answers as workbook, csv in three encodings, Word table, jsonl and plain text."""
    import docx
    import openpyxl

    said = [
        "1、会议太多；2、食堂浪费严重",
        "报修没人管。停车乱。",
        "无",
        "老师很辛苦，但检查太多",
        "一是会多，二是表多",
    ]
    book = openpyxl.Workbook()
    table = docx.Document()
    grid = table.add_table(rows=0, cols=2)
    for row in (("序号", "意见建议"), *((str(n), text) for n, text in enumerate(said, start=1))):
        book.active.append(row)
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    book.save(tmp_path / "a.xlsx")
    table.save(tmp_path / "a.docx")
    lines = "序号,意见建议\n" + "".join(f"{n},{text}\n" for n, text in enumerate(said, start=1))
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        (tmp_path / f"{encoding}.csv").write_bytes(lines.encode(encoding))
    (tmp_path / "a.txt").write_text("\n".join(said), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"意见建议": text}) + "\n" for text in said), encoding="utf-8")
    found = {
        path.name: [(o.text, o.tag) for o in work.classify([path]).opinions]
        for path in tmp_path.iterdir()
        if path.suffix != ".toml"
    }
    assert len(found) == 7
    assert len(found["a.txt"]) == 9
    assert all(opinions == found["a.txt"] for opinions in found.values()), found


def test_an_opinion_shows_nothing_that_turns_or_hides_characters(tmp_path):
    (tmp_path / "a.txt").write_text("会议\u202e太多\x1b[31m了\x07\n", encoding="utf-8")
    assert work.classify([tmp_path / "a.txt"]).opinions[0].text == "会议太多[31m了"
