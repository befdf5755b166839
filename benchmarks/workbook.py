"""A workbook of 100,000 answers, from xlsx to xlsx, in one process, against calamine reading the same cells. Writes WORKBOOK.md.

make bench-workbook             100,000 rows, medians of three rounds
python workbook.py --rows 5000  another size
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from fourwinds import load_model, taxonomy
from fourwinds.intake import corpus
from fourwinds.intake.answers import Choice
from fourwinds.workflows import classify as work
from fourwinds.workflows.gather import gather
from fourwinds.workflows.report import write_tagged

HERE = Path(__file__).parent
ROOT = HERE.parent
# As a survey tool exports it: metadata, two choices, one open question.
HEADER = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的身份", "2、您对学校工作是否满意", "3、您对学校有什么意见和建议"]  # fmt: skip
PRIVATE = ("，电话1380013{:04d}", "，我叫王小明", "，请联系张子涵同学的妈妈", "，找后勤李主任也没用", "，QQ1234{:05d}")
Seconds = dict[str, float]


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


def measured(path: Path, folder: Path, rounds: int) -> tuple[Seconds, int]:
    """Median processor seconds of every step, interleaved; and how many opinions there are."""
    model = load_model()
    model.predict(["会议太多"])
    done: list[work.Classified] = []
    gathered = gather([path], Choice())
    opinions = work.cut(gathered.feedback)

    def everything() -> None:
        done[:] = [work.classify([path], model=model)]
        write_tagged(done[0].opinions, done[0].funnel, folder / "all.xlsx")

    tasks: dict[str, Callable[[], object]] = {
        "calamine reads the cells": lambda: (
            CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        ),
        "read, with roles and checks": lambda: gather([path], Choice()),
        "split and mask": lambda: work.cut(gathered.feedback),
        "classify": lambda: work.tag(opinions, model),
        "everything": everything,
        "writer alone": lambda: write_tagged(done[0].opinions, done[0].funnel, folder / "writer.xlsx"),
    }
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            begun = time.process_time()
            task()
            taken[name].append(time.process_time() - begun)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}, len(opinions)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=3)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "many.xlsx"
        write_xlsx(path, said.rows)
        seconds, opinions = measured(path, Path(made), said.rounds)
    base = seconds["calamine reads the cells"]
    ratio = (seconds["everything"] - seconds["writer alone"]) / base
    lines = [
        "# From xlsx to xlsx", "",
        f"Written by `make bench-workbook`; do not edit. {said.rows:,} rows of nine columns, {opinions:,} opinions, one process; "
        f"processor seconds, medians of {said.rounds} rounds, interleaved.", "",
        "| | seconds | × calamine |", "|---|---:|---:|",
        *(f"| {name} | {second:.2f} | {second / base:.2f} |" for name, second in seconds.items()), "",
        f"Everything but the writer is {ratio:.2f} times what calamine needs (wanted: at most 3): "
        f"**{'yes' if ratio <= 3 else 'no'}**.", "",
    ]  # fmt: skip
    print("\n".join(lines))
    if said.rows == 100_000:
        (HERE / "WORKBOOK.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
