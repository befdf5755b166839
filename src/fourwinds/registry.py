"""The only reader and writer of model files: arrays (``.npy``) and JSON, nothing that runs when it is loaded.

A model is a folder::

    card.json        what it is, and size, type, shape and SHA-256 of every array
    chars.npy …      arrays, loaded with ``allow_pickle=False`` by memory map
    neighbours.json  known opinions for "similar cases": [[text, label], …]

The default model ships with the program; those retrained here stand in ``<data folder>/models/``, and the file
``models/current.json`` says which is in use.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fourwinds.errors import ModelError
from fourwinds.model_records import ModelCard

FORMAT_VERSION = 2  # weights of one byte and a step per column
READABLE = (1, FORMAT_VERSION)  # format 1 has weights of half precision
DEFAULT = "default"
_CARD = "card.json"
_NEIGHBOURS = "neighbours.json"
_POINTER = "current.json"
_MAX_BYTES = 64 << 20
_REMEMBERED = 50  # models used before, for rolling back

Arrays = Mapping[str, npt.NDArray[Any]]


def default_folder() -> Path:
    """Folder of the model that ships with the program: inside the package, or ``models/default`` of a checkout."""
    package = Path(__file__).parent
    packed = package / "data" / "models" / DEFAULT
    return packed if packed.exists() else package.parents[1] / "models" / DEFAULT


def names(data_folder: Path) -> list[str]:
    """The default model first, then those retrained here, by name."""
    own = data_folder / "models"
    found = sorted(p.name for p in own.iterdir() if (p / _CARD).is_file()) if own.is_dir() else []
    return [DEFAULT, *(name for name in found if name != DEFAULT)]


def folder_of(name: str, data_folder: Path) -> Path:
    """Where the model called ``name`` stands.

    Raises:
        ModelError: there is no model of that name.
    """
    known = names(data_folder)
    if name not in known:
        raise ModelError(
            f"没有名为“{name}”的模型",
            allowed=f"现有 {'、'.join(known)}",
            todo="用 fourwinds models list 查看后重新指定",
        )
    return default_folder() if name == DEFAULT else data_folder / "models" / name


def in_use(data_folder: Path) -> tuple[str, list[str]]:
    """Name of the model in use and of those used before it, latest last.

    Raises:
        ModelError: the pointer file is damaged.
    """
    pointer = data_folder / "models" / _POINTER
    if not pointer.exists():
        return DEFAULT, []
    try:
        raw = json.loads(pointer.read_text(encoding="utf-8"))
        return str(raw["current"]), [str(name) for name in raw["before"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"模型指针文件“{pointer}”已损坏",
            todo=f"删去它（将改用随程序提供的模型），再运行 fourwinds models use 名称（{error}）",
        ) from error


def use(name: str, data_folder: Path) -> None:
    """Put the model called ``name`` into use; the switch is one rename."""
    read(folder_of(name, data_folder))
    current, before = in_use(data_folder)
    if name != current:
        _point(name, [*before, current], data_folder)


def rollback(data_folder: Path) -> str:
    """Put the model that was in use before back; returns its name.

    Raises:
        ModelError: no other model has been in use.
    """
    _, before = in_use(data_folder)
    if not before:
        raise ModelError("没有可以退回的模型", todo="用 fourwinds models list 查看现有模型")
    read(folder_of(before[-1], data_folder))
    _point(before[-1], before[:-1], data_folder)
    return before[-1]


def own_folder(data_folder: Path) -> Path:
    """Where models that were retrained here stand: made if there is none, and nobody else's to read."""
    own = data_folder / "models"
    own.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):  # another's folder, or a file system without permissions
        own.chmod(0o700)
    return own


