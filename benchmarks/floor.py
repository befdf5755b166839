"""The limit of file → file: reading, decoding and splitting the same csv, and writing as many bytes, doing nothing else.

python benchmarks/floor.py FILE.csv
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path


def read_and_decode(path: Path) -> float:
    """Seconds to read the file as text."""
    begun = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        while file.read(1 << 20):
            pass
    return time.perf_counter() - begun


def read_decode_and_split(path: Path) -> float:
    """Seconds to read the file as text and split it into rows and cells."""
    begun = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    return time.perf_counter() - begun


if __name__ == "__main__":
    measured = Path(sys.argv[1])
    print(f"read and decode          {read_and_decode(measured):8.3f} s")
    print(f"read, decode and split   {read_decode_and_split(measured):8.3f} s")
