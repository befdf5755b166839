"""Feedback files → tagged opinions."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fourwinds import settings
from fourwinds.clean import shield
from fourwinds.clean.filler import says_nothing
from fourwinds.clean.normalise import fingerprints
from fourwinds.errors import FourwindsError, InputError
from fourwinds.intake import split
from fourwinds.intake.answers import Choice, ColumnRole
from fourwinds.pipeline import Model
from fourwinds.records import (
    NONE,
    STATUS_DISCIPLINE_CLUE,
    STATUS_REVIEW,
    STATUS_SAFETY,
    Feedback,
    Funnel,
    Opinion,
    Prediction,
    TaggedOpinion,
)
from fourwinds.taxonomy import Taxonomy
from fourwinds.workflows.gather import gather
from fourwinds.workflows.models import load_model

BLOCK = 1000  # numbers are shuffled within so many opinions, and progress is told as often
FILLER = "filler"
DUPLICATE = "duplicate"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Classified:
    """What ``classify`` found.

    Attributes:
        opinions: tagged opinions, in the order of the files.
        funnel: how many files became how many opinions.
        unreadable: files that gave nothing, with the reason as one Chinese sentence.
        notes: remarks for the operator, by file.
        model_name: which model said it.
        contexts: question or heading of each opinion, masked; empty where nobody asked for them.
    """

    opinions: tuple[TaggedOpinion, ...]
    funnel: Funnel
    unreadable: tuple[tuple[str, FourwindsError], ...]
    notes: tuple[tuple[str, str], ...]
    model_name: str
    contexts: tuple[str, ...] = ()


def classify(
    paths: Sequence[Path], *, text_column: str = "", sheet: str = "", profile: str = "", roles: tuple[ColumnRole, ...] = (),
    model: Model | None = None, progress: Progress | None = None,
) -> Classified:  # fmt: skip
    """Read files and folders, cut the answers into opinions and tag each.

    Args:
        paths: files, folders and archives; ``-`` is standard input.
        text_column, sheet, profile, roles: the operator's choice for tables.
        model: default is the model in use.
        progress: told (opinions done, opinions in all) now and then.

    Raises:
        InputError: a path is wrong, or no file gave anything; a bad file among good ones is only listed.
    """
    with _uncollected():
        return _classified(paths, Choice(text_column, sheet, profile, roles), model, progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cyclic garbage: what is made here forms no cycles, and the search would walk over all of it again
    and again, an eighth of the time of 100,000 answers.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _classified(paths: Sequence[Path], choice: Choice, model: Model | None, progress: Progress | None) -> Classified:
    gathered = gather(paths, choice)
    opinions = cut(gathered.feedback)
    if not opinions:
        raise InputError(
            "文件里没有读到一条意见",
            allowed="每行、每格或每段一条意见",
            todo="检查文件内容，表格可用 --text-column 指定意见所在的列",
        )
    model = model or load_model()
    tagged: list[TaggedOpinion] = []
    for at in range(0, len(opinions), BLOCK):
        tagged.extend(tag(opinions[at : at + BLOCK], model))
        if progress:
            progress(len(tagged), len(opinions))
    funnel = count(
        tagged,
        files=gathered.files,
        unreadable=len(gathered.unreadable),
        rows=gathered.rows,
        answers=len(gathered.feedback),
        excluded=gathered.excluded,
    )
    shown = {context: shield.mask(context)[0] for context in {opinion.context for opinion in opinions}}
    contexts = tuple(shown[opinion.context] for opinion in opinions)
    return Classified(
        tuple(tagged), funnel, tuple(gathered.unreadable), tuple(gathered.notes), model.card.name, contexts
    )


def cut(feedback: Sequence[Feedback]) -> list[Opinion]:
    """Opinions of all answers, masked and numbered.

    A number says nothing about the place in the source: within each block of ``BLOCK`` opinions the numbers are
    shuffled by a hash of the words, so the same files give the same numbers.
    """
    found, traces = _found(feedback)
    numbers = _shuffled([order_key(opinion) for opinion in found])
    opinions = []
    seen: set[str] = set()
    for o, trace, number in zip(found, traces, numbers, strict=True):
        repeated = trace in seen and FILLER not in o.flags
        seen.add(trace)
        flags = (*o.flags, DUPLICATE) if repeated else o.flags
        opinions.append(Opinion(str(number), o.feedback, o.start, o.end, o.shown, o.context, flags))
    return opinions


def unnumbered_all(answers: Sequence[Feedback]) -> list[Opinion]:
    """The opinions of many answers, masked, without the numbers and the duplicate flag that ``cut`` gives.

    Many at once take a tenth of the time of one after the other.
    """
    return _found(answers)[0]


def _found(answers: Sequence[Feedback]) -> tuple[list[Opinion], list[str]]:
    """Opinions without numbers, and the fingerprint of each."""
    cuts = split.split_all([answer.text for answer in answers])
    places = [(answer, piece) for answer, pieces in zip(answers, cuts, strict=True) for piece in pieces]
    words = [answer.text[piece.start : piece.end] for answer, piece in places]
    traces = fingerprints(words)
    found = []
    for (answer, piece), said, trace, (shown, flags) in zip(places, words, traces, shield.mask_all(words), strict=True):
        if says_nothing(said, trace):
            flags = (*flags, FILLER)
        context = answer.context
        if piece.heading:
            context = f"{context}；{piece.heading}" if context else piece.heading
        found.append(Opinion("", answer, piece.start, piece.end, shown, context, flags))
    return found, traces


def order_key(opinion: Opinion) -> bytes:
    """What decides an opinion's place within its block: 32 bytes that tell nothing."""
    answer = opinion.feedback
    said = f"{answer.source}\0{answer.sheet}\0{answer.row}\0{opinion.start}\0{opinion.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()


