"""A file that comes again is known; another of the same name is not, whatever rows they share by chance."""

import pytest
from tests.conftest import tagged


@pytest.fixture
def bring(store):
    def add(words, source="家长留言.csv"):
        rows = [tagged(i, source=source, text=word) for i, word in enumerate(words)]
        hashes = [f"{source} {i} {word}" for i, word in enumerate(words)]
        batch, added, known = store.batches.add(
            "x", rows, [""] * len(rows), hashes, files={}, counts={}, model="m", taxonomy="1", by="李",
            groups=range(len(rows)),
        )  # fmt: skip
        return batch.key, added, known

    return add


MAY = ["食堂太贵", "无", "会议太多", "作业太多", "无", "操场太小"]
JUNE = ["校车太挤", "无", "宿舍太热", "作业太少", "没有", "图书太旧"]


def test_the_same_file_again(bring):
    first, *_ = bring(MAY)
    assert bring(MAY) == (first, 0, 6)


def test_a_longer_and_a_shorter_export(bring):
    first, *_ = bring(MAY)
    second, added, known = bring([*MAY, *(f"新意见{i}" for i in range(20))])
    assert (added, known) == (20, 6)
    assert bring(MAY[:2]) == (first, 0, 2)
    assert bring([*MAY, *(f"新意见{i}" for i in range(25))])[1:] == (5, 26)
    assert second != first


def test_another_file_of_the_same_name_loses_no_opinion(bring):
    bring(MAY)
    second, added, known = bring(JUNE)
    assert (added, known) == (6, 0)
    assert bring(JUNE) == (second, 0, 6)


def test_files_of_one_upload_are_judged_one_by_one(store, bring):
    bring(MAY)
    rows = [tagged(i, source="家长留言.csv", text=word) for i, word in enumerate(MAY)]
    rows += [tagged(i, source="教师.csv", text=word) for i, word in enumerate(JUNE)]
    hashes = [f"{row.source} {row.opinion_id} {row.text}" for row in rows]
    _, added, known = store.batches.add(
        "y", rows, [""] * 12, hashes, files={}, counts={}, model="m", taxonomy="1", by="李", groups=range(12)
    )
    assert (added, known) == (6, 6)
