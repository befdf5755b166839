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
    asked = []
    for answer in ("n", ""):
        monkeypatch.setattr(
            "click.termui.visible_prompt_func", lambda said, answer=answer: asked.append(said) or answer
        )
        assert run(["--store", address, "backup", "--restore", made]) == 1
        assert capsys.readouterr().err.strip() == "已取消，什么也没有改。"
    assert "之后的复核不再可见；输入 y 继续，直接回车取消" in "".join(asked)
    assert run(["--store", address, "backup", "--restore", made, "--yes"]) == 0
    assert "恢复前的样子在" in capsys.readouterr().out
    store = open_store(address)
    assert store.batches.all() == []
    store.close()
