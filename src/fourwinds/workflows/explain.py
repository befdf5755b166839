"""Why one text gets its tag."""

from __future__ import annotations

from fourwinds import registry, settings
from fourwinds.clean.normalise import normalise
from fourwinds.errors import InputError
from fourwinds.model_records import Explanation
from fourwinds.pipeline import Model
from fourwinds.workflows import models

NEIGHBOURS = 5


def explain(text: str) -> Explanation:
    """Decision, words with signed weights that add up to the winning leaf's logit, and similar known opinions.

    Raises:
        InputError: the text is empty.
    """
    if not text.strip():
        raise InputError("要解释的意见是空的", todo="在命令后面写上一条意见，用引号括起来")
    model = models.load_model()
    leaf, weights, bias = model.attribute(text)
    words = [(text[a:b], round(float(weights[a:b].sum()), 4)) for a, b in _words(text, model)]
    leaf_score = float(weights.sum()) + bias
    known = registry.read_neighbours(models.folder())
    near = model.similar(text, [t for t, _ in known], NEIGHBOURS)
    return Explanation(
        prediction=model.predict([text])[0],
        tag_scores=dict(zip(model.labels, model.predict_proba([text])[0].round(4).tolist(), strict=True)),
        words=tuple(words),
        bias=round(bias, 4),
        leaf=model.leaves[leaf],
        leaf_score=round(leaf_score, 4),
        neighbours=tuple((*known[i], round(cosine, 4)) for i, cosine in near),
    )


def _words(text: str, model: Model) -> list[tuple[int, int]]:
    from fourwinds.features import words

    cues = tuple(cue for entry in model.taxonomy.manifestations.values() for cue in entry.cues if len(cue) <= 4)
    return words.cut(normalise(text), cues, settings.load().data_path / "cache")
