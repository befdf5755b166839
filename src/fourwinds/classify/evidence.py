"""The words behind a decision, from the weight of every position."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

WINDOW = 8
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")


def windows(weight: npt.NDArray[np.float32], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """First character of the heaviest run of up to ``WINDOW`` characters of each text, counted from its beginning.

    Args:
        weight: weight of every position of a batch; a text's first position is its boundary.
        starts: first position of each text.
    """
    total = np.concatenate(([0.0], np.cumsum(weight, dtype=np.float64)))
    ends = np.append(starts[1:], len(weight))
    lengths = ends - starts
    text = np.repeat(np.arange(len(starts)), lengths)
    position = np.arange(len(weight))
    stop = np.minimum(position + WINDOW, ends[text])
    run = total[stop] - total[position]
    run[starts[lengths > 1]] = -np.inf
    best = np.maximum.reduceat(run, starts)
    hits = np.flatnonzero(run == best[text])
    first = np.full(len(starts), 0, dtype=np.int64)
    first[text[hits][::-1]] = (hits - starts[text[hits]])[::-1]
    return np.maximum(first - 1, 0)


def excerpt(text: str, start: int) -> str:
    """The run that begins at ``start``, cut at the end of its clause and trimmed of punctuation.

    >>> excerpt("会议太多，没时间备课。", 0)
    '会议太多'
    """
    run = _EDGE.sub("", text[start : start + WINDOW])
    parts = re.split(r"[，。；！？、,;!?\n]", run)
    return max(parts, key=len).strip()
