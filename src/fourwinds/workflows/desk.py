"""The desk at which people review: the store, the data folder and the jobs, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fourwinds import registry, settings
from fourwinds.store import default_url, open_store
from fourwinds.workflows.jobs import JobBoard

if TYPE_CHECKING:
    from fourwinds.store import Store

LOCAL_NAME = "本机"  # who works through the one-time link, as verdicts and the audit log name them


@dataclass(frozen=True, slots=True)
class Desk:
    """What every act at the desk needs.

    Attributes:
        store: the open store.
        folder: the data folder: models, uploads, papers.
        jobs: work in progress.
    """

    store: Store
    folder: Path
    jobs: JobBoard = field(default_factory=JobBoard)

    @property
    def model_name(self) -> str:
        """Name of the model in use."""
        return registry.in_use(self.folder)[0]


@contextmanager
def open_desk(url: str = "") -> Iterator[Desk]:
    """The desk on the store at ``url``, the user's own SQLite file by default.

    Raises:
        StoreError: the store cannot be opened.
    """
    folder = settings.load().data_path
    store = open_store(url or default_url(folder))
    try:
        yield Desk(store, folder)
    finally:
        store.close()
