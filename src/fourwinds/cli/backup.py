"""``fourwinds backup``."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import Command, confirm
from fourwinds.cli.store import chosen, operator


@click.command(cls=Command)
@click.option("--list", "listing", is_flag=True, help="列出已有的备份，不新做。")
@click.option(
    "--restore", metavar="文件", type=click.Path(path_type=Path, dir_okay=False), help="把数据库恢复成这份备份的样子。"
)
@click.option("--yes", is_flag=True, help="恢复前不再询问。")
def backup(listing: bool, restore: Path | None, yes: bool) -> None:
    """备份复核数据库，或从备份恢复。恢复之前会先把现状另做一份备份。"""
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        if listing:
            for path in store.backups():
                click.echo(f"{path}　{path.stat().st_size / 1e6:.1f} MB")
        elif restore is not None:
            if not yes:
                confirm(f"数据库将变回“{restore.name}”时的样子，之后的复核不再可见")
            store.restore(restore, operator())
            click.echo(f"已恢复到“{restore.name}”，恢复前的样子在 {store.backups()[-1]}")
        else:
            click.echo(f"已备份到 {store.backup('manual')}")
