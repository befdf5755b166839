"""Corpus and labelled files: rules are checked, the file and line are named."""

import json

import pytest

from fourwinds import taxonomy
from fourwinds.errors import CorpusError, InputError
from fourwinds.intake import corpus

ROW = {"id": "a-1", "text": "会议太多", "tags": ["formalism"], "manifestation": ["excessive_meetings"], "none_kind": "", "subject": "leadership",
       "polarity": "problem", "register": "spoken", "voice": "", "scene": "", "confidence": "high"}  # fmt: skip


def _corpus(folder, *rows, phrases="formalism\texcessive_meetings\tpress\t会海\n"):
    (folder / "opinions").mkdir()
    (folder / "phrases").mkdir()
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "opinions" / "a.jsonl").write_text(lines, encoding="utf-8")
    (folder / "phrases" / "b.tsv").write_text("tag\tmanifestation\tvoice\ttext\n" + phrases, encoding="utf-8")
    return folder


def test_rows_of_both_forms(tmp_path):
    rows = corpus.read_corpus(_corpus(tmp_path, {**ROW, "scene": "x"}), taxonomy.load())
    assert [(r.text, r.form, r.label, r.source) for r in rows] == [
        ("会议太多", "opinion", "formalism", "a#x"),
        ("会海", "phrase", "formalism", "b"),
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"manifestation": []}, "第 1 行：每个标签应正好有一个具体表现"),
        ({"tags": [], "manifestation": []}, "没有标签时且只有这时要写 none_kind"),
        ({"none_kind": "praise"}, "没有标签时且只有这时"),
        ({"manifestation": ["napping"]}, "formalism.napping 不在分类表中"),
        ({"subject": "parents"}, "parents 不在分类表中"),
        ({"text": " "}, "text 是空的"),
    ],
)
def test_rules(tmp_path, change, complaint):
    with pytest.raises(CorpusError, match=complaint):
        corpus.read_corpus(_corpus(tmp_path, {**ROW, **change}), taxonomy.load())


def test_missing_fields_columns_and_folders(tmp_path):
    with pytest.raises(CorpusError, match="没有语料"):
        corpus.read_corpus(tmp_path, taxonomy.load())
    broken = {k: v for k, v in ROW.items() if k != "subject"}
    with pytest.raises(CorpusError, match="缺少 'subject'"):
        corpus.read_corpus(_corpus(tmp_path, broken), taxonomy.load())
    (tmp_path / "opinions" / "a.jsonl").write_text("[1]", encoding="utf-8")
    with pytest.raises(CorpusError, match="不是 jsonl"):
        corpus.read_corpus(tmp_path, taxonomy.load())
    (tmp_path / "opinions" / "a.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "phrases" / "b.tsv").write_text("tag\tmanifestation\tvoice\ttext\nformalism\t会海\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="有 2 栏"):
        corpus.read_corpus(tmp_path, taxonomy.load())


def test_rows_of_danger(tmp_path):
    assert corpus.read_danger(tmp_path) == []
    (tmp_path / "danger").mkdir()
    (tmp_path / "danger" / "a.tsv").write_text("danger\ttext\nyes\t孩子手上有印子\nno\t饭菜偏咸\n", encoding="utf-8")
    assert [(row.is_danger, row.text) for row in corpus.read_danger(tmp_path)] == [
        (True, "孩子手上有印子"),
        (False, "饭菜偏咸"),
    ]


@pytest.mark.parametrize("line", ["maybe\t饭菜偏咸", "no\t ", "no", "yes\t甲\t乙"])
def test_a_wrong_row_of_danger_is_named(tmp_path, line):
    (tmp_path / "danger").mkdir()
    (tmp_path / "danger" / "a.tsv").write_text(f"danger\ttext\nno\t操场积水\n{line}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="第 3 行不是“danger、text”两栏"):
        corpus.read_danger(tmp_path)


@pytest.mark.parametrize("name", ["danger/a.tsv", "phrases/b.tsv"])
def test_a_table_of_another_encoding_or_without_header_is_named(tmp_path, name):
    """The first row would be lost for a header, and what a spreadsheet saves as GBK would end in a traceback."""
    _corpus(tmp_path, ROW)
    (tmp_path / "danger").mkdir()
    path = tmp_path / name

    def read():
        return corpus.read_danger(tmp_path) if "danger" in name else corpus.read_corpus(tmp_path, taxonomy.load())

    row = "yes\t孩子被打" if "danger" in name else "formalism\texcessive_meetings\tpress\t会海"
    header = "danger\ttext" if "danger" in name else "tag\tmanifestation\tvoice\ttext"
    for raw, complaint in (
        (f"{row}\n".encode(), "第 1 行不是表头"),
        (f"{header}\n{row}\n".encode("gbk"), "不是 UTF-8"),
    ):
        path.write_bytes(raw)
        with pytest.raises(CorpusError, match=f"{path.name}”{complaint}"):
            read()
    path.write_text(f"{header}\n{row}\n", encoding="utf-8-sig")  # as spreadsheets save UTF-8
    assert read()


def test_digest_changes_with_any_byte(tmp_path):
    before = corpus.digest(_corpus(tmp_path, ROW))
    with (tmp_path / "phrases" / "b.tsv").open("a", encoding="utf-8") as file:
        file.write("formalism\texcessive_meetings\tpress\t会套会\n")
    between = corpus.digest(tmp_path)
    assert between != before
    (tmp_path / "danger").mkdir()
    (tmp_path / "danger" / "a.tsv").write_text("danger\ttext\n", encoding="utf-8")
    assert corpus.digest(tmp_path) != between


def test_a_scene_stays_in_one_fold():
    rows = [corpus.LabelledText(text=str(i), tags=(), none_kind="praise", source="a#x") for i in range(20)]
    assert len({corpus.fold_of(row, 4) for row in rows}) == 1


def test_labelled_files(tmp_path):
    path = tmp_path / "a.jsonl"
    lines = [
        {
            "text": "会议太多",
            "label": "formalism",
            "manifestation": "excessive_meetings",
            "accept": ["formalism", "none"],
            "kind": "letter",
        },
        {"text": "挺好", "label": "none", "manifestation": None},
        {"text": "说不清", "label": None},
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    rows, unlabelled = corpus.read_labelled(path, taxonomy.load())
    assert [(r.label, r.manifestations, r.accept, r.register) for r in rows] == [
        ("formalism", ("excessive_meetings",), ("formalism", "none"), "letter"),
        ("none", (), (), ""),
    ]
    assert unlabelled == ["说不清"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"text": "x"}', "缺少 text 或 label"),
        ('{"text": "x", "label": "envy"}', "标签“envy”不在分类表中；可用 formalism"),
        ("x", "不是 jsonl 文件"),
    ],
)
def test_wrong_labelled_files(tmp_path, text, complaint):
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=complaint):
        corpus.read_labelled(tmp_path / "a.jsonl", taxonomy.load())
    with pytest.raises(InputError, match="没有找到"):
        corpus.read_labelled(tmp_path / "b.jsonl", taxonomy.load())
