"""Papers of a batch: made with the standing verdicts, marked as draft with what nobody has read, downloaded one by one."""

import io
import json
import os
import re
import zipfile

import docx
import openpyxl
from tests.web.conftest import TEXTS, fill
from tests.web.test_review import decide, of
from tests.web.test_upload import finished


def make(page, batch, **more):
    finished(
        page,
        page.post(f"/batches/{batch.key}/papers", {"profile": "sifeng", "unit": "青禾实验学校", **more}),
        tries=1500,
    )
    text = page.get(f"/batches/{batch.key}/papers").text
    return {name: key for key, name in re.findall(r'/papers/([0-9a-f]{16})" download>([^<]+)<', text)}


def test_papers_hold_the_verdicts_and_say_what_nobody_has_read(local, batch, desk):
    _, rows = desk.store.opinions.page(batch.key)
    for key, row, more in (
        ("k1", rows[0], {"tag": "hedonism", "manifestation": "slack_discipline"}),
        ("k2", rows[1], {"action": "exclude"}),
    ):
        decide(local, batch, of(local.get(f"/batches/{batch.key}/review?opinion={row.key}").text), key, **more)
    files = make(local, batch, circulate="1")
    assert {"全部材料.zip", "意见汇总.xlsx", "问题清单.docx", "问题清单（传阅稿）.docx", "整改台账.xlsx"} <= set(files)
    answer = local.get(f"/batches/{batch.key}/papers/{files['问题清单.docx']}")
    assert "attachment" in answer.headers["content-disposition"]
    lines = [p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert "（草稿，未复核2条）" in lines
    assert "共整理意见7条" in "".join(lines)
    archive = zipfile.ZipFile(io.BytesIO(local.get(f"/batches/{batch.key}/papers/{files['全部材料.zip']}").content))
    figures = json.loads(archive.read("问题清单.docx.来源.json"))["figures"]
    assert [len(f["opinions"]) for f in figures if "草稿" in f["text"]] == [2]


def words_of(page, batch, key):
    paper = docx.Document(io.BytesIO(page.get(f"/batches/{batch.key}/papers/{key}").content))
    return "\n".join(
        [p.text for p in paper.paragraphs] + [c.text for t in paper.tables for row in t.rows for c in row.cells]
    )


def test_papers_follow_what_a_person_said_of_handing_on(local, desk):
    batch = fill(desk, statuses={2: "safety"})
    _, rows = desk.store.opinions.page(batch.key)
    for n, said in ((1, "safety"), (2, "ordinary"), (4, "discipline_clue")):
        card = of(local.get(f"/batches/{batch.key}/review?opinion={rows[n].key}").text)
        decide(local, batch, card, f"k{n}", handing=said)
    files = make(local, batch)
    leads, listed = (words_of(local, batch, files[f"{name}.docx"]) for name in ("线索移交件", "意见建议汇总（按类别）"))
    assert "涉及学生安全的1条，反映具体人员、具体事项的1条" in leads
    for n, is_lead in ((1, True), (2, False), (4, True), (0, False)):
        assert (TEXTS[n] in leads, TEXTS[n] in listed) == (is_lead, not is_lead)
    book = openpyxl.load_workbook(
        io.BytesIO(local.get(f"/batches/{batch.key}/papers/{files['意见汇总.xlsx']}").content)
    )
    column = {cell.value: cell.column - 1 for cell in book["单独转交"][1]}
    assert [row[column["状态"]].value for row in book["单独转交"].iter_rows(min_row=2)] == ["安全", "线索"]


def test_no_path_finds_a_file(local, batch):
    for key in ("../fourwinds.db", "..%2f..%2ffourwinds.db", "问题清单.docx", "x" * 16):
        assert local.get(f"/batches/{batch.key}/papers/{key}").status_code in (400, 404)


def test_papers_that_are_made_anew_are_overwritten_and_not_only_unlinked(local, batch, desk, tmp_path):
    make(local, batch)
    old = tmp_path / "what the disk still holds"
    os.link(desk.folder / "papers" / str(batch.key) / "意见汇总.xlsx", old)
    make(local, batch)
    assert set(old.read_bytes()) == {0}
    assert (desk.folder / "papers" / str(batch.key) / "意见汇总.xlsx").read_bytes().startswith(b"PK")
    assert [path.name for path in (desk.folder / "papers").iterdir()] == [str(batch.key)]


def test_papers_are_destroyed_with_their_batch(local, batch, desk):
    make(local, batch)
    assert (desk.folder / "papers" / str(batch.key)).is_dir()
    local.post(f"/batches/{batch.key}/recycle")
    local.post(f"/recycled/{batch.key}/erase", {"name": batch.name})
    assert not (desk.folder / "papers" / str(batch.key)).exists()
