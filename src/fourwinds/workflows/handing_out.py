"""Papers of a batch: made as a job with the standing verdicts in them, kept until the next ones, downloaded one by one."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fourwinds import settings
from fourwinds.errors import InputError, OutputError
from fourwinds.records import Funnel, TaggedOpinion
from fourwinds.report.corrections import EXCLUDED
from fourwinds.review_records import STATES_ZH, Batch
from fourwinds.workflows import classify, report
from fourwinds.workflows.desk import Desk
from fourwinds.workflows.erase import destroy, papers_of
from fourwinds.workflows.jobs import Beat

KIND = "papers"
WORKBOOK = "意见汇总.xlsx"
ALL_IN_ONE = "全部材料.zip"
_MANIFEST = ".来源.json"  # beside each paper, for fourwinds trace; in the archive only


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One file to download.

    Attributes:
        key: what its address says instead of a path.
    """

    key: str
    name: str
    bytes: int
    path: Path


def start(desk: Desk, batch: Batch, by: str, *, unit: str, profile: str, circulate: bool) -> str:
    """Begin to make all papers of a batch; returns the job's key."""

    def work(beat: Beat) -> str:
        beat.step("取出意见")
        state = STATES_ZH[batch.state]
        opinions = [o for o in desk.store.opinions.tagged(batch.key) if EXCLUDED not in o.flag_set]
        target = papers_of(desk.store, batch.key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{batch.key}-", dir=target.parent))
        try:
            workbook = draft / WORKBOOK
            report.write_tagged(opinions, _funnel(batch, opinions), workbook)
            beat.step("生成材料")
            report.report([workbook], draft, kind=report.ALL, unit=unit, profile=profile, state=state)
            wanted = report.circulating() if circulate else []
            for done, code in enumerate(wanted):
                beat.step("生成传阅稿")
                beat(done, len(wanted))
                report.report([workbook], draft, kind=code, unit=unit, profile=profile, circulate=True, state=state)
            beat.step("打包", is_last=True)
            _pack(draft)
            destroy(target)  # their words too must not outlive an erasure on the disk
            draft.rename(target)
        finally:
            with suppress(OutputError):  # an erasure looks for it again
                destroy(draft)
        return f"/batches/{batch.key}/papers?said=made"

    return desk.begin(KIND, f"{batch.name}：生成材料", by, work)


def files(desk: Desk, batch: int) -> list[PaperFile]:
    """What was made last, the archive of all first."""
    folder = papers_of(desk.store, batch)
    found = [p for p in folder.iterdir() if not p.name.endswith(_MANIFEST)] if folder.is_dir() else []
    order = {ALL_IN_ONE: 0, WORKBOOK: 1}
    found.sort(key=lambda path: (order.get(path.name, 2), path.name))
    return [PaperFile(_key(path.name), path.name, path.stat().st_size, path) for path in found]


def find(desk: Desk, batch: int, key: str) -> PaperFile:
    """The file of that key.

    Raises:
        InputError: there is none.
    """
    for file in files(desk, batch):
        if file.key == key:
            return file
    raise InputError("没有这份材料，可能已经重新生成过", todo="回到材料页重新下载")


def profiles() -> dict[str, str]:
    """Code and name of every profile of headings."""
    return report.profile_names()


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _pack(folder: Path) -> None:
    inside = sorted(folder.iterdir())
    with zipfile.ZipFile(folder / ALL_IN_ONE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in inside:
            archive.write(path, path.name)


def _funnel(batch: Batch, opinions: Sequence[TaggedOpinion]) -> Funnel:
    """The funnel with the outcomes as they are now and the figures of the files as they were."""
    counts = batch.counts
    return classify.count(
        opinions, files=counts.get("读取文件", 0), unreadable=counts.get("未能读取的文件", 0), rows=counts.get("读取行（段）", 0),
        answers=counts.get("有效回答", 0),
    )  # fmt: skip


def unit() -> str:
    """Name of the office's own body from the settings, "" for none."""
    return settings.load().unit
