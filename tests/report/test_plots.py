"""Plots are real pictures of the scorecard."""

import sys

import numpy as np
import pytest
from PIL import Image

from fourwinds.classify.evaluate import score
from fourwinds.errors import OutputError
from fourwinds.report import plots


@pytest.fixture
def card():
    rng = np.random.default_rng(4)
    proba = rng.dirichlet([1, 1, 1], size=80)
    return score(("a", "b", "none"), proba.argmax(axis=1), proba, [""] * 80)


def test_three_pictures(card, tmp_path):
    files = plots.write(card, tmp_path / "图")
    assert [f.name for f in files] == ["reliability.png", "coverage.png", "confusion.png"]
    for file in files:
        with Image.open(file) as picture:
            assert picture.size == (600, 480)
            assert len(picture.convert("L").getcolors(256)) > 10


def test_learning_curve(tmp_path):
    file = plots.learning_curve([0.1, 1.0], {"all": [0.5, 0.8], "phrases": [0.4, 0.7]}, tmp_path / "c.png")
    assert file.stat().st_size > 5000


def test_without_matplotlib_there_is_a_sentence(card, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(OutputError, match="没有安装画图组件"):
        plots.write(card, tmp_path)
