"""The doctor finds what is wrong and says what to do."""

from fourwinds import settings
from fourwinds.store.front import open_store
from fourwinds.workflows import doctor as work


def test_a_sound_installation():
    checks = {check.name: check for check in work.doctor()}
    assert {name for name, check in checks.items() if check.state == "bad"} == set()
    assert all(check.todo for check in checks.values() if check.state != "ok")


def test_a_lost_model_and_a_full_disk(monkeypatch):
    folder = settings.load().data_path / "models"
    folder.mkdir(parents=True)
    (folder / "current.json").write_text('{"current": "gone", "before": []}', encoding="utf-8")
    monkeypatch.setattr(work.shutil, "disk_usage", lambda _: type("U", (), {"free": 1})())
    monkeypatch.setattr(work.time, "time", lambda: 0.0)
    bad = {check.name: check.todo for check in work.doctor() if check.state == "bad"}
    assert set(bad) == {"模型", "磁盘", "系统时间"}
    assert all(bad.values())


def _fonts(monkeypatch, *installed):
    monkeypatch.setattr(work, "_installed_fonts", lambda: frozenset(installed))
    return next(check for check in work.doctor() if check.name == "公文字体")


def test_another_name_of_a_font_is_as_good(monkeypatch):
    assert _fonts(monkeypatch, "方正小标宋_GBK", "仿宋", "SimHei", "楷体", "宋体").state == "ok"


def test_a_missing_font_is_named_with_the_free_one_that_stands_in(monkeypatch):
    check = _fonts(monkeypatch, "仿宋", "黑体", "宋体", "Noto Serif CJK SC", "Noto Sans CJK SC")
    assert (
        check.found
        == "本机没有 方正小标宋简体（可由 Noto Serif CJK SC 代替显示）、楷体_GB2312（可由 Noto Serif CJK SC 代替显示）"
    )
    assert (check.state, bool(check.todo)) == ("hint", True)


def test_a_font_of_the_offices_own_has_no_stand_in(monkeypatch, own_settings):
    own_settings.write_text('body_font = "本单位仿宋"\n', encoding="utf-8")
    settings.load.cache_clear()
    assert "本单位仿宋（没有可代替的）" in _fonts(monkeypatch, "Noto Serif CJK SC").found


def test_without_any_font_the_papers_are_still_made(monkeypatch):
    check = _fonts(monkeypatch)
    assert check.state == "hint"
    assert check.found.count("没有可代替的") == 5


def _said(name, url=""):
    return next(check for check in work.doctor(url) if check.name == name)


def test_a_store_of_this_and_one_of_a_newer_program(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    store = open_store(url)
    check = _said("复核数据库", url)
    assert (check.state, "结构" in check.found) == ("ok", False)
    store._database.outside("INSERT INTO migrations VALUES (999, '')")
    store.close()
    check = _said("复核数据库", url)
    assert (check.state, check.todo) == ("bad", "升级程序后再打开")


def test_missing_extras_are_hints_that_name_the_command(monkeypatch):
    monkeypatch.setattr(work, "find_spec", lambda name: None)
    for name, extra in (("网页", "fourwinds[web]"), ("图表", "fourwinds[charts]")):
        check = _said(name)
        assert (check.state, extra in check.todo) == ("hint", True)
