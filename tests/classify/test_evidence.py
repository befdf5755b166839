"""The heaviest run of a text is found for all texts of a batch at once."""

import numpy as np

from fourwinds.classify import evidence


def test_heaviest_window_of_each_text():
    # boundary + 12 characters, then boundary + 3 characters, then an empty text
    first = [0.0, *([0.0] * 6), 3.0, 3.0, 0.0, 0.0, 0.0, 0.0]
    weight = np.array([*first, 0.0, 1.0, 5.0, 1.0, 0.0], dtype=np.int64)
    starts = np.array([0, 13, 17])
    found = evidence.windows(weight, starts)
    assert found[0] <= 6 < found[0] + evidence.WINDOW
    assert found[1] == 0
    assert found[2] == 0


def test_excerpt_keeps_to_one_clause():
    assert evidence.excerpt("备课没时间，会议太多", 3) == ["时间", "会议太多"][1]
    assert evidence.excerpt("", 0) == ""
