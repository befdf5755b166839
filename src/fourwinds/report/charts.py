"""Charts of a paper, in grey like the rest of it; needs the extra ``charts`` (matplotlib) and a Chinese font.

They print the figures of the paper's own table as the table prints them, so a circulated chart tells no more than the
table beside it: what is hidden there has neither bar nor shade.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from fourwinds.report.content import Content
from fourwinds.report.figures import HIDDEN, SMALL, words
from fourwinds.report.typography import Paper
from fourwinds.report.wording import shortened

# Free faces, and those of Windows and macOS; what an office names in its settings goes before them.
_FACES = (
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "SimHei", "Microsoft YaHei",
    "PingFang SC", "Heiti SC", "Noto Sans CJK JP", "SimSun",
)  # fmt: skip
_WIDTH, _INCH = 150.0, 25.4
_RANKED, _NAME = 15, 14


def add(paper: Paper, content: Content) -> None:
    """Bars of tags, map of tag × subject, ranking, two rounds; a note where a Chinese font is missing, nothing without matplotlib."""
    try:
        import matplotlib
    except ImportError:
        return
    taxonomy = content.taxonomy
    cells = [[words(cell) for cell in row] for row in content.cross_rows()]
    tags = [row for label, row in zip(taxonomy.labels, cells, strict=False) if label in taxonomy.tags]
    if not any(_value(text) for row in tags for text in row[1:]):
        return
    face = _face(content.settings.heading_font)
    if not face:
        paper.note("注：本机没有可用来画图的中文字体，图未画出；装上黑体或思源黑体后重新生成。")
        return
    subjects = [taxonomy.subject_zh(code) for code in taxonomy.subjects]
    names, totals = [row[0] for row in tags], [row[-1] for row in tags]
    with matplotlib.rc_context({"font.family": [face], "font.size": 10.5, "axes.unicode_minus": False}):
        bars = _png(lambda axes: _bars(axes, names, totals), 58)
        grid = _png(lambda axes: _map(axes, names, subjects, [row[1:-1] for row in tags]), 82)
        more = [] if content.circulated else [*_ranking(content), *_rounds(content)]
    said = "；".join(f"{name}{_said(text)}" for name, text in zip(names, totals, strict=True))
    paper.picture(bars, "图1　各类意见条数", f"条形图。{said}。", width=_WIDTH)
    said = "；".join(
        f"{row[0]}：{'，'.join(f'{s}{_said(text)}' for s, text in zip(subjects, row[1:-1], strict=True))}"
        for row in tags
    )
    paper.picture(grid, "图2　意见类别与涉及对象", f"分布图，颜色深的条数多。{said}。", width=_WIDTH)
    for n, (png, caption, said) in enumerate(more, start=3):
        paper.picture(png, f"图{n}　{caption}", f"条形图。{said}。", width=_WIDTH)


def _ranking(content: Content) -> list[tuple[bytes, str, str]]:
    """The most frequent problems: picture, caption, the same in words."""
    ranked = sorted(content.summary.problems, key=lambda p: -p.count)[:_RANKED]
    if not ranked:
        return []
    names, texts = [shortened(content.named(p), _NAME) for p in ranked], [str(p.count) for p in ranked]
    said = "；".join(f"{name}{text}条" for name, text in zip(names, texts, strict=True))
    caption = "具体表现排序" if len(content.summary.problems) <= _RANKED else f"具体表现排序（前{_RANKED}项）"
    return [(_png(lambda axes: _bars(axes, names, texts), 12 + 7.5 * len(names)), caption, said)]


def _rounds(content: Content) -> list[tuple[bytes, str, str]]:
    """Both rounds of the most frequent manifestations; nothing where their figures do not compare."""
    rounds = content.rounds
    if rounds is None or rounds.broken or any(change.before < 0 for change in rounds.changes):
        return []
    rows = [
        (content.taxonomy.manifestation_zh(c.tag, c.manifestation), c.before, c.after) for c in rounds.changes[:_RANKED]
    ]
    if not rows:
        return []
    said = "；".join(f"{name}上一轮{before}条、本轮{after}条" for name, before, after in rows)
    return [(_png(lambda axes: _pairs(axes, rows), 14 + 9 * len(rows)), "与上一轮比较", said)]


def _face(wanted: str) -> str:
    """The first installed one of ``wanted`` and ``_FACES``, "" if there is none."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in (wanted, *_FACES) if name in installed), "")


def _value(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _said(text: str) -> str:
    """A figure of the table in words.

    >>> _said("12"), _said("<5"), _said("*")
    ('12条', '不足5条', '不显示')
    """
    return f"不足{SMALL}条" if text == HIDDEN else f"{text}条" if text.isdecimal() else "不显示"


def _png(draw: Callable[[Any], None], height: float) -> bytes:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH / _INCH, height / _INCH), layout="constrained")
    draw(figure.subplots())
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=200, metadata={"Software": None})
    return out.getvalue()


def _bars(axes: Any, names: Sequence[str], texts: Sequence[str]) -> None:
    values = [_value(text) for text in texts]
    axes.barh(range(len(names)), values, color="0.55", height=0.6)
    for place, (value, text) in enumerate(zip(values, texts, strict=True)):
        axes.annotate(text, (value, place), textcoords="offset points", xytext=(4, 0), va="center")
    axes.set(xlim=(0, max(values) * 1.12 or 1), xticks=[])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(left=False)


def _pairs(axes: Any, rows: Sequence[tuple[str, int, int]]) -> None:
    places = range(len(rows))
    top = max(1, *(max(before, after) for _, before, after in rows))
    for n, (name, colour) in enumerate((("上一轮", "1.0"), ("本轮", "0.55"))):
        values = [row[1 + n] for row in rows]
        heights = [place - 0.2 + 0.4 * n for place in places]
        axes.barh(heights, values, height=0.36, color=colour, edgecolor="0.3", linewidth=0.8, label=name)
        for place, value in zip(heights, values, strict=True):
            axes.annotate(
                str(value), (value, place), textcoords="offset points", xytext=(4, 0), va="center", fontsize=8
            )
    axes.set(xlim=(0, top * 1.12), xticks=[])
    axes.set_yticks(places, [row[0] for row in rows])
    axes.invert_yaxis()
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(left=False)
    axes.legend(frameon=False, loc="lower right", fontsize=9)


def _map(axes: Any, names: Sequence[str], subjects: Sequence[str], texts: Sequence[Sequence[str]]) -> None:
    values = [[_value(text) for text in row] for row in texts]
    most = max(1, *(value for row in values for value in row))
    axes.imshow(values, cmap="Greys", vmin=0, vmax=most * 1.15, aspect="auto")
    for i, row in enumerate(texts):
        for j, text in enumerate(row):
            dark = values[i][j] > 0.55 * most
            axes.text(j, i, text, ha="center", va="center", color="white" if dark else "black")
    axes.set_xticks(range(len(subjects)), ["\n".join(_folded(name)) for name in subjects], fontsize=9)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0)


def _folded(name: str, width: int = 5) -> list[str]:
    """A long name in lines of ``width`` characters."""
    return [name[at : at + width] for at in range(0, len(name), width)]
