"""``fourwinds report``."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import Command

_KINDS = (
    "problems 问题清单，problems_by_office、problems_by_post 各部门、各岗位问题清单，opinions、opinions_by_tag 意见建议汇总（按对象、按类别），"
    "consultation 征求意见情况报告，outline、outline_by_post 对照检查提纲，plan 整改方案，ledger 整改台账，meeting 民主生活会情况报告，"
    "notice 情况通报，statistics 统计页，leads 线索移交件，page 网页报告，all 全部。"
)


@click.command(cls=Command)
@click.argument("tagged", metavar="分类结果...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="输出",
    type=click.Path(path_type=Path),
    help="结果文件（.docx，台账可用 .xlsx，网页用 .html），或文件夹。",
)
@click.option("--kind", default="problems", show_default=True, metavar="材料", help=_KINDS)
@click.option(
    "--profile",
    default="sifeng",
    show_default=True,
    metavar="方案",
    help="题目方案：sifeng、y2024、y2025，或自己的 .toml 文件。",
)
@click.option("--merge-teachers", is_flag=True, help="教师享乐主义并入师德师风（按方案中的 moves）。")
@click.option("--unit", default="", metavar="单位名称", help="写在标题里的单位名称。")
@click.option("--circulate", is_flag=True, help="生成传阅稿：不足5条的数字和意见编号不出现。")
@click.option(
    "--previous", metavar="文件", type=click.Path(path_type=Path), help="上一轮的分类结果或填好的台账，用来比较。"
)
@click.option(
    "--ledger", metavar="台账", type=click.Path(path_type=Path), help="已填写的台账；新台账保留其中填写的内容。"
)
@click.option("--template", metavar="模板", type=click.Path(path_type=Path), help="本单位的 .docx 模板。")
@click.option(
    "--check-ledger", metavar="台账", type=click.Path(path_type=Path), help="只检查一份填好的台账，不生成材料。"
)
@click.option("--quiet", is_flag=True, help="不显示过程。")
def report(
    tagged: tuple[Path, ...], output: Path | None, kind: str, profile: str, merge_teachers: bool, unit: str, circulate: bool,
    previous: Path | None, ledger: Path | None, template: Path | None, check_ledger: Path | None, quiet: bool,
) -> int:  # fmt: skip
    """由分类结果生成材料（Word、Excel 或网页）。

    分类结果是 fourwinds classify 写出的 xlsx、csv 或 jsonl；可以是人工改过、排过序的。每份材料旁边有一个来源文件，fourwinds trace 用它查数字背后的意见。
    """
    if check_ledger is not None:
        return _check(check_ledger)
    if not tagged:
        raise click.UsageError("缺少“分类结果”")
    if output is None:
        raise click.UsageError("缺少“-o / --output”")
    from fourwinds.workflows import report as work

    made = work.report(
        tagged, output, kind=kind, unit=unit, profile=profile, merge_teachers=merge_teachers, circulate=circulate,
        previous=previous, ledger=ledger, template=template,
    )  # fmt: skip
    if not quiet:
        summary = made.summary
        click.echo(
            f"意见 {summary.total} 条，归并为问题 {len(summary.problems)} 项；涉及上级或校外单位 {sum(p.count for p in summary.external)} 条，单独转交 {summary.leads} 条，未复核 {len(summary.unreviewed)} 条。"
        )
        if urgent := summary.statuses.get("safety", ()):
            click.echo(f"有 {len(urgent)} 条意见涉及学生安全，请立即核实（见线索移交件）。")
        for path in made.files:
            click.echo(f"已写入 {path}")
        if not made.files:
            click.echo("意见中没有提到可以单独成册的部门或岗位，没有写出文件。")
    return 0


def _check(path: Path) -> int:
    """Print the defects of a filled ledger; 1 when there are any."""
    from fourwinds.workflows.ledger import check

    checked = check(path)
    for defect in checked.defects:
        click.echo(f"第{defect.row}行“{defect.problem}”：{'；'.join(defect.lacks)}。")
    click.echo(
        f"共 {checked.rows} 行，{len(checked.defects)} 行需要补充。"
        if checked.defects
        else f"共 {checked.rows} 行，填写完整。"
    )
    return 1 if checked.defects else 0
