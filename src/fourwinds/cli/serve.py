"""``fourwinds serve``."""

from __future__ import annotations

import click

from fourwinds.cli.chinese import Command
from fourwinds.cli.store import chosen
from fourwinds.errors import InputError

LOCAL = "127.0.0.1"


@click.command(cls=Command)
@click.option(
    "--port",
    default=None,
    metavar="端口",
    type=click.IntRange(0, 65535),
    help="不写时用 8765，被占用就任选一个空闲的；写 0 总是任选。",
)
@click.option(
    "--host", default=LOCAL, metavar="地址", help="默认只有本机能用；写本机的局域网地址，同事也能用（须先建账号）。"
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="名称",
    help="同事在浏览器里输入的主机名或地址，可写几个；地址为 0.0.0.0 时必填。",
)
@click.option("--max-upload", default=256, metavar="MB", type=click.IntRange(1, 4096), help="一次上传最多多少 MB。")
@click.option("--no-browser", is_flag=True, help="不自动打开浏览器。")
def serve(port: int | None, host: str, names: tuple[str, ...], max_upload: int, no_browser: bool) -> None:
    """打开本机网页：上传、复核、重训、出材料。

    在本机使用时点开显示的一次性链接即可，不需要账号；按 Ctrl+C 停止。
    """
    from fourwinds.workflows.desk import open_desk

    try:
        from fourwinds.web import server
    except ImportError as error:
        raise InputError(
            f"没有安装网页所需的库（{error.name}）", todo="运行 pip install 'fourwinds[web]' 后重试"
        ) from error
    with open_desk(chosen()) as desk:
        running = server.prepare(desk, host=host, port=port, names=names, upload_bytes=max_upload << 20)
        try:
            _announce(running.address, running.link)
            if running.link and not no_browser:
                click.launch(running.link)
            running.run()
        except KeyboardInterrupt:  # what was announced as the way to end, and nothing was cut off by it
            click.echo("已停止。")


def _announce(address: str, link: str) -> None:
    if link:
        click.echo("网页已启动。浏览器没有自动打开的，把下面的链接复制到浏览器。")
        click.echo(f"一次性链接（只能用一次，请勿转发）：{link}")
    else:
        click.echo(f"网页已启动，同事在浏览器里打开：{address}")
    click.echo("按 Ctrl+C 停止。")
