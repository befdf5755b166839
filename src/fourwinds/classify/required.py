"""What a regular expression cannot do without: sets of characters, one of each of which stands in whatever it matches.

It is read from the pattern itself, so that no list has to be kept beside it. Patterns are of a plain kind: characters, ``[…]``,
``[^…]``, ``(?:…|…)``, look-arounds, and behind any of them ``?``, ``*``, ``+`` or ``{m,n}``, greedy or lazy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
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


class Reader:
    """Reads what patterns require.

    Args:
        share: how common a set of characters is. Of alternatives the rarest requirements are put together, then the next.
    """

    def __init__(self, share: Callable[[frozenset[str]], float] = len) -> None:
        self._share = share

    def required(self, pattern: str) -> Required:
        """Sets of characters: a text that lacks all characters of one of them has no match of ``pattern``.

        Raises:
            ValueError: the pattern is not of the plain kind.

        >>> [sorted(chars) for chars in Reader().required("打[了过]?(?:孩子|学生)")]
        [['打'], ['学', '孩'], ['子', '生']]
        """
        options, end = self._options(pattern, 0)
        if end != len(pattern):
            raise ValueError(f"unexpected {pattern[end:]!r} in {pattern!r}")
        return self._either(options)

    def _options(self, pattern: str, at: int) -> tuple[list[list[frozenset[str]]], int]:
        """What each alternative from ``at`` on requires, and where the last one ends."""
        options: list[list[frozenset[str]]] = [[]]
        while at < len(pattern) and pattern[at] != ")":
            if pattern[at] == "|":
                options.append([])
                at += 1
                continue
            needed, at = self._item(pattern, at)
            if repeat := _REPEAT.match(pattern, at):
                at = repeat.end()
                least = int(repeat[1] or 0) if repeat[1] is not None else repeat[0].startswith("+")
                needed = needed if least else ()
            options[-1].extend(needed)
        return options, at

    def _item(self, pattern: str, at: int) -> tuple[Required, int]:
        """What the character, class or bracket at ``at`` requires, and where it ends."""
        if pattern[at] == "[":
            end = pattern.index("]", at)
            inside = pattern[at + 1 : end]
            if "\\" in inside:
                raise ValueError(f"an escape in {pattern!r}")
            return (() if inside.startswith("^") else (_class(inside),)), end + 1
        if opening := _OPENING.match(pattern, at):
            if opening[1] != "?:":
                return (), _closing(pattern, at) + 1
            options, end = self._options(pattern, opening.end())
            return self._either(options), end + 1
        if pattern[at] in _NO_LITERAL or pattern[at] == "(":
            raise ValueError(f"unexpected {pattern[at:]!r} in {pattern!r}")
        return (frozenset(pattern[at]),), at + 1

    def _either(self, options: Sequence[Sequence[frozenset[str]]]) -> Required:
        """One set for each place that every option has; an option that requires nothing leaves nothing."""
        if len(options) == 1:
            return tuple(options[0])
        columns = zip_longest(*(sorted(option, key=self._share) for option in options))
        return tuple(frozenset().union(*column) for column in columns if None not in column)


def _class(inside: str) -> frozenset[str]:
    """The characters of a class, ranges such as ``0-9`` spelt out."""
    ranges = re.compile("(.)-(.)").findall(inside)
    return frozenset(inside).union(*(map(chr, range(ord(a), ord(b) + 1)) for a, b in ranges))


def _closing(pattern: str, at: int) -> int:
    """Where the round bracket that opens at ``at`` closes."""
    depth = 0
    for place in range(at, len(pattern)):
        depth += (pattern[place] == "(") - (pattern[place] == ")")
        if not depth:
            return place
    raise ValueError(f"an open bracket in {pattern!r}")
