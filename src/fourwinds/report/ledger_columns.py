"""Columns of 整改台账: the usual ones, or those an office lists in its settings, in its order and under its names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fourwinds.errors import SettingsError

SETTING = "ledger_columns"
STATES = ("完成", "基本完成", "正在推进", "未启动")
LONG_TERM = "长期坚持"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger: code, header, relative width, choices of its drop-down list."""

    code: str
    header: str
    width: float
    choices: tuple[str, ...] = ()


COLUMNS = (
    Column("number", "序号", 10),
    Column("heading", "类别", 22),
    Column("problem", "问题表现", 46),
    Column("count", "意见条数", 11),
    Column("ids", "原文编号", 22),
    Column("goal", "整改目标（标准）", 19),
    Column("measure", "整改措施", 26),
    Column("leader", "责任领导", 12),
    Column("office", "责任部门", 13),
    Column("person", "责任人", 12),
    Column("kind", "整改类型", 13, ("立行立改", "限期整改", LONG_TERM)),
    Column("due", "完成时限", 13),
    Column("progress", "进展及整改结果", 17),
    Column("proof", "佐证材料", 13),
    Column("state", "是否销号", 13, STATES),
)
GIVEN = ("number", "heading", "problem", "count", "ids")  # what the program fills; people fill everything else
_NEW_WIDTH = 16.0


def chosen(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns that ``names`` ask for; without any, all usual ones.

    Args:
        names: headers of usual columns, ``own name=usual header`` to rename one, or new names for empty columns.

    Raises:
        SettingsError: a column stands twice, or none holds the problem.

    >>> [(c.code, c.header) for c in chosen(["序号", "存在问题=问题表现", "时间进度=完成时限", "督办领导"])]
    [('number', '序号'), ('problem', '存在问题'), ('due', '时间进度'), ('督办领导', '督办领导')]
    """
    if not names:
        return COLUMNS
    usual = {column.header: column for column in COLUMNS}
    found = []
    for name in names:
        own, _, meant = (part.strip() for part in name.partition("="))
        if meant and meant not in usual:
            raise SettingsError(
                f"设置项“{SETTING}”中“{name}”的“{meant}”不是台账的栏目", allowed=f"可用 {'、'.join(usual)}",
                todo="改正设置文件",
            )  # fmt: skip
        known = usual.get(meant or own)
        found.append(replace(known, header=own) if known else Column(own, own, _NEW_WIDTH))
    twice = [c.header for c in found if sum(c.code == o.code or c.header == o.header for o in found) > 1]
    if twice:
        raise SettingsError(f"设置项“{SETTING}”中“{'、'.join(dict.fromkeys(twice))}”重复", todo="每个栏目只写一次")
    if not any(column.code == "problem" for column in found):
        raise SettingsError(
            f"设置项“{SETTING}”中没有“问题表现”",
            allowed="可以改名，如“存在问题=问题表现”",
            todo="在设置文件中加上这一栏",
        )
    return tuple(found)


def with_filled(columns: Sequence[Column], filled: Sequence[str]) -> tuple[Column, ...]:
    """``columns`` and, after them, every column that people have filled in though it is not asked for."""
    usual = {column.code: column for column in COLUMNS}
    here = {column.code for column in columns}
    more = [code for code in dict.fromkeys(filled) if code not in here]
    return (*columns, *(usual.get(code, Column(code, code, _NEW_WIDTH)) for code in more))
