"""What could tell who wrote an opinion is masked; ordinary numbers and words are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwinds.clean import shield
from fourwinds.clean.shield import mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请联系13800138000谢谢", "请联系【电话】谢谢"),
        ("电话：138-0013-8000", "电话：【电话】"),
        ("座机0571-88886666没人接", "座机【电话】没人接"),
        ("全角１３８００１３８０００也算", "全角【电话】也算"),
        ("身份证11010519491231002X丢了", "身份证【证件号】丢了"),
        ("发到zhang.san@example.com吧", "发到【邮箱】吧"),
        ("加QQ：123456789说", "加QQ【账号】说"),
        ("微信号abc_12345联系", "微信号【账号】联系"),
        ("车停在门口浙A12345挡路", "车停在门口【车牌】挡路"),
        ("学号20230101234的同学", "学号【学号】的同学"),
        ("我叫王小明，想反映食堂", "我叫【姓名】，想反映食堂"),
        ("卡号6222020200112230，请报销", "卡号【银行卡号】，请报销"),
        ("单号6222020200112231，已报销", "单号6222020200112231，已报销"),
    ],
)
def test_structured_details(text, shown):
    assert mask(text)[0] == shown


@pytest.mark.parametrize(
    "text",
    [
        "2024年9月到2025年7月共开会120次",
        "花了1380013元买设备",
        "教师节收礼问题突出，班主任工作辛苦",
        "110105194912310021不是有效号码",
        "全体教师都能认真备课",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert mask(text) == (text, ())


def test_a_surname_with_a_post_is_flagged_not_masked():
    assert mask("王建国主任经常不在岗") == ("王建国主任经常不在岗", ("maybe_name",))


@pytest.mark.parametrize("text", ["化学组就我一个女老师", "我是全校唯一的心理老师", "这一届只有本人一名外地教师"])
def test_self_identifying_remarks_are_flagged(text):
    assert "self_identifying" in mask(text)[1]


@given(st.sampled_from([pattern for placeholder, pattern, _ in shield._RULES if placeholder != "【姓名】"]), st.data())
def test_only_names_are_found_in_text_without_digit_or_letter(pattern, data):
    assert shield._DIGIT_OR_LETTER.search(data.draw(st.from_regex(pattern)))
