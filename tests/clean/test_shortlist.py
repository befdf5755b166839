"""The quick way over many texts masks each of them exactly as the slow way does."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.clean.test_privacy_set import lines

from fourwinds.clean import names, private_numbers, shield, shortlist
from fourwinds.clean.filler import is_filler, says_nothing
from fourwinds.clean.normalise import fingerprint, fingerprints

# What the rules look for, and what may stand around it.
PIECES = [
    "王小明", "张子涵", "李", "欧阳娜", "王", "建国", "钟离", "韡", "我叫", "名字是", "姓名：", "反映人", "签名：", "敬礼 ", "学生：", "家长", "本人", "我是", "班的", "我家孩子", "儿子", "外甥女", "弟弟", "同学", "室友",
    "班长", "3班", "老师打了", "老师让", "让", "被", "把", "——", "的妈妈", "小朋友", "（学生", "（", "）", "，", "。", " ", "主任", "副校长", "老师", "校", "班主任", "书记", "就我一个", "只有我", "唯一", "我在", "我带",
    "年级", "一名", "女老师", "13800138000", "0571-88886666", "138", "1234567", "12", "5", "11010519491231002X", "学号", "尾号", "扣扣", "家在", "住址", "3号楼", "2单元", "幢", "一三八零零一三八零零零", "微信abc_123", "@", "a",
    "ａ＠ｂ.ｃｏｍ", "浙A12345", "10.20.30.40", "138****1234", "1.5", "１３８", "😀", "\0", "\u202e", "\n", "的", "是", "会议太多", "没有", "和", "老",
]  # fmt: skip
text = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


@given(st.lists(st.one_of(text, st.text(max_size=20)), min_size=8, max_size=14))
@hypothesis_settings(max_examples=600, deadline=None)
def test_many_at_once_are_masked_like_one_by_one(texts):
    assert shield.mask_all(texts) == [shield.mask(t) for t in texts]


def test_the_privacy_set_is_masked_alike():
    texts = [said for _, said, _ in lines()]
    assert shield.mask_all(texts) == [shield.mask(t) for t in texts]


@given(st.data())
@hypothesis_settings(max_examples=400, deadline=None)
def test_whatever_a_rule_for_numbers_can_match_is_looked_at(data):
    rule = data.draw(st.sampled_from(private_numbers._RULES))[1]
    said = "会议" + data.draw(st.from_regex(rule, fullmatch=True)) + "太多"
    if list(private_numbers.find(said)):
        ((_, needed),) = shortlist.rules([said])
        assert needed[0] & (shortlist.NUMBERS | shortlist.ALL), said


@given(st.data())
@hypothesis_settings(max_examples=400, deadline=None)
def test_whatever_a_rule_for_names_can_match_is_looked_at(data):
    said = data.draw(st.sampled_from(["", "会议太多，", "王"])) + data.draw(text) + data.draw(text)
    ((_, needed),) = shortlist.rules([said])
    if list(names.find(said)):
        assert needed[0] & (shortlist.NAMES | shortlist.ALL), said
    if names.is_doubtful(said):
        assert needed[0] & (shortlist.POSTS | shortlist.ALL), said


def test_ordinary_opinions_need_no_rule():
    ordinary = ["会议太多，没时间备课", "一周12次，从2024年开到现在", "老师很辛苦", "学生时间都被占了"]
    assert [n for _, needed in shortlist.rules(ordinary) for n in needed] == [0] * 4


@given(st.lists(st.text(max_size=8), max_size=8))
def test_fingerprints_of_many_are_those_of_each(texts):
    assert fingerprints(texts) == [fingerprint(t) for t in texts]
    assert [says_nothing(t, b) for t, b in zip(texts, fingerprints(texts), strict=True)] == [
        is_filler(t) for t in texts
    ]
