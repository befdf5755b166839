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
    from fourwinds.workflows.classify import classify as classify_files
    from fourwinds.workflows.evaluate import evaluate
    from fourwinds.workflows.explain import explain
    from fourwinds.workflows.models import load_model
    from fourwinds.workflows.report import report as write_papers
    from fourwinds.workflows.report import write_tagged

__version__ = "0.1.0"
__all__ = [
    "FourwindsError",
    "Model",
    "Prediction",
    "TaggedOpinion",
    "__version__",
    "classify_files",
    "evaluate",
    "explain",
    "load_model",
    "write_papers",
    "write_tagged",
]

# The rooms are called ``classify`` and ``report``: importing one puts it on the package, over a function of that name.
_HOMES = {
    "FourwindsError": "fourwinds.errors:FourwindsError",
    "Model": "fourwinds.pipeline:Model",
    "Prediction": "fourwinds.records:Prediction",
    "TaggedOpinion": "fourwinds.records:TaggedOpinion",
    "classify_files": "fourwinds.workflows.classify:classify",
    "evaluate": "fourwinds.workflows.evaluate:evaluate",
    "explain": "fourwinds.workflows.explain:explain",
    "load_model": "fourwinds.workflows.models:load_model",
    "write_papers": "fourwinds.workflows.report:report",
    "write_tagged": "fourwinds.workflows.report:write_tagged",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that ``import fourwinds`` (and ``--help``) costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fourwinds' has no attribute {name!r}")
    from importlib import import_module

    home, _, own_name = _HOMES[name].partition(":")
    return getattr(import_module(home), own_name)


def __dir__() -> list[str]:
    return __all__
