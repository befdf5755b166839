"""The error tree. Every error says what came, what is allowed and what to do next, in one Chinese sentence.

::

    FourwindsError            exit code 1
    ├── InputError            a file or a text that was given cannot be used
    ├── OutputError           the result cannot be written where it was asked for
    ├── ModelError            a model is missing, damaged or of another format
    ├── CorpusError           training or test rows break the rules of the corpus
    ├── TaxonomyError         the taxonomy contradicts itself or lacks a code that was asked for
    ├── SettingsError         the settings file has an unknown key or a wrong value
    └── StoreError            the store cannot be opened, read or written, or what was asked of it is not there
        └── StaleVerdict      others decided on the opinion since it was shown

Doors (``cli``, ``web``) print ``str(error)``; nobody sees a traceback for one of these.
"""

from __future__ import annotations

from typing import Any


class FourwindsError(Exception):
    """Base of all errors that a user can mend.

    Args:
        came: what was found, as a clause without a full stop.
        allowed: what would have been accepted; may be empty.
        todo: what to do next; begins with a verb, 「请」 is put in front.

    >>> print(FourwindsError("没有找到文件“a.csv”", todo="检查路径后重试"))
    没有找到文件“a.csv”；请检查路径后重试。
    """

    def __init__(self, came: str, *, allowed: str = "", todo: str) -> None:
        self.came = came
        self.allowed = allowed
        self.todo = todo
        super().__init__(_in_sight("；".join(part for part in (came, allowed, f"请{todo}") if part) + "。"))

    def __reduce__(self) -> tuple[Any, ...]:
        """How it comes back from another process: the usual way calls ``__init__`` with the sentence alone, which fails there."""
        return _made_again, (type(self), self.args, self.__dict__)


def _made_again(kind: type[FourwindsError], said: tuple[Any, ...], attributes: dict[str, Any]) -> FourwindsError:
    error = kind.__new__(kind, *said)
    error.__dict__.update(attributes)
    return error


def _in_sight(sentence: str) -> str:
    """Without what moves a terminal's cursor, colours it or turns the writing round: a sentence quotes others' names."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " if c.isspace() else "\ufffd" for c in sentence)


class InputError(FourwindsError):
    """A file or a text that was given cannot be used."""


class OutputError(FourwindsError):
    """The result cannot be written where it was asked for."""


class ModelError(FourwindsError):
    """A model is missing, damaged or of another format."""


class CorpusError(FourwindsError):
    """Training or test rows break the rules of the corpus."""


class TaxonomyError(FourwindsError):
    """The taxonomy contradicts itself or lacks a code that was asked for."""


class SettingsError(FourwindsError):
    """The settings file has an unknown key or a wrong value."""


class StoreError(FourwindsError):
    """The store cannot be opened, read or written, or what was asked of it is not there."""


class StaleVerdict(StoreError):  # noqa: N818 - what happened, and nobody's error
    """Others decided on an opinion since it was shown; nothing was saved.

    Attributes:
        verdicts: the verdicts (``review_records.Verdict``) made meanwhile, oldest first.
    """

    def __init__(self, came: str, *, allowed: str = "", todo: str, verdicts: tuple[Any, ...] = ()) -> None:
        self.verdicts = verdicts
        super().__init__(came, allowed=allowed, todo=todo)
