"""Which texts say the same in nearly the same words: cosine of n-gram rows, exact, by one sparse product."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_BLOCK = 500


def groups(matrix: Any, similar: float) -> npt.NDArray[np.int64]:
    """Group number of each row: rows belong together when a chain of rows links them, each at least ``similar``.

    Args:
        matrix: sparse, non-negative, rows of unit length (``features.CharNgrams``), shape (n, d).
        similar: cosine from which two rows are alike, 0 to 1.

    Returns:
        for each row the lowest row number of its group, shape (n,).
    """
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    n = matrix.shape[0]
    links = []
    for at in range(0, n, _BLOCK):
        product = (matrix[at : at + _BLOCK] @ matrix.T).tocoo()
        near = product.data >= similar
        links.append(np.stack([product.row[near] + at, product.col[near]]))
    rows, cols = np.concatenate(links, axis=1) if links else np.empty((2, 0), dtype=np.int64)
    graph = sparse.csr_matrix((np.ones(len(rows), dtype=np.int8), (rows, cols)), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    first = np.full(label.max() + 1 if n else 0, n)
    np.minimum.at(first, label, np.arange(n))
    return np.asarray(first[label])


def typical(matrix: Any, members: npt.NDArray[np.int64], top: int) -> list[int]:
    """Up to ``top`` of ``members``: the one nearest to all, then those typical and unlike the ones chosen.

    Maximal marginal relevance (Carbonell & Goldstein 1998) with equal weight on both.
    """
    part = matrix[members]
    likeness = np.asarray((part @ part.T).todense())
    central = likeness.mean(axis=1)
    chosen: list[int] = []
    while len(chosen) < min(top, len(members)):
        closest = likeness[:, chosen].max(axis=1) if chosen else np.zeros(len(members))
        merit = 0.5 * central - 0.5 * closest if chosen else central
        merit[chosen] = -np.inf
        chosen.append(int(merit.argmax()))
    return [int(members[i]) for i in chosen]
