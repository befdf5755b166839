"""The same corpus gives the same bytes, and the model that ships is the one its corpus gives."""

import json
import shutil

import pytest

from fourwinds import registry, taxonomy
from fourwinds.errors import CorpusError, ModelError
from fourwinds.intake import corpus
from fourwinds.workflows.models import load_model
from fourwinds.workflows.train import train


@pytest.fixture
def small_corpus(tmp_path, root):
    """Every twentieth row of the corpus."""
    for name in ("opinions", "phrases", "danger"):
        (tmp_path / "corpora" / name).mkdir(parents=True)
        for path in sorted((root / "corpora" / name).iterdir()):
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = lines[::20] if path.suffix == ".jsonl" else [lines[0], *lines[1::20]]
            (tmp_path / "corpora" / name / path.name).write_text("".join(kept), encoding="utf-8")
    return tmp_path / "corpora"


def _bytes(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_twice_is_the_same_bytes(small_corpus, tmp_path):
    config = {"max_iter": 15}
    for name in ("a", "b"):
        train(small_corpus, tmp_path / name, "small", config)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    model = load_model(tmp_path / "a")
    assert model.predict(["会议太多"])[0].tag == "formalism"
    assert model.card.figures["rows"] > 500


def test_without_reports_of_danger_there_are_only_the_patterns(small_corpus, tmp_path):
    shutil.rmtree(small_corpus / "danger")
    assert list(train(small_corpus, tmp_path / "m", "m", {"max_iter": 5}).labels["danger"]) == []
    said = load_model(tmp_path / "m").predict(["班主任把孩子打得鼻子流血", "会议太多"])
    assert [prediction.status == "safety" for prediction in said] == [True, False]


def test_the_shipped_model_is_rebuilt_byte_for_byte(root, tmp_path):
    """On the processor kind it was pinned to; docs/decisions.md says what pins it."""
    card = train(root / "corpora", tmp_path / "default", "default")
    shipped = registry.read(root / "models" / "default")[0]
    assert card.versions == shipped.versions, "constraints.txt and models/default disagree: run make model"
    assert _bytes(tmp_path / "default") == _bytes(root / "models" / "default")


def test_the_shipped_model_names_its_corpus(root):
    card, _ = registry.read(root / "models" / "default")
    assert card.created_from == corpus.digest(root / "corpora")
    assert set(card.labels["leaves"]) == set(taxonomy.load().leaves)
    size = sum(p.stat().st_size for p in (root / "models" / "default").glob("*.npy"))
    assert size <= 8 << 20


def test_a_corpus_without_subjects_is_refused(small_corpus, tmp_path):
    for path in (small_corpus / "opinions").iterdir():
        rows = [json.loads(line) | {"subject": ""} for line in path.read_text(encoding="utf-8").splitlines()]
        path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    with pytest.raises(ModelError, match="涉及对象的条目不足两类"):
        train(small_corpus, tmp_path / "m", "m", {"max_iter": 5})
    assert not (tmp_path / "m").exists()
    shutil.rmtree(small_corpus / "opinions")
    shutil.rmtree(small_corpus / "phrases")
    with pytest.raises(CorpusError, match="没有语料"):
        train(small_corpus, tmp_path / "m", "m")
