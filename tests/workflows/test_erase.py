"""Erasing leaves no word of a batch in any file, and a certificate with figures."""

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.store.filling import every, fill, label

from fourwinds import registry, settings
from fourwinds.cli.main import run
from fourwinds.errors import StoreError
from fourwinds.store.front import open_store
from fourwinds.workflows.classify import classify
from fourwinds.workflows.desk import Desk
from fourwinds.workflows.erase import destroy, erase, incoming_of, papers_of
from fourwinds.workflows.keep import keep

SECRET = "教务处的会议太多，没时间备课"


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path}/s/fourwinds.db"


@pytest.fixture
def store(address):
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def batch(store, tmp_path):
    file = tmp_path / "意见.txt"
    file.write_text(f"{SECRET}\n班主任当着全班骂孩子笨\n", encoding="utf-8")
    kept = keep(classify([file]), store, "小李", paths=[file]).batch
    file.unlink()
    store.verdicts.save(label(every(store, kept)[0], "王", note=f"原话是{SECRET}"))
    return kept


def holding(folder: Path, words: str) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and words.encode() in p.read_bytes()]


def test_no_word_is_left_in_any_file(store, batch, tmp_path):
    other = fill(store)
    store.verdicts.save(label(every(store, other)[0], "王"))
    store.backup("start")
    assert len(holding(tmp_path / "s", SECRET[:8])) >= 3
    done = erase(store, batch.key, "主任")
    assert holding(tmp_path, SECRET[:8]) == []
    assert not store.uploads(batch.key).exists()
    with pytest.raises(StoreError, match="没有编号为"):
        store.batches.get(batch.key)
    assert len(list(store.verdicts.all())) == 1
    assert (done.figures["opinions"], done.figures["verdicts"], done.figures["backups"]) == (2, 1, 2)


def test_copies_under_way_go_too(store, batch, tmp_path):
    again = incoming_of(store) / "abandoned"
    again.mkdir(parents=True)
    original = next(store.uploads(batch.key).iterdir())
    (again / "又传了一次.txt").write_bytes(original.read_bytes())
    other = incoming_of(store) / "another"
    other.mkdir()
    (other / "别的.txt").write_text("食堂太贵", encoding="utf-8")
    killed = papers_of(store, batch.key).parent / f".{batch.key}-x1y2"
    killed.mkdir(parents=True)
    (killed / "问题清单.txt").write_text(SECRET, encoding="utf-8")
    erase(store, batch.key, "主任")
    assert holding(tmp_path, SECRET[:8]) == []
    assert [folder.name for folder in incoming_of(store).iterdir()] == ["another"]


def test_a_backup_that_was_killed_half_way_goes_too(store, batch, tmp_path):
    draft = store.backup("manual")
    draft.rename(draft.with_suffix(".part"))
    draft.with_suffix(".part-journal").write_text(SECRET, encoding="utf-8")
    erase(store, batch.key, "主任")
    assert holding(tmp_path, SECRET[:8]) == []
    assert list(draft.parent.glob("*.part*")) == []


def test_the_backups_keep_everything_else(store, batch, tmp_path):
    other = fill(store)
    store.verdicts.save(label(every(store, other)[0], "王"))
    store.backup("start")
    erase(store, batch.key, "主任")
    for path in sorted((store.folder / "backups").glob("*.db")):
        copy = open_store(f"sqlite:///{shutil.copy(path, tmp_path)}")
        assert [b.key for b in copy.batches.all()] == [other.key]
        assert copy.opinions.progress(other.key).decided == 1
        copy.close()


def test_the_certificate_states_figures_and_no_words(store, batch):
    done = erase(store, batch.key, "主任")
    said = done.certificate.read_text(encoding="utf-8")
    assert done.certificate.name == f"数据销毁记录_批次{batch.key}.txt"
    assert re.search(r"销毁时间：\d{4}年\d\d月\d\d日 \d\d:\d\d（UTC[+-]\d{4}）", said)
    for line in ("经办人：主任", "销毁意见：2 条（形式主义 1 条，", "复核记录 1 条", "销毁原始文件：1 个"):
        assert line in said
    figures = json.loads(done.certificate.with_suffix(".json").read_text(encoding="utf-8"))
    assert figures == done.figures
    assert len(figures["files"]) == 1
    assert SECRET[:8] not in said
    assert store.audit.page()[1][0].what.startswith(f"批次 {batch.key}：2 条意见（")


def test_keys_of_an_erased_batch_never_return(store, batch):
    keys = [row.key for row in every(store, batch)]
    erase(store, batch.key, "主任")
    new = fill(store)
    assert new.key > batch.key
    assert min(row.key for row in every(store, new)) > max(keys)


def test_sentences_beside_models_go_too(store, batch):
    data = settings.load().data_path
    card, arrays = registry.read(registry.default_folder())
    registry.write(data / "models" / "own", card, arrays, [(SECRET, "formalism"), ("食堂太贵", "none")])
    assert erase(store, batch.key, "主任").figures["model_sentences"] == 1
    assert registry.read_neighbours(data / "models" / "own") == [("食堂太贵", "none")]


def test_the_same_upload_may_come_again_afterwards(store, batch):
    rows = [row.tagged for row in every(store, batch)]
    erase(store, batch.key, "主任")
    from fourwinds.workflows.keep import keep_tagged

    assert keep_tagged(rows, store, "小李").added == 2


def test_destroy_empties_folders_and_leaves_what_links_point_to(tmp_path):
    outside = tmp_path / "外面.txt"
    outside.write_text("留下", encoding="utf-8")
    (tmp_path / "u" / "a").mkdir(parents=True)
    (tmp_path / "u" / "a" / "b.txt").write_text("x", encoding="utf-8")
    (tmp_path / "u" / "link").symlink_to(outside)
    assert destroy(tmp_path / "u") == 2
    assert not (tmp_path / "u").exists()
    assert outside.read_text(encoding="utf-8") == "留下"
    assert destroy(tmp_path / "never") == 0


def test_nothing_is_erased_while_a_running_server_has_a_job(store, batch, address, capsys, tmp_path):
    """The job holds the batch's words and would write them down after the erasure."""
    desk, going, may_end = Desk(store, tmp_path), threading.Event(), threading.Event()

    def work(beat):
        going.set()
        may_end.wait(30)
        return "done"

    key = desk.begin("papers", "材料", "小李", work)
    assert going.wait(30)
    erasing = ["--store", address, "erase", "--batch", str(batch.key), "--yes", "--by", "主任"]
    assert (
        subprocess.run([sys.executable, "-m", "fourwinds", *erasing], check=False, capture_output=True).returncode == 1
    )
    assert run(erasing) == 1
    assert "有任务在进行，可能还会写下这批意见，没有销毁；请等任务结束" in capsys.readouterr().err
    assert store.batches.get(batch.key)
    may_end.set()
    while not desk.jobs.get(key).is_over:
        time.sleep(0.01)
    assert run(erasing) == 0


def test_the_command_asks_first(store, batch, address, capsys, monkeypatch):
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert run(["--store", address, "erase", "--batch", str(batch.key)]) == 1
    assert store.batches.get(batch.key)
    assert run(["--store", address, "erase", "--batch", str(batch.key), "--yes", "--json", "--by", "主任"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["opinions"] == 2
    assert run(["--store", address, "erase", "--batch", str(batch.key), "--yes"]) == 1
    assert f"没有编号为 {batch.key} 的批次" in capsys.readouterr().err
