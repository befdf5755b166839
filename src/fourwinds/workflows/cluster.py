"""A folder of csv or Parquet files of any size → a folder of tagged csv files, on a Dask cluster (extra ``cluster``).

Exactly one output row for each input row. The input is cut into partitions; each gives one output file, written beside
its target and renamed when complete, so a worker that is killed leaves nothing and its partition is done again by
another. A file that is there is not made again: a run that was broken off goes on where it stopped. Workers read their
partition from the folder, which must be the same path on every machine; only names travel to them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from fourwinds import settings
from fourwinds.clean import shield
from fourwinds.errors import InputError
from fourwinds.intake import csv_parts, parquet
from fourwinds.intake.answers import Choice
from fourwinds.records import COLUMNS, Feedback, Opinion
from fourwinds.report import flag_words, table
from fourwinds.report.writing import replacing
from fourwinds.workflows import classify as work
from fourwinds.workflows import tagging
from fourwinds.workflows.models import load_model

PART_BYTES = 16 << 20
_TRIES = 5  # workers that may die over one partition before it is given up
_KINDS = (".csv", ".tsv", ".parquet")
_BLOCK = 5000
_FLAGS = COLUMNS.index("flags")


@dataclass(frozen=True, slots=True)
class Partition:
    """One part of the input and the file it becomes.

    Attributes:
        source: the input file; target: the output file; column: name of the text column.
        group: row group of a Parquet file.
        plan, part: how to read a csv file.
    """

    source: Path
    target: Path
    column: str
    group: int = 0
    plan: csv_parts.Plan | None = None
    part: csv_parts.Part | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a run did.

    Attributes:
        rows: rows written now.
        partitions: partitions in all; already: those that were there before.
        to_look_over: how many rows written now bear each flag that asks a person to look, by its Chinese word.
    """

    rows: int
    partitions: int
    already: int
    model_name: str
    to_look_over: Mapping[str, int]


def classify_folder(
    folder: Path, output: Path, *, text_column: str, scheduler: str, part_bytes: int = PART_BYTES,
    progress: work.Progress | None = None,
) -> Tagged:  # fmt: skip
    """Tag every row of every csv and Parquet file in ``folder``.

    Args:
        folder, output: paths that every worker can reach; ``output`` is made when missing.
        text_column: the column that holds the texts, the same in all files.
        scheduler: address of the Dask scheduler, e.g. ``tcp://10.0.0.5:8786``.
        part_bytes: bytes of a csv partition; memory of a worker is bounded by some ten times as much.
        progress: told (partitions done, partitions in all).

    Raises:
        InputError: nothing to read, no such column, no answer from the scheduler, or a partition failed on every try.
    """
    todo = list(partitions(folder, output, text_column, part_bytes))
    waiting = [p for p in todo if not p.target.exists()]
    done = len(todo) - len(waiting)
    rows, flags = 0, Counter[str]()
    if waiting:
        try:
            import distributed
        except ImportError as error:
            raise InputError("没有安装集群组件", todo="运行 pip install 'fourwinds[cluster]' 后重试") from error
        connect: Any = distributed.Client
        finished: Any = distributed.as_completed
        output.mkdir(parents=True, exist_ok=True)
        try:
            client: Any = connect(scheduler, timeout=20)
        except (OSError, ValueError) as error:
            raise InputError(
                f"连不上调度器“{scheduler}”", allowed="形如 tcp://主机:8786", todo="先运行 dask scheduler 并检查地址"
            ) from error
        with client:
            futures = client.map(tag_partition, waiting, pure=False, retries=_TRIES)
            for future in finished(futures):
                if future.status != "finished":
                    raise InputError(
                        f"有一份数据没有处理成（{future.exception()}）", todo="排除原因后再运行一次，已完成的不会重做"
                    )
                written, found = future.result()
                rows, flags = rows + written, flags + found
                done += 1
                if progress:
                    progress(done, len(todo))
                future.release()
    name = load_model().card.name
    return Tagged(rows, len(todo), len(todo) - len(waiting), name, flag_words.counted(flags))


