"""``fourwinds learn``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fourwinds.cli.chinese import Command
from fourwinds.cli.store import chosen, operator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fourwinds.workflows.learn import Learnt

_SHOWN = 20  # changes that are listed; --json has them all


@click.command(cls=Command)
@click.argument("tables", metavar="改过的表格...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--by", default="", metavar="姓名", help="这些改动是谁做的；不写则为本机用户名。")
@click.option("--quiet", is_flag=True, help="只显示读不懂的行。")
@click.option("--json", "as_json", is_flag=True, help="在标准输出打印一个 JSON 对象。")
def learn(tables: tuple[Path, ...], by: str, quiet: bool, as_json: bool) -> int:
    """把改过的表格（classify 写出的 xlsx）中的复核意见收进库里。

    改了类别、具体表现、涉及对象、状态的行，以及“复核意见”写了“同意”“拿不准”“排除”的行才算数；
    排序、筛选、删行、移动列都不影响。同一份表格收两次，结果不变。
    """
    from fourwinds.workflows import learn as work
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        done = work.learn(tables, store, by or operator())
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    elif not quiet:
        for line in _lines(done):
            click.echo(line)
    if not as_json:
        for _, reason in done.unreadable:
            click.echo(f"未收：{reason}", err=True)
    return 1 if done.unreadable else 0


def _lines(done: Learnt) -> Iterator[str]:
    if done.added:
        yield f"库里没有的 {done.added} 条意见已先存为批次“{'”“'.join(done.batches)}”。"
    yield (
        f"共 {done.rows} 条，收下 {done.taken} 条复核意见：改正 {done.corrected} 条，同意 {done.confirmed} 条，"
        f"拿不准 {done.unsure} 条，排除 {done.excluded} 条；此前已收 {done.known} 条，未复核 {done.untouched} 条。"
    )
    for change in done.changes[:_SHOWN]:
        yield f"  {change.where}：{change.what}由“{change.before or '空'}”改为“{change.after or '空'}”"
    if len(done.changes) > _SHOWN:
        yield f"  另有 {len(done.changes) - _SHOWN} 处改动，--json 可看全部。"
    if done.conflicts:
        yield f"与其他复核人不一致 {len(done.conflicts)} 条，双方的意见都已保留，请裁定："
        for conflict in done.conflicts:
            yield f"  {conflict.where}：本表“{conflict.here}”，{conflict.reviewer}“{conflict.there}”"
