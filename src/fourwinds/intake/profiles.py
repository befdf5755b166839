"""Column roles of files from well-known sources, read from ``data/intake/profiles.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from fourwinds.errors import InputError
from fourwinds.intake import columns
from fourwinds.intake.columns import Column

_ROLES = {
    "metadata": columns.METADATA, "context": columns.CONTEXT, "choice": columns.CHOICE, "open": columns.OPEN, "label": columns.LABEL,
}  # fmt: skip


@lru_cache(maxsize=1)
def _profiles() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = (files("fourwinds") / "data" / "intake" / "profiles.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def names() -> list[str]:
    """Names that ``--profile`` takes."""
    return list(_profiles())


def check(name: str) -> None:
    """Raise InputError when there is no profile of this name; "" is none."""
    if name and name not in _profiles():
        raise InputError(
            f"没有名为“{name}”的读取方案", allowed=f"可用 {'、'.join(names())}", todo="改用其中一个，或不写 --profile"
        )


def apply(name: str, roles: Sequence[Column]) -> list[Column]:
    """``roles`` with those that the profile knows replaced; ``name`` "" takes the first profile whose signs are all there.

    >>> [c.role for c in apply("", [Column(n, columns.OPEN, "") for n in ("提交者（自动）", "意见（必填）")])]
    ['个人及其他信息（不读取）', '意见']
    """
    header = [column.name.strip() for column in roles]
    name = name or next((p for p, known in _profiles().items() if _has(header, known["signs"])), "")
    return [_known(name, column) if name else column for column in roles]


def _has(header: Sequence[str], signs: Sequence[str]) -> bool:
    return all(any(re.search(sign, column) for column in header) for sign in signs)


def _known(name: str, column: Column) -> Column:
    if column.role == columns.EMPTY:
        return column
    for key, patterns in _profiles()[name].items():
        if key != "signs" and any(re.search(pattern, column.name.strip()) for pattern in patterns):
            return Column(column.name, _ROLES[key], f"按{name}的格式")
    return column
