"""``fourwinds retrain``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fourwinds.cli.chinese import Command
from fourwinds.cli.store import chosen, operator

_SHOWN = 10  # suspected verdicts that are listed; --json has them all

if TYPE_CHECKING:
    from fourwinds.workflows.retrain import Retrained


@click.command(cls=Command)
@click.option("--by", default="", metavar="姓名", help="记在日志里的操作人；不写则为本机用户名。")
@click.option("--force-by", default="", metavar="审批人", help="检验未通过也启用新模型；写审批人的账号，记入日志。")
@click.option("--quiet", is_flag=True, help="不显示过程。")
@click.option("--json", "as_json", is_flag=True, help="在标准输出打印一个 JSON 对象。")
def retrain(by: str, force_by: str, quiet: bool, as_json: bool) -> None:
    """用语料和复核意见重训模型；新模型经检验没有一项指标确实下降才启用。"""
    from fourwinds.workflows import retrain as work
    from fourwinds.workflows.storing import opened

    def tell(done: int, total: int, what: str) -> None:
        if not (quiet or as_json):
            click.echo(f"[{done + 1}/{total}] {what}…", err=True)

    with opened(chosen()) as store, store.at_work.shared():
        done = work.retrain(store, by or operator(), force_by=force_by, progress=tell)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(done), ensure_ascii=False))
    else:
        for line in _lines(done):
            click.echo(line)


def _lines(done: Retrained) -> list[str]:
    said = [f"学习了 {done.rows} 条复核意见，另留 {done.exam} 条随机抽查的意见只作检验。"]
    if done.corrected:
        said.append(
            f"其中 {done.corrected} 条改过类别：原模型与复核一致 {done.right_before} 条，新模型 {done.right_after} 条。"
        )
    said += done.gate.reasons
    if done.suspected:
        said.append(f"有 {len(done.suspected)} 条复核意见可能判错，请再看一遍：")
        said += [f"  批次“{s.batch}”编号 {s.opinion_id}：复核为“{s.decided}”" for s in done.suspected[:_SHOWN]]
    if done.decision == "kept":
        said.append(f"新模型“{done.name}”已留存，未启用；审批人可用 --force-by 启用。")
    elif done.decision == "forced":
        said.append(f"按审批人的决定启用新模型“{done.name}”，更新了 {done.renewed} 条未复核意见的建议。")
    else:
        said.append(f"已启用新模型“{done.name}”，更新了 {done.renewed} 条未复核意见的建议。")
    return [*said, f"用时 {done.seconds:.1f} 秒；fourwinds models rollback 可退回“{done.champion}”。"]
