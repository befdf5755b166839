"""Small figures in circulated tables: one to four become 「<5」, and further cells hide so that nobody can work them out.

A table here has its totals in the last row and column; the total of all is shown, because the paper's own sentences give
it. A hidden cell is safe when the published figures allow at least two values for it; the two bounds are found by linear
programming, as statistical offices audit their tables (Willenborg & de Waal, Elements of Statistical Disclosure Control,
2001, ch. 8).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourwinds.report.figures import HIDDEN, SMALL

COMPLEMENT = "*"


def suppress(table: Sequence[Sequence[int]]) -> list[list[str]]:
    """The table as it may be shown.

    Args:
        table: figures with totals in the last row and the last column.

    >>> suppress([[9, 2, 11], [8, 7, 15], [17, 9, 26]])
    [['*', '<5', '11'], ['*', '*', '15'], ['17', '9', '26']]
    """
    figures = np.array(table)
    primary = (figures > 0) & (figures < SMALL)
    hidden = primary.copy()
    whole = (len(figures) - 1, figures.shape[1] - 1)
    _no_single(figures, hidden)
    while exposed := _exposed(figures, hidden, primary):
        row, column = exposed[0]
        line = [(r, column) for r in range(len(figures))] + [(row, c) for c in range(figures.shape[1])]
        open_cells = {(r, c) for r, c in np.argwhere(~hidden).tolist()} - {whole}
        free = [cell for cell in line if cell in open_cells] or sorted(open_cells)
        if not free:  # so few opinions that 「<5」, which says "at least one", gives a figure away: 「*」 says nothing
            primary[:] = False
            break
        hidden[
            min(free, key=lambda cell: (cell[0] == len(figures) - 1 or cell[1] == figures.shape[1] - 1, figures[cell]))
        ] = True
        _no_single(figures, hidden)
    return [
        [
            HIDDEN if primary[r, c] else COMPLEMENT if hidden[r, c] else str(figures[r, c])
            for c in range(figures.shape[1])
        ]
        for r in range(len(figures))
    ]


def _no_single(figures: np.ndarray, hidden: np.ndarray) -> None:
    """Hide a second cell wherever a row or column (its total included) hides exactly one: the smallest that is not 0.

    The total of all stays; where nothing else is left, the audit finds what the one cell tells.
    """
    changed = True
    while changed:
        changed = False
        for axis in (0, 1):
            for n in range(figures.shape[axis]):
                line, mask = (figures[n], hidden[n]) if axis == 0 else (figures[:, n], hidden[:, n])
                end = len(line) - 1
                order = sorted(np.flatnonzero(~mask), key=lambda i: (i == end, line[i] == 0, line[i]))
                if mask.sum() == 1 and (n < figures.shape[axis] - 1 or order[0] != end):
                    mask[order[0]] = changed = True


def _exposed(figures: np.ndarray, hidden: np.ndarray, primary: np.ndarray) -> list[tuple[int, int]]:
    """Primary cells for which the published figures leave only one value."""
    cells = [(r, c) for r, c in np.argwhere(hidden).tolist()]
    if not cells:
        return []
    from scipy.optimize import linprog

    place = {cell: i for i, cell in enumerate(cells)}
    rows, columns = figures.shape
    equations, sides = [], []
    for axis, number in ((0, rows), (1, columns)):
        for n in range(number):
            line = [(n, c) for c in range(columns)] if axis == 0 else [(r, n) for r in range(rows)]
            equation, side = np.zeros(len(cells)), 0
            for i, cell in enumerate(line):
                sign = -1 if i == len(line) - 1 else 1
                if cell in place:
                    equation[place[cell]] = sign
                else:
                    side -= sign * int(figures[cell])
            if equation.any():
                equations.append(equation)
                sides.append(side)
    bounds = [(1, SMALL - 1) if primary[cell] else (0, None) for cell in cells]
    found = []
    for row, column in np.argwhere(primary).tolist():
        cell = (row, column)
        goal = np.zeros(len(cells))
        goal[place[cell]] = 1
        ends = [
            linprog(sign * goal, A_eq=np.array(equations), b_eq=np.array(sides), bounds=bounds, method="highs")
            for sign in (1, -1)
        ]
        if all(end.success for end in ends) and -ends[1].fun - ends[0].fun < 0.999:
            found.append(cell)
    return found
