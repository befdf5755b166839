"""A csv file of any size → tagged opinions as csv, in memory that does not grow with the file, by several processes.

The bytes written are those of ``classify`` followed by ``write_tagged``. A number and the duplicate flag of an opinion
depend on the whole file, so there are three steps: every part is tagged by itself and leaves two 16-byte digests of
each opinion; numbers and duplicates follow from all digests; every part gets them put in. Workers read their own part
from the file and pass results on as files: no text goes through a pipe.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from fourwinds import settings
from fourwinds.clean import shield
from fourwinds.intake import csv_parts, profiles, sheets
from fourwinds.intake.answers import Choice
from fourwinds.intake.csv_parts import Part, Plan
from fourwinds.records import COLUMNS, Funnel
from fourwinds.report import flag_words, table
from fourwinds.report.writing import replacing
from fourwinds.workflows import classify as work
from fourwinds.workflows import provenance, tagging
from fourwinds.workflows.gather import label
from fourwinds.workflows.models import load_model
from fourwinds.workflows.processes import processes_for

LARGE = 16 << 20  # bytes from which a file is read in parts without being told to
_CSV = ".csv"
_END = len("\r\n")
_TAG, _STATUS, _FLAGS = map(COLUMNS.index, ("tag", "status", "flags"))
_FACTS = np.dtype([("order", ">u8", 2), ("trace", "<u8", 2), ("length", "<u4"), ("filler", "?")])

Facts = npt.NDArray[np.void]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class _Tally:
    """What one part adds to the funnel: outcomes are status and tag; and how many of its opinions bear each flag."""

    rows: int
    answers: int
    skipped: int
    ragged: int
    outcomes: Counter[tuple[str, str]]
    flags: Counter[str]


def suits(paths: Sequence[Path], output: Path, jobs: int) -> bool:
    """Whether this is work for ``classify_in_parts``: one large table, or several processes asked for, csv to csv."""
    if len(paths) != 1 or not paths[0].is_file() or output.suffix.lower() != _CSV:
        return False
    return jobs > 1 or paths[0].stat().st_size >= LARGE


def classify_in_parts(
    path: Path, output: Path, *, text_column: str = "", profile: str = "", jobs: int = 0, part_bytes: int = csv_parts.PART_BYTES,
    progress: work.Progress | None = None,
) -> work.Classified | None:  # fmt: skip
    """Tag the table ``path`` and write ``output``; None, and nothing written, when it must be read whole.

    Args:
        path: a csv or tsv file.
        output: a csv file.
        text_column, profile: the operator's choice.
        jobs: processes that may work (``processes.processes_for``).
        part_bytes: bytes of the file that are worked on at once.
        progress: told (parts done, parts in all).

    Returns:
        As ``classify``, but without the opinions, which are in ``output``; how many need looking over is counted.

    Raises:
        InputError: the table has no such column, or not one opinion.
        OutputError: the output cannot be written.
    """
    profiles.check(profile)
    planned = csv_parts.plan(path, Choice(text_column, profile=profile), part_bytes)
    if planned is None:
        return None
    planned = replace(planned, source=shield.mask_file_name(path.name))
    jobs = min(processes_for(jobs), len(planned.parts))
    with replacing(output) as draft, tempfile.TemporaryDirectory(prefix=".fourwinds-", dir=output.parent) as made:
        folder = Path(made)
        tellers = _told(progress, 2 * len(planned.parts))
        tallies = list(_each(partial(_tag_part, planned, folder), enumerate(planned.parts), jobs, tellers))
        counts = _number(folder, len(planned.parts))
        if not sum(sum(t.outcomes.values()) for t in tallies):
            raise work.no_opinion()
        list(_each(partial(_finish_part, folder), enumerate(planned.parts), jobs, tellers))
        with draft.open("wb") as target:
            target.write(table.csv_header())
            for n in range(len(planned.parts)):
                with (folder / f"{n}.csv").open("rb") as part:
                    shutil.copyfileobj(part, target, 1 << 20)
                (folder / f"{n}.csv").unlink()
    provenance.write_beside(output)
    notes = (*planned.notes, *sheets.left_out("表格", sum(t.skipped for t in tallies), sum(t.ragged for t in tallies)))
    masked = tuple((label(path.name, 1), shield.mask(n)[0]) for n in notes)
    flags = sum((t.flags for t in tallies), Counter[str]())
    return work.Classified((), _funnel(tallies, counts), (), masked, load_model().card.name, flag_words.counted(flags))


def _told(progress: work.Progress | None, total: int) -> Callable[[], None]:
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, total)

    return tell


def _each(do: Callable[[T], R], items: Iterable[T], jobs: int, tell: Callable[[], None]) -> Iterator[R]:
    """``do`` of every item, in order; in this process, or in ``jobs`` others."""
    if jobs > 1:
        from joblib import Parallel, delayed

        work_on: Any = Parallel(n_jobs=jobs, return_as="generator")
        results: Iterator[R] = work_on(delayed(do)(item) for item in items)
    else:
        results = map(do, items)
    for result in results:
        tell()
        yield result


def _tag_part(planned: Plan, folder: Path, numbered: tuple[int, Part]) -> _Tally:
    """Tag one part; leaves ``n.body`` (rows without number and last flag) and ``n.npy`` (facts of each opinion)."""
    n, part = numbered
    model, threshold = load_model(), settings.load().review_threshold
    outcomes: Counter[tuple[str, str]] = Counter()
    flags: Counter[str] = Counter()
    rows = answers = skipped = ragged = 0
    facts: list[Facts] = []
    with (folder / f"{n}.body").open("wb") as body:
        for block in csv_parts.read(planned, part):
            rows += block.rows
            answers += len(block.feedback)
            skipped, ragged = skipped + block.skipped, ragged + block.ragged
            found = tagging.tagged(block.feedback, model, threshold)
            if not found.orders:
                continue
            lines = [row[:-_END] for row in table.csv_rows(found.cells)]
            outcomes.update(zip(found.cells[_STATUS], found.cells[_TAG], strict=True))
            flags += tagging.flag_counts(found.cells[_FLAGS])
            body.write(b"".join(lines))
            facts.append(_facts(found, lines))
    np.save(folder / f"{n}.npy", np.concatenate(facts) if facts else np.empty(0, _FACTS), allow_pickle=False)
    return _Tally(rows, answers, skipped, ragged, outcomes, flags)


def _facts(found: tagging.Block, lines: Sequence[bytes]) -> Facts:
    made = np.empty(len(lines), dtype=_FACTS)
    made["length"] = list(map(len, lines))
    made["filler"] = found.fillers
    made["order"] = np.frombuffer(b"".join(key[:16] for key in found.orders), ">u8").reshape(-1, 2)
    made["trace"] = np.frombuffer(b"".join(map(_digest, found.traces)), "<u8").reshape(-1, 2)
    return made


def _digest(bare: str) -> bytes:
    """16 bytes that are equal for copied answers; with 10⁹ opinions two others agree once in 10²⁰ runs."""
    return hashlib.blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _number(folder: Path, many: int) -> tuple[int, int]:
    """Numbers and duplicates of all opinions, as ``classify.cut`` gives them, left beside each part as ``n.marks.npy``.

    Returns:
        how many are duplicates, and how many are fillers.
    """
    of = [np.load(folder / f"{n}.npy", mmap_mode="r", allow_pickle=False) for n in range(many)]
    total = sum(map(len, of))
    numbers = np.empty(total, dtype=np.int64)
    order = np.concatenate([part["order"] for part in of])
    block = np.arange(total) // work.BLOCK
    numbers[np.lexsort((order[:, 1], order[:, 0], block))] = np.arange(1, total + 1)
    del order, block
    trace = np.concatenate([part["trace"] for part in of])
    filler = np.concatenate([part["filler"] for part in of])
    by_trace = np.lexsort((trace[:, 1], trace[:, 0]))  # stable: the first of equal ones stays first
    again = np.zeros(total, dtype=bool)
    again[by_trace[1:]] = (trace[by_trace[1:]] == trace[by_trace[:-1]]).all(axis=1)
    again &= ~filler
    at = 0
    for n, part in enumerate(of):
        marks = np.stack([numbers[at : at + len(part)], again[at : at + len(part)]], axis=1)
        np.save(folder / f"{n}.marks.npy", marks, allow_pickle=False)
        at += len(part)
    return int(again.sum()), int(filler.sum())


def _finish_part(folder: Path, numbered: tuple[int, Part]) -> None:
    n, _ = numbered
    body = (folder / f"{n}.body").read_bytes()
    marks = np.load(folder / f"{n}.marks.npy", allow_pickle=False)
    ends = np.cumsum(np.load(folder / f"{n}.npy", allow_pickle=False)["length"], dtype=np.int64).tolist()
    flag = work.DUPLICATE.encode()
    done = []
    start = 0
    for (number, again), end in zip(marks.tolist(), ends, strict=True):
        line = body[start:end]
        joint = b"" if not again else flag if line.endswith(b",") else b";" + flag
        done.append(b"%d%b%b\r\n" % (number, line, joint))
        start = end
    (folder / f"{n}.csv").write_bytes(b"".join(done))
    (folder / f"{n}.body").unlink()


def _funnel(tallies: Sequence[_Tally], counts: tuple[int, int]) -> Funnel:
    outcomes = sum((tally.outcomes for tally in tallies), Counter[tuple[str, str]]())
    duplicates, fillers = counts
    return work.funnel_of(
        outcomes, files=1, unreadable=0, rows=sum(t.rows for t in tallies), answers=sum(t.answers for t in tallies),
        fillers=fillers, duplicates=duplicates,
    )  # fmt: skip
