"""The split test set: answers with the opinions marked by hand, and how often the cuts fall where a person made them."""

from pathlib import Path

from fourwinds.intake.split import split

SET = Path(__file__).parents[1] / "data" / "splitting.txt"
CUT_OTHERWISE = 15  # answers of the set that the rules of the day miss; lower it when a rule finds more, never raise it
_EDGES = ' \t\r\n　，,。.；;、：:！!~…"”'  # where the full stop goes is no question of splitting


def cases() -> list[tuple[str, set[tuple[int, int]]]]:
    """Answer and spans of its opinions."""
    found = []
    for line in SET.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        answer, spans, start = "", set(), 0
        for char in line.replace("⏎", "\n"):
            if char == "{":
                start = len(answer)
            elif char == "}":
                spans.add(_bare(answer, start, len(answer)))
            else:
                answer += char
        found.append((answer, spans))
    return found


def _bare(answer: str, start: int, end: int) -> tuple[int, int]:
    while start < end and answer[start] in _EDGES:
        start += 1
    while start < end and answer[end - 1] in _EDGES:
        end -= 1
    return start, end


def cut(answer: str) -> set[tuple[int, int]]:
    return {_bare(answer, piece.start, piece.end) for piece in split(answer)}


def marked(answer: str, spans: set[tuple[int, int]]) -> str:
    """The answer as a line of the set, with ``spans`` in braces.

    >>> marked("会多；表多", {(0, 2), (3, 5)})
    '{会多}；{表多}'
    """
    for start, end in sorted(spans, reverse=True):
        answer = f"{answer[:start]}{{{answer[start:end]}}}{answer[end:]}"
    return answer.replace("\n", "⏎")


def f1(pairs: list[tuple[set, set]]) -> float:
    hit = sum(len(a & b) for a, b in pairs)
    return 2 * hit / sum(len(a) + len(b) for a, b in pairs)


def inner(answer: str, spans: set[tuple[int, int]]) -> set[int]:
    """Starts of opinions, except where an answer cannot help beginning: what is left must be found, not given."""
    return {start for start, _ in spans} - {_bare(answer, 0, len(answer))[0]}


def test_the_set_is_large_and_has_every_kind():
    found = cases()
    assert len(found) >= 300
    assert len({answer for answer, _ in found}) == len(found)
    assert 0.25 < sum(len(spans) == 1 for _, spans in found) / len(found) < 0.6


def test_no_more_answers_than_before_are_cut_otherwise():
    otherwise = [
        (marked(answer, spans), marked(answer, cut(answer))) for answer, spans in cases() if cut(answer) != spans
    ]
    told = "\n".join(f"{wanted}\n  is cut {found}" for wanted, found in otherwise)
    assert len(otherwise) <= CUT_OTHERWISE, told


def test_cuts_fall_where_a_person_made_them():
    found = [(answer, spans, cut(answer)) for answer, spans in cases()]
    boundaries = f1([({p for s in a for p in s}, {p for s in b for p in s}) for _, a, b in found])
    starts = f1([(inner(answer, a), inner(answer, b)) for answer, a, b in found])
    exact = f1([(a, b) for _, a, b in found])
    print(f"boundary F1 {boundaries:.4f}, inner starts {starts:.4f}, whole opinions {exact:.4f}, {len(found)} answers")
    assert boundaries >= 0.95
    assert starts >= 0.93
    assert exact >= 0.93
