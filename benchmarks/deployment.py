"""What an office's store and server take: bytes an opinion, memory of the page, seconds of a backup, an erasure and a retraining.

python benchmarks/deployment.py [opinions]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the store is filled and the server started as the tests do it

from tests.conftest import tagged  # noqa: E402
from tests.store.filling import fill, label  # noqa: E402
from tests.web.conftest import Serving  # noqa: E402

from fourwinds.review_records import ORDER_RANDOM, Labels  # noqa: E402
from fourwinds.store.front import Store, open_store  # noqa: E402
from fourwinds.workflows import erase, keep, retrain  # noqa: E402

VERDICTS = 1_000
TAUGHT = 200  # verdicts of a retraining


def main(opinions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        serving = Serving(Path(folder) / "office")
        os.environ.update(serving.environment)
        data = serving.folder / "data"
        file = data / "fourwinds.db"
        address = f"sqlite:///{file.as_posix()}"
        store = open_store(address)
        batch = fill(store, opinions)
        store.close()
        filled = file.stat().st_size
        print(f"{opinions:,} opinions: {filled / opinions:.0f} bytes each, {filled / 1e6:.1f} MB")
        store = open_store(address)
        for row in store.leases.take(batch.key, "王", ORDER_RANDOM, n=VERDICTS):
            store.verdicts.save(label(row, "王"))
        store.close()
        print(f"{VERDICTS:,} verdicts: {(file.stat().st_size - filled) / VERDICTS:.0f} bytes each")
        store = open_store(address)
        begun = time.perf_counter()
        store.backup("manual")
        print(f"backup: {time.perf_counter() - begun:.1f} s")
        store.close()
        serving.start()
        urllib.request.urlopen(f"{serving.address}/alive").read()
        time.sleep(5)  # the model is loaded in the background
        assert serving.process is not None
        print(f"server at rest: {_resident(serving.process.pid)} MB")
        serving.stop()
        store = open_store(address)
        begun = time.perf_counter()
        erase.erase(store, batch.key, "王")
        print(f"erasure with its backups: {time.perf_counter() - begun:.1f} s")
        _teach(store)
        begun = time.perf_counter()
        done = retrain.retrain(store, "王")
        print(f"retraining from {TAUGHT} verdicts: {time.perf_counter() - begun:.1f} s ({done.name})")
        store.close()


def _teach(store: Store) -> None:
    """Verdicts on real sentences of the corpus; what they teach does not matter here, only how long it takes."""
    lines = (ROOT / "corpora" / "opinions" / "seed_1.jsonl").read_text(encoding="utf-8").splitlines()
    said = [row for row in map(json.loads, lines) if len(row["tags"]) == 1][:TAUGHT]
    rows = [tagged(i, text=row["text"], end=len(row["text"]), source="b.csv") for i, row in enumerate(said)]
    batch = keep.keep_tagged(rows, store, "王", name="重训").batch
    for opinion, row in zip(store.opinions.all(batch.key), said, strict=True):
        store.verdicts.save(label(opinion, "王", Labels(row["tags"][0], row["manifestation"][0], row["subject"])))


def _resident(process: int) -> int:
    """Megabytes in memory, as Linux counts them."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return round(int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
