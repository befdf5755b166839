"""Near-duplicates form groups; typical wordings are central first, then different."""

import numpy as np
from scipy import sparse

from fourwinds.rollup.duplicates import groups, typical


def _rows(*vectors):
    matrix = np.array(vectors, dtype=float)
    return sparse.csr_matrix(matrix / np.linalg.norm(matrix, axis=1, keepdims=True))


def test_chains_form_one_group_named_by_its_first_row():
    matrix = _rows([1, 0, 0], [0, 0, 1], [1, 0.4, 0], [0.6, 0.8, 0])
    assert groups(matrix, 0.8).tolist() == [0, 1, 0, 0]


def test_threshold_one_keeps_only_equals_together():
    assert groups(_rows([1, 0], [1, 0.1], [1, 0]), 0.9999).tolist() == [0, 1, 0]


def test_more_rows_than_a_block():
    matrix = sparse.csr_matrix(np.tile(np.eye(3), (800, 1)))
    assert groups(matrix, 0.9).tolist() == [0, 1, 2] * 800


def test_typical_is_central_first_and_then_unlike():
    matrix = _rows([1, 0.1], [1, 0], [1, 0.2], [0, 1])
    assert typical(matrix, np.array([0, 1, 2, 3]), 2) == [2, 3]
    assert typical(matrix, np.array([3]), 3) == [3]
