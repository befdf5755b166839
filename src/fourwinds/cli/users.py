"""``fourwinds users``."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from fourwinds.cli.chinese import Command, Group
from fourwinds.cli.store import chosen, operator
from fourwinds.errors import InputError
from fourwinds.review_records import ROLES_ZH

_role = click.option(
    "--role", required=True, type=click.Choice(list(ROLES_ZH)),
    help="staff 上传和出材料，reviewer 复核，approver 裁定、定稿和销毁。",
)  # fmt: skip
_stdin = click.option("--stdin", is_flag=True, help="从标准输入读密码的第一行，不询问。")


@click.group(cls=Group, name="users")
def users() -> None:
    """管理复核系统的账号。"""


@users.command(cls=Command, name="list")
def list_() -> None:
    """列出账号。"""
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        for user in store.users.all():
            click.echo(
                f"{user.name}　{ROLES_ZH[user.role]}　{'可登录' if user.active else '已停用'}　建于 {_local(user.created)}"
            )


@users.command(cls=Command)
@click.argument("name", metavar="账号名")
@_role
@_stdin
def add(name: str, role: str, stdin: bool) -> None:
    """新增账号，密码在提示后输入。"""
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        made = store.users.add(name, _password(stdin), role, operator())
    click.echo(f"已新增账号“{made.name}”（{ROLES_ZH[role]}）。")


@users.command(cls=Command)
@click.argument("name", metavar="账号名")
@_stdin
def password(name: str, stdin: bool) -> None:
    """更换密码，已登录的要重新登录。"""
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        changed = store.users.change_password(name, _password(stdin), operator())
    click.echo(f"已更换“{changed.name}”的密码。")


@users.command(cls=Command)
@click.argument("name", metavar="账号名")
@_role
def role(name: str, role: str) -> None:
    """更换角色。"""
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        changed = store.users.set_role(name, role, operator())
    click.echo(f"“{changed.name}”现在是{ROLES_ZH[role]}。")


@users.command(cls=Command)
@click.argument("name", metavar="账号名")
def disable(name: str) -> None:
    """停用账号，已登录的立即退出。"""
    _set_active(name, False)


@users.command(cls=Command)
@click.argument("name", metavar="账号名")
def enable(name: str) -> None:
    """重新启用账号。"""
    _set_active(name, True)


def _set_active(name: str, active: bool) -> None:
    from fourwinds.workflows.storing import opened

    with opened(chosen()) as store:
        changed = store.users.set_active(name, active, operator())
    click.echo(f"账号“{changed.name}”已{'启用' if active else '停用'}。")


def _local(at: str) -> str:
    """A UTC time as this office's clock shows it."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def _password(stdin: bool) -> str:
    try:
        if stdin:
            return sys.stdin.readline().rstrip("\r\n")
        while True:  # click's own way to ask twice complains in English
            said, again = (
                str(click.prompt(what, hide_input=True, prompt_suffix="：")) for what in ("密码", "再输一次")
            )
            if said == again:
                return said
            click.echo("两次输入的密码不一样，请重新输入。", err=True)
    except UnicodeDecodeError:
        raise InputError(
            "密码里有不是 UTF-8 编码的字符", todo="把终端或文件的编码改成 UTF-8 后重新输入，或换一个密码"
        ) from None
