"""Reviewed opinions most like one: those of its batch, and the known ones that stand beside the model.

Both are made ready once (the model's for as long as it is in use, a batch's for half a minute), because making them
ready takes a second and asking them a few milliseconds.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from fourwinds import registry, taxonomy
from fourwinds.features.likeness import Postings
from fourwinds.pipeline import Model
from fourwinds.records import NONE
from fourwinds.review_records import Labels, OpinionFilter, StoredOpinion
from fourwinds.store.front import Store
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows import models

TOP = 5
_NEWEST = 2000  # decided opinions of a batch that are compared
_FRESH = 30.0


@dataclass(frozen=True, slots=True)
class Similar:
    """One reviewed opinion like another.

    Attributes:
        label: its labels in Chinese.
        likeness: cosine, 0 to 1.
        same_batch: whether it was decided in this batch.
    """

    text: str
    label: str
    likeness: float
    same_batch: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    entries: tuple[tuple[str, str, int], ...]  # text, label, group
    postings: Postings
    at: float


class SimilarOpinions:
    """What is ready to be asked; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._batches: dict[int, _Ready] = {}
        self._beside: tuple[tuple[str, int], _Ready] | None = None

    def warm(self) -> None:
        """Make the model's known opinions ready before somebody waits for them."""
        self._known(models.load_model())

    def forget(self) -> None:
        """Make everything ready anew, because some of it is to be shown no more."""
        with self._lock:
            self._batches.clear()
            self._beside = None

    def find(self, store: Store, opinion: StoredOpinion) -> list[Similar]:
        """The most similar ones; those of the same group are left out: what is coded twice must be coded blind."""
        model = models.load_model()
        known = self._known(model)
        here = self._decided(store, opinion.batch, model)
        found = [
            Similar(*here.entries[i][:2], near, True)
            for i, near in model.similar(opinion.tagged.text, here.postings, TOP * 3)
            if here.entries[i][2] != opinion.group
        ]
        found += [
            Similar(*known.entries[i][:2], near, False)
            for i, near in model.similar(opinion.tagged.text, known.postings, TOP)
        ]
        return sorted(found, key=lambda entry: -entry.likeness)[:TOP]

    def _known(self, model: Model) -> _Ready:
        with self._lock:
            folder = models.folder()
            # An erasure by another process takes sentences out of the file; they are not to be shown from here either.
            which = (model.card.name, registry.neighbours_changed(folder))
            if self._beside is None or self._beside[0] != which:
                labels = model.taxonomy
                beside = registry.read_neighbours(folder)
                entries = tuple((text, leaf_zh(label, labels), 0) for text, label in beside)
                self._beside = (which, _Ready(entries, model.known([text for text, _ in beside]), 0.0))
            return self._beside[1]

    def _decided(self, store: Store, batch: int, model: Model) -> _Ready:
        with self._lock:
            ready = self._batches.get(batch)
        if ready is not None and time.monotonic() - ready.at < _FRESH:
            return ready
        known = taxonomy.load()
        _, decided = store.opinions.page(batch, OpinionFilter(decided="yes"), 0, _NEWEST)
        entries = tuple(
            (o.tagged.text, label_zh(o.standing.labels, known), o.group)
            for o in decided
            if o.standing is not None and o.standing.labels is not None
        )
        ready = _Ready(entries, model.known([text for text, _, _ in entries]), time.monotonic())
        with self._lock:
            fresh = {key: kept for key, kept in self._batches.items() if ready.at - kept.at < _FRESH}
            self._batches = {**fresh, batch: ready}  # the words of the others stay no longer than they are of use
        return ready


def label_zh(labels: Labels | None, known: Taxonomy) -> str:
    """Labels as a person reads them: tag, and manifestation or kind of none."""
    if labels is None:
        return ""
    none = labels.tag == NONE
    detail = known.none_kind_zh(labels.none_kind) if none else known.manifestation_zh(labels.tag, labels.manifestation)
    return "·".join(part for part in (known.tag_zh(labels.tag), detail) if part)


def leaf_zh(leaf: str, known: Taxonomy) -> str:
    """A leaf or a bare tag in Chinese; "" for one that the taxonomy lacks."""
    tag, _, detail = leaf.partition(".")
    if tag not in known.labels:
        return ""
    kind = detail if tag == NONE and detail in known.none_kinds else ""
    form = detail if f"{tag}.{detail}" in known.manifestations else ""
    return label_zh(Labels(tag, form, "", kind), known)
