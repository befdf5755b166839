"""On a cluster every input row gives exactly one output row, whoever dies and however often a run is begun.

The schedulers and workers are processes of their own that talk over the loopback device; this process opens no socket.
"""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial
from types import SimpleNamespace

import pytest

from fourwinds.clean import shield
from fourwinds.clean.filler import is_filler
from fourwinds.cli.main import run
from fourwinds.errors import InputError
from fourwinds.records import Feedback, Opinion
from fourwinds.report import table
from fourwinds.workflows import cluster, tagging
from fourwinds.workflows.models import load_model

pytest.importorskip("distributed")
pyarrow = pytest.importorskip("pyarrow")

ROWS = 6000
RUN = """
import sys
from pathlib import Path
from fourwinds.workflows import cluster
if __name__ == "__main__":
    where, inside, out = sys.argv[1:]
    local = None
    if where == "local":
        from distributed import LocalCluster
        local = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1")
        where = local.scheduler_address
    done = cluster.classify_folder(Path(inside), Path(out), text_column="意见", scheduler=where, part_bytes=3000)
    print(done.rows, done.partitions, done.already)
    if local:
        local.close()
"""


@pytest.fixture
def inside(tmp_path):
    from pyarrow import parquet

    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    said = [f"第{n}条：会议太多" + "，\n没时间备课" * (n % 2) if n % 9 else "" for n in range(ROWS)]
    for name, part in (("a.csv", said[:4000]), ("sub/b.csv", said[4000:5000])):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["序号", "意见"])
            writer.writerows(enumerate(part, start=1))
    parquet.write_table(
        pyarrow.table({"意见": [s or None for s in said[5000:]]}), folder / "c.parquet", row_group_size=300
    )
    return folder


def _output(folder):
    rows = []
    for path in sorted(folder.glob("[!.]*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def _check(out):
    rows = _output(out)
    expected = {("a.csv", n) for n in range(2, 4002)} | {("b.csv", n) for n in range(2, 1002)}
    expected |= {("c.parquet", n) for n in range(1, 1001)}
    assert len(rows) == ROWS
    assert {(row["source"], int(row["row"])) for row in rows} == expected
    assert len({row["opinion_id"] for row in rows}) == ROWS
    assert {row["tag"] for row in rows if not row["text"]} == {"none"}
    assert not [p for p in out.iterdir() if p.name.startswith(".")]


def _run(where, inside, out):
    script = inside.parent / "run.py"
    script.write_text(RUN, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", str(script), where, str(inside), str(out)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUTF8": "1"})


def _figures(process):
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return tuple(map(int, said.split()[-3:]))


def test_a_local_cluster_and_a_second_run(inside, tmp_path):
    out = tmp_path / "out"
    rows, partitions, already = _figures(_run("local", inside, out))
    assert (rows, already) == (ROWS, 0)
    _check(out)
    lost = sorted(out.iterdir())[3]
    before = {p.name: p.stat().st_mtime_ns for p in out.iterdir() if p != lost}
    lost.unlink()
    assert _figures(_run("local", inside, out))[1:] == (partitions, partitions - 1)
    _check(out)
    assert {name: (out / name).stat().st_mtime_ns for name in before} == before


def test_two_worker_processes_one_of_which_is_killed(inside, tmp_path):
    address = tmp_path / "scheduler.json"
    dask = [sys.executable, "-W", "ignore", "-m", "dask"]
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [*dask, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=tmp_path,
        )
        started.append(process)
        return process

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(address))
        # The scheduler makes the file first and fills it then.
        _until(lambda: address.exists() and address.read_text().rstrip().endswith("}"))
        where = json.loads(address.read_text())["address"]
        for _ in range(2):
            start("worker", where, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", "--nanny")
        out = tmp_path / "out"
        run = _run(where, inside, out)
        _until(lambda: out.is_dir() and len(list(out.glob("[!.]*.csv"))) >= 2)
        os.killpg(started[-1].pid, signal.SIGKILL)  # the worker and its nanny, in the middle of the work
        assert len(list(out.glob("[!.]*.csv"))) < len(list(cluster.partitions(inside, out, "意见", 3000)))
        _, partitions, already = _figures(run)
        assert already == 0
        assert len(list(out.glob("[!.]*.csv"))) == partitions
        for draft in out.glob(".*.csv"):  # what the killed worker was writing has no name of its own
            draft.unlink()
        _check(out)
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_files_named_after_people_are_told_apart_without_their_names(tmp_path):
    folder, output = tmp_path / "in", tmp_path / "out"
    (folder / "张子涵").mkdir(parents=True)
    output.mkdir()
    for name in ("记录-王小明.csv", "记录-李小红.csv", "张子涵/记录.csv"):
        (folder / name).write_text("意见\n会议太多没时间备课\n", encoding="utf-8")
    for partition in cluster.partitions(folder, output, "意见", 1 << 20):
        cluster.tag_partition(partition)
    written = sorted(output.iterdir())
    rows = [next(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())) for path in written]
    assert sorted(row["source"] for row in rows) == ["记录-【姓名】.csv", "记录-【姓名】.csv", "记录.csv"]
    assert len({row["opinion_id"] for row in rows}) == 3
    told = "".join(path.name + path.read_text(encoding="utf-8-sig") for path in written)
    assert not any(name in told for name in ("王小明", "李小红", "张子涵"))


