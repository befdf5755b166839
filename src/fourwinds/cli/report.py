"""``fourwinds report``."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import Command


@click.command(cls=Command)
@click.argument("tagged", metavar="分类结果...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="输出",
    type=click.Path(path_type=Path),
    help="结果 .docx 文件，或一个已有的文件夹。",
)
@click.option("--kind", default="problems", show_default=True, metavar="材料", help="要生成的材料：problems 问题清单。")
@click.option("--unit", default="", metavar="单位名称", help="写在标题里的单位名称。")
@click.option("--quiet", is_flag=True, help="不显示过程。")
def report(tagged: tuple[Path, ...], output: Path, kind: str, unit: str, quiet: bool) -> None:
    """由分类结果生成材料（Word）。

    分类结果是 fourwinds classify 写出的 xlsx、csv 或 jsonl；可以是人工改过、排过序的。
    """
    from fourwinds.workflows import report as work

    summary = work.report(tagged, output, kind=kind, unit=unit)
    if not quiet:
        click.echo(
            f"意见 {summary.total} 条，归并为问题 {len(summary.problems)} 项；单独转交 {summary.leads} 条，待复核 {summary.to_review} 条。"
        )
        click.echo(f"已写入 {output}")
