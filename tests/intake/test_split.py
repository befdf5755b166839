"""How answers are cut up, as a table of examples; and what holds for every text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwinds.intake.split import split

CASES = {
    "1、会议太多；2、食堂浪费严重；3、无": ["会议太多", "食堂浪费严重", "无"],
    "1.会议太多2.材料太多": ["会议太多", "材料太多"],
    "（1）会多（2）表多": ["会多", "表多"],
    "①会多②表多③检查多": ["会多", "表多", "检查多"],
    "一是会议多，二是检查多，三是材料多。": ["会议多", "检查多", "材料多"],
    "一、会议多\n二、检查多": ["会议多", "检查多"],
    "会议多\n\n检查多\n": ["会议多", "检查多"],
    "会议多/材料多/检查多": ["会议多", "材料多", "检查多"],
    "形式主义：会议多；官僚主义：不下基层": ["会议多", "不下基层"],
    "总务处报修没人管，灯坏了一个月": ["总务处报修没人管，灯坏了一个月"],
    "书记校长工作很辛苦，但检查评比实在太多": ["书记校长工作很辛苦", "但检查评比实在太多"],
    "没有发现享乐主义，但会议偏多": ["没有发现享乐主义", "但会议偏多"],
    "晚自习延长1.5小时，太累": ["晚自习延长1.5小时，太累"],
    "从2024.9开始每周开会": ["从2024.9开始每周开会"],
    "第3、4节常被占用": ["第3、4节常被占用"],
    "3、4年级作业太多": ["3、4年级作业太多"],
    "12、13日两天都在开会": ["12、13日两天都在开会"],
    "有的老师备课不认真、作业不批改、课间也不管学生": ["有的老师备课不认真、作业不批改、课间也不管学生"],
    "  ；；\n 、": [],
    "": [],
    "无": ["无"],
}


@pytest.mark.parametrize(("answer", "opinions"), CASES.items(), ids=[a[:12] or "empty" for a in CASES])
def test_cases(answer, opinions):
    assert [answer[p.start : p.end] for p in split(answer)] == opinions


def test_a_heading_word_becomes_context():
    pieces = split("形式主义方面：会议多；材料多\n奢靡之风：食堂浪费")
    assert [p.heading for p in pieces] == ["形式主义方面", "形式主义方面", "奢靡之风"]


@given(
    st.text(
        alphabet=st.sampled_from("会多1２3.、，；;\n（）①一二是但很好辛苦/：: 第节。") | st.characters(), max_size=60
    )
)
def test_pieces_are_ordered_spans_that_lose_no_words(answer):
    pieces = split(answer)
    at = 0
    for piece in pieces:
        assert at <= piece.start < piece.end <= len(answer)
        lost = answer[at : piece.start]
        assert len([c for c in lost if "\u4e00" <= c <= "\u9fff"]) <= len(piece.heading) + 24
        at = piece.end


@pytest.mark.parametrize(
    "answer",
    [
        "。会议太多，食堂太差" * 100_000,
        "，但是会议太多食堂" * 100_000,
        "会 议太多食堂 " * 120_000,
        "\n，但是会议多" * 120_000,
        ",但是会议多" * 160_000,
    ],
)
def test_a_million_characters_take_no_square_of_time(answer):
    begun = time.process_time()
    assert split(answer)
    assert time.process_time() - begun < 10
