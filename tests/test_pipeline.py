"""Predictions depend on the text alone, and training and prediction give the same probabilities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwinds import pipeline, registry, taxonomy
from fourwinds.classify import danger, evidence
from fourwinds.classify.linear import quantise
from fourwinds.clean import filler
from fourwinds.pipeline import Model
from fourwinds.workflows.models import load_model

WILD = st.text(st.characters(), max_size=60) | st.sampled_from(
    ["", "\0", "会议太多", "😀" * 9, "\ud800\udfff", "a" * 5000, "校长拍板建的人工湖，没问过任何人"]
)


@given(st.lists(WILD, min_size=1, max_size=12), st.randoms())
@settings(max_examples=60, deadline=None)
def test_batch_and_order_do_not_matter(texts, random):
    model = load_model()
    together = model.predict_proba(texts)
    order = list(range(len(texts)))
    random.shuffle(order)
    shuffled = model.predict_proba([texts[i] for i in order])
    assert (shuffled == together[order]).all()
    assert (np.concatenate([model.predict_proba([t]) for t in texts]) == together).all()
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-5)


def test_chunks_do_not_matter(model, monkeypatch):
    texts = [f"第{i}条意见：会议太多{'，没时间备课' * (i % 7)}" for i in range(300)]
    before = model.predict_proba(texts)
    monkeypatch.setattr(pipeline, "CHUNK", 7)
    assert (model.predict_proba(texts) == before).all()
    monkeypatch.setattr(pipeline, "CHARACTERS", 40)  # less than the longest of the texts
    assert (model.predict_proba(texts) == before).all()
    assert [p.evidence for p in model.predict(texts[:9])] == [model.predict([t])[0].evidence for t in texts[:9]]


@given(
    st.lists(
        WILD | st.text(st.sampled_from("会议太多，。! \n（）_鑫猥无没暂好杀打血😀a1"), max_size=24),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_predictions_are_those_of_one_text_at_a_time_with_every_pattern_tried(texts):
    """Patterns are tried where a character says that they could match; that must never hide a match."""
    model = load_model()
    together = model.predict(texts)
    assert together == [model.predict([text])[0] for text in texts]
    for text, said in zip(texts, together, strict=True):
        if filler.is_filler(text):
            assert said.none_kind == "no_opinion"
        else:
            assert (said.status == "safety") == any(rule.tells(text) for rule in danger.rules())
            assert model.leaves[model.attribute(text)[0]].startswith(said.tag)
            assert said.evidence in text


def test_an_excerpt_is_the_same_however_many_are_cut_at_once(model):
    texts = ["备课没时间，会议太多", "（会议）太多。。", "。，", "a_b 会 议", "鑫，鑫鑫", "会议\n太多太多太多太多"]
    batch = model._index.lookup(texts)
    ends = np.append(batch.starts[1:], len(batch.unigrams))
    leaf = np.zeros(len(texts), dtype=np.int64)
    weight = model._scorer.contributions(*_rows(batch), leaf)
    first = evidence.windows(weight, batch.starts).tolist()
    assert model._evidence(texts, batch, ends, leaf) == list(map(evidence.excerpt, texts, first))


def _rows(batch):
    return batch.unigrams, batch.bigrams, batch.starts


def test_models_of_the_first_format_are_read(root):
    card, arrays = registry.read(root / "models" / "default")
    old = {name: array for name, array in arrays.items() if name != "steps"}
    if "steps" in arrays:
        old["weights"] = (arrays["weights"] * arrays["steps"]).astype(np.float16)
    texts = ["会议太多，没时间备课", "班主任工作认真负责"]
    now = Model(card, arrays, taxonomy.load()).predict_proba(texts)
    np.testing.assert_allclose(Model(card, old, taxonomy.load()).predict_proba(texts), now, atol=0.02)


def test_a_text_of_a_million_characters(model):
    proba = model.predict_proba(["会议太多" * 250_000, "会议太多"])
    assert np.isfinite(proba).all()
    assert proba.argmax(axis=1).tolist() == [0, 0]


def _round_weights(fitted, subject_head):
    """Put in place of the trained weights those that ``pack`` stores."""
    idf = fitted["ngrams"].idf_[:, None]
    for head in (fitted["head"], subject_head):
        whole, steps = quantise(head.coef_ * idf)
        head.coef_ = np.divide(whole * steps.astype(np.float64), idf, out=np.zeros(whole.shape), where=idf > 0)


def test_training_and_prediction_agree():
    texts = ["会议太多", "开会太久", "会议太长", "食堂浪费", "浪费粮食", "食堂剩饭", "老师很好", "老师辛苦", "很好很好"]
    leaves = [*["formalism.excessive_meetings"] * 3, *["extravagance.supplies_waste"] * 3, *["none.praise"] * 3]
    leaves += ["bureaucratism.red_tape", "hedonism.complacency", "teacher_ethics.verbal_abuse"]
    texts += ["手续太多", "安于现状", "辱骂学生"]
    config = {**pipeline.CONFIG, "min_df": 1}
    fitted = pipeline.build(config).fit(texts, leaves)
    subject_head = pipeline.build_subject_head(config)
    subject_head.fit(fitted["ngrams"].transform(texts), ["leadership", "teacher", "department"] * 4)
    _round_weights(fitted, subject_head)
    arrays, labels = pipeline.pack(fitted, subject_head, taxonomy.load())
    assert arrays["weights"].dtype == np.int8
    figures = {"temperature": 1.0, "review_threshold": 0.5, "second_threshold": 0.3}
    card = pipeline.ModelCard(registry.FORMAT_VERSION, "t", "", config, labels, figures)
    model = Model(card, arrays, taxonomy.load())
    asked = [*texts, "会议室的食堂", "", "鑫"]
    theirs = fitted.predict_proba(asked)[:, [list(fitted["head"].classes_).index(leaf) for leaf in model.leaves]]
    np.testing.assert_allclose(model.leaf_proba(asked), theirs, atol=1e-5)


def test_what_predict_refuses(model):
    with pytest.raises(TypeError, match="单条文本请写成"):
        model.predict("会议太多")
    with pytest.raises(TypeError, match="得到的是 NoneType"):
        model.predict(["会议太多", None])
    with pytest.raises(ValueError, match="2 条文本却有 1 条栏目"):
        model.predict(["a", "b"], contexts=["x"])


def test_texts_that_can_be_gone_through_only_once(model):
    said = ["会议太多", "食堂浪费严重"]
    assert model.predict(text for text in said) == model.predict(said) != []
    assert (model.predict_proba(iter(said)) == model.predict_proba(tuple(said))).all()
    with pytest.raises(TypeError, match="得到的是 NoneType"):
        model.predict(iter(["会议太多", None]))


def test_no_texts_no_predictions(model):
    assert model.predict([]) == []
    assert model.predict_proba([]).shape == (0, 6)
    assert "default" in repr(model)


def test_arrays_that_do_not_fit_together_are_refused(root):
    card, arrays = registry.read(root / "models" / "default")
    with pytest.raises(pipeline.ModelError, match="数组彼此不符"):
        Model(card, arrays | {"weights": arrays["weights"][:-1]}, taxonomy.load())


@pytest.mark.parametrize(
    ("heading", "subject"),
    [
        ("对老干部科的意见（离退休同志填写）", "department"),
        ("对体育组的意见", "grade_group"),
        ("对学校党员干部的意见", "leadership"),
        ("对教室的意见", "whole_school"),
        ("对中心校工作的意见和建议", "whole_school"),
        ("对学校领导班子的意见（教师填写）", "leadership"),
        ("教师个人自查：思想作风", "teacher"),
        ("个人自查：生活作风", "unclear"),
    ],
)
def test_a_heading_tells_whom_an_opinion_concerns(model, heading, subject):
    assert model.predict(["还有不少地方可以改进"], [heading])[0].subject == subject
