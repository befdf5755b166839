"""Limited-memory BFGS for smooth convex losses of millions of parameters, in the precision of the start.

Nocedal & Wright 2006, algorithms 7.4 and 7.5, with steps halved until the loss falls enough (Armijo 1966). The two loops over
remembered steps run on their scalar products alone (vector-free L-BFGS: Chen, Wang & Zhou 2014), so an iteration reads
them twice instead of ten times. General solvers work in 64 bits and keep bounds; with half the bytes and no bounds an
iteration takes a third of the time, and the same start gives the same weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

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
    known = _Steps(at)
    for done in range(max_iter):
        if not max(float(gradient.max()), -float(gradient.min())) > tol:
            return at, done
        step, slope = known.direction(gradient)
        length = 1.0
        for _ in range(_HALVINGS):
            there = at + step if length == 1 else at + at.dtype.type(length) * step
            new_loss, new_gradient = objective(there)
            if new_loss <= loss + _ENOUGH * length * slope:
                break
            length /= 2
        else:
            return at, done  # no step lowers the loss any more: this is as near as the precision allows
        known.add(there - at, new_gradient - gradient)
        gain = (loss - new_loss) / max(abs(loss), abs(new_loss), float(np.finfo(np.float32).tiny))
        at, loss, gradient = there, new_loss, new_gradient
        if gain < least_gain:
            return at, done + 1
    return at, max_iter


class _Steps:
    """The last steps and the changes of the gradient that they brought, with their scalar products.

    ``vectors`` holds steps in its even rows and changes in its odd ones; ``order`` says which pair is older.
    """

    def __init__(self, like: FloatArray) -> None:
        self.vectors = np.zeros((2 * MEMORY, len(like)), dtype=like.dtype)
        self.products = np.zeros((2 * MEMORY, 2 * MEMORY))
        self.order: list[int] = []

    def add(self, moved: FloatArray, changed: FloatArray) -> None:
        """Remember a step, unless rounding ate what it tells; the oldest is forgotten."""
        bend = float(np.dot(moved, changed))
        if not bend > float(np.finfo(moved.dtype).eps) * float(np.dot(changed, changed)):
            return
        pair = self.order.pop(0) if len(self.order) == MEMORY else len(self.order)
        self.order.append(pair)
        self.vectors[2 * pair], self.vectors[2 * pair + 1] = moved, changed
        used = self.vectors[: 2 * len(self.order)]
        for row in (2 * pair, 2 * pair + 1):
            self.products[row, : len(used)] = self.products[: len(used), row] = used @ self.vectors[row]

    def direction(self, gradient: FloatArray) -> tuple[FloatArray, float]:
        """Downhill, as the curvature seen in the last steps bends it, and the slope there.

        Before any step was seen it has unit length.
        """
        kind = gradient.dtype.type
        steepness = float(np.dot(gradient, gradient))
        if not self.order:
            return -gradient / kind(np.sqrt(steepness)), -np.sqrt(steepness)
        used = self.vectors[: 2 * len(self.order)]
        with_gradient = (used @ gradient).astype(np.float64)
        products = self.products[: len(used), : len(used)]
        # The direction is −scale · gradient + shares @ used; its product with any remembered vector follows from that.
        shares, scale, inside = np.zeros(len(used)), 1.0, {}
        for pair in reversed(self.order):
            product = products[2 * pair] @ shares - with_gradient[2 * pair]
            inside[pair] = product / products[2 * pair, 2 * pair + 1]
            shares[2 * pair + 1] -= inside[pair]
        last = self.order[-1]
        scale = products[2 * last, 2 * last + 1] / products[2 * last + 1, 2 * last + 1]
        shares *= scale
        for pair in self.order:
            product = products[2 * pair + 1] @ shares - scale * with_gradient[2 * pair + 1]
            shares[2 * pair] += inside[pair] - product / products[2 * pair, 2 * pair + 1]
        step = shares.astype(kind) @ used
        step -= kind(scale) * gradient
        return step, float(shares @ with_gradient - scale * steepness)
