"""What a regular expression cannot do without: sets of characters, one of each of which stands in whatever it matches.

It is read from the pattern itself, so that no list has to be kept beside it. Patterns are of a plain kind: characters, ``[…]``,
``[^…]``, ``(?:…|…)``, look-arounds, and behind any of them ``?``, ``*``, ``+`` or ``{m,n}``, greedy or lazy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

Required = tuple[frozenset[str], ...]
_REPEAT = re.compile(r"(?:[?*+]|\{(\d*)(?:,\d*)?\})\??")
_OPENING = re.compile(r"\((\?:|\?<?[!=])")
_NO_LITERAL = frozenset(r"\^$.)]}?*+{")


def alternatives(pattern: str) -> list[str]:
    """The parts of ``pattern`` between bars that stand in no bracket.

    >>> alternatives("甲|乙(?:丙|丁)")
    ['甲', '乙(?:丙|丁)']
    """
    found, depth, begun = [], 0, 0
    for at, char in enumerate(pattern):
        depth += (char in "([") - (char in ")]")
        if char == "|" and not depth:
            found.append(pattern[begun:at])
            begun = at + 1
    return [*found, pattern[begun:]]


def spelt_out(pattern: str) -> list[str]:
    """Patterns without alternatives that together match what ``pattern`` matches, except alternatives of one character and
    repeated brackets.

    >>> spelt_out("[打踢](?:伤|出血)|(?:推|拉)(?:他)?倒")
    ['[打踢]伤', '[打踢]出血', '(?:推|拉)(?:他)?倒']
    """
    found = []
    for one in alternatives(pattern):
        for begin, end in _brackets(one):
            inside = one[begin + 3 : end - 1]
            single = len(inside.replace("|", "")) == len(inside.split("|"))
            if one.startswith("(?:", begin) and not single and not _REPEAT.match(one, end):
                found += [
                    each for option in alternatives(inside) for each in spelt_out(one[:begin] + option + one[end:])
                ]
                break
        else:
            found.append(one)
    return found


def _brackets(pattern: str) -> Iterator[tuple[int, int]]:
    """Where the outermost round brackets begin and end."""
    depth = begun = 0
    for at, char in enumerate(pattern):
        if char == "(":
            begun = begun if depth else at
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                yield begun, at + 1


def required(pattern: str) -> Required:
    """Sets of characters: a text that lacks all characters of one of them has no match of ``pattern``.

    Raises:
        ValueError: the pattern is not of the plain kind.

    >>> [sorted(chars) for chars in required("打[了过]?(?:孩子|学生)")]
    [['打'], ['学', '孩'], ['子', '生']]
    """
    options, end = _options(pattern, 0)
    if end != len(pattern):
        raise ValueError(f"unexpected {pattern[end:]!r} in {pattern!r}")
    return _either(options)


def _options(pattern: str, at: int) -> tuple[list[list[frozenset[str]]], int]:
    """What each alternative from ``at`` on requires, and where the last one ends."""
    options: list[list[frozenset[str]]] = [[]]
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            options.append([])
            at += 1
            continue
        needed, at = _item(pattern, at)
        if repeat := _REPEAT.match(pattern, at):
            at = repeat.end()
            least = int(repeat[1] or 0) if repeat[1] is not None else repeat[0].startswith("+")
            needed = needed if least else ()
        options[-1].extend(needed)
    return options, at


def _item(pattern: str, at: int) -> tuple[Required, int]:
    """What the character, class or bracket at ``at`` requires, and where it ends."""
    if pattern[at] == "[":
        end = pattern.index("]", at)
        inside = pattern[at + 1 : end]
        if "-" in inside or "\\" in inside:
            raise ValueError(f"a range or an escape in {pattern!r}")
        return (() if inside.startswith("^") else (frozenset(inside),)), end + 1
    if opening := _OPENING.match(pattern, at):
        options, end = _options(pattern, opening.end())
        return (_either(options) if opening[1] == "?:" else ()), end + 1
    if pattern[at] in _NO_LITERAL or pattern[at] == "(":
        raise ValueError(f"unexpected {pattern[at:]!r} in {pattern!r}")
    return (frozenset(pattern[at]),), at + 1


def _either(options: Sequence[Sequence[frozenset[str]]]) -> Required:
    """One set for each place that every option has; an option that requires nothing leaves nothing."""
    return tuple(frozenset().union(*column) for column in zip_longest(*options) if None not in column)
