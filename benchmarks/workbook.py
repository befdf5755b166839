"""A workbook of 100,000 answers, from xlsx to xlsx, against calamine reading the same cells. Writes WORKBOOK.md.

make bench-workbook             100,000 rows, medians of three rounds
python workbook.py --rows 5000  another size
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from fourwinds import load_model, taxonomy
from fourwinds.intake import corpus
from fourwinds.intake.answers import Choice
from fourwinds.records import COLUMNS
from fourwinds.report import finished_rows
from fourwinds.workflows import classify as work
from fourwinds.workflows import tagging
from fourwinds.workflows.gather import gather
from fourwinds.workflows.processes import ANSWERS, cores
from fourwinds.workflows.report import write_tagged

HERE = Path(__file__).parent
ROOT = HERE.parent
# As a survey tool exports it: metadata, two choices, one open question.
HEADER = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的身份", "2、您对学校工作是否满意", "3、您对学校有什么意见和建议"]  # fmt: skip
PRIVATE = ("，电话1380013{:04d}", "，我叫王小明", "，请联系张子涵同学的妈妈", "，找后勤李主任也没用", "，QQ1234{:05d}")
Seconds = dict[str, float]
CALAMINE, WRITER, LIBRARY = "calamine reads the cells", "our writer alone", "xlsxwriter alone, cell by cell"
LIBRARIES = (CALAMINE, WRITER, LIBRARY)
TEXT = COLUMNS.index("text")
WANTED = 3


def answers(many: int) -> list[str]:
    """Answers as they come: one in eight says nothing, one in eight is a list, one in fifty holds something private."""
    said = [r.text for r in corpus.read_corpus(ROOT / "corpora", taxonomy.load()) if r.form == corpus.OPINION]
    chance = random.Random(0)
    found = []
    for n in range(many):
        match n % 8:
            case 0:
                text = chance.choice(["无", "没有意见", "暂无。", "/", "挺好"])
            case 1:
                text = "；".join(f"{i}、{chance.choice(said)}" for i in range(1, chance.randint(3, 5)))
            case _:
                text = f"{chance.choice(said)}{n if n % 3 else ''}"
        found.append(text + (chance.choice(PRIVATE).format(n % 10_000) if n % 50 == 7 else ""))
    return found


def write_xlsx(path: Path, many: int) -> None:
    """The export of a survey with ``many`` answers."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": False, "strings_to_numbers": False})
    sheet = book.add_worksheet("Sheet1")
    for i, name in enumerate(HEADER):
        sheet.write_string(0, i, name)
    for n, text in enumerate(answers(many), start=1):
        sheet.write_number(n, 0, n)
        sheet.write_string(n, 1, f"2026/9/{n % 28 + 1} {n % 24}:{n % 60:02d}:{n * 7 % 60:02d}")
        sheet.write_string(n, 2, f"{n * 13 % 600 + 20}秒")
        sheet.write_string(n, 3, ("微信", "链接", "手机提交")[n % 3])
        sheet.write_string(n, 4, "N/A")
        sheet.write_string(n, 5, f"192.0.2.{n % 254}(浙江-杭州)")
        sheet.write_string(n, 6, ("教师", "家长", "学生")[n % 3])
        sheet.write_string(n, 7, ("满意", "基本满意", "一般", "不满意")[n % 4])
        sheet.write_string(n, 8, text)
    book.close()


class CellByCell(Worksheet):  # type: ignore[misc]
    """A sheet that xlsxwriter writes in its ordinary way."""

    def put_rows(self, rows: Iterable[Sequence[finished_rows.Cell]], formats: Sequence[Any]) -> None:
        for n, row in enumerate(rows, start=1):
            for i, (cell, style) in enumerate(zip(row, formats, strict=True)):
                if isinstance(cell, str):
                    self.write_string(n, i, finished_rows.clean(cell), style)
                else:
                    self.write_number(n, i, cell, style)

    def check(self) -> None:
        """Nothing waits."""


def write_by_library(done: work.Classified, target: Path) -> None:
    """What ``write_tagged`` writes, by xlsxwriter as it comes."""
    ways = {"Book": xlsxwriter.Workbook, "FinishedRows": CellByCell}
    with ExitStack() as stack:
        for name, way in ways.items():
            stack.enter_context(patch.object(finished_rows, name, way))
        write_tagged(done.opinions, done.funnel, target)


