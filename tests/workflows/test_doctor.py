"""The doctor finds what is wrong and says what to do."""

from fourwinds import settings
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
