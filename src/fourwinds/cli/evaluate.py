"""``fourwinds evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fourwinds.cli.chinese import Command

if TYPE_CHECKING:
    from fourwinds.model_records import Scorecard

_SMALL = 10  # groups of fewer rows are not worth a figure


@click.command(cls=Command)
@click.argument("labelled", metavar="标注文件", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="打印一个 JSON 对象。")
@click.option("--model", "name", default="", metavar="名称", help="要评测的模型；不写则用当前模型。")
@click.option("--workload", is_flag=True, help="列出各阈值下需人工看的条数和预计漏判。")
@click.option("--errors", default=0, type=click.IntRange(0), metavar="条数", help="列出最有把握却判错的若干条。")
@click.option(
    "--folds",
    default=4,
    show_default=True,
    type=click.IntRange(2),
    metavar="份数",
    help="给出语料文件夹时，分几份交叉验证。",
)
@click.option(
    "--plots", metavar="文件夹", type=click.Path(path_type=Path), help="把可靠性、覆盖率和混淆图存到这个文件夹。"
)
def evaluate(
    labelled: Path, as_json: bool, name: str, workload: bool, errors: int, folds: int, plots: Path | None
) -> None:  # fmt: skip
    """用人工标注的文件评测模型。

    每行一个 JSON：{"text": "…", "label": "formalism"}，label 为类别代码或 none，null 表示有争议。
    给出语料文件夹时做交叉验证：每一份都由没有见过它的模型来判断。
    """
    from fourwinds.workflows import evaluate as work
    from fourwinds.workflows.models import load_model

    model = load_model(name or None)
    if workload:
        table, (own_rows, own_missed) = work.workload(labelled, model=model)
        for threshold, to_read, missed in table:
            click.echo(f"设阈值 {threshold:g}：需人工看 {to_read} 条，预计漏判 {missed:.0f} 条")
        tags = zip(model.labels, model.thresholds.tolist(), strict=True)
        own = "，".join(f"{model.taxonomy.tag_zh(tag)} {threshold:g}" for tag, threshold in tags)
        click.echo(f"用模型自己的阈值（{own}）：需人工看 {own_rows} 条，预计漏判 {own_missed:.0f} 条")
        return
    card = work.cross_validate(labelled, folds) if labelled.is_dir() else work.evaluate(labelled, model=model)
    if plots is not None:
        work.plot(card, plots)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps(asdict(card), ensure_ascii=False))
        return
    _print(card)
    for text, right, said, score in card.errors[:errors]:
        click.echo(f"应为 {right}，判为 {said}（{score:.2f}）：{text}")


def _print(card: Scorecard) -> None:
    click.echo(
        f"共 {card.n} 条，宏平均 F1 {card.macro_f1:.3f}（95% 区间 {card.macro_f1_low:.3f}–{card.macro_f1_high:.3f}），准确率 {card.accuracy:.3f}"
    )
    if card.lenient is not None:
        click.echo(f"从宽（任一读者的判断都算对）：宏平均 F1 {card.lenient:.3f}，准确率 {card.lenient_accuracy:.3f}")
    click.echo(f"校准误差 ECE {card.ece:.3f}")
    click.echo("类别              精确率  召回率  F1（95% 区间）         条数")
    for label, tag in card.per_tag.items():
        click.echo(
            f"{label:<16}  {tag.precision:6.3f}  {tag.recall:6.3f}  {tag.f1:.3f}（{tag.f1_low:.3f}–{tag.f1_high:.3f}）  {tag.support:>6}"
        )
    click.echo("混淆（行为应判，列为所判）：" + " ".join(label[:6] for label in card.labels))
    for label, line in zip(card.labels, card.confusion, strict=True):
        click.echo(f"{label:<16}" + "".join(f"{n:>6}" for n in line))
    click.echo(
        "只取最有把握的部分时的准确率："
        + "，".join(f"{share:.0%} {accuracy:.3f}" for share, accuracy in card.coverage_curve)
    )
    if card.null_auroc is not None:
        click.echo(f"有争议的行把握更低：AUROC {card.null_auroc:.3f}")
    if card.manifestation_top1 is not None:
        click.echo(f"具体表现：首选对 {card.manifestation_top1:.3f}，前三含对 {card.manifestation_top3:.3f}")
    if card.subject_accuracy is not None:
        alone = card.subject_accuracy_alone
        beside = "" if alone is None else f"（不看表格栏目 {alone:.3f}）"
        click.echo(f"涉及对象：准确率 {card.subject_accuracy:.3f}{beside}")
    for name, parts in card.by_group.items():
        large = {part or "（未注明）": hit for part, hit in parts.items() if hit[0] >= _SMALL}
        rest = sum(n for n, _ in parts.values()) - sum(n for n, _ in large.values())
        lines = [f"{part} {n} 条 {accuracy:.2f}" for part, (n, accuracy) in large.items()]
        click.echo(f"按{name}：" + "，".join([*lines, *([f"其余各不足 {_SMALL} 条，共 {rest} 条"] if rest else [])]))