def _point(name: str, before: list[str], data_folder: Path) -> None:
    own = own_folder(data_folder)
    draft = own / (_POINTER + ".tmp")
    with draft.open("w", encoding="utf-8") as file:
        draft.chmod(0o600)
        json.dump({"current": name, "before": before[-_REMEMBERED:]}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(own / _POINTER)


def read(folder: Path) -> tuple[ModelCard, dict[str, npt.NDArray[Any]]]:
    """Card and arrays of the model in ``folder``; every array is checked against the card before it is used.

    Raises:
        ModelError: the folder is no model, of another format version, incomplete or altered.
    """
    try:
        raw = json.loads((folder / _CARD).read_text(encoding="utf-8"))
        card = ModelCard(**raw)
        arrays = dict(card.arrays.items())
    except FileNotFoundError:
        raise ModelError(
            f"“{folder}”里没有模型", allowed=f"模型文件夹应含 {_CARD}", todo="检查路径，或重新安装程序"
        ) from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"模型说明“{folder / _CARD}”读不出来（{error}）", todo="换用其他模型，或重新安装程序"
        ) from error
    if card.format_version not in READABLE:
        raise ModelError(
            f"模型“{card.name}”的格式版本是 {card.format_version}",
            allowed=f"本程序只认 {'、'.join(map(str, READABLE))}",
            todo="用本程序重新训练，或换用其他模型",
        )
    return card, {name: _read_array(folder, name, said) for name, said in arrays.items()}


def _read_array(folder: Path, name: str, said: Mapping[str, Any]) -> npt.NDArray[Any]:
    path = folder / f"{name}.npy"
    damaged = ModelError(f"模型文件“{path}”缺失或已被改动", todo="换用其他模型（fourwinds models use），或重新安装程序")
    try:
        if Path(name).name != name or path.stat().st_size > _MAX_BYTES or _sha256(path) != said["sha256"]:
            raise damaged
        array: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
        described = (said["dtype"], list(said["shape"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged from error
    if (array.dtype.str, list(array.shape)) != described:
        raise damaged
    return array


def read_neighbours(folder: Path) -> list[tuple[str, str]]:
    """Known opinions kept beside the model, as (text, label); empty when there are none.

    Raises:
        ModelError: the file is damaged.
    """
    path = folder / _NEIGHBOURS
    if not path.exists():
        return []
    try:
        return [(str(text), str(label)) for text, label in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ModelError(
            f"模型旁的例句“{path}”读不出来（{type(error).__name__}）",
            todo="删去这个文件（只影响“相似意见”的显示），或换用其他模型",
        ) from error


def neighbours_changed(folder: Path) -> int:
    """When the known opinions beside the model were last written, in nanoseconds; 0 when there are none."""
    path = folder / _NEIGHBOURS
    return path.stat().st_mtime_ns if path.exists() else 0


def forget(folder: Path, texts: Set[str]) -> int:
    """Take known opinions out of those kept beside a model; returns how many. No prediction depends on them."""
    known = read_neighbours(folder)
    kept = [pair for pair in known if pair[0] not in texts]
    if len(kept) < len(known):
        draft = folder / (_NEIGHBOURS + ".tmp")
        draft.write_text(_pairs(kept), encoding="utf-8")
        shutil.copymode(folder / _NEIGHBOURS, draft)
        draft.replace(folder / _NEIGHBOURS)
    return len(known) - len(kept)


def write(folder: Path, card: ModelCard, arrays: Arrays, neighbours: Sequence[tuple[str, str]]) -> ModelCard:
    """Write a model so that ``folder`` holds either what it held before or the whole new one.

    Equal arguments give equal bytes. Returns the card with the arrays' descriptions filled in.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        described = {}
        for name, array in arrays.items():
            path = draft / f"{name}.npy"
            np.save(path, np.ascontiguousarray(array), allow_pickle=False)
            described[name] = {"sha256": _sha256(path), "dtype": array.dtype.str, "shape": list(array.shape)}
        card = ModelCard(**{**asdict(card), "arrays": described})
        (draft / _CARD).write_text(_json(asdict(card)), encoding="utf-8")
        (draft / _NEIGHBOURS).write_text(_pairs(neighbours), encoding="utf-8")
        seen = folder.parent.stat().st_mode  # as private as the folder it stands in
        for path in draft.iterdir():
            path.chmod(0o600 | (0o044 & seen))
        draft.chmod(0o700 | (0o055 & seen))
        if folder.exists():
            old = folder.with_name(f".{folder.name}-old")
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old)
        else:
            draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return card


def _pairs(neighbours: Sequence[tuple[str, str]]) -> str:
    lines = ",\n".join(json.dumps(pair, ensure_ascii=False) for pair in neighbours)
    return f"[\n{lines}\n]\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
