"""Makes ``tests/data/store-VERSION.db``, the store of a released version: ``python -m tests.store.archive``.

Run once for every release and commit the file; it is never made anew, because it stands for what offices have on disk.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests.store.filling import HEDONISM, every, fill, label

from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_UNSURE,
    STATE_SUBMITTED,
    WAY_ADJUDICATION,
    WAY_DUPLICATE,
    NewVerdict,
)
from fourwinds.store.front import open_store

FOLDER = Path(__file__).parents[1] / "data"


def make(target: Path) -> None:
    """Write a store in which everything a store can hold occurs."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/fourwinds.db")
        batch = fill(store, 12, groups=[0, 0, *range(2, 12)], double_share=0.2)
        rows = every(store, batch)
        store.verdicts.save([label(rows[0], "王", request="r1"), label(rows[1], "王", request="r1", way=WAY_DUPLICATE)])
        store.verdicts.save(label(rows[2], "王", HEDONISM, random_check=True, note="讲的是享乐"))
        store.verdicts.save(NewVerdict(rows[3].key, "王", ACTION_UNSURE, None, version=0))
        store.verdicts.save(NewVerdict(rows[4].key, "李", ACTION_EXCLUDE, None, version=0))
        store.verdicts.save(label(rows[5], "王"))
        store.verdicts.save(label(rows[5], "李", HEDONISM, version=-1))
        store.verdicts.save(label(rows[6], "王"))
        store.verdicts.save(label(rows[6], "李", HEDONISM, version=-1))
        store.verdicts.save(label(rows[6], "主任", HEDONISM, version=2, way=WAY_ADJUDICATION, note="看上下文"))
        store.verdicts.save(label(rows[7], "李"))
        store.verdicts.undo(batch.key, "李", "u1")
        store.batches.set_state(batch.key, STATE_SUBMITTED, "主任")
        store.batches.recycle(fill(store, 2, seed="b").key, "主任")
        store.users.add("王", "archive-of-a-release", "reviewer", "admin")
        store.models.note("m1", {"macro_f1": 0.85}, "promoted", ["宏平均 F1 上升"], "主任")
        store.close()
        shutil.copyfile(f"{folder}/fourwinds.db", target)


if __name__ == "__main__":
    make(FOLDER / f"store-{version('fourwinds')}.db")
