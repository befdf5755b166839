"""Sheets as offices make them: titles, headers of two rows, totals, notes, several tables, and what well-known sources look like."""

import pytest

from fourwinds.errors import InputError
from fourwinds.intake import columns, profiles, tables


def test_title_notes_totals_and_the_header_printed_again():
    grid = [
        ["2026年征求意见情况统计表", "", ""], ["单位（盖章）：", "", ""], ["序号", "类别", "意见建议"], ["1", "食堂", "饭菜浪费"], ["序号", "类别", "意见建议"],
        ["2", "会议", "会议太多"], ["小计", "", "2"], ["合 计", "", "2"], ["注：以上意见未经核实", "", ""], ["填表人：某某", "审核：某某", ""],
    ]  # fmt: skip
    (table,) = tables.find(grid)
    assert [number for number, _ in table.body] == [4, 6]
    assert table.skipped == 5


def test_an_answer_that_begins_like_a_total_is_kept():
    (table,) = tables.find([["意见", "部门"], ["合计报销要签七个字", "财务"], ["说明情况也没人听", "后勤"]])
    assert len(table.body) == 2


def test_a_header_of_two_rows_with_merged_cells():
    grid = [
        ["序号", "身份", "对班子的意见", "", ""],
        ["", "", "形式主义", "官僚主义", "其他建议"],
        ["1", "教师", "会多", "办事慢", "无"],
    ]
    (table,) = tables.find(grid)
    assert table.header == [
        "序号",
        "身份",
        "对班子的意见：形式主义",
        "对班子的意见：官僚主义",
        "对班子的意见：其他建议",
    ]
    assert table.body == [(3, ["1", "教师", "会多", "办事慢", "无"])]


ANONYMOUS = [
    ["姓名（选填）", "对学校的意见建议", ""],
    ["", "李娜老师打骂我家孩子", "打电话没人接"],
    ["张三", "食堂的饭菜太咸", "换换口味"],
    *([f"李四{n}", "作业太多", "少留一点"] for n in range(6)),
]


@pytest.mark.parametrize(
    "grid",
    [
        ANONYMOUS,
        ANONYMOUS[:3],
        [["姓名", *ANONYMOUS[0][1:]], *ANONYMOUS[1:]],
        [["班级（选填）", *ANONYMOUS[0][1:]], *ANONYMOUS[1:]],
        [["年级", *ANONYMOUS[0][1:]], *ANONYMOUS[1:4]],
        [ANONYMOUS[0], ["", "问题在于食堂", "作风问题不少"], *ANONYMOUS[2:]],  # words that names have, too
        [["序号", "意见建议", ""], ["", "希望换菜", "建议多放假"], ["1", "会议太多", ""], ["2", "", "换教室"]],
        [["序号", "意见建议", ""], ["", "打13800138000没人接", "不接电话"], ["1", "会议太多", ""], ["2", "", "换教室"]],
        [
            ["年级", "意见建议", ""],
            ["高一年级", "食堂问题", "教学问题"],
            ["高二年级", "会多", ""],
            ["高一年级", "", "累"],
        ],
        [["序号", "意见建议", ""], ["", "饭菜太咸", "没人接电话"], ["1", "会议太多", ""]],  # one answer proves nothing
    ],
)
def test_in_doubt_the_first_answer_is_no_second_row_of_the_header(grid):
    """It would be lost, and stand as a name of a column in every note and beside every other opinion."""
    (table,) = tables.find(grid)
    assert (table.header, table.second) == ([*grid[0][:2], "第3列"], 0)
    assert [row for _, row in table.body] == grid[1:]


@pytest.mark.parametrize(
    "grid",
    [
        [["序号", "对各方面的意见", ""], ["", "领导班子", "教务处"], ["1", "会议太多", "无"], ["2", "", "换教室"]],
        [["部门", "对各方面的意见", ""], ["", "领导班子", "教务处"], *([f"{n}组", "会议太多", "课表乱"] for n in range(5))],
        [["类别", "对各方面的意见", ""], ["类别", "领导的问题", "教学的问题"], ["食堂", "会议太多", "无"]],
        [["填表信息", "", "征求到的意见", ""], ["序号", "年级", "食堂", "教学意见"], ["1", "高一", "太咸", "无"]],
    ],
)  # fmt: skip
def test_a_second_row_that_is_certain_is_read_as_such(grid):
    (table,) = tables.find(grid)
    assert table.second == 2
    assert [row for _, row in table.body] == grid[2:]


MANY = ["会议太多", "没时间", "检查问题多", "材料内容多", "加班多"]


