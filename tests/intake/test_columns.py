"""Roles of columns of the layouts that offices really have."""

import pytest

from fourwinds.intake import columns

PERSONAL = [
    "序号",
    "提交答卷时间",
    "所用时间",
    "来源",
    "来源详情",
    "来自IP",
    "昵称",
    "姓名",
    "手机号",
    "用户标识",
    "OpenID",
    "学号",
    "提交者（自动）",
]


@pytest.mark.parametrize("name", PERSONAL)
def test_what_can_identify_is_metadata_even_when_it_reads_like_text(name):
    assert columns.propose([name], [["张三丰的小屋子"], ["李四光的大院子"]])[0].role == columns.METADATA


@pytest.mark.parametrize(
    "name", ["3、您对校领导班子有什么意见和建议？", "您认为存在哪些问题（必填）", "留言", "text", "希望学校改进的地方"]
)
def test_open_questions(name):
    rows = [["会议太多，没时间备课"], ["食堂浪费"], ["(空)"], ["无"]]
    assert columns.propose([name], rows)[0].role == columns.OPEN


def test_choices_context_labels_and_empty():
    rows = [["满意", "教师", "formalism", ""], *[["基本满意", "家长", "none", "(跳过)"]] * 12]
    roles = columns.propose(["您对食堂满意吗？", "您的身份", "label", "备注"], rows)
    assert [c.role for c in roles] == [columns.CHOICE, columns.CONTEXT, columns.LABEL, columns.EMPTY]
    assert all(c.reason for c in roles)


def test_long_distinct_text_is_open_whatever_its_header():
    rows = [["食堂三楼的菜每天剩很多没人管"], ["开会总是念文件一念一下午"], ["报修单交上去一个月没动静"]]
    assert columns.propose(["第3题"], rows)[0].role == columns.OPEN


@pytest.mark.parametrize("name", ["您的姓名和联系电话（便于反馈意见）", "家庭住址", "家长姓名", "填表人", "您怎么称呼"])
def test_personal_columns_stay_out_however_long_and_talkative(name):
    rows = [["张建国，手机是一三八零零一三八零零零，住在学府路"], ["李秀英，不方便接电话，请发短信给我谢谢"]]
    assert columns.propose([name], rows)[0].role == columns.METADATA


def test_below_a_merged_header_about_people_only_what_names_nobody_is_context():
    names = [
        "填写人信息：姓名",
        "填写人信息：联系电话",
        "填写人信息：所在年级组",
        "姓名（格式：部门－姓）",
        "姓名：班级",
    ]
    proposed = columns.propose(names, [["王五", "13900000000", "高一", "教务－王", "高一"]] * 3)
    assert [c.role for c in proposed] == [*[columns.METADATA] * 2, columns.CONTEXT, *[columns.METADATA] * 2]
    assert [columns.is_personal(name) for name in names] == [True, True, False, True, True]


@pytest.mark.parametrize(
    "name", ["您对作息时间的意见", "您对微信群管理的意见", "对用户服务有什么建议", "1、形式主义方面", "5、师德师风方面"]
)
def test_questions_are_open_whatever_they_ask_about(name):
    assert columns.propose([name], [["太早"], ["无"], ["太多"]])[0].role == columns.OPEN


@pytest.mark.parametrize(
    ("cell", "printable"),
    [("您的意见", True), ("序号", True), ("张建国", False), ("13912345678", False), ("会议太多，没时间备课", False)],
)
def test_only_names_of_columns_are_printed_in_messages(cell, printable):
    assert columns.is_name(cell) is printable


@pytest.mark.parametrize("nothing", ["无", "没有", "暂无。", "没有意见", "无其他建议"])
@pytest.mark.parametrize("words", [1, 12, 40])
def test_many_who_have_nothing_to_say_do_not_silence_the_others(nothing, words):
    rows = [[nothing]] * (200 - words) + [[f"会议太多，第{n}次"] for n in range(words)]
    assert columns.propose(["意见"], rows)[0].role == columns.OPEN


@pytest.mark.parametrize(
    "answers",
    [["满意", "不满意", "有", "无"] * 50, ["没有问题"] * 97 + ["有问题"] * 3, ["无"] * 20 + ["很好", "不好"] * 2],
)
def test_a_question_with_few_answers_stays_a_choice(answers):
    rows = [[answer] for answer in answers]
    assert [c.role for c in columns.propose(["意见", "问题"], [[*a, *a] for a in rows])] == [columns.CHOICE] * 2


def test_an_address_is_personal_and_a_description_is_not():
    """「ip」 is in the middle of many words; a column that is taken for personal can never be chosen."""
    for name in ("来自IP", "IP地址", "ip", "ClientIP", "ip_address", "IPAddr"):
        assert columns.is_personal(name)
    for name in ("Description", "description of problem", "participants"):
        assert not columns.is_personal(name)
