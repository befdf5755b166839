"""The taxonomy that ships is whole, and a wrong one is refused with a sentence."""

from pathlib import Path

import pytest
import yaml

from fourwinds import settings, taxonomy
from fourwinds.errors import TaxonomyError


def test_counts_of_the_shipped_taxonomy():
    known = taxonomy.load()
    assert list(known.tags) == ["formalism", "bureaucratism", "hedonism", "extravagance", "teacher_ethics"]
    assert known.labels[-1] == "none"
    assert sum(not leaf.endswith(".other") for leaf in known.manifestations) == 62
    assert len(known.subjects) == 7
    assert len(known.leaves) == 62 + 5 + 6


def test_chinese_names():
    known = taxonomy.load()
    assert known.tag_zh("hedonism") == "享乐主义"
    assert known.tag_zh("none") == "未反映作风或师德问题"
    assert known.manifestation_zh("hedonism", "other") == "其他"
    assert known.manifestation_zh("none", "") == ""
    assert known.subject_zh("grade_group") == "年级组"
    assert known.none_kind_zh("praise") == "肯定表扬"


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (lambda t: t.tag_zh("envy"), "类别代码“envy”"),
        (lambda t: t.subject_zh("parents"), "涉及对象代码“parents”"),
        (lambda t: t.manifestation_zh("hedonism", "napping"), "具体表现代码“hedonism.napping”"),
    ],
)
def test_unknown_code_names_the_choices(ask, complaint):
    with pytest.raises(TaxonomyError, match=complaint):
        ask(taxonomy.load())


def _changed(tmp_path: Path, change) -> Path:
    source = Path(taxonomy.__file__).parent / "data" / "taxonomy.yaml"
    raw = yaml.safe_load(source.read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / "taxonomy.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


def test_a_new_manifestation_needs_no_code(tmp_path):
    def add(raw):
        entry = {**raw["manifestations"]["hedonism"][0], "code": "napping", "name_zh": "上班睡觉"}
        raw["manifestations"]["hedonism"].append(entry)

    assert "hedonism.napping" in taxonomy.load(_changed(tmp_path, add)).leaves


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda raw: raw["manifestations"]["hedonism"].append(raw["manifestations"]["hedonism"][0]), "出现了两次"),
        (lambda raw: raw["manifestations"]["hedonism"][0].update(typical_subjects=["nobody"]), "nobody 没有定义"),
        (lambda raw: raw["manifestations"].update(envy=[]), "没有类别定义"),
        (lambda raw: raw.pop("subjects"), "读不出来"),
    ],
)
def test_a_wrong_taxonomy_is_refused(tmp_path, change, complaint):
    with pytest.raises(TaxonomyError, match=complaint):
        taxonomy.load(_changed(tmp_path, change))


ADDED = """
manifestations:
  formalism:
    - {code: clock_in_apps, name_zh: 打卡小程序过多, cues: [打卡]}
"""


@pytest.fixture
def additions(own_settings):
    """The office's own manifestations, in a file beside the settings."""

    def write(text):
        (own_settings.parent / "additions.yaml").write_text(text, encoding="utf-8")
        known = own_settings.read_text(encoding="utf-8")
        own_settings.write_text(known + 'taxonomy_additions = "additions.yaml"\n', encoding="utf-8")
        settings.load.cache_clear()

    return write


def test_an_office_adds_a_manifestation_without_code(additions):
    before, digest = taxonomy.load(), taxonomy.digest()
    additions(ADDED)
    known = taxonomy.load()
    assert known.manifestation_zh("formalism", "clock_in_apps") == "打卡小程序过多"
    assert set(known.leaves) - set(before.leaves) == {"formalism.clock_in_apps"}
    mine = [leaf for leaf in known.leaves if leaf.startswith("formalism.")]
    assert mine[-2:] == ["formalism.clock_in_apps", "formalism.other"]
    assert taxonomy.digest() != digest


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (ADDED.replace("formalism", "envy"), "补充的具体表现写在“envy”下；类别代码可用 formalism"),
        (ADDED.replace("clock_in_apps", "excessive_meetings"), "“formalism.excessive_meetings”出现了两次"),
        ("tags: []\n" + ADDED, "只能补充 manifestations"),
        ("manifestations: {formalism: [{code: x}]}", "读不出来"),
        ("- just a list", "读不出来"),
        ("{", "读不出来"),
    ],
)
def test_wrong_additions_are_refused(additions, text, complaint):
    additions(text)
    with pytest.raises(TaxonomyError, match=complaint):
        taxonomy.load()


def test_a_missing_additions_file_is_named(own_settings):
    own_settings.write_text('taxonomy_additions = "nowhere.yaml"\n', encoding="utf-8")
    settings.load.cache_clear()
    with pytest.raises(TaxonomyError, match=r"nowhere\.yaml”读不出来"):
        taxonomy.load()
