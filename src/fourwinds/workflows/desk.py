"""The desk at which people review: the store, the data folder and the jobs, opened together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fourwinds import registry, settings
from fourwinds.store.front import Store
from fourwinds.workflows.due_count import DueCount
from fourwinds.workflows.jobs import Beat, JobBoard, Work
from fourwinds.workflows.progress_count import ProgressCount
from fourwinds.workflows.similar import SimilarOpinions
from fourwinds.workflows.storing import opened


@dataclass(frozen=True, slots=True)
class Draw:
    """What the queue gave a reviewer last: in which order, which opinion, whether by chance, and its number from 0."""

    order: str
    opinion: int
    by_chance: bool
    turn: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What every act at the desk needs.

    Attributes:
        store: the open store.
        folder: the data folder: models, uploads, papers.
        jobs: work in progress.
        draws: reviewer and batch to the last draw; forgotten at a restart, which costs nobody anything.
        due: verdicts that wait for a retraining.
        tried: when something that begins by itself was last begun.
        progress: where batches stand.
        similar: reviewed opinions, ready to be compared.
    """

    store: Store
    folder: Path
    jobs: JobBoard = field(default_factory=JobBoard)
    draws: dict[tuple[str, int], Draw] = field(default_factory=dict)
    due: DueCount = field(default_factory=DueCount)
    tried: dict[str, float] = field(default_factory=dict)
    progress: ProgressCount = field(default_factory=ProgressCount)
    similar: SimilarOpinions = field(default_factory=SimilarOpinions)

    def begin(self, kind: str, title: str, by: str, work: Work) -> str:
        """Begin a job, which nothing is erased beside, not even from the command line; returns its key."""

        def guarded(beat: Beat) -> str:
            with self.store.at_work.shared():
                return work(beat)

        return self.jobs.start(kind, title, by, guarded)

    @property
    def model_name(self) -> str:
        """Name of the model in use."""
        return registry.in_use(self.folder)[0]


@contextmanager
def open_desk(url: str = "") -> Iterator[Desk]:
    """The desk on the store at ``url``, else on the one that the settings name.

    Raises:
        StoreError: the store cannot be opened.
    """
    with opened(url) as store:
        yield Desk(store, settings.load().data_path)
