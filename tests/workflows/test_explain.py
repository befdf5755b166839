"""An explanation adds up to the score it explains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwinds.errors import InputError
from fourwinds.workflows.explain import explain
from fourwinds.workflows.models import load_model


@pytest.mark.parametrize("text", ["会议太多，没时间备课", "校长拍板建的人工湖，没问过任何人", "食堂的菜一般"])
def test_words_add_up_to_the_score_and_cover_the_text(text):
    found = explain(text)
    assert sum(w for _, w in found.words) + found.bias == pytest.approx(found.leaf_score, abs=1e-2)
    assert "".join(w for w, _ in found.words) == text
    assert found.leaf.startswith(found.prediction.tag)
    assert sum(found.tag_scores.values()) == pytest.approx(1, abs=1e-3)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_attribution_is_the_logit_for_any_text(text):
    import numpy as np

    model = load_model()
    leaf, weights, bias = model.attribute(text)
    rows = model._index.lookup([text])
    scores, _ = model._scorer.score(rows.longest, rows.starts)
    assert len(weights) == len(text)
    np.testing.assert_allclose(weights.sum() + bias, scores[0, leaf], atol=1e-3)


def test_neighbours_are_known_opinions_with_labels():
    found = explain("会多且长，议而不决，没时间备课")
    assert found.neighbours
    assert all(0 < likeness <= 1 for _, _, likeness in found.neighbours)
    assert found.neighbours[0][1].startswith("formalism.")


def test_nothing_to_explain():
    with pytest.raises(InputError, match="是空的"):
        explain("  ")
