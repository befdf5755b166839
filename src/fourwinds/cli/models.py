"""``fourwinds models``."""

from __future__ import annotations

import click

from fourwinds.cli.chinese import Command, Group


@click.group(cls=Group, name="models")
def models() -> None:
    """查看和切换模型。"""


@models.command(cls=Command, name="list")
def list_() -> None:
    """列出现有模型，* 为当前使用。"""
    from fourwinds.workflows import models as work

    for line in work.list_models():
        figures = line.card.figures
        trained = f"{'*' if line.in_use else ' '} {line.name:<20} 语料 {figures['rows']:.0f} 条"
        if "reviewed" in figures:
            click.echo(f"{trained}，其中复核意见 {figures['reviewed']:.0f} 条")
        else:
            click.echo(f"{trained}，交叉验证宏平均 F1 {figures['oof_macro_f1']:.3f}")


@models.command(cls=Command)
@click.argument("name", metavar="名称", default="")
def show(name: str) -> None:
    """显示一个模型的说明（JSON）；不写名称则为当前模型。"""
    import json
    from dataclasses import asdict

    from fourwinds.workflows import models as work

    click.echo(json.dumps(asdict(work.load_model(name or None).card), ensure_ascii=False, indent=1))


@models.command(cls=Command)
@click.argument("name", metavar="名称")
def use(name: str) -> None:
    """改用另一个模型。"""
    from fourwinds.workflows import models as work

    work.use(name)
    click.echo(f"现在使用模型“{name}”。")


@models.command(cls=Command)
def rollback() -> None:
    """退回上一个使用过的模型。"""
    from fourwinds.workflows import models as work

    click.echo(f"已退回模型“{work.rollback()}”。")
