"""Minima that are known, in both precisions."""

import numpy as np
import pytest

from fourwinds.classify.lbfgs import minimise


def _rosenbrock(at):
    x, y = at
    slope = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)], dtype=at.dtype)
    return float((1 - x) ** 2 + 100 * (y - x * x) ** 2), slope


def test_a_curved_valley_is_followed_to_its_end():
    found, iterations = minimise(_rosenbrock, np.array([-1.2, 1.0]), max_iter=200, tol=1e-9, least_gain=0)
    assert found == pytest.approx([1, 1], abs=1e-6)
    assert iterations < 80


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_curvatures_a_thousand_times_apart_in_the_precision_of_the_start(kind):
    bend = np.geomspace(1, 1000, 50).astype(kind)

    def bowl(at):
        return float(0.5 * np.dot(bend, (at - 1) ** 2)), bend * (at - 1)

    found, _ = minimise(bowl, np.zeros(50, dtype=kind), max_iter=200, tol=1e-3, least_gain=0)
    assert found.dtype == kind
    assert found == pytest.approx(np.ones(50), abs=1e-2)


def test_it_stops_where_it_may_and_where_little_is_gained():
    start = np.array([-1.2, 1.0])
    assert minimise(_rosenbrock, start, max_iter=3, tol=0, least_gain=0)[1] == 3
    assert minimise(_rosenbrock, np.ones(2), max_iter=9, tol=1e-9, least_gain=0)[1] == 0
    assert minimise(_rosenbrock, start, max_iter=99, tol=0, least_gain=0.999999)[1] == 1
