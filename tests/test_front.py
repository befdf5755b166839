"""The public front: few names, all of them there, and cheap to import."""

import inspect
import subprocess
import sys

import pytest

import fourwinds


def test_all_names_exactly_what_is_offered():
    assert fourwinds.__all__ == [
        "FourwindsError",
        "Model",
        "Prediction",
        "TaggedOpinion",
        "__version__",
        "classify_files",
        "evaluate",
        "explain",
        "load_model",
        "write_papers",
        "write_tagged",
    ]
    assert len(fourwinds.__all__) <= 12
    fourwinds.load_model().predict(["会议太多"])  # loads rooms, which must not stand where a function stood
    for name in fourwinds.__all__:
        assert not inspect.ismodule(getattr(fourwinds, name)), name
    assert dir(fourwinds) == fourwinds.__all__


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'tag'"):
        _ = fourwinds.tag


def test_predict_gives_one_prediction_per_text_in_order():
    model = fourwinds.load_model()
    said = model.predict(["会议太多，没时间备课", "班主任当着全班骂孩子笨", "无"])
    assert [(p.tag, p.none_kind) for p in said] == [
        ("formalism", None),
        ("teacher_ethics", None),
        ("none", "no_opinion"),
    ]
    assert said[0].manifestation == "excessive_meetings"
    assert model.labels == ("formalism", "bureaucratism", "hedonism", "extravagance", "teacher_ethics", "none")


def _imported(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_import_loads_nothing_heavy():
    assert not _imported("import fourwinds") & {"numpy", "pandas", "sklearn", "scipy", "jieba", "yaml"}
