"""Writes what ``run`` measured: RESULTS.md with ratios, and a plot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

TAGS = "fourwinds, tags alone"
DEFAULT = "fourwinds, default call"
FASTTEXT = "fastText (chars, pairs)"
CELLS = "read, decode, split into rows and cells"
OPINIONS = "read, decode, split into opinions"
JIEBA = "jieba + TF-IDF + LogisticRegression"
JIEBA_SVC = "jieba + TF-IDF + LinearSVC"


def write(
    folder: Path, *, machine: str, texts: int, characters: float, one: Mapping[str, float], two: Mapping[str, float],
    files: Mapping[str, float], peer_files: Mapping[str, tuple[int, float]], memory: int, many: int, starts: Mapping[str, float],
    trained: Mapping[str, Mapping[int, float]], gold: Mapping[str, float], egov: Mapping[str, float], model_bytes: int, whole: float,
) -> None:  # fmt: skip
    """Write RESULTS.md and results.png into ``folder``."""
    cells, opinions = files[CELLS], files[OPINIONS]
    jieba = starts["import jieba; jieba.initialize()"]
    wanted = [
        ("tags alone ÷ fastText", one[FASTTEXT] / one[TAGS], "≥ 4"),
        ("tags alone ÷ jieba + LR", one[JIEBA] / one[TAGS], "≥ 45"),
        ("default call ÷ fastText", one[FASTTEXT] / one[DEFAULT], "≥ 1.5"),
        ("default call ÷ jieba + LR", one[JIEBA] / one[DEFAULT], "≥ 15"),
        (
            "csv → csv, two processes ÷ read, decode, split into opinions",
            files["fourwinds, two processes"] / opinions,
            "≤ 4",
        ),
        ("the same ÷ read, decode, split into rows and cells", files["fourwinds, two processes"] / cells, "–"),
        ("classify 100.csv ÷ jieba.initialize()", starts["fourwinds classify 100.csv -o out.csv"] / jieba, "≤ 1.0"),
        ("--help ÷ jieba.initialize()", starts["fourwinds --help"] / jieba, "≤ 0.3"),
        ("training from 12,000 opinions, s", trained["fourwinds"][12_000], "≤ 5"),
        ("largest process, MB", memory / 1e6, "≤ 300"),
        ("model files, MB", model_bytes / 1e6, "≤ 8"),
    ]
    if egov:
        wanted += [
            ("egov macro-F1 − fastText, points", 100 * (egov["fourwinds"] - egov[FASTTEXT]), "≥ 4"),
            ("egov macro-F1 − jieba + LinearSVC, points", 100 * (egov["fourwinds"] - egov[JIEBA_SVC]), "≥ 4"),
        ]
    lines = [
        "# Results", "", "Written by `make bench`; do not edit. All figures of one run, peers interleaved, medians.", "",
        machine, "", "## What was wanted, and what came", "", "| | measured | wanted | |", "|---|---:|---:|---|",
        *(f"| {name} | {value:.2f} | {limit} | {_holds(value, limit)} |" for name, value, limit in wanted),
        "", f"## In memory, {texts:,} opinions of {characters:.0f} characters, texts a second", "",
        "| | one process | two processes |", "|---|---:|---:|",
        *(f"| {name} | {texts / one[name]:,.0f} | {texts / two[name]:,.0f} |" for name in one),
        "", f"## csv → csv, {many:,} rows", "", "Medians of three; fourwinds in one process once. The floors are one process each.", "",
        "| | seconds | × split into opinions | × split into cells |", "|---|---:|---:|---:|",
        *(f"| {name} | {taken:.2f} | {taken / opinions:.2f} | {taken / cells:.1f} |" for name, taken in files.items()),
        "", "fourwinds cuts answers, masks names and numbers, tags, numbers, marks duplicates and writes nineteen columns; peers read the",
        "text column, predict a tag and write two columns, in one process.", "",
        "| | rows | seconds | rows a second |", "|---|---:|---:|---:|",
        *(f"| {name} | {n:,} | {taken:.2f} | {n / taken:,.0f} |" for name, (n, taken) in
          {**{name: (many, files[name]) for name in files if name.startswith("fourwinds")}, **peer_files}.items()),
        "", "## Whole processes", "", "| | seconds |", "|---|---:|", *(f"| {n} | {t:.3f} |" for n, t in starts.items()),
        "", "## Training, seconds (fourwinds learns manifestations, peers six tags)", "",
        "Texts in, fitted model out; without the subject head and without the four folds that calibration takes"
        + (f". With both, the whole corpus: {whole:.0f} s (`fourwinds train`, one thread)." if whole else "."), "",
        f"| | {' | '.join(f'{size:,}' for size in trained['fourwinds'])} |", "|---|" + "---:|" * len(trained["fourwinds"]),
        *(f"| {name} | {' | '.join(f'{t:.2f}' for t in by_size.values())} |" for name, by_size in trained.items()),
        "", "## Accuracy, macro-F1", "", "| | our gold | egov, 60 characters, 5-fold |", "|---|---:|---:|",
        *(f"| {name} | {_or_dash(gold.get(name))} | {_or_dash(egov.get(name))} |" for name in {**gold, **egov}),
        "", "On egov fourwinds chooses between the shipped setting and a mean vote of NB-SVM heads in three folds inside each training fold.",
        "", "![texts a second](results.png)", "",
    ]  # fmt: skip
    (folder / "RESULTS.md").write_text("\n".join(lines), encoding="utf-8")
    _plot(folder / "results.png", {name: texts / taken for name, taken in one.items()})


def _holds(value: float, limit: str) -> str:
    sign, _, bound = limit.partition(" ")
    if not bound:
        return ""
    return "yes" if (value >= float(bound) if sign == "≥" else value <= float(bound)) else "**no**"


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _plot(path: Path, rates: Mapping[str, float]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    ordered = sorted(rates.items(), key=lambda item: item[1])
    figure, axes = pyplot.subplots(figsize=(8, 3.6), layout="constrained")
    colours = ["#b5322e" if name.startswith("fourwinds") else "#8a8f98" for name, _ in ordered]
    bars = axes.barh([name for name, _ in ordered], [rate for _, rate in ordered], color=colours)
    axes.bar_label(bars, [f"{rate:,.0f}" for _, rate in ordered], padding=3)
    axes.set_xscale("log")
    axes.set_xlabel("opinions a second, one process (log scale)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120)
