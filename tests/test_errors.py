"""Errors reach the person who can mend them, from other processes too."""

import copy

from fourwinds.errors import InputError, StaleVerdict
from fourwinds.intake.answers import NoOpinionColumn


def test_an_error_comes_whole_from_another_process():
    """It cannot be made again by its sentence alone, and an error that cannot be read breaks the pool it came from."""
    for error in (
        InputError("“a.csv”在读取时被改动", allowed="不再变的文件", todo="等其他程序写完后重试"),
        StaleVerdict("别人已经改过", todo="看过后再定", verdicts=("甲",)),
        NoOpinionColumn("没有意见列", todo="另选一列", columns=(("表格", "序号"),)),
    ):
        again = copy.copy(error)  # taken apart and put together as for another process
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
