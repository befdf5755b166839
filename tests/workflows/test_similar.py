"""Reviewed opinions like one: what is shown, and for how long it is kept."""

import pytest
from tests.store.filling import every, fill

from fourwinds import registry, settings
from fourwinds.errors import ModelError
from fourwinds.store.front import open_store
from fourwinds.workflows import models
from fourwinds.workflows.similar import SimilarOpinions

SECRET = "教务处的会议太多，没时间备课"


@pytest.fixture
def beside():
    """Folder of a model of the office's own, with sentences beside it, in use."""
    data = settings.load().data_path
    card, arrays = registry.read(registry.default_folder())
    registry.write(data / "models" / "own", card, arrays, [(SECRET, "formalism"), ("食堂太贵", "none")])
    models.use("own")
    return data / "models" / "own"


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path}/s/fourwinds.db")
    yield opened
    opened.close()


def test_a_sentence_that_another_process_erased_is_shown_no_more(store, beside):
    """A server reads the sentences beside the model once; an erasure on the command line takes some of them away."""
    opinion, known = every(store, fill(store))[0], SimilarOpinions()
    assert SECRET in [entry.text for entry in known.find(store, opinion)]
    registry.forget(beside, {SECRET})
    assert SECRET not in [entry.text for entry in known.find(store, opinion)]


def test_damaged_sentences_beside_a_model_are_named_and_what_to_do(beside):
    for damage in ("{", "[1]", '["ab"', "[" * 100_000, '{"a": 1}'):
        (beside / "neighbours.json").write_text(damage, encoding="utf-8")
        with pytest.raises(ModelError, match=r"模型旁的例句.*读不出来.*；请删去这个文件"):
            registry.read_neighbours(beside)
