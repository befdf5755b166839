"""``fourwinds``: the group of commands, and how errors become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from fourwinds.cli import chinese
from fourwinds.cli.backup import backup
from fourwinds.cli.classify import classify
from fourwinds.cli.doctor import doctor
from fourwinds.cli.erase import erase
from fourwinds.cli.evaluate import evaluate
from fourwinds.cli.explain import explain
from fourwinds.cli.learn import learn
from fourwinds.cli.models import models
from fourwinds.cli.report import report
from fourwinds.cli.retrain import retrain
from fourwinds.cli.serve import serve
from fourwinds.cli.trace import trace
from fourwinds.cli.train import train
from fourwinds.cli.users import users
from fourwinds.errors import FourwindsError

DEBUG = "FOURWINDS_DEBUG"


@click.group(cls=chinese.Group, name="fourwinds", invoke_without_command=True)
@click.option("--version", is_flag=True, help="显示版本。")
@click.option(
    "--store",
    default="",
    metavar="地址",
    help="复核数据库：sqlite:///文件 或 postgresql://用户@主机/库名；不写则按设置。",
)
@click.pass_context
def fourwinds(context: click.Context, version: bool, store: str) -> None:
    """把征求到的意见整理成问题清单。全程离线，数据不出本机。"""
    del store  # commands ask ``cli.store.chosen``
    if version:
        from importlib.metadata import version as installed

        click.echo(f"fourwinds {installed('fourwinds')}")
    elif context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    classify, report, trace, serve, learn, retrain, evaluate, explain, train, models, users, backup, erase, doctor,
):  # fmt: skip
    fourwinds.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the input or state prevents it, 2 usage."""
    # Processes that it starts would take modules of the folder it was started in, where others' files lie, for Python's.
    os.environ["PYTHONSAFEPATH"] = "1"
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code and prints errors to standard error."""
    try:
        done = fourwinds.main(args=arguments, prog_name="fourwinds", standalone_mode=False)
    except click.UsageError as error:
        if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):  # from click 8.2 on an error
            click.echo(error.message)
            return 0
        return _complain(chinese.usage_sentence(error), 2)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except FourwindsError as error:
        return _complain(str(error), 1)
    except (click.Abort, KeyboardInterrupt) as stopped:
        asked = isinstance(stopped, click.Abort) and stopped.__cause__ is None  # a question was answered with no
        return _complain("已取消，什么也没有改。" if asked else "已取消，没有留下未完成的文件。", 1)
    except MemoryError:
        return _complain("内存不足；请关闭其他程序，或把文件分成几份后重试。", 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        name = f"“{Path(error.filename).name}”" if isinstance(error.filename, str) else "文件"
        return _complain(f"{name}读写不了（{error.strerror or type(error).__name__}）；请检查权限和磁盘后重试。", 1)
    except Exception as error:
        # The last net: no traceback for a clerk, and no words of an opinion in a message. Developers set the variable.
        if os.environ.get(DEBUG):
            raise
        return _complain(
            f"程序内部出错（{type(error).__name__}）；请设环境变量 {DEBUG}=1 重试一次，把显示的内容转给维护人员。", 1
        )
    return int(done) if isinstance(done, int) else 0


def _complain(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code
