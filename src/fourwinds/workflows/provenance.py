"""What made a file: inputs, program, taxonomy, model; and whether two rounds were made alike."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fourwinds import registry, settings, taxonomy
from fourwinds.paper_records import Profile
from fourwinds.report import manifest
from fourwinds.report.writing import replacing

_DESCRIPTION = re.compile(r"<dc:description>([^<]*)</dc:description>")
UNKNOWN = "未记录"
_LEDGER = re.compile(r'<sheet [^>]*name="整改台账"')


def made_by() -> str:
    """Model and taxonomy in use, for the properties of a tagged workbook."""
    return f"模型 {_model()}；分类表 {taxonomy.digest()[:16]}；fourwinds {version('fourwinds')}"


def _model() -> str:
    data = settings.load().data_path
    name = registry.in_use(data)[0]
    return f"{name} {manifest.sha256(registry.folder_of(name, data) / 'card.json')[:16]}"


def write_beside(tagged: Path) -> None:
    """Record what made a csv or jsonl file, which has no properties of its own, in a small file beside it."""
    said = {
        "tagged": tagged.name,
        "model": _model(),
        "taxonomy": taxonomy.digest()[:16],
        "program": f"fourwinds {version('fourwinds')}",
    }
    with replacing(manifest.beside(tagged)) as draft:
        draft.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def recorded(tagged: Path) -> tuple[str, str]:
    """Model and taxonomy that a tagged file or a ledger was made with; "" where it does not say."""
    if tagged.suffix.lower() != ".xlsx":
        try:
            said = json.loads(manifest.beside(tagged).read_text(encoding="utf-8"))
            return str(said["model"]), str(said["taxonomy"])
        except (OSError, ValueError, KeyError, TypeError):
            return "", ""
    try:
        with zipfile.ZipFile(tagged) as book:
            hit = _DESCRIPTION.search(book.read("docProps/core.xml").decode("utf-8"))
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError):
        return "", ""
    parts = dict(part.split(" ", 1) for part in hit[1].split("；") if " " in part) if hit else {}
    return parts.get("模型", ""), parts.get("分类表", "")


def record(tagged: Sequence[Path], profile: Profile) -> dict[str, Any]:
    """Everything a manifest says of how papers were made; no time and no folder, so equal runs give equal bytes."""
    return {
        "program": f"fourwinds {version('fourwinds')}",
        "inputs": [{"name": p.name, "sha256": manifest.sha256(p), "model": recorded(p)[0] or UNKNOWN} for p in tagged],
        "taxonomy": taxonomy.digest(),
        "profile": {"code": profile.code, "sha256": profile.sha256, "moving": profile.moving},
    }


def remark(made: Mapping[str, Any]) -> str:
    """The same in one line, for the properties of a paper."""
    models = {entry["model"] for entry in made["inputs"]}
    model = "模型 " + "、".join(sorted(models)) + "；"
    inputs = "；".join(f"{entry['name']} sha256:{entry['sha256'][:16]}" for entry in made["inputs"])
    return f"{model}分类表 {made['taxonomy'][:16]}；{made['program']}；方案 {made['profile']['code']}；输入 {inputs}"[
        :255
    ]


def broken(previous: Path, now: Sequence[Path]) -> str:
    """Why two rounds do not compare, as a clause; "" when model and taxonomy are known to be the same."""
    earlier = recorded(previous)
    for path in now:
        current = recorded(path)
        if not all((*earlier, *current)):
            return "分类结果没有记录模型和分类表版本"
        if earlier[1] != current[1]:
            return "两轮使用的分类表不同"
        if earlier[0] != current[0]:
            return "两轮使用的模型不同"
    return ""


def is_ledger(path: Path) -> bool:
    """Whether a file is a workbook with a ledger in it."""
    try:
        with zipfile.ZipFile(path) as book:
            return bool(_LEDGER.search(book.read("xl/workbook.xml").decode("utf-8")))
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError):
        return False


def leaf(key: str) -> tuple[str, str]:
    """Tag and manifestation of a ledger's row key."""
    tag, _, code = key.partition("#")[0].partition(".")
    return tag, code
