"""Nothing small can be read or worked out from what is shown."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from fourwinds.report.suppression import suppress

TABLES = st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4)


def _with_totals(cells):
    inner = np.array(cells)
    full = np.vstack([inner, inner.sum(axis=0)])
    return np.hstack([full, full.sum(axis=1, keepdims=True)])


@given(TABLES)
@example([[0, 0, 1], [1, 1, 1]])  # every cell hidden, and 「<5」 still told: at least 1 each, 4 in all
@example([[1, 1, 1], [1, 0, 0], [1, 0, 1], [1, 0, 1]])
@settings(deadline=None, max_examples=60)
def test_no_hidden_small_figure_has_only_one_possible_value(cells):
    table = _with_totals(cells)
    shown = suppress(table.tolist())
    flat = [(r, c) for r in range(table.shape[0]) for c in range(table.shape[1])]
    for r, c in flat:
        assert (shown[r][c] == "<5") <= (0 < table[r, c] < 5)
        assert shown[r][c] in ("<5", "*") or not 0 < table[r, c] < 5
        assert shown[r][c] in ("<5", "*", str(table[r, c]))
    place = {cell: i for i, cell in enumerate(flat)}
    equations, sides = [], []
    for line in [[(r, c) for c in range(table.shape[1])] for r in range(table.shape[0])] + [
        [(r, c) for r in range(table.shape[0])] for c in range(table.shape[1])
    ]:
        equation = np.zeros(len(flat))
        for cell in line[:-1]:
            equation[place[cell]] = 1
        equation[place[line[-1]]] = -1
        equations.append(equation)
        sides.append(0)
    limits = {"<5": (1, 4), "*": (0, 999)}
    bounds = [limits.get(shown[r][c], (table[r, c], table[r, c])) for r, c in flat]
    if table[-1, -1] >= 5:  # the paper's sentences give it
        bounds[-1] = (table[-1, -1], table[-1, -1])
    for cell in flat:
        if 0 < table[cell] < 5:
            goal = np.zeros(len(flat))
            goal[place[cell]] = 1
            least, most = (
                sign * linprog(sign * goal, A_eq=np.array(equations), b_eq=sides, bounds=bounds).fun for sign in (1, -1)
            )
            assert most - least >= 0.99, (cell, shown)


def test_a_table_without_small_figures_stays_as_it_is():
    assert suppress([[9, 0, 9], [0, 7, 7], [9, 7, 16]]) == [["9", "0", "9"], ["0", "7", "7"], ["9", "7", "16"]]


def test_one_small_figure_takes_others_with_it():
    shown = suppress([[9, 2, 11], [8, 7, 15], [17, 9, 26]])
    assert shown[0][1] == "<5"
    assert sum(cell == "*" for row in shown for cell in row) >= 3
