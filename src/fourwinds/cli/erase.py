"""``fourwinds erase``."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import Command, confirm
from fourwinds.cli.store import chosen, operator


@click.command(cls=Command)
@click.option("--batch", required=True, metavar="编号", type=click.IntRange(1), help="要销毁的批次。")
@click.option(
    "-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="销毁记录写到哪里；不写则放在数据库旁。"
)
@click.option("--by", default="", metavar="姓名", help="经办人；不写则为本机用户名。")
@click.option("--yes", is_flag=True, help="不再询问。")
@click.option("--json", "as_json", is_flag=True, help="在标准输出打印一个 JSON 对象。")
def erase(batch: int, output: Path | None, by: str, yes: bool, as_json: bool) -> None:
    """销毁一个批次的原文、复核记录和备份，留下不含原文的销毁记录。不能恢复。"""
    from fourwinds.workflows import erase as work
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        found = store.batches.get(batch)
        if not yes:
            confirm(f"将永久销毁批次 {batch}“{found.name}”（{found.opinions} 条意见）")
        done = work.erase(store, batch, by or operator(), output)
    if as_json:
        import json

        click.echo(json.dumps({"certificate": str(done.certificate), **done.figures}, ensure_ascii=False))
    else:
        click.echo(f"已销毁 {done.figures['opinions']} 条意见，销毁记录在 {done.certificate}")
