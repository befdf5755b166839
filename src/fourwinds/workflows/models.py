"""Load the model in use, or another; list, show, use and roll back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fourwinds import registry, settings, taxonomy
from fourwinds.errors import ModelError
from fourwinds.model_records import ModelCard
from fourwinds.pipeline import Model


def load_model(name: str | Path | None = None) -> Model:
    """The model in use, the one called ``name``, or the one in the folder ``name``; each is read once.

    Raises:
        ModelError: there is none such, or it is damaged or of another format.
    """
    return _load(folder(name))


def folder(name: str | Path | None = None) -> Path:
    """Folder of the model that ``load_model(name)`` loads."""
    data = settings.load().data_path
    if isinstance(name, Path) or (name and ("/" in name or "\\" in name)):
        return Path(name)
    return registry.folder_of(name or registry.in_use(data)[0], data)


@lru_cache(maxsize=2)
def _load(path: Path) -> Model:
    card, arrays = registry.read(path)
    try:
        return Model(card, arrays, taxonomy.load())
    except (
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:  # of the right format, and not what it must hold
        raise ModelError(
            f"模型“{path.name}”的说明或数组不完整（{type(error).__name__}）",
            todo="换用其他模型（fourwinds models use），或重新安装程序",
        ) from error


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One line of ``fourwinds models list``."""

    card: ModelCard
    name: str
    in_use: bool


def list_models() -> list[ModelLine]:
    """Every model there is, the default one first."""
    data = settings.load().data_path
    current, _ = registry.in_use(data)
    return [ModelLine(registry.read(registry.folder_of(n, data))[0], n, n == current) for n in registry.names(data)]


def use(name: str) -> None:
    """Put a model into use.

    Raises:
        ModelError: there is none such, or it cannot be used.
    """
    load_model(name)
    registry.use(name, settings.load().data_path)


def rollback() -> str:
    """Put the model that was in use before back; returns its name."""
    return registry.rollback(settings.load().data_path)