def test_a_partition_holds_the_bytes_that_one_row_at_a_time_gives(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    said = [
        "会议太多，没时间备课",
        '他说"研究研究"，\n就没下文了',
        "无",
        "=1+1",
        "打我电话13800138000没人接",
        "浪费",
    ] * 40
    with (folder / "a,b.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["意见"], *([text] for text in said)])
    partition = next(cluster.partitions(folder, tmp_path, "意见", 1 << 20))
    written = cluster.tag_partition(partition)
    model = load_model()
    opinions = [
        Opinion(f"a,b-{n}", Feedback("a,b.csv", "", n, text), 0, len(text), *_masked(text))
        for n, text in enumerate(said, start=2)
    ]
    rows = [tagging.row(o, model.predict([o.text])[0], model.taxonomy) for o in opinions]
    table.write_csv(rows, tmp_path / "slow.csv")
    assert partition.target.read_bytes() == (tmp_path / "slow.csv").read_bytes()
    assert written == (len(said), Counter(flag for row in rows for flag in row.flag_set))
    assert cluster.tag_partition(partition) == (0, {})


def _masked(text):
    shown, flags = shield.mask(text)
    return shown, "", (*flags, tagging.FILLER) if is_filler(text) else flags


class _Client:
    """A cluster without processes: whatever is given to it is done at once."""

    def __init__(self, *_, **__):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def map(self, do, items, **_):
        return [SimpleNamespace(status="finished", result=partial(do, item), release=int) for item in items]


def test_the_command_says_how_many_rows_may_still_tell_who_is_meant(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("distributed.Client", _Client)
    monkeypatch.setattr("distributed.as_completed", iter)
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    command = [
        "classify", str(folder), "-o", str(out), "--engine", "dask", "--scheduler", "tcp://1", "--text-column", "意见"
    ]  # fmt: skip
    sentence = "其中 2 条可能含姓名、1 条可能暴露本人，传阅前请核对 flags 列含 maybe_name、self_identifying 的各条。"
    said = "意见\n张伟主任开会总迟到\n李主任报销太慢\n我们化学组就我一个女老师，排课从不商量\n会议太多\n"
    (folder / "a.csv").write_text(said, encoding="utf-8")
    assert run(command) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [sentence]
    (folder / "b.csv").write_text(said, encoding="utf-8")
    assert run(command) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [f"{sentence}（不计原已完成的各份）"]
    assert run(command) == 0
    assert "其中" not in capsys.readouterr().out


def test_what_a_cluster_refuses(inside, tmp_path):
    with pytest.raises(InputError, match="没有可读取的文件"):
        cluster.classify_folder(tmp_path / "nowhere", tmp_path, text_column="意见", scheduler="tcp://127.0.0.1:1")
    with pytest.raises(InputError, match="加上 --text-column"):
        cluster.classify_folder(inside, tmp_path, text_column="", scheduler="tcp://127.0.0.1:1")
    with pytest.raises(InputError, match="没有名为“原话”的列"):
        cluster.classify_folder(inside, tmp_path, text_column="原话", scheduler="tcp://127.0.0.1:1")
