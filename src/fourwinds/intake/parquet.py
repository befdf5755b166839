"""One text column of a Parquet file, row group by row group (needs the extra ``cluster``)."""

from __future__ import annotations

from pathlib import Path

from fourwinds.errors import InputError


def row_groups(path: Path, column: str) -> int:
    """How many row groups there are.

    Raises:
        InputError: the file is no Parquet file or has no column of that name.
    """
    from pyarrow import ArrowInvalid, parquet

    try:
        with parquet.ParquetFile(path) as file:
            names, many = file.schema_arrow.names, file.metadata.num_row_groups
    except (ArrowInvalid, OSError) as error:
        raise InputError(f"“{path.name}”已损坏或不是 Parquet 文件", todo="重新导出后重试") from error
    if column not in names:
        raise InputError(
            f"“{path.name}”里没有名为“{column}”的列",
            allowed=f"现有 {'、'.join(names)}",
            todo="用 --text-column 指定其中一列",
        )
    return int(many)


def read(path: Path, column: str, group: int) -> tuple[int, list[str]]:
    """Number of the first row of a row group, from 1, and its texts; a missing text is ""."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        first = 1 + sum(file.metadata.row_group(n).num_rows for n in range(group))
        values = file.read_row_group(group, columns=[column]).column(0).to_pylist()
    return first, ["" if value is None else str(value) for value in values]
