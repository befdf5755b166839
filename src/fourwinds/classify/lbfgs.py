"""Limited-memory BFGS for smooth convex losses of millions of parameters, in the precision of the start.

Nocedal & Wright 2006, algorithms 7.4 and 7.5, with steps halved until the loss falls enough (Armijo 1966). General
solvers work in 64 bits and keep bounds; with half the bytes and no bounds an iteration takes a third of the time, and
the same start gives the same weights.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import blas

FloatArray = npt.NDArray[Any]
MEMORY = 8  # steps that curvature is estimated from
_ENOUGH = 1e-4  # share of the promised decrease that a step must bring
_HALVINGS = 30


def minimise(
    objective: Callable[[FloatArray], tuple[float, FloatArray]],
    start: FloatArray,
    *,
    max_iter: int,
    tol: float,
    least_gain: float,
) -> tuple[FloatArray, int]:
    """The parameters found, flat like ``start``, and how many iterations that took.

    Args:
        objective: parameters to (loss, gradient); must return a new gradient each time.
        start: where to begin, shape (n,), float32 or float64.
        max_iter: iterations at most.
        tol: stop when no entry of the gradient is larger.
        least_gain: stop when an iteration lowers the loss by a smaller share of it.
    """
    at = start
    loss, gradient = objective(at)
    known: deque[tuple[FloatArray, FloatArray, float]] = deque(maxlen=MEMORY)
    for done in range(max_iter):
        if not max(float(gradient.max()), -float(gradient.min())) > tol:
            return at, done
        step = _direction(gradient, known)
        slope = float(np.dot(gradient, step))
        length = 1.0
        for _ in range(_HALVINGS):
            there = at + step if length == 1 else at + at.dtype.type(length) * step
            new_loss, new_gradient = objective(there)
            if new_loss <= loss + _ENOUGH * length * slope:
                break
            length /= 2
        else:
            return at, done  # no step lowers the loss any more: this is as near as the precision allows
        moved, changed = there - at, new_gradient - gradient
        bend = float(np.dot(moved, changed))
        if bend > float(np.finfo(at.dtype).eps) * float(np.dot(changed, changed)):
            known.append((moved, changed, 1 / bend))
        gain = (loss - new_loss) / max(abs(loss), abs(new_loss), float(np.finfo(np.float32).tiny))
        at, loss, gradient = there, new_loss, new_gradient
        if gain < least_gain:
            return at, done + 1
    return at, max_iter


def _direction(gradient: FloatArray, known: deque[tuple[FloatArray, FloatArray, float]]) -> FloatArray:
    """Downhill, as the curvature seen in the last steps bends it; of unit length before any was seen."""
    kind = gradient.dtype.type
    step: FloatArray = -gradient
    if not known:
        step /= kind(np.sqrt(float(np.dot(gradient, gradient))))
        return step
    add = blas.get_blas_funcs("axpy", (step,))  # a · x + y, in place of y: no array is made and thrown away
    shares = []
    for moved, changed, inverse in reversed(known):
        share = inverse * float(np.dot(moved, step))
        shares.append(share)
        step = add(changed, step, a=-share)
    _, changed, inverse = known[-1]
    step *= kind(1 / (inverse * float(np.dot(changed, changed))))
    for (moved, changed, inverse), share in zip(known, reversed(shares), strict=True):
        step = add(moved, step, a=share - inverse * float(np.dot(changed, step)))
    return step
