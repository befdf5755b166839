"""click in Chinese: help pages, usage errors and the progress bar."""

from __future__ import annotations

import re
import sys
import time
from typing import Any

import click


class ChineseFormatter(click.HelpFormatter):
    """Help pages whose words are Chinese and whose columns know that a Chinese character is two wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        del prefix
        super().write_usage(prog, _in_chinese(args), "用法：")


_WORDS = (
    ("[OPTIONS]", "[选项]"),
    ("[COMMAND] [ARGS]...", "命令 [参数]..."),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
    ("  [required]", "（必填）"),
    ("[required]", "（必填）"),
    ("[default: ", "[默认 "),
    ("; required]", "；必填]"),
)


def _in_chinese(text: str) -> str:
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return text


class _Speaks:
    """What Command and Group share."""

    context_class = click.Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; an option without its value too knows of which command it is, so that the right help is named."""
        try:
            rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except click.BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with a Chinese description."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本帮助。"
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List arguments and options, then commands."""
        records = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx)) is not None]  # type: ignore[attr-defined]
        if records:
            with formatter.section("选项"):
                formatter.write_dl([(name, _in_chinese(text)) for name, text in records])
        if isinstance(self, click.Group):
            commands = [(name, self.commands[name].get_short_help_str(70)) for name in self.list_commands(ctx)]
            with formatter.section("命令"):
                formatter.write_dl(commands)


class ChineseContext(click.Context):
    """A context that formats with ``ChineseFormatter``."""

    formatter_class = ChineseFormatter


class Command(_Speaks, click.Command):
    """A command with Chinese help."""

    context_class = ChineseContext


class Group(_Speaks, click.Group):
    """A group with Chinese help whose commands stand in the order in which they were added."""

    context_class = ChineseContext
    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in order of use, not of the alphabet."""
        return list(self.commands)


Group.group_class = Group


def confirm(question: str) -> None:
    """Ask before something that cannot be taken back.

    Raises:
        click.Abort: the answer is anything but y.
    """
    answer = click.prompt(f"{question}；输入 y 继续，直接回车取消", default="", show_default=False, prompt_suffix="：")
    if answer.strip().lower() not in ("y", "yes", "是"):
        raise click.Abort


def usage_sentence(error: click.UsageError) -> str:
    """A usage error as one Chinese sentence with what to do."""
    command = error.ctx.command_path if error.ctx else "fourwinds"
    hint = f"请运行 {command} --help 查看用法。"
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是想用 {'、'.join(sorted(error.possibilities))}" if error.possibilities else ""
        return f"没有选项“{error.option_name}”{near}；{hint}"
    if isinstance(error, click.MissingParameter):
        what = error.param.get_error_hint(error.ctx) if error.param is not None and error.ctx is not None else ""
        named = what.replace("'", "").removesuffix("...")
        return f"缺少“{named}”；{hint}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项“{error.option_name}”需要一个值；{hint}"
    if isinstance(error, click.BadParameter):
        what = error.param.get_error_hint(error.ctx) if error.param is not None and error.ctx is not None else ""
        came = _VALUE.match(error.message)
        value = f"“{came[1]}”" if came else ""
        return f"{what.replace(chr(39), '')} 的值{value}不对{_allowed(getattr(error.param, 'type', None))}；{hint}"
    if not error.message.isascii() and "'" not in error.message:
        return f"{error.message}；{hint}"
    name = error.message.partition("'")[2].partition("'")[0]
    if "command" in error.message.lower() and name and error.ctx and isinstance(error.ctx.command, click.Group):
        return f"没有命令“{name}”，可用 {'、'.join(error.ctx.command.list_commands(error.ctx))}；{hint}"
    return f"命令写法不对{f'（{name}）' if name else ''}；{hint}"


_VALUE = re.compile(r"'?(.+?)'? is not ")  # how click begins its messages on values


def _allowed(kind: Any) -> str:
    choices = getattr(kind, "choices", None)
    if choices:
        return f"，可用 {'、'.join(map(str, choices))}"
    if isinstance(kind, (click.IntRange, click.FloatRange)):
        number = "整数" if isinstance(kind, click.IntRange) else "数"
        if kind.min is not None and kind.max is not None:
            return f"，可用 {kind.min} 到 {kind.max} 的{number}"
        return f"，可用不小于 {kind.min} 的{number}" if kind.min is not None else f"，可用不大于 {kind.max} 的{number}"
    return ""


class ProgressBar:
    """A bar with rate and remaining time on standard error, shown on a terminal when work takes over a second.

    Args:
        label: what is being done.
        unit: what is counted.
    """

    def __init__(self, label: str, *, quiet: bool, unit: str = "条") -> None:
        self._label = label
        self._unit = unit
        self._begun = time.monotonic()
        self._silent = quiet or not sys.stderr.isatty()
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` are finished."""
        passed = time.monotonic() - self._begun
        if self._silent or (self._bar is None and passed < 1):
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, label=self._label, file=sys.stderr, show_pos=True, show_eta=True
            )
            self._bar.__enter__()
        rate = done / max(passed, 1e-9)
        self._bar.label = f"{self._label} {rate:.{0 if rate >= 10 else 1}f} {self._unit}/秒"
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        """End the line of the bar, if one was shown."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
