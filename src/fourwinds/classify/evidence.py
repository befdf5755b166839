"""The words behind a decision, from the weight of every position."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

WINDOW = 8
OTHER, WORD, CLAUSE_END = 0, 1, 2
CLAUSE_ENDS = "，。；！？、,;!?\n"
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_CLAUSE = re.compile(f"[{CLAUSE_ENDS}]")


def windows(weight: npt.NDArray[np.integer], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """First character of the heaviest run of up to ``WINDOW`` characters of each text, counted from its beginning.

    Args:
        weight: weight of every position of a batch, whole numbers so that sums do not depend on the batch; a text's
            first position is its boundary.
        starts: first position of each text.
    """
    total = np.concatenate(([0], np.cumsum(weight, dtype=np.int64)))
    ends = np.append(starts[1:], len(weight))
    lengths = ends - starts
    stop = np.minimum(np.arange(WINDOW, WINDOW + len(weight)), np.repeat(ends, lengths))
    run = total.take(stop)
    run -= total[:-1]
    run[starts[lengths > 1]] = np.iinfo(np.int64).min
    best = np.repeat(np.maximum.reduceat(run, starts), lengths)
    hits = np.flatnonzero(run == best)
    first = hits[np.searchsorted(hits, starts)] - starts  # every text has a hit of its own
    return np.asarray(np.maximum(first - 1, 0))


def plain_excerpts(kinds: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where ``excerpt`` begins and ends inside runs of ``WINDOW`` characters, for all runs at once.

    Args:
        kinds: what each character is, shape (runs, WINDOW): ``OTHER``, ``WORD`` or ``CLAUSE_END``; what lies behind
            the end of a text is ``CLAUSE_END``.
    """
    word = kinds == WORD
    first = word.argmax(axis=1)
    last = WINDOW - 1 - word[:, ::-1].argmax(axis=1)
    length = np.zeros(len(kinds), dtype=np.int64)
    best, end = length.copy(), length.copy()
    for column in range(WINDOW):
        length += 1
        length *= (kinds[:, column] != CLAUSE_END) & (column >= first) & (column <= last)
        longer = length > best
        best[longer] = length[longer]
        end[longer] = column + 1
    best[~word.any(axis=1)] = 0
    return end - best, end


def excerpt(text: str, start: int) -> str:
    """The run that begins at ``start``, cut at the end of its clause and trimmed of punctuation.

    >>> excerpt("会议太多，没时间备课。", 0)
    '会议太多'
    """
    run = _EDGE.sub("", text[start : start + WINDOW])
    parts = _CLAUSE.split(run)
    return max(parts, key=len).strip()
