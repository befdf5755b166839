"""The year's headings: profiles that ship with the program, or the operator's own TOML file."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.paper_records import Move, Profile
from fourwinds.taxonomy import Taxonomy

DEFAULT = "sifeng"
_KEYS = {"name", "year", "meeting", "theme", "headings", "also", "moves", "offices", "posts", "groups"}


def known() -> tuple[str, ...]:
    """Codes of the profiles that ship with the program."""
    folder = files("fourwinds") / "data" / "profiles"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load(name: str, taxonomy: Taxonomy, *, moving: bool = False) -> Profile:
    """The profile called ``name``, or the one in the TOML file of that path.

    Args:
        moving: put the profile's ``moves`` into force.

    Raises:
        InputError: there is no such profile, it cannot be read, or it leaves a tag without a heading.
    """
    if name in known():
        raw = (files("fourwinds") / "data" / "profiles" / f"{name}.toml").read_bytes()
    elif name.lower().endswith(".toml"):
        try:
            raw = Path(name).read_bytes()
        except OSError as error:
            raise InputError(f"方案文件“{name}”打不开", todo="检查文件名和路径后重试") from error
    else:
        raise InputError(
            f"没有名为“{name}”的方案", allowed=f"可用 {'、'.join(known())}，或自己的 .toml 文件", todo="改正后重试"
        )
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
        return replace(_build(data, Path(name).stem, hashlib.sha256(raw).hexdigest(), taxonomy), moving=moving)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"方案“{name}”读不出来（{error}）", todo="参照随程序提供的 sifeng.toml 的写法改正") from error


def _build(data: dict[str, Any], code: str, digest: str, taxonomy: Taxonomy) -> Profile:
    unknown = set(data) - _KEYS
    if unknown:
        raise InputError(
            f"方案“{code}”中有不认识的项“{'、'.join(sorted(unknown))}”",
            allowed=f"可用的有 {'、'.join(sorted(_KEYS))}",
            todo="改正或删去这些项",
        )
    usual = tomllib.loads((files("fourwinds") / "data" / "offices.toml").read_text(encoding="utf-8"))
    names = {
        table: {name: tuple(words) for name, words in data.get(table, usual[table]).items()}
        for table in ("offices", "posts", "groups")
    }
    profile = Profile(
        code=code,
        name=str(data["name"]),
        year=int(data.get("year", 0)),
        meeting=str(data.get("meeting", "民主生活会")),
        theme=str(data.get("theme", "")),
        headings={entry["name"]: tuple(entry["takes"]) for entry in data["headings"]},
        moves=tuple(Move(entry["tag"], entry["subject"], entry["heading"]) for entry in data.get("moves", ())),
        moving=False,
        offices=names["offices"],
        posts=names["posts"],
        groups=names["groups"],
        also={entry["name"]: tuple(entry["takes"]) for entry in data.get("also", ())},
        sha256=digest,
    )
    _check(profile, taxonomy)
    return profile


def _check(profile: Profile, taxonomy: Taxonomy) -> None:
    taken = [code for takes in profile.headings.values() for code in takes]
    across = [code for takes in profile.also.values() for code in takes]
    wrong = [code for code in (*taken, *across) if code not in taxonomy.tags and code not in taxonomy.manifestations]
    wrong += [move.tag for move in profile.moves if move.tag not in taxonomy.tags]
    wrong += [move.subject for move in profile.moves if move.subject not in taxonomy.subjects]
    wrong += [move.heading for move in profile.moves if move.heading not in profile.headings]
    if wrong:
        raise InputError(
            f"方案“{profile.code}”提到的“{'、'.join(wrong)}”不在分类表或题目中",
            allowed=f"类别可用 {'、'.join(taxonomy.tags)}",
            todo="改正后重试",
        )
    twice = sorted({code for code in taken if taken.count(code) > 1})
    if twice:
        raise InputError(f"方案“{profile.code}”把“{'、'.join(twice)}”归到了两个题目", todo="只保留一处")
    homeless = [
        leaf.leaf for leaf in taxonomy.manifestations.values() if leaf.leaf not in taken and leaf.tag not in taken
    ]
    if homeless:
        raise InputError(
            f"方案“{profile.code}”没有说明“{homeless[0]}”等{len(homeless)}种表现归到哪个题目",
            todo="在某个题目的 takes 中写上它的类别",
        )
