"""``fourwinds doctor``."""

from __future__ import annotations

import click

from fourwinds.cli.chinese import Command
from fourwinds.cli.store import chosen

_MARKS = {"ok": "正常", "hint": "提示", "bad": "有误"}


@click.command(cls=Command)
def doctor() -> int:
    """检查安装是否完好，并说明怎么处理。"""
    from fourwinds.workflows import doctor as work

    checks = work.doctor(chosen())
    for check in checks:
        click.echo(
            f"[{_MARKS[check.state]}] {check.name}：{check.found}"
            + (f"；请{check.todo}" if check.state == "bad" else f"；{check.todo}" if check.todo else "")
        )
    return 1 if any(check.state == "bad" for check in checks) else 0