@pytest.mark.parametrize(
    "grid",
    [
        [
            ["序号", "意见建议"],
            ["1", "会议太多"],
            ["2", "菜少", "肉少", "汤淡", "饭硬", "菜咸"],
            ["3", "灯坏了没人修"],
        ],  # commas
        [["身份", "意见"], ["教师", "会议太多"], ["家长", "希望换菜", "肉少", "汤淡", "饭硬", "菜咸"]],
        [
            ["年级", "意见"],
            ["高一年级", "希望少开会"],
            ["高二年级", "菜少", "肉少", "汤淡", "饭硬"],
            ["高一年级", "会多"],
        ],
        [
            ["序号", "意见建议", "", "", "", ""],
            ["1", *MANY],
            ["2", "菜少", "灯坏", "车棚漏雨", "作业多", "厕所脏"],
        ],  # merged
        [["姓名", "意见建议", "", "", "", ""], ["张三", "希望少开会", *MANY[1:]], ["李四", *MANY]],
    ],
)
def test_a_header_that_names_few_of_the_columns(grid):
    """The first answer that fills more of them would be taken for it, lost, and printed: names of people too."""
    (table,) = tables.find(grid)
    assert [name for name in table.header if not name.startswith("第")] == [name for name in grid[0] if name]
    assert [row for _, row in table.body] == grid[1:]


@pytest.mark.parametrize(
    "above",
    [
        ["2026年征求意见情况统计表"],
        ["单位名称", "青禾学校", "填表时间"],
        ["单位", "高一年级组", "日期"],
        ["填报单位：教务处", "填报时间：9月"],
        ["意见汇总", "提交时间"],
    ],
)
@pytest.mark.parametrize(
    "header",
    [
        ["序号", "类别", "意见", "建议", "备注", "时间", "部门"],
        ["序号", "责任领导", "1、您的看法？", "您希望怎么改，请说明", "时限", "备注", "联系电话"],
    ],
)
def test_what_stands_above_a_header_is_none(above, header):
    (table,) = tables.find(
        [above, header, *([str(n), "食堂", "菜少，肉少", "换菜", "无", "9月", "后勤"] for n in range(4))]
    )
    assert all(name.endswith(own) for name, own in zip(table.header, header, strict=True))
    assert len(table.body) == 4


def test_several_tables_on_a_sheet_and_one_in_lines_of_json():
    grid = [
        ["序号", "意见"],
        ["1", "会议太多"],
        ["2", "材料太多"],
        [],
        ["家长部分"],
        ["序号", "建议内容"],
        ["1", "少留作业"],
    ]
    assert [(t.header[1], len(t.body)) for t in tables.find(grid)] == [("意见", 2), ("建议内容", 1)]
    assert len(tables.find(grid, several=False)) == 1


def _roles(header, row, profile=""):
    return [c.role for c in profiles.apply(profile, columns.propose(header, [row] * 3))]


M, X, C, Q, L = columns.METADATA, columns.CONTEXT, columns.CHOICE, columns.OPEN, columns.LABEL


@pytest.mark.parametrize(
    ("header", "row", "roles"),
    [
        (["序号", "提交答卷时间", "所用时间", "来自IP", "1、您的意见"], ["1", "2026/9/3 12:00:00", "123秒", "10.0.0.1", "会议太多"], [M, M, M, M, Q]),
        (["编号", "开始答题时间", "结束答题时间", "昵称", "1.您的建议"], ["1", "10:00", "10:01", "小白兔的家", "食堂浪费严重"], [M, M, M, M, Q]),
        (["提交者（自动）", "提交时间（自动）", "意见（必填）"], ["李老师的昵称", "2026年9月22日 10:13", "会议太多"], [M, M, Q]),
        (["发言人", "发言内容"], ["某某", "会议太多"], [M, Q]),
        (["类别", "意见建议", "备注"], ["食堂", "饭菜浪费", "已转后勤处理完毕"], [X, Q, C]),
        (["来信时间", "登记人", "来信内容", "处理结果"], ["9月3日", "某某", "报修没人管", "已经转给后勤部门处理"], [M, M, Q, C]),
        (["编号", "意见原文", "类别", "具体表现", "把握"], ["1", "会议太多", "形式主义", "文山会海", "0.9"], [L, Q, L, L, L]),
    ],
)  # fmt: skip
def test_profiles(header, row, roles):
    assert _roles(header, row) == roles


def test_an_unknown_profile_names_the_known_ones():
    with pytest.raises(InputError, match=r"没有名为“钉钉”的读取方案；可用 意见汇总、问卷星"):
        profiles.check("钉钉")


def test_a_total_that_says_what_it_counts_is_no_answer():
    (table,) = tables.find([["序号", "意见"], ["1", "会议太多"], ["合计", "20份"]])
    assert ([row for _, row in table.body], table.skipped) == ([["1", "会议太多"]], 1)
