"""The limit of file → file: the same csv read, decoded and split, and nothing else done.

Splitting is measured in both senses: into rows and cells, by Python's csv reader in C; and into opinions, by the same
rules as the program's, with nothing masked, tagged or written.

python benchmarks/floor.py FILE.csv
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

from fourwinds.intake import csv_parts, split
from fourwinds.intake.answers import Choice


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


def read_decode_and_cut(path: Path) -> float:
    """Seconds to read the file as text and split its answers into opinions, in one process."""
    begun = time.perf_counter()
    planned = csv_parts.plan(path, Choice(""))
    if planned is None:
        raise SystemExit(f"{path} cannot be read in parts")
    for part in planned.parts:
        for block in csv_parts.read(planned, part):
            split.split_all([answer.text for answer in block.feedback])
    return time.perf_counter() - begun


if __name__ == "__main__":
    measured = Path(sys.argv[1])
    print(f"read and decode                         {read_and_decode(measured):8.3f} s")
    print(f"read, decode, split into rows and cells {read_decode_and_split(measured):8.3f} s")
    print(f"read, decode, split into opinions       {read_decode_and_cut(measured):8.3f} s")
