"""Feedback files → tagged opinions."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from fourwinds import settings
from fourwinds.clean import shield
from fourwinds.errors import FourwindsError, InputError
from fourwinds.intake import files
from fourwinds.intake.answers import Choice, ColumnRole
from fourwinds.pipeline import Model
from fourwinds.records import (
    COLUMNS,
    LEADS,
    NONE,
    STATUS_AUTO,
    STATUS_REVIEW,
    Funnel,
    TaggedOpinion,
)
from fourwinds.report import flag_words
from fourwinds.workflows.gather import gather
from fourwinds.workflows.processes import Processes, processes_for
from fourwinds.workflows.tagging import FILLER, flag_counts

BLOCK = 1000  # numbers are shuffled within so many opinions
LARGE = 4 << 20  # bytes of input from which other processes help, if they may: 40,000 answers as xlsx
DUPLICATE = "duplicate"
_NUMBER, _FLAGS = COLUMNS.index("opinion_id"), COLUMNS.index("flags")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Classified:
    """What ``classify`` found.

    Attributes:
        opinions: tagged opinions, in the order of the files.
        funnel: how many files became how many opinions.
        unreadable: files that gave nothing, with the reason as one Chinese sentence.
        notes: remarks for the operator, by file.
        model_name: which model said it.
        to_look_over: how many opinions bear each flag that asks a person to look, by its Chinese word.
        contexts: question or heading of each opinion, masked; empty where nobody asked for them.
    """

    opinions: tuple[TaggedOpinion, ...]
    funnel: Funnel
    unreadable: tuple[tuple[str, FourwindsError], ...]
    notes: tuple[tuple[str, str], ...]
    model_name: str
    to_look_over: Mapping[str, int]
    contexts: tuple[str, ...] = ()


def classify(
    paths: Sequence[Path], *, text_column: str = "", sheet: str = "", profile: str = "", roles: tuple[ColumnRole, ...] = (),
    model: Model | None = None, progress: Progress | None = None, jobs: int = 1,
) -> Classified:  # fmt: skip
    """Read files and folders, cut the answers into opinions and tag each.

    Args:
        paths: files, folders and archives; ``-`` is standard input.
        text_column, sheet, profile, roles: the operator's choice for tables.
        model: default is the model in use.
        progress: told (answers done, answers in all) now and then.
        jobs: processes that may work at large files (``processes.processes_for``); others than this one load the model in use,
            so not with ``model``, and on most systems they read the script that calls this again, which therefore needs
            its ``__main__`` guard.

    Raises:
        InputError: a path is wrong, or no file gave anything; a bad file among good ones is only listed.
    """
    others = processes_for(jobs) - 1 if model is None and jobs != 1 and _much(paths) else 0
    with _uncollected(), Processes(others) as beside:
        return _classified(paths, Choice(text_column, sheet, profile, roles), model, progress, beside)


def _much(paths: Sequence[Path]) -> bool:
    """Whether the files are so large that other processes are worth their start."""
    try:
        found = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])]
        return sum(file.stat().st_size for file in found if file.suffix.lower() in files.SUFFIXES) >= LARGE
    except OSError:  # what is wrong with a path is said by its reader
        return False


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cyclic garbage: what is made here forms no cycles, and the search would walk over all of it again
    and again, an eighth of the time of 100,000 answers.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _classified(
    paths: Sequence[Path], choice: Choice, model: Model | None, progress: Progress | None, beside: Processes
) -> Classified:
    gathered = gather(paths, choice)
    model = model or beside.model()
    answers = len(gathered.feedback)

    def told(done: int) -> None:
        if progress:
            progress(done, answers)

    blocks = beside.tag(gathered.feedback, model, settings.load().review_threshold, told)
    orders = [key for block in blocks for key in block.orders]
    if not orders:
        raise no_opinion()
    cells = [list(chain.from_iterable(column)) for column in zip(*(block.cells for block in blocks), strict=True)]
    cells[_NUMBER] = _shuffled(orders)
    cells[_FLAGS] = _with_duplicates(
        cells[_FLAGS], [t for block in blocks for t in block.traces], [f for block in blocks for f in block.fillers]
    )
    tagged = TaggedOpinion.from_columns(*cells)
    funnel = count(
        tagged,
        files=gathered.files,
        unreadable=len(gathered.unreadable),
        rows=gathered.rows,
        answers=answers,
        excluded=gathered.excluded,
    )
    contexts = [context for block in blocks for context in block.contexts]
    shown = {context: shield.mask(context)[0] for context in set(contexts)}
    return Classified(
        tuple(tagged),
        funnel,
        tuple(gathered.unreadable),
        tuple(gathered.notes),
        model.card.name,
        flag_words.to_look_over(tagged),
        tuple(shown[context] for context in contexts),
    )


def no_opinion() -> InputError:
    """The error for files that were read and hold nothing to tag."""
    return InputError(
        "文件里没有读到一条意见",
        allowed="每行、每格或每段一条意见",
        todo="检查文件内容，表格可用 --text-column 指定意见所在的列",
    )


def _shuffled(keys: Sequence[bytes]) -> list[str]:
    """Numbers of all opinions, from 1 on.

    A number says nothing about the place in the source: within each block of ``BLOCK`` opinions the numbers are
    shuffled by a hash of the words, so the same files give the same numbers.
    """
    numbers = [""] * len(keys)
    for at in range(0, len(keys), BLOCK):
        order = sorted(range(at, min(at + BLOCK, len(keys))), key=keys.__getitem__)
        for number, i in enumerate(order, start=at + 1):
            numbers[i] = str(number)
    return numbers


def _with_duplicates(flags: Sequence[str], traces: Sequence[str], fillers: Sequence[bool]) -> list[str]:
    """``flags`` and ``DUPLICATE`` where the same was said before."""
    seen: set[str] = set()
    marked = []
    for said, trace, filler in zip(flags, traces, fillers, strict=True):
        repeated = trace in seen and not filler
        seen.add(trace)
        marked.append(f"{said};{DUPLICATE}" if repeated and said else DUPLICATE if repeated else said)
    return marked


def count(
    tagged: Sequence[TaggedOpinion], *, files: int, unreadable: int, rows: int, answers: int, excluded: int = 0
) -> Funnel:
    """The funnel of ``tagged``, checked: every opinion has exactly one outcome."""
    outcomes = Counter((o.status, o.tag) for o in tagged)
    flags = flag_counts([o.flags for o in tagged])
    return funnel_of(
        outcomes, files=files, unreadable=unreadable, rows=rows, answers=answers, fillers=flags[FILLER],
        duplicates=flags[DUPLICATE], excluded=excluded,
    )  # fmt: skip


def funnel_of(
    outcomes: Mapping[tuple[str, str], int], *, files: int, unreadable: int, rows: int, answers: int, fillers: int,
    duplicates: int, excluded: int = 0,
) -> Funnel:  # fmt: skip
    """The same from how many opinions have each status and tag."""

    def many(*statuses: str) -> int:
        return sum(count for (status, _), count in outcomes.items() if status in statuses)

    total, none = sum(outcomes.values()), outcomes.get((STATUS_AUTO, NONE), 0)
    funnel = Funnel(
        files=files,
        unreadable=unreadable,
        rows=rows,
        answers=answers,
        opinions=total,
        with_substance=total - fillers,
        tagged=many(STATUS_AUTO) - none,
        none=none,
        to_review=many(STATUS_REVIEW),
        leads=many(*LEADS),
        duplicates=duplicates,
        excluded=excluded,
    )
    funnel.check()
    return funnel
