"""Destroying a batch: rows, backups, originals, and its sentences beside models; a certificate stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fourwinds import registry, settings, taxonomy
from fourwinds.errors import OutputError
from fourwinds.report.writing import replacing
from fourwinds.store.front import Store
from fourwinds.store.shredding import shred

_TITLE = "数据销毁记录"
# The server's own log still holds what was written, until it is used anew.
_SERVER = ("PostgreSQL 服务器的预写日志由服务器自行轮换，其归档和备份请服务器管理员另行清理。",)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was destroyed.

    Attributes:
        certificate: the text file that says so; its figures stand beside it as JSON.
        figures: what it states.
    """

    certificate: Path
    figures: Mapping[str, Any]


def erase(store: Store, batch: int, by: str, output: Path | None = None) -> Erased:
    """Destroy a batch for good and write a certificate.

    Args:
        by: account name.
        output: where the certificate is written; default is the folder ``certificates`` beside the store.

    Raises:
        StoreError: there is no such batch, a job or a backup is at work in this or another process, or the store or
            a backup cannot be written.
        OutputError: an original cannot be destroyed or the certificate cannot be written.
    """
    store.batches.get(batch)  # whether there is one
    with store.at_work.alone():
        return _erase(store, batch, by, output)


def _erase(store: Store, batch: int, by: str, output: Path | None) -> Erased:
    target = output or store.folder / "certificates" / f"{_TITLE}_批次{batch}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target):
        pass  # rather say now than after the fact that it cannot be written
    texts = {row.tagged.text for row in store.opinions.all(batch)}
    data = settings.load().data_path
    sentences = sum(
        registry.forget(registry.folder_of(name, data), texts)
        for name in registry.names(data)
        if name != registry.DEFAULT
    )
    originals = destroy(store.uploads(batch))
    _destroy_copies(store, batch)
    figures = store.batches.erase(batch, by) | {"originals": originals, "model_sentences": sentences}
    with replacing(target) as draft:
        draft.write_text(_certificate(figures), encoding="utf-8")
    with replacing(target.with_suffix(".json")) as draft:
        draft.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Erased(target, figures)


def incoming_of(store: Store) -> Path:
    """Folder of the uploads that wait to be classified, one folder each, whether or not it exists."""
    return store.folder / "uploads" / "incoming"


def papers_of(store: Store, batch: int) -> Path:
    """Folder of the papers that the web app made of a batch, whether or not it exists."""
    return store.folder / "papers" / str(batch)


def _destroy_copies(store: Store, batch: int) -> None:
    """Papers, also those that were being made when the program was killed, and the same files uploaded once more."""
    papers = papers_of(store, batch)
    for folder in (papers, *papers.parent.glob(f".{batch}-*")):
        destroy(folder)
    files = set(store.batches.files(batch).values())
    for upload in incoming_of(store).glob("*"):
        if any(hashlib.sha256(path.read_bytes()).hexdigest() in files for path in upload.glob("*")):
            destroy(upload)


def destroy(folder: Path) -> int:
    """Overwrite and remove every file below ``folder``, then the folder itself; returns how many files those were.

    Raises:
        OutputError: a file cannot be overwritten or removed.
    """
    removed = 0
    try:
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
                continue
            if path.is_file() and not path.is_symlink():
                shred(path)
            else:
                path.unlink()
            removed += 1
        if folder.is_dir():
            folder.rmdir()
    except OSError as error:
        raise OutputError(
            f"文件夹“{folder}”没有销毁完（{error.strerror}）", todo="关闭正在打开它的程序后再执行一次"
        ) from error
    return removed


def _certificate(figures: Mapping[str, Any]) -> str:
    known = taxonomy.load()
    order = [*known.labels, *sorted(set(figures["by_tag"]) - set(known.labels))]  # a tag may have left the taxonomy
    by_tag = "，".join(
        f"{known.tag_zh(tag) if tag in known.labels else tag} {figures['by_tag'][tag]} 条"
        for tag in order
        if tag in figures["by_tag"]
    )
    lines = [
        _TITLE,
        "",
        f"批次编号：{figures['batch']}",
        f"导入时间：{_local(figures['created'])}",
        f"销毁时间：{_local(figures['erased'])}",
        f"经办人：{figures['by']}",
        f"销毁意见：{figures['opinions']} 条（{by_tag or '无'}），复核记录 {figures['verdicts']} 条",
        f"销毁原始文件：{figures['originals']} 个；清理备份：{figures['backups']} 份；清理模型旁的例句：{figures['model_sentences']} 条",
        f"全部意见的 SHA-256：{figures['opinions_sha256']}",
        *(f"原始文件的 SHA-256：{digest}" for digest in figures["files"]),
        "",
        "数据库、备份和原始文件中本批次的内容已覆写并删除，只保留上列不含原文的数字。",
        *(_SERVER if figures["database"] == "postgresql" else ()),
        "已导出到其他位置的表格和材料、操作系统自身的备份不在此列，请另行清理。",
    ]
    return "\n".join(lines) + "\n"


def _local(at: str) -> str:
    """A UTC time as the office's clock shows it."""
    then = datetime.fromisoformat(at).astimezone()
    return f"{then:%Y}年{then:%m}月{then:%d}日 {then:%H:%M}（UTC{then:%z}）"  # Windows formats no Chinese