def partitions(folder: Path, output: Path, column: str, part_bytes: int) -> Iterator[Partition]:
    """All partitions of all files, in order of name; a target's name changes with whatever could change its rows.

    Raises:
        InputError: there is no file to read, or one has no such column.
    """
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in _KINDS) if folder.is_dir() else []
    if not files:
        raise InputError(f"“{folder}”里没有可读取的文件", allowed="集群方式可读取 csv、tsv、parquet", todo="另选文件夹")
    if not column:
        raise InputError("集群方式要指明意见所在的列", todo="加上 --text-column 列名")
    for path in files:
        if path.suffix.lower() == ".parquet":
            for n in range(parquet.row_groups(path, column)):
                yield Partition(path, _target(path, folder, output, column, n, (n,)), column, group=n)
            continue
        plan = csv_parts.plan(path, Choice(column), part_bytes)
        if plan is None:
            raise InputError(
                f"“{path.name}”不能分块读取",
                allowed="UTF-8 或 GB18030、引号成对的 csv、tsv",
                todo="核对引号，另存为 UTF-8 后重试",
            )
        for n, part in enumerate(plan.parts):
            target = _target(path, folder, output, column, n, (part.start, part.end))
            yield Partition(path, target, column, plan=plan, part=part)


def _target(path: Path, folder: Path, output: Path, column: str, n: int, span: tuple[int, ...]) -> Path:
    state = path.stat()
    name = "-".join(map(shield.mask_file_name, path.relative_to(folder).with_suffix("").parts))
    card = load_model().card
    said = (
        str(path.relative_to(folder)),
        state.st_size,
        state.st_mtime_ns,
        column,
        span,
        settings.load().review_threshold,
    )
    mark = hashlib.sha256(f"{said}{sorted(asdict(card)['arrays'].items())}".encode()).hexdigest()[:10]
    return output / f"{name}-{n:06d}-{mark}.csv"


def tag_partition(partition: Partition) -> tuple[int, Counter[str]]:
    """Tag the rows of one partition; returns how many, and how many bear each flag.

    The output appears whole or not at all; none is made again.
    """
    written, flags = 0, Counter[str]()
    if partition.target.exists():
        return written, flags
    model, threshold = load_model(), settings.load().review_threshold
    with replacing(partition.target) as draft, draft.open("wb") as file:
        file.write(table.csv_header())
        rows = _texts(partition)
        while block := list(islice(rows, _BLOCK)):
            opinions = _opinions(partition, block)
            said = model.predict([o.text for o in opinions])
            cells = tagging.cells_of(opinions, said, model.taxonomy, threshold)
            file.writelines(table.csv_rows(cells))
            written += len(block)
            flags += tagging.flag_counts(cells[_FLAGS])
    return written, flags


def _opinions(partition: Partition, block: list[tuple[int, str]]) -> list[Opinion]:
    """One opinion for each row: the whole text, masked, numbered by file name and row.

    Files that name somebody may look alike once they are masked, so these bear the mark of their output too.
    """
    name = shield.mask_file_name(partition.source.name)
    stem = Path(name).stem
    if name != partition.source.name:
        stem = f"{stem}-{partition.target.stem.rpartition('-')[2]}"
    shown, flags, _ = tagging.masked([text for _, text in block])
    return [
        Opinion(f"{stem}-{row}", Feedback(name, "", row, text), 0, len(text), masked, "", found)
        for (row, text), masked, found in zip(block, shown, flags, strict=True)
    ]


def _texts(partition: Partition) -> Iterator[tuple[int, str]]:
    if partition.plan is None or partition.part is None:
        first, texts = parquet.read(partition.source, partition.column, partition.group)
        yield from enumerate(texts, start=first)
        return
    place = [column.name for column in partition.plan.roles].index(partition.column)
    for row, cells in csv_parts.records(partition.plan, partition.part):
        if any(cell.strip() for cell in cells):
            yield row, cells[place] if place < len(cells) else ""
