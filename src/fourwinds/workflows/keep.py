"""Tagged opinions → a batch in the store."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fourwinds import settings, taxonomy
from fourwinds.clean.normalise import fingerprint
from fourwinds.errors import OutputError
from fourwinds.records import TaggedOpinion, numbered
from fourwinds.review_records import Batch
from fourwinds.store.front import Store
from fourwinds.workflows.classify import Classified

# Wordings that are decided at once must be nearer to each other than those that a paper lists as one problem.
ALIKE = 0.85
_COMPARED = 20_000  # different wordings; beyond, only equal ones are grouped, because comparing grows with the square


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an upload.

    Attributes:
        batch: the batch that holds it; one that was there before when nothing was new.
        added: opinions that were new.
        known: opinions that a batch held already.
    """

    batch: Batch
    added: int
    known: int


def keep(
    classified: Classified, store: Store, by: str, *, name: str = "", paths: Sequence[Path] = (), double_share: float = 0.0
) -> Kept:  # fmt: skip
    """Put what ``classify`` found into the store, with a copy of the original files.

    Args:
        by: account name.
        name: of the batch; default is the first file's.
        paths: the files it came from; they are copied beside the store and destroyed with the batch.
        double_share: share of opinions that two reviewers decide independently, 0 to 1.

    Raises:
        StoreError: the store cannot be written.
        OutputError: the originals cannot be copied; the batch is kept all the same.
    """
    return keep_tagged(
        classified.opinions, store, by, contexts=classified.contexts, model=classified.model_name,
        counts=dict(classified.funnel.lines()) | dict(classified.to_look_over), name=name, paths=paths, double_share=double_share,
    )  # fmt: skip


def keep_tagged(
    rows: Sequence[TaggedOpinion], store: Store, by: str, *, contexts: Sequence[str] = (), model: str = "",
    counts: dict[str, int] | None = None, name: str = "", paths: Sequence[Path] = (), double_share: float = 0.0,
    hashes: Sequence[str] = (),
) -> Kept:  # fmt: skip
    """Put rows of a tagged file into the store; arguments as in ``keep``.

    Args:
        hashes: digest of each row where it is known, e.g. from a workbook's key column; default is the row's own.
    """
    files = {path.name: _sha256(path) for path in paths if path.is_file()}
    said = list(contexts) or [""] * len(rows)
    batch, added, known = store.batches.add(
        name or _name(rows), rows, said, numbered(list(hashes) or [row.digest for row in rows]),
        files=files, counts=counts or {}, model=model, taxonomy=str(taxonomy.load().version), by=by,
        groups=alike(rows, said), double_share=double_share,
    )  # fmt: skip
    if added:
        _copy(paths, store.uploads(batch.key))
    return Kept(batch, added, known)


def alike(rows: Sequence[TaggedOpinion], contexts: Sequence[str]) -> list[int]:
    """For each opinion the index of the first that says the same to the same question, its own when alone."""
    first: dict[tuple[str, str], int] = {}
    heads = [
        first.setdefault((fingerprint(row.text), context), i)
        for i, (row, context) in enumerate(zip(rows, contexts, strict=True))
    ]
    different = sorted(set(heads))
    if 1 < len(different) <= _COMPARED:
        from fourwinds.rollup import duplicates
        from fourwinds.workflows.report import rows as ngrams

        label = duplicates.groups(ngrams([rows[i] for i in different]), max(ALIKE, settings.load().similar))
        nearest: dict[tuple[int, str], int] = {}
        near = {i: nearest.setdefault((int(g), contexts[i]), i) for i, g in zip(different, label, strict=True)}
        heads = [near[head] for head in heads]
    return heads


def _name(rows: Sequence[TaggedOpinion]) -> str:
    sources = list(dict.fromkeys(row.source for row in rows))
    return sources[0] if len(sources) == 1 else f"{sources[0]} 等 {len(sources)} 个文件" if sources else "空批次"


def _copy(paths: Sequence[Path], folder: Path) -> None:
    try:
        for number, path in enumerate(path for path in paths if path.is_file()):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            shutil.copyfile(path, folder / f"{number}{path.suffix.lower()}")
    except OSError as error:
        raise OutputError(
            f"意见已存入数据库，但原始文件没有复制成（{error.strerror}）", todo="清理磁盘或检查权限，并自行保管原始文件"
        ) from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
