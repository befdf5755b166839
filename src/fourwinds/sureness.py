"""How sure the model is, as people read it: never 100 %, which no score of a model may claim."""

from __future__ import annotations

NEARLY = 0.99  # above it a score is 「99% 以上」
_HARDLY = 0.01  # below it 「不到 1%」; 1 - NEARLY is a little more
EXCEL = f'[>{NEARLY}]"99% 以上";0%'  # the same rule as a number format, so that the cell remains a number


def in_words(score: float) -> str:
    """A score from 0 to 1.

    >>> in_words(0.412), in_words(0.99), in_words(0.9962), in_words(1.0), in_words(0.004)
    ('41%', '99%', '99% 以上', '99% 以上', '不到 1%')
    """
    if score > NEARLY:
        return "99% 以上"
    return f"{score:.0%}" if score >= _HARDLY else "不到 1%"
