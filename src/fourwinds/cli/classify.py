"""``fourwinds classify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fourwinds.cli.chinese import Command, ProgressBar

_PREVIEW = 10  # opinions shown by --dry-run
_DOING = "正在归类"
_PART = "份"  # of a file or folder that is worked at in parts

if TYPE_CHECKING:
    from fourwinds.workflows.classify import Classified


@click.command(cls=Command)
@click.argument("paths", metavar="文件或文件夹...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    default=None,
    metavar="输出文件",
    type=click.Path(path_type=Path),
    help="结果文件，后缀 .xlsx（给人看）、.csv 或 .jsonl；除 --dry-run 外必填。",
)
@click.option("--text-column", default="", metavar="列名", help="表格中哪一列是意见；不写则自动判断。")
@click.option("--sheet", default="", metavar="工作表", help="只读这一张工作表。")
@click.option("--profile", default="", metavar="方案", help="表格按哪种来源读取，如 问卷星；不写则自动判断。")
@click.option("--dry-run", is_flag=True, help="只显示各列怎样读取和前几条意见，不归类、不写文件。")
@click.option(
    "--jobs",
    default=0,
    metavar="个数",
    type=click.IntRange(0),
    help="最多用几个进程，至多八个；不写则大文件用满本机的核，小文件用一个。",
)
@click.option("--engine", default="local", type=click.Choice(["local", "dask"]), help="在本机还是在 Dask 集群上处理。")
@click.option("--scheduler", default="", metavar="地址", help="Dask 调度器的地址，如 tcp://10.0.0.5:8786。")
@click.option("--quiet", is_flag=True, help="不显示过程。")
@click.option("--json", "as_json", is_flag=True, help="在标准输出打印一个 JSON 对象。")
def classify(
    paths: tuple[Path, ...], output: Path | None, text_column: str, sheet: str, profile: str, dry_run: bool, jobs: int,
    engine: str, scheduler: str, quiet: bool, as_json: bool,
) -> int:  # fmt: skip
    """把意见文件逐条归类，写成表格。

    可读取 xlsx、xls、et、csv、tsv、txt、md、jsonl、docx、pdf，旧版 doc、wps（需装有 LibreOffice），
    也可以是装着这些文件的文件夹或 zip 压缩包；“-”是标准输入。
    """
    if dry_run:
        return _preview(paths, text_column, sheet, profile)
    if output is None:
        raise click.UsageError("缺少“-o / --output”；只想看看怎样读取可用 --dry-run")
    if engine != "local":
        return _on_cluster(paths, output, text_column, scheduler, quiet, as_json)
    from fourwinds.workflows import classify as work
    from fourwinds.workflows import report

    if output.suffix.lower() not in report.TABLES:
        raise report.wrong_suffix(output, report.TABLES)
    if output.resolve() in {path.resolve() for path in paths}:
        raise click.UsageError("输出文件不能是输入文件")
    result = _in_parts(
        paths, output, text_column, profile, jobs, ProgressBar(_DOING, quiet=quiet or as_json, unit=_PART)
    )
    if result is None:
        bar = ProgressBar(_DOING, quiet=quiet or as_json)
        result = work.classify(paths, text_column=text_column, sheet=sheet, profile=profile, progress=bar, jobs=jobs)
        bar.close()
        report.write_tagged(result.opinions, result.funnel, output)
    if as_json:
        import json

        click.echo(
            json.dumps(
                {
                    "output": str(output), "model": result.model_name, "funnel": dict(result.funnel.lines()),
                    "to_look_over": dict(result.to_look_over),
                    "unreadable": {name: str(error) for name, error in result.unreadable},
                },
                ensure_ascii=False,
            )
        )  # fmt: skip
    elif not quiet:
        for name, note in result.notes:
            click.echo(f"{name}：{note}", err=True)
        for label, figure in result.funnel.lines():
            click.echo(f"{_pad(label, 38)}{figure:>8}")
        if sentence := report.look_over(result.to_look_over, output):
            click.echo(sentence)
        click.echo(f"已写入 {output}")
    for name, error in result.unreadable:
        click.echo(f"未能读取“{name}”：{error}", err=True)
    return 1 if result.unreadable else 0


def _preview(paths: tuple[Path, ...], text_column: str, sheet: str, profile: str) -> int:
    """Print the role of every column and the first opinions, masked."""
    from fourwinds.intake.answers import Choice
    from fourwinds.workflows import tagging
    from fourwinds.workflows.gather import gather

    gathered = gather(paths, Choice(text_column, sheet, profile))
    heading = ("", "")
    for name, place, column in gathered.columns:
        if heading != (name, place):
            heading = (name, place)
            click.echo(f"{name}　{place}")
        click.echo(f"  {_pad(column.name[:40], 42)}{_pad(column.role, 26)}{column.reason}")
    for name, note in gathered.notes:
        click.echo(f"{name}：{note}")
    opinions = tagging.unnumbered_all(gathered.feedback[:_PREVIEW])
    click.echo(f"共 {gathered.files} 个文件、{len(gathered.feedback)} 个回答，前几条意见：")
    for opinion in opinions[:_PREVIEW]:
        click.echo(f"  {opinion.shown[:60]}{f'（{opinion.context[:30]}）' if opinion.context else ''}")
    for name, error in gathered.unreadable:
        click.echo(f"未能读取“{name}”：{error}", err=True)
    return 1 if gathered.unreadable else 0


def _on_cluster(
    paths: tuple[Path, ...], output: Path, text_column: str, scheduler: str, quiet: bool, as_json: bool
) -> int:
    """One input folder to one output folder, row by row."""
    if len(paths) != 1 or not scheduler:
        raise click.UsageError("集群方式要一个输入文件夹，并用 --scheduler 写明调度器地址")
    from fourwinds.workflows import cluster, report

    bar = ProgressBar(_DOING, quiet=quiet or as_json, unit=_PART)
    done = cluster.classify_folder(paths[0], output, text_column=text_column, scheduler=scheduler, progress=bar)
    bar.close()
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps({"output": str(output), **asdict(done)}, ensure_ascii=False))
    elif not quiet:
        click.echo(f"共 {done.partitions} 份，原已完成 {done.already} 份，本次写入 {done.rows} 条，在 {output}")
        if sentence := report.look_over(done.to_look_over, output):
            click.echo(f"{sentence}{'（不计原已完成的各份）' if done.already else ''}")
    return 0


def _in_parts(
    paths: tuple[Path, ...], output: Path, text_column: str, profile: str, jobs: int, bar: ProgressBar
) -> Classified | None:
    """The whole work for one large csv file, or None when it is not that."""
    if len(paths) != 1 or output.suffix.lower() != ".csv" or paths[0].suffix.lower() not in (".csv", ".tsv"):
        return None
    from fourwinds.workflows import scale

    if not scale.suits(paths, output, jobs):
        return None
    done = scale.classify_in_parts(paths[0], output, text_column=text_column, profile=profile, jobs=jobs, progress=bar)
    bar.close()
    return done


def _pad(text: str, width: int) -> str:
    """``text`` filled up with blanks to ``width`` terminal columns."""
    from unicodedata import east_asian_width

    used = sum(2 if east_asian_width(c) in "WF" or c in "“”" else 1 for c in text)
    return text + " " * max(0, width - used)
