"""Settings have defaults, and a wrong file is refused with a sentence."""

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
        ("few = true", "类型不对"),
        ("unit = [", "读不出来"),
    ],
)
def test_wrong_file(own_settings, text, complaint):
    with pytest.raises(SettingsError, match=complaint):
        _with(own_settings, text)()


def test_named_file_that_is_missing(own_settings):
    own_settings.unlink()
    settings.load.cache_clear()
    with pytest.raises(SettingsError, match="不存在"):
        settings.load()
