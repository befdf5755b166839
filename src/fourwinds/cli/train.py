"""``fourwinds train``."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import Command


@click.command(cls=Command)
@click.option(
    "--corpora",
    default="corpora",
    show_default=True,
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="语料文件夹，内有 opinions 和 phrases。",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="模型写到哪个文件夹。",
)
@click.option("--name", default="", metavar="名称", help="模型名称；不写则用文件夹名。")
def train(corpora: Path, output: Path, name: str) -> None:
    """用语料训练模型；同样的语料得到逐字节相同的模型。"""
    from fourwinds.workflows import train as work

    card = work.train(corpora, output, name or output.resolve().name)
    figures = card.figures
    click.echo(
        f"语料 {figures['rows']:.0f} 条，交叉验证宏平均 F1 {figures['oof_macro_f1']:.3f}，校准误差 {figures['oof_ece']:.3f}。"
    )
    click.echo(f"已写入 {output}")
