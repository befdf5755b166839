"""fourwinds turns collected feedback into honest problem lists, offline.

>>> import fourwinds
>>> model = fourwinds.load_model()
>>> model.predict(["会议太多，没时间备课"])[0].tag
'formalism'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fourwinds.errors import FourwindsError
    from fourwinds.pipeline import Model
    from fourwinds.records import Prediction, TaggedOpinion
    from fourwinds.workflows.classify import classify
    from fourwinds.workflows.evaluate import evaluate
    from fourwinds.workflows.explain import explain
    from fourwinds.workflows.models import load_model
    from fourwinds.workflows.report import report

__version__ = "0.1.0"
__all__ = [
    "FourwindsError",
    "Model",
    "Prediction",
    "TaggedOpinion",
    "__version__",
    "classify",
    "evaluate",
    "explain",
    "load_model",
    "report",
]

_HOMES = {
    "FourwindsError": "fourwinds.errors",
    "Model": "fourwinds.pipeline",
    "Prediction": "fourwinds.records",
    "TaggedOpinion": "fourwinds.records",
    "classify": "fourwinds.workflows.classify",
    "evaluate": "fourwinds.workflows.evaluate",
    "explain": "fourwinds.workflows.explain",
    "load_model": "fourwinds.workflows.models",
    "report": "fourwinds.workflows.report",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that ``import fourwinds`` (and ``--help``) costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fourwinds' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
