"""Settings have defaults, and a wrong file is refused with a sentence."""

import re

import pytest

from fourwinds import settings
from fourwinds.errors import SettingsError


def _with(own_settings, text):
    own_settings.write_text(text, encoding="utf-8")
    settings.load.cache_clear()
    return settings.load


def test_values_are_read(own_settings):
    office = _with(own_settings, 'unit = "青禾实验学校"\nmany = 8\nsimilar = 1\n')()
    assert (office.unit, office.many, office.similar, office.few) == ("青禾实验学校", 8, 1, 2)


def test_a_list_becomes_a_tuple(own_settings):
    office = _with(own_settings, 'ledger_columns = ["序号", "问题表现"]\n')()
    assert office.ledger_columns == ("序号", "问题表现")


def test_no_file_means_defaults(monkeypatch, tmp_path):
    monkeypatch.delenv(settings.ENVIRONMENT_VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings.load.cache_clear()
    assert settings.load() == settings.Settings()
    assert settings.load().data_path.name == "fourwinds"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("colour = 1", "不认识的项“colour”；可用的有 unit"),
        ("many = 'five'", "“many”的值“five”类型不对"),
        ("few = true", "类型不对；应为整数"),
        ("ledger_columns = '序号'", "类型不对；应为文字的列表"),
        ("ledger_columns = ['序号', '']", "类型不对；应为文字的列表"),
        ("few = 6", "“few”的值“6”超出范围；应为 1 到 many（5）之间的整数；请改正设置文件。"),
        ("few = 0", "超出范围"),
        ("similar = 0", "“similar”的值“0”超出范围；应大于 0、不超过 1"),
        ("similar = 1.2", "超出范围"),
        ("quotations = 0", "应为 1 到 9 之间的整数"),
        ("review_threshold = 2", "应在 0 到 1 之间"),
        ("body_font = ' '", "应为字体名称"),
        ("unit = [", "读不出来"),
    ],
)
def test_wrong_file(own_settings, text, complaint):
    with pytest.raises(SettingsError, match=re.escape(complaint)):
        _with(own_settings, text)()


def test_named_file_that_is_missing(own_settings):
    own_settings.unlink()
    settings.load.cache_clear()
    with pytest.raises(SettingsError, match="不存在"):
        settings.load()