def _shuffled(keys: Sequence[bytes]) -> list[int]:
    numbers = [0] * len(keys)
    for at in range(0, len(keys), BLOCK):
        order = sorted(range(at, min(at + BLOCK, len(keys))), key=keys.__getitem__)
        for number, i in enumerate(order, start=at + 1):
            numbers[i] = number
    return numbers


def tag(opinions: Sequence[Opinion], model: Model) -> list[TaggedOpinion]:
    """One row of the tagged file for each opinion."""
    threshold = settings.load().review_threshold
    predictions = model.predict([o.text for o in opinions], [o.context for o in opinions])
    return [row(opinion, said, model.taxonomy, threshold) for opinion, said in zip(opinions, predictions, strict=True)]


def row(opinion: Opinion, said: Prediction, taxonomy: Taxonomy, threshold: float = 0.0) -> TaggedOpinion:
    """The row of ``opinion``; evidence is masked like the text, and a threshold above 0 replaces the model's own."""
    status = said.status
    if threshold and status != STATUS_SAFETY and status != STATUS_DISCIPLINE_CLUE:
        status = STATUS_REVIEW if said.score < threshold else "auto"
    return TaggedOpinion(
        opinion_id=opinion.opinion_id,
        source=opinion.feedback.source,
        sheet=opinion.feedback.sheet,
        row=opinion.feedback.row,
        start=opinion.start,
        end=opinion.end,
        text=opinion.shown,
        tag=said.tag,
        tag_zh=taxonomy.tag_zh(said.tag),
        score=said.score,
        second_tag=said.second_tag or "",
        manifestation=said.manifestation or "",
        manifestation_zh=taxonomy.manifestation_zh(said.tag, said.manifestation or ""),
        subject=said.subject,
        subject_zh=taxonomy.subject_zh(said.subject),
        none_kind=said.none_kind or "",
        status=status,
        evidence=evidence(opinion, said),
        flags=";".join(opinion.flags),
    )


def evidence(opinion: Opinion, said: Prediction) -> str:
    """The words that decided, or "" where they are masked in the opinion."""
    return said.evidence if said.evidence in opinion.shown else ""


def count(
    tagged: Sequence[TaggedOpinion], *, files: int, unreadable: int, rows: int, answers: int, excluded: int = 0
) -> Funnel:
    """The funnel of ``tagged``, checked: every opinion has exactly one outcome."""
    leads = [o for o in tagged if o.status in (STATUS_DISCIPLINE_CLUE, STATUS_SAFETY)]
    review = [o for o in tagged if o.status == STATUS_REVIEW]
    settled = [o for o in tagged if o.status == "auto"]
    funnel = Funnel(
        files=files,
        unreadable=unreadable,
        rows=rows,
        answers=answers,
        opinions=len(tagged),
        with_substance=sum(FILLER not in o.flag_set for o in tagged),
        tagged=sum(o.tag != NONE for o in settled),
        none=sum(o.tag == NONE for o in settled),
        to_review=len(review),
        leads=len(leads),
        duplicates=sum(DUPLICATE in o.flag_set for o in tagged),
        excluded=excluded,
    )
    funnel.check()
    return funnel
