"""A quotation mark at the head of a cell and another one rows later: rows stay rows, and true answers of several lines whole."""

import csv
import io
import random

import pytest

from fourwinds.intake import csv_parts, files
from fourwinds.intake.answers import Choice

HEADER = "编号,姓名,意见"


def read(tmp_path, *lines, end="\n"):
    (tmp_path / "a.csv").write_text(end.join(lines) + end, encoding="utf-8", newline="")
    return files.read(tmp_path / "a.csv", Choice())


def numbered(first, last):
    return [f"{n},欧阳某{n},会议太多没时间备课{n}" for n in range(first, last + 1)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ('3,欧阳某3,"会议太多', '30,欧阳某30,说"研究研究"就没下文了'),
        ('3,欧阳某3,"会议太多', '30,欧阳某30,"会议多,检查多"'),
        ('3,欧阳某3,"会议太多', '30,"欧阳某30",会议多'),
        ('3,"欧阳某3,会议太多', '30,欧阳某30,说"研究研究"就没下文了'),
        ('"3,欧阳某3,会议太多', '30,欧阳某30,说"研究研究"就没下文了'),
    ],
)
def test_rows_between_two_marks_stay_rows(tmp_path, opens, closes, end):
    lines = [HEADER, *numbered(1, 2), opens, *numbered(4, 29), closes, '31,欧阳某31,"两行\n也没事"', *numbered(32, 40)]
    taken = read(tmp_path, *lines, end=end)
    assert len(taken.feedback) == 40
    assert "两行\n也没事" in [said.text for said in taken.feedback]
    assert not any("欧阳" in said.text + said.context for said in taken.feedback)
    assert any("处引号没有配对，把后面的行包了进去，已改为一行一条读取" in note for note in taken.notes)
    assert csv_parts.plan(tmp_path / "a.csv", Choice()) is None  # it is read whole, and mended


def test_times_tell_too(tmp_path):
    rows = [f"2026/9/{n} 12:00:01,欧阳某{n},会议太多{n}" for n in range(1, 20)]
    rows[3] = '2026/9/4 12:00:01,欧阳某4,"会议太多4'
    rows[18] = '2026/9/19 12:00:01,欧阳某19,说"研究"'
    taken = read(tmp_path, "提交时间,姓名,意见", *rows)
    assert len(taken.feedback) == 19
    assert not any("欧阳" in said.text for said in taken.feedback)


def test_many_marks_are_mended_one_by_one(tmp_path):
    lines = numbered(1, 400)
    for n in range(10, 300, 10):
        lines[n] = lines[n].replace("会议", '"会议')
        lines[n + 4] += '"'
    taken = read(tmp_path, HEADER, *lines)
    assert len(taken.feedback) == 400
    assert not any("欧阳" in said.text for said in taken.feedback)


LISTS = [
    ['1,甲,"1,会议太多,没时间\n2,食堂太贵,菜少\n3,灯坏,没人修"', "2,乙,无"],
    ['1,甲,"三条：\n2,食堂太贵,菜少\n3,灯坏,没人修"', "2,乙,无"],
    ['1,甲,"三条：\n2,食堂太贵,菜少\n3,灯坏,没人修"'],
    ['7,甲,"说三条\n8月,开会多,太累\n9月,还是多,更累\n10月,也多,累"', "11,乙,无"],
]


@pytest.mark.parametrize("rows", LISTS)
def test_an_answer_that_numbers_its_lines_is_one(tmp_path, rows):
    taken = read(tmp_path, HEADER, *rows)
    assert len(taken.feedback) == len(rows)
    assert taken.feedback[0].text.count("\n") >= 2
    assert not any("引号" in note for note in taken.notes)


def test_true_answers_of_several_lines_are_never_taken_apart(tmp_path):
    chance = random.Random(8)
    for _ in range(60):
        rows = []
        for n in range(1, 30):
            lines = [
                f"{chance.choice(['', f'{k},', f'{k}、', f'{n + k},'])}会议多{',' * chance.randrange(4)}太累{k}"
                for k in range(1, chance.randint(2, 7))
            ]
            rows.append([str(n), f"欧阳某{n}", "\n".join(lines)])
        text = io.StringIO()
        csv.writer(text).writerows([HEADER.split(","), *rows])
        (tmp_path / "a.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
        taken = files.read(tmp_path / "a.csv", Choice())
        assert [said.text for said in taken.feedback] == [row[2] for row in rows]
