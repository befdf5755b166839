"""Words cover the text without a gap; the shared tokenizer of jieba is left alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fourwinds.features import words


def test_domain_words_are_not_cut(tmp_path):
    spans = words.cut("天天迎检补台账", ("迎检", "补台账"), tmp_path / "cache")
    assert ["天天迎检补台账"[a:b] for a, b in spans] == ["天天", "迎检", "补台账"]


def test_the_package_wide_tokenizer_is_untouched(tmp_path):
    import jieba

    words.cut("补台账", ("补台账",), tmp_path / "cache")
    assert jieba.dt.FREQ.get("补台账") is None


@given(st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_spans_cover_the_text(tmp_path_factory, text):
    spans = words.cut(text, (), tmp_path_factory.getbasetemp() / "cache")
    assert "".join(text[a:b] for a, b in spans) == text
