"""Only an answer that says nothing at all is filler."""

import pytest

from fourwinds.clean.filler import is_filler


@pytest.mark.parametrize(
    "text",
    ["无", "没有意见。", "  暂无 ", "/", "……", "無", "无。希望继续努力", "没有意见，祝学校越办越好！", "没意见，加油"],
)
def test_filler(text):
    assert is_filler(text)


@pytest.mark.parametrize(
    "text",
    [
        "没有人管",
        "无人值守",
        "没有，学校老师把孩子打得流血，住院了",
        "没意见请学校处理打人的老师",
        "无，希望学校管管有偿补课",
        "没有，希望继续保持，但食堂太差",
        "好在哪里",
    ],
)
def test_an_answer_that_goes_on_is_none(text):
    assert not is_filler(text)
