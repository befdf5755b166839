"""What an office's store and server take: bytes an opinion, memory of the page, seconds of a backup and an erasure.

python benchmarks/deployment.py [opinions]
"""

from __future__ import annotations

import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the store is filled and the server started as the tests do it

from tests.store.filling import fill, label  # noqa: E402
from tests.web.conftest import Serving  # noqa: E402

from fourwinds.review_records import ORDER_RANDOM  # noqa: E402
from fourwinds.store.front import open_store  # noqa: E402
from fourwinds.workflows import erase  # noqa: E402

VERDICTS = 1_000


def main(opinions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        serving = Serving(Path(folder) / "office")
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
        store.close()


def _resident(process: int) -> int:
    """Megabytes in memory, as Linux counts them."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return round(int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
