"""The command line as people and scripts see it: sentences, exit codes, columns, and what it does not import."""

import csv
import json
import re
import shutil
import subprocess
import sys

import pytest

from fourwinds.cli.main import run


@pytest.fixture
def cli(capsys):
    def call(*arguments):
        code = run([str(a) for a in arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


@pytest.fixture
def feedback(tmp_path):
    path = tmp_path / "意见.csv"
    path.write_text("意见\n会议太多\n班主任骂孩子笨\n无\n", encoding="utf-8")
    return path


def test_classify_prints_the_funnel_and_writes_the_columns(cli, feedback, tmp_path):
    code, out, _ = cli("classify", feedback, "-o", tmp_path / "o.csv")
    assert code == 0
    assert "拆分出意见" in out
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["tag"] for r in rows] == ["formalism", "teacher_ethics", "none"]


def test_classify_quiet_and_json(cli, feedback, tmp_path):
    assert cli("classify", feedback, "-o", tmp_path / "o.jsonl", "--quiet") == (0, "", "")
    code, out, _ = cli("classify", feedback, "-o", tmp_path / "o.jsonl", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["funnel"]["拆分出意见"] == 3
    assert said["model"] == "default"


def test_report_evaluate_explain_models_doctor(cli, feedback, tmp_path):
    cli("classify", feedback, "-o", tmp_path / "o.xlsx")
    code, out, _ = cli("report", tmp_path / "o.xlsx", "-o", tmp_path / "o.docx", "--unit", "青禾实验学校")
    assert (code, "意见 3 条" in out) == (0, True)
    (tmp_path / "l.jsonl").write_text(
        '{"text": "会议太多", "label": "formalism"}\n{"text": "好吃", "label": "none"}\n', encoding="utf-8"
    )
    code, out, _ = cli("evaluate", tmp_path / "l.jsonl", "--json")
    said = json.loads(out)
    assert {"macro_f1", "accuracy", "per_tag", "confusion", "ece", "coverage_curve", "n"} <= set(said)
    assert {"precision", "recall", "f1", "support"} <= set(said["per_tag"]["formalism"])
    assert "宏平均 F1" in cli("evaluate", tmp_path / "l.jsonl", "--errors", "3")[1]
    said = cli("evaluate", tmp_path / "l.jsonl", "--workload")[1]
    assert "设阈值 0.8：需人工看" in said
    assert "用模型自己的阈值（形式主义 " in said
    said = cli("explain", "会议太多，没时间备课，而且从来没有人问过老师们愿不愿意")[1].split("相似的已知意见")[0]
    head, *lines = said[said.index("起作用的词") :].splitlines()
    start, whole = (float(part) for part in re.findall(r"[+-][0-9.]+", head))
    assert start + sum(float(line.split()[0]) for line in lines) == pytest.approx(whole, abs=0.05)
    assert json.loads(cli("explain", "会议太多", "--json")[1])["prediction"]["tag"] == "formalism"
    assert "* default" in cli("models", "list")[1]
    assert json.loads(cli("models", "show")[1])["name"] == "default"
    assert cli("models", "use", "default")[0] == 0
    assert cli("models", "rollback")[0] == 1
    assert cli("doctor")[0] == 0


def test_papers_trace_and_ledger(cli, feedback, tmp_path):
    cli("classify", feedback, "-o", tmp_path / "o.xlsx")
    code, out, _ = cli("report", tmp_path / "o.xlsx", "-o", tmp_path / "材料", "--kind", "all", "--profile", "y2025")
    assert code == 0
    assert out.count("已写入") >= 13
    code, out, _ = cli("trace", tmp_path / "材料" / "问题清单.docx", "表1第1行")
    assert (code, "意见1条" in out, "会议太多" in out) == (0, True, True)
    assert "第1段" in cli("trace", tmp_path / "材料" / "问题清单.docx")[1]
    said = json.loads(cli("trace", tmp_path / "材料" / "问题清单.docx", "段1", "--json")[1])
    assert said["figures"][0]["opinions"] == ["1", "2", "3"]
    code, out, _ = cli("report", "--check-ledger", tmp_path / "材料" / "整改台账.xlsx")
    assert code == 1
    assert "第4行" in out
    assert "没有责任人；没有整改措施；没有完成时限。" in out
    code, out, _ = cli("report", tmp_path / "o.xlsx", "-o", tmp_path / "材料", "--kind", "problems_by_post")
    assert (code, "没有写出文件" in out) == (0, True)


WRONG = [
    (["classify", "missing.csv", "-o", "o.csv"], 1, "没有找到文件“missing.csv”；请检查文件名和路径后重试。"),
    (["classify", "empty.csv", "-o", "o.csv"], 1, "“empty.csv”是空文件；请检查是否导出成功。"),
    (["classify", "photo.jpg", "-o", "o.csv"], 1, "类型“.jpg”不能读取"),
    (["classify", "nothing", "-o", "o.csv"], 1, "里没有可读取的文件"),
    (["classify", "good.csv", "-o", "o.csv", "--text-column", "留言"], 1, "没有名为“留言”的列；现有 意见"),
    (["evaluate", "语料", "--folds", "1"], 2, "可用不小于 2 的整数"),
    (["evaluate", "a.jsonl", "--errors", "-1"], 2, "可用不小于 0 的整数"),
    (["classify", "good.csv", "-o", "o.pdf"], 1, "后缀不能识别；可用 .xlsx、.csv、.jsonl"),
    (["classify", "good.csv", "-o", "missing/o.csv"], 1, "写不进去（文件夹不存在）"),
    (["report", "good.csv", "-o", "o.docx"], 1, "缺少列 opinion_id"),
    (["report", "good.csv", "-o", "o.docx", "--kind", "poem"], 1, "没有“poem”这种材料；可用 opinions"),
    (["report", "good.csv", "-o", "o.docx", "--profile", "y1999"], 1, "没有名为“y1999”的方案；可用 sifeng"),
    (["report", "good.csv", "-o", "o.docx", "--kind", "leads", "--circulate"], 1, "不能生成传阅稿"),
    (["report", "--check-ledger", "missing.xlsx"], 1, "没有找到台账"),
    (["report"], 2, "缺少“分类结果”"),
    (["report", "good.csv"], 2, "缺少“-o / --output”"),
    (["trace", "missing.docx"], 1, "没有找到材料“missing.docx”"),
    (["evaluate", "missing.jsonl"], 1, "没有找到文件"),
    (["explain", " "], 1, "是空的"),
    (["models", "use", "winter"], 1, "没有名为“winter”的模型"),
    (["train", "--corpora", "nothing", "-o", "m"], 1, "没有语料"),
    (["classify"], 2, "缺少“文件或文件夹”；请运行 fourwinds classify --help 查看用法。"),
    (["classify", "good.csv"], 2, "缺少“-o / --output”；"),
    (["erase"], 2, "缺少“--batch”；"),
    (["classify", "good.csv", "-o"], 2, "选项“-o”需要一个值；请运行 fourwinds classify --help 查看用法。"),
    (["classify", "good.csv", "-o", "good.csv"], 2, "输出文件不能是输入文件"),
    (["classify", "--colour"], 2, "没有选项“--colour”"),
    (["sort"], 2, "没有命令“sort”，可用 classify、report"),
    (["evaluate", "a.jsonl", "--errors", "many"], 2, "的值“many”不对"),
    (["serve", "--port", "99999"], 2, "--port 的值“99999”不对，可用 0 到 65535 的整数；请运行 fourwinds serve --help"),
    (["erase", "--batch", "0"], 2, "--batch 的值“0”不对，可用不小于 1 的整数"),
    (["users", "add", "王", "--role", "boss"], 2, "--role 的值“boss”不对，可用 staff、reviewer、approver"),
    (["doctor", "me"], 2, "命令写法不对"),
]


@pytest.mark.parametrize(("arguments", "code", "sentence"), WRONG, ids=[" ".join(w[0])[:40] for w in WRONG])
def test_wrong_input_gets_one_chinese_sentence_and_leaves_nothing(
    cli, tmp_path, monkeypatch, arguments, code, sentence
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "photo.jpg").write_bytes(b"x")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "good.csv").write_text("意见\n会议太多\n", encoding="utf-8")
    before = sorted(p.name for p in tmp_path.rglob("*"))
    got, out, err = cli(*arguments)
    assert (got, out) == (code, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert err.rstrip().endswith("。")
    assert "Traceback" not in err
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_bad_file_among_good_ones_is_listed_and_the_rest_is_done(cli, feedback, tmp_path):
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    code, _, err = cli("classify", feedback, tmp_path / "bad.xlsx", "-o", tmp_path / "o.csv")
    assert code == 1
    assert "未能读取“bad.xlsx”" in err
    assert (tmp_path / "o.csv").exists()


def test_cancelling_leaves_nothing(cli, feedback, tmp_path, monkeypatch):
    from fourwinds.workflows import processes

    def cancel(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(processes, "tagged", cancel)
    code, _, err = cli("classify", feedback, "-o", tmp_path / "o.csv")
    assert (code, err.strip()) == (1, "已取消，没有留下未完成的文件。")
    assert not (tmp_path / "o.csv").exists()


def test_help_is_chinese_and_lists_the_commands(cli):
    code, out, _ = cli()
    assert code == 0
    assert out == cli("--help")[1]
    assert "用法：fourwinds [选项] 命令" in out
    assert not {"Usage", "Options", "Commands", "Show this message"} & set(out.replace(":", " ").split())
    for command in ("classify", "report", "evaluate", "explain", "train", "models", "doctor"):
        text = cli(command, "--help")[1]
        assert text.startswith("用法：")
        assert "[required]" not in text
    for group in ("models", "users"):  # without a command, as ``fourwinds`` alone
        assert cli(group) == (0, cli(group, "--help")[1], "")
    assert cli("--version")[1].startswith("fourwinds 0.")


def _modules(*arguments, cwd):
    code = "import sys\nfrom fourwinds.cli.main import run\ncode = run(sys.argv[1:])\nprint(' '.join(sys.modules), file=sys.stderr)\nsys.exit(code)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=cwd, check=True)
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


def test_classifying_a_hundred_opinions_imports_nothing_heavy(tmp_path):
    lines = [f"第{i}条：会议太多，没时间备课" for i in range(100)]
    (tmp_path / "a.csv").write_text("意见\n" + "\n".join(lines), encoding="utf-8")
    loaded = _modules("classify", "a.csv", "-o", "x.csv", cwd=tmp_path)
    assert not loaded & {"pandas", "sklearn", "scipy", "jieba", "joblib", "docx", "openpyxl", "sqlalchemy"}
    assert "numpy" in loaded


def test_help_does_not_even_import_numpy(tmp_path):
    assert not _modules("--help", cwd=tmp_path) & {"numpy", "yaml", "pandas", "sklearn", "platformdirs"}


def test_progress_bar_is_silent_off_a_terminal(capsys):
    from fourwinds.cli.chinese import ProgressBar

    bar = ProgressBar("正在归类", quiet=False)
    bar(1, 2)
    bar.close()
    assert capsys.readouterr().err == ""


def test_progress_bar_shows_rate_and_remaining_time_after_a_second(monkeypatch, capsys):
    from fourwinds.cli import chinese

    clock = iter([0.0, 0.5, 2.0, 4.0])
    monkeypatch.setattr(chinese.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(chinese.sys.stderr, "isatty", lambda: True, raising=False)
    bar = chinese.ProgressBar("正在归类", quiet=False)
    for done in (10, 50, 100):
        bar(done, 100)
    bar.close()
    assert "正在归类 25 条/秒" in capsys.readouterr().err


def test_parts_of_a_file_are_not_counted_as_opinions(cli, feedback, tmp_path, monkeypatch):
    from fourwinds.cli import chinese, classify

    units = []

    class Bar(chinese.ProgressBar):
        def __init__(self, label, *, quiet, unit="条"):
            super().__init__(label, quiet=quiet, unit=unit)
            self.unit = unit

        def __call__(self, done, total):
            units.append(self.unit)

    monkeypatch.setattr(classify, "ProgressBar", Bar)
    cli("classify", feedback, "-o", tmp_path / "o.xlsx")
    assert set(units) == {"条"}
    units.clear()
    cli("classify", feedback, "-o", tmp_path / "o.csv", "--jobs", "2")
    assert set(units) == {"份"}


def test_python_dash_m_is_the_same_command():
    done = subprocess.run([sys.executable, "-m", "fourwinds", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("fourwinds 0.")


def test_an_error_nobody_thought_of_is_still_a_sentence_without_words_of_opinions(cli, monkeypatch, tmp_path):
    from fourwinds.workflows import processes

    def broken(*_, **__):
        raise KeyError("会议太多")

    monkeypatch.setattr(processes, "tagged", broken)
    (tmp_path / "a.txt").write_text("会议太多\n", encoding="utf-8")
    code, _, err = cli("classify", tmp_path / "a.txt", "-o", tmp_path / "o.csv")
    assert code == 1
    assert "程序内部出错（KeyError）" in err
    assert "会议太多" not in err
    monkeypatch.setenv("FOURWINDS_DEBUG", "1")
    with pytest.raises(KeyError):
        cli("classify", tmp_path / "a.txt", "-o", tmp_path / "o.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_quotation_mark_nobody_closed_lets_no_name_into_the_opinions(cli, tmp_path, encoding):
    """The file is read whole then, where such a mark is mended; a part would take all that follows for one cell."""
    lines = ["编号,姓名,意见", *(f"{n},欧阳某{n},会议太多没时间备课{n}" for n in range(1, 60))]
    lines[3] = '3,欧阳某3,"会议太多'
    (tmp_path / "a.csv").write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    for jobs in ("1", "2"):
        code, _, err = cli("classify", tmp_path / "a.csv", "-o", tmp_path / f"{jobs}.csv", "--jobs", jobs)
        assert (code, "有一处引号没有配对" in err) == (0, True)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    said = (tmp_path / "2.csv").read_text(encoding="utf-8-sig")
    assert "欧阳" not in said
    assert said.count("会议太多") >= 59


def test_classify_says_how_many_opinions_may_still_tell_who_is_meant(cli, tmp_path):
    """What masking could not decide is for people, before anything leaves the office."""
    said = "意见\n张伟主任开会总迟到\n李主任报销太慢\n我们化学组就我一个女老师，排课从不商量\n会议太多\n"
    (tmp_path / "a.csv").write_text(said, encoding="utf-8")
    _, out, _ = cli("classify", tmp_path / "a.csv", "-o", tmp_path / "o.xlsx")
    assert "其中 2 条可能含姓名、1 条可能暴露本人，传阅前请在“标记”列筛选核对。" in out
    _, out, _ = cli("classify", tmp_path / "a.csv", "-o", tmp_path / "o.csv")
    assert "传阅前请核对 flags 列含 maybe_name、self_identifying 的各条。" in out
    _, out, _ = cli("classify", tmp_path / "a.csv", "-o", tmp_path / "p.csv", "--jobs", "2")  # read in parts
    assert "其中 2 条可能含姓名、1 条可能暴露本人，传阅前请核对 flags 列含 maybe_name、self_identifying 的各条。" in out
    _, out, _ = cli("classify", tmp_path / "a.csv", "-o", tmp_path / "o.csv", "--json")
    assert json.loads(out)["to_look_over"] == {"可能含姓名": 2, "可能暴露本人": 1}
    (tmp_path / "b.csv").write_text("意见\n会议太多\n", encoding="utf-8")
    _, out, _ = cli("classify", tmp_path / "b.csv", "-o", tmp_path / "p.xlsx")
    assert "传阅前" not in out


@pytest.mark.parametrize(("module", "file"), [("json", "来访登记.xls"), ("pickle", "家长留言.csv")])
def test_nothing_that_lies_beside_the_files_is_run(tmp_path, examples, module, file):
    """A folder out of an archive may hold a ``json.py``; Python looks in the folder it is started in before its own."""
    folder, script = tmp_path / "附件", tmp_path / "fourwinds.script"
    folder.mkdir()
    script.write_text(
        "from fourwinds.cli.main import main\nfrom fourwinds.workflows import classify\n"
        "classify.LARGE = 0  # so that other processes are started\nif __name__ == '__main__': main()\n",
        encoding="utf-8",
    )
    (folder / f"{module}.py").write_text("open('was_run', 'w').close()", encoding="utf-8")
    shutil.copyfile(examples / file, folder / file)
    command = [sys.executable, str(script), "classify", file, "-o", "a.xlsx", "--jobs", "2", "--quiet"]
    done = subprocess.run(command, cwd=folder, check=False)
    assert (done.returncode, (folder / "was_run").exists()) == (0, False)


def test_a_file_name_does_not_command_the_terminal(cli, tmp_path):
    """Names come with the files, and a shell puts them all in for ``*``."""
    for name in ("\x1b]0;改标题\x07\x1b[2J.exe", "甲\u202excod.exe", "甲\n已写入.exe", "甲\x9b2J.exe", "甲　乙.exe"):
        (tmp_path / name).touch()
        code, _, err = cli("classify", tmp_path / name, "-o", tmp_path / "o.csv")
        assert (code, err.endswith("后重试。\n")) == (1, True)
        assert all(c.isprintable() or c == "　" for c in err.rstrip("\n"))
