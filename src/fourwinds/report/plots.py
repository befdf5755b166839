"""Pictures of a scorecard, as PNG files; needs the extra ``charts`` (matplotlib)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fourwinds.errors import OutputError
from fourwinds.model_records import Scorecard
from fourwinds.report.writing import replacing


def write(card: Scorecard, folder: Path) -> list[Path]:
    """Reliability, coverage and confusion of ``card``, one file each, in ``folder``; returns the files.

    Raises:
        OutputError: matplotlib is not installed or the folder cannot be written.
    """
    plt = _pyplot()
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {"reliability.png": _reliability, "coverage.png": _coverage, "confusion.png": _confusion}
    return [_save(plt, draw, card, folder / name) for name, draw in pictures.items()]


def learning_curve(shares: Sequence[float], scores: Mapping[str, Sequence[float]], target: Path) -> Path:
    """Macro-F1 against the share of the corpus that was used, one line per kind of material."""

    def draw(axes: Any, _: None) -> None:
        for name, line in scores.items():
            axes.plot([100 * s for s in shares], line, marker="o", label=name)
        axes.set(xlabel="share of the corpus, %", ylabel="macro-F1", title="Learning curve")
        axes.legend()

    return _save(_pyplot(), draw, None, target)


def _pyplot() -> Any:
    try:
        import matplotlib
    except ImportError as error:
        raise OutputError("没有安装画图组件 matplotlib", todo="运行 pip install 'fourwinds[charts]' 后重试") from error
    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot


def _save(plt: Any, draw: Any, what: Any, target: Path) -> Path:
    figure, axes = plt.subplots(figsize=(5, 4), layout="constrained")
    draw(axes, what)
    with replacing(target) as draft:
        figure.savefig(draft, dpi=120, metadata={"Software": None})
    plt.close(figure)
    return target


def _reliability(axes: Any, card: Scorecard) -> None:
    confidence, accuracy, rows = zip(*card.reliability, strict=True)
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--")
    axes.plot(confidence, accuracy, marker="o")
    for x, y, n in zip(confidence, accuracy, rows, strict=True):
        axes.annotate(str(n), (x, y), textcoords="offset points", xytext=(4, -10), fontsize=8)
    axes.set(
        xlabel="confidence", ylabel="accuracy", title=f"Reliability (ECE {card.ece:.3f})", xlim=(0, 1), ylim=(0, 1.03)
    )


def _coverage(axes: Any, card: Scorecard) -> None:
    share, accuracy = zip(*card.coverage_curve, strict=True)
    axes.plot([100 * s for s in share], accuracy, marker="o")
    axes.set(xlabel="surest rows kept, %", ylabel="accuracy", title="Accuracy against coverage")
    axes.grid(alpha=0.3)


def _confusion(axes: Any, card: Scorecard) -> None:
    rows = [[n / max(1, sum(line)) for n in line] for line in card.confusion]
    axes.imshow(rows, cmap="Blues", vmin=0, vmax=1)
    for i, line in enumerate(card.confusion):
        for j, n in enumerate(line):
            axes.text(
                j, i, str(n), ha="center", va="center", color="white" if rows[i][j] > 0.6 else "black", fontsize=8
            )
    names = [label.replace("_", "\n") for label in card.labels]
    axes.set(xticks=range(len(names)), yticks=range(len(names)), xlabel="decided", ylabel="right", title="Confusion")
    axes.set_xticklabels(names, rotation=45, ha="right", fontsize=8)
    axes.set_yticklabels(names, fontsize=8)
