"""Profiles are data: those that ship are whole, and the operator's own is checked when it is read."""

import pytest

from fourwinds import taxonomy
from fourwinds.errors import InputError
from fourwinds.rollup import profiles

KNOWN = taxonomy.load()
WHOLE = 'name = "明年"\nyear = 2026\n[[headings]]\nname = "甲"\ntakes = ["formalism", "bureaucratism"]\n[[headings]]\nname = "乙"\ntakes = ["hedonism", "extravagance", "teacher_ethics"]\n'


@pytest.mark.parametrize("code", profiles.known())
def test_every_manifestation_has_a_heading(code):
    year = profiles.load(code, KNOWN)
    assert {year.heading(m.tag, m.code, "leadership") for m in KNOWN.manifestations.values()} == set(year.headings)


def test_the_known_profiles():
    assert profiles.known() == ("sifeng", "y2024", "y2025")
    year = profiles.load("y2025", KNOWN)
    assert year.heading("formalism", "study_for_show", "leadership") == "强化政治忠诚、提高政治能力"
    assert year.heading("formalism", "empty_talk", "leadership") == "干事创业、担当作为"
    assert "教务处" in year.offices


def test_moves_are_in_force_only_when_asked_for():
    assert profiles.load("sifeng", KNOWN).heading("hedonism", "complacency", "teacher") == "享乐主义"
    moved = profiles.load("sifeng", KNOWN, moving=True)
    assert moved.heading("hedonism", "complacency", "teacher") == "师德师风"
    assert moved.heading("hedonism", "complacency", "leadership") == "享乐主义"


def test_the_operators_own_file(tmp_path):
    (tmp_path / "明年.toml").write_text(WHOLE + '[offices]\n"教导处" = ["教导处"]\n', encoding="utf-8")
    year = profiles.load(str(tmp_path / "明年.toml"), KNOWN)
    assert (year.code, year.year, list(year.headings)) == ("明年", 2026, ["甲", "乙"])
    assert list(year.offices) == ["教导处"]
    assert "书记" in year.posts


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x", "读不出来"),
        ('name = "a"\n', "读不出来"),
        (WHOLE.replace('"bureaucratism"', '"sloth"'), "“sloth”不在分类表或题目中"),
        (WHOLE.replace(', "bureaucratism"', ""), "没有说明“bureaucratism.detached_from_staff”等13种表现归到哪个题目"),
        (WHOLE.replace('"hedonism",', '"hedonism", "formalism",'), "把“formalism”归到了两个题目"),
        (WHOLE + '[[also]]\nname = "丙"\ntakes = ["formalism.cars"]\n', "“formalism.cars”不在分类表"),
        ("colour = 1\n" + WHOLE, "不认识的项“colour”"),
        (WHOLE + '[[moves]]\ntag = "hedonism"\nsubject = "teacher"\nheading = "丙"\n', "“丙”不在"),
    ],
)
def test_what_is_wrong_with_it(tmp_path, text, complaint):
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        profiles.load(str(tmp_path / "a.toml"), KNOWN)


def test_a_name_that_is_none():
    with pytest.raises(InputError, match=r"没有名为“y1999”的方案；可用 sifeng、y2024、y2025，或自己的 \.toml 文件"):
        profiles.load("y1999", KNOWN)
    with pytest.raises(InputError, match="打不开"):
        profiles.load("缺.toml", KNOWN)
