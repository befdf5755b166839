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
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from fourwinds import load_model, taxonomy
from fourwinds.intake import corpus
from fourwinds.intake.answers import Choice
from fourwinds.records import COLUMNS
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
CALAMINE, WRITER = "calamine reads the cells", "writer alone"
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
    import xlsxwriter

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
    whole, writer = folder / "all.xlsx", folder / "writer.xlsx"

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
    }
    waits = {"the command, one process": command(1), f"the command, {cores()} processes": command(0)}
    processor: dict[str, list[float]] = {name: [] for name in steps}
    wall: dict[str, list[float]] = {name: [] for name in (CALAMINE, WRITER, *waits)}
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
    return _medians(processor), _medians(wall), len(done[0].opinions)


def _medians(taken: dict[str, list[float]]) -> Seconds:
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _readings(whole: float, seconds: Seconds) -> list[str]:
    """The target’s sentence read in both ways."""
    without = (whole - seconds[WRITER]) / seconds[CALAMINE]
    against = whole / (seconds[CALAMINE] + seconds[WRITER])
    return [
        f"| {ratio:.2f} | {'yes' if ratio <= WANTED else '**no**'} |"
        for ratio in (without, against)
    ]  # fmt: skip


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
    runs |= {f"{name}, wall seconds": (took, wall) for name, took in wall.items() if name not in (CALAMINE, WRITER)}
    lines = [
        "# From xlsx to xlsx", "",
        f"Written by `make bench-workbook`; do not edit. {said.rows:,} rows of nine columns, {opinions:,} opinions; "
        f"{f'medians of {said.rounds} rounds, interleaved' if said.rounds > 1 else 'one round'}, on {cores()} cores.", "",
        "| step, one process | processor seconds | × calamine |", "|---|---:|---:|",
        *(f"| {name} | {second:.2f} | {second / base:.2f} |" for name, second in seconds.items()), "",
        "Wall seconds count what else the machine does; the command also starts Python and loads the model.", "",
        "| | wall seconds |", "|---|---:|",
        *(f"| {name} | {second:.2f} |" for name, second in wall.items()), "",
        f"Wanted is that everything takes “≤ {WANTED} × the time calamine needs to read it plus the writer's own time”. That can be read as",
        f"(1) (everything − writer) ÷ calamine ≤ {WANTED}, or (2) everything ÷ (calamine + writer) ≤ {WANTED}.", "",
        "| | (1) | met | (2) | met |", "|---|---:|---|---:|---|",
        *(f"| {name} {one[:-1]}{two}" for name, (whole, part) in runs.items() for one, two in [_readings(whole, part)]), "",
    ]  # fmt: skip
    print("\n".join(lines))
    if said.rows == 100_000:
        (HERE / "WORKBOOK.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
