"""``fourwinds trace``."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import Command

_SHORT = 50
_FEW = 12


@click.command(cls=Command)
@click.argument("paper", metavar="材料", type=click.Path(path_type=Path))
@click.argument("where", metavar="[表或段]", default="")
@click.option(
    "--tagged",
    metavar="分类结果",
    multiple=True,
    type=click.Path(path_type=Path),
    help="写材料时用的分类结果；不写则在材料旁边找。",
)
@click.option("--json", "as_json", is_flag=True, help="打印一个 JSON 对象。")
def trace(paper: Path, where: str, tagged: tuple[Path, ...], as_json: bool) -> None:
    """查材料里的数字由哪些意见得来。

    位置可写“表1”“表1第2行第3列”“段3”，或数字旁边的文字；不写则列出全部数字。
    """
    from fourwinds.workflows.trace import trace as work

    found = work(paper, where, tagged)
    if as_json:
        import json

        figures = [{"place": f.place, "text": f.text, "opinions": list(f.opinion_ids)} for f in found.figures]
        click.echo(
            json.dumps({"figures": figures, "changed": found.changed, "removed": found.removed}, ensure_ascii=False)
        )
        return
    if found.changed:
        click.echo(f"提示：材料写出后改动过，其中{found.removed}处数字已删去；下面按写出时的数字列出。", err=True)
    for figure in found.figures:
        click.echo(f"{figure.place}　{figure.text[:_SHORT]}")
        shown = figure.opinion_ids if where else figure.opinion_ids[:_FEW]
        more = "……" if len(shown) < len(figure.opinion_ids) else ""
        click.echo(f"　　意见{len(figure.opinion_ids)}条：{'、'.join(shown) or '无'}{more}")
        if where:
            for number in figure.opinion_ids:
                if number in found.opinions:
                    click.echo(f"　　{number}：{found.opinions[number].text}")
    if where and not found.opinions:
        click.echo("提示：材料旁边没有找到写它时用的分类结果，只列编号；可用 --tagged 指明。", err=True)
