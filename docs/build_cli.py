"""Writes ``docs/cli.md`` from the commands' own help; ``tests/docs/test_docs.py`` fails when it is stale."""

from __future__ import annotations

from pathlib import Path

import click

from fourwinds.cli.chinese import ChineseContext
from fourwinds.cli.main import fourwinds

TARGET = Path(__file__).parent / "cli.md"


def text() -> str:
    """The whole reference, in Chinese like the help pages."""
    parts = [
        "# 命令参考",
        "",
        "由 `python docs/build_cli.py` 生成，请勿手改。退出码：0 完成，1 输入或状态不允许，2 用法不对。",
        "",
    ]
    for path, command in _commands("fourwinds", fourwinds):
        with ChineseContext(command, info_name=path, terminal_width=100, max_content_width=100) as context:
            parts += [f"## {path}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def _commands(path: str, command: click.Command) -> list[tuple[str, click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            found += _commands(f"{path} {name}", inner)
    return found


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