def measured(path: Path, folder: Path, rounds: int) -> tuple[Seconds, Seconds, int]:
    """Median processor seconds of every step in this process, median wall seconds of what people wait for, interleaved;
    and how many opinions there are.
    """
    model = load_model()
    model.predict(["会议太多"])
    done = [work.classify([path], model=model)]
    gathered = gather([path], Choice())
    many = gathered.feedback
    blocks = [many[at : at + ANSWERS] for at in range(0, len(many), ANSWERS)]
    told = [tagging.tagged(block, model, 0.0) for block in blocks]
    whole, writer, library = folder / "all.xlsx", folder / "writer.xlsx", folder / "library.xlsx"

    def everything() -> None:
        done[:] = [work.classify([path], model=model)]
        write_tagged(done[0].opinions, done[0].funnel, whole)

    def command(jobs: int) -> Callable[[], object]:
        words = [sys.executable, "-m", "fourwinds", "classify", path, "-o", whole, "--quiet", "--jobs", str(jobs)]
        return lambda: subprocess.run(words, check=True)

    steps: dict[str, Callable[[], object]] = {
        CALAMINE: lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False),
        "read, with roles and checks": lambda: gather([path], Choice()),
        "split and mask": lambda: [tagging.unnumbered_all(block) for block in blocks],
        "classify": lambda: [model.predict(block.cells[TEXT], block.contexts) for block in told],
        "everything": everything,
        WRITER: lambda: write_tagged(done[0].opinions, done[0].funnel, writer),
        LIBRARY: lambda: write_by_library(done[0], library),
    }
    waits = {"the command, one process": command(1), f"the command, {cores()} processes": command(0)}
    processor: dict[str, list[float]] = {name: [] for name in steps}
    wall: dict[str, list[float]] = {name: [] for name in (*LIBRARIES, *waits)}
    for _ in range(rounds):
        for name, task in (steps | waits).items():
            gc.collect()
            gc.disable()  # as ``classify`` does
            begun = time.perf_counter(), time.process_time()
            task()
            took = time.perf_counter() - begun[0], time.process_time() - begun[1]
            gc.enable()
            if name in wall:
                wall[name].append(took[0])
            if name in steps:
                processor[name].append(took[1])
    if writer.read_bytes() != library.read_bytes():
        raise AssertionError("xlsxwriter alone writes another file, so its time says nothing")
    return _medians(processor), _medians(wall), len(done[0].opinions)


def _medians(taken: dict[str, list[float]]) -> Seconds:
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _readings(whole: float, seconds: Seconds) -> str:
    """The target’s sentence read in three ways: cells of a row."""
    ratios = (
        (whole - seconds[LIBRARY]) / seconds[CALAMINE],
        whole / (seconds[CALAMINE] + seconds[WRITER]),
        (whole - seconds[WRITER]) / seconds[CALAMINE],
    )
    return "".join(f" {ratio:.2f} | {'yes' if ratio <= WANTED else '**no**'} |" for ratio in ratios)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=3)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "many.xlsx"
        write_xlsx(path, said.rows)
        seconds, wall, opinions = measured(path, Path(made), said.rounds)
    base = seconds[CALAMINE]
    runs = {"everything, processor seconds": (seconds["everything"], seconds)}
    runs |= {f"{name}, wall seconds": (took, wall) for name, took in wall.items() if name not in LIBRARIES}
    lines = [
        "# From xlsx to xlsx", "",
        f"Written by `make bench-workbook`; do not edit. {said.rows:,} rows of nine columns, {opinions:,} opinions; "
        f"{f'medians of {said.rounds} rounds, interleaved' if said.rounds > 1 else 'one round'}, on {cores()} cores.", "",
        "| step, one process | processor seconds | × calamine |", "|---|---:|---:|",
        *(f"| {name} | {second:.2f} | {second / base:.2f} |" for name, second in seconds.items()), "",
        "Both writers write the same file, byte for byte. "
        "Wall seconds count what else the machine does; the command also starts Python and loads the model.", "",
        "| | wall seconds |", "|---|---:|",
        *(f"| {name} | {second:.2f} |" for name, second in wall.items()), "",
        f"Wanted is that everything takes “≤ {WANTED} × the time calamine needs to read it plus the writer's own time”: of the two",
        "libraries, as they come, (1). Our writer is faster than the library it is built on, which makes the sum that is allowed smaller",
        "when its time is taken instead: of everything together, (2), or of the reader alone, (3). Each is given:", "",
        f"1. (everything − xlsxwriter) ÷ calamine ≤ {WANTED}; below 0: all of it takes less time than the library's writing alone",
        f"2. everything ÷ (calamine + our writer) ≤ {WANTED}",
        f"3. (everything − our writer) ÷ calamine ≤ {WANTED}", "",
        "| | (1) | met | (2) | met | (3) | met |", "|---|---:|---|---:|---|---:|---|",
        *(f"| {name} |{_readings(whole, part)}" for name, (whole, part) in runs.items()), "",
    ]  # fmt: skip
    print("\n".join(lines))
    if said.rows == 100_000:
        (HERE / "WORKBOOK.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
