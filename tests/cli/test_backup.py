"""``fourwinds backup``: made, listed, restored."""

from tests.store.filling import fill

from fourwinds.cli.main import run
from fourwinds.store.front import open_store


def test_from_making_to_restoring(tmp_path, capsys, monkeypatch):
    address = f"sqlite:///{tmp_path}/s/fourwinds.db"
    assert run(["--store", address, "backup"]) == 0
    made = capsys.readouterr().out.strip().removeprefix("已备份到 ")
    store = open_store(address)
    fill(store)
    store.close()
    assert run(["--store", address, "backup", "--list"]) == 0
    assert made in capsys.readouterr().out
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert run(["--store", address, "backup", "--restore", made]) == 1
    assert run(["--store", address, "backup", "--restore", made, "--yes"]) == 0
    assert "恢复前的样子在" in capsys.readouterr().out
    store = open_store(address)
    assert store.batches.all() == []
    store.close()
