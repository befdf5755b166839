"""Tagged opinions → papers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from fourwinds import settings, taxonomy
from fourwinds.clean.normalise import aliases
from fourwinds.errors import InputError
from fourwinds.records import Funnel, Summary, TaggedOpinion
from fourwinds.report import table
from fourwinds.taxonomy import Taxonomy

PROBLEMS = "problems"
KINDS = {PROBLEMS: "问题清单"}
TABLES = (".xlsx", ".csv", ".jsonl")


def write_tagged(opinions: Sequence[TaggedOpinion], funnel: Funnel, target: Path) -> None:
    """Write tagged opinions in the form that ``target``'s suffix asks for.

    Raises:
        InputError: the suffix is none of ``TABLES``.
        OutputError: the file cannot be written.
    """
    known = taxonomy.load()
    if target.suffix.lower() == ".xlsx":
        from fourwinds.report import workbook

        workbook.write(opinions, funnel, known, target)
    elif target.suffix.lower() == ".csv":
        table.write_csv(opinions, target)
    elif target.suffix.lower() == ".jsonl":
        table.write_jsonl(opinions, target)
    else:
        raise wrong_suffix(target, TABLES)


def wrong_suffix(target: Path, allowed: Sequence[str]) -> InputError:
    """The error for an output whose suffix says nothing we can write."""
    return InputError(
        f"输出文件“{target}”的后缀不能识别", allowed=f"可用 {'、'.join(allowed)}", todo="改一个后缀后重试"
    )


def report(tagged: Sequence[Path], target: Path, *, kind: str = PROBLEMS, unit: str = "") -> Summary:
    """Read tagged files and write the paper of ``kind`` to ``target``.

    Args:
        tagged: files that ``classify`` wrote; their opinions are taken together.
        target: a .docx file, or a folder that the paper is put into under its usual name.
        unit: name of the body.

    Raises:
        InputError: a file is missing or no tagged file, the kind is unknown, or the same file was given twice.
        OutputError: the paper cannot be written.
    """
    if kind not in KINDS:
        raise InputError(f"没有“{kind}”这种材料", allowed=f"可用 {'、'.join(KINDS)}", todo="改用其中一种")
    if target.is_dir():
        target = target / f"{KINDS[kind]}.docx"
    if target.suffix.lower() != ".docx":
        raise wrong_suffix(target, (".docx",))
    known = taxonomy.load()
    opinions = merged([(path, table.read(path, known)) for path in dict.fromkeys(tagged)])
    office = settings.load()
    summary = summarise(opinions, known, office)
    from fourwinds.report import problem_list

    problem_list.write(summary, known, office, target, unit=unit, remark=_remark(tagged))
    return summary


def merged(parts: Sequence[tuple[Path, Sequence[TaggedOpinion]]]) -> list[TaggedOpinion]:
    """Opinions of several files; with more than one file a number carries the file's place, as in 2-15."""
    if len(parts) == 1:
        return list(parts[0][1])
    found: list[TaggedOpinion] = []
    for n, (_, opinions) in enumerate(parts, start=1):
        for o in opinions:
            found.append(
                TaggedOpinion(**{**{f: getattr(o, f) for f in o.__slots__}, "opinion_id": f"{n}-{o.opinion_id}"})
            )
    return found


def summarise(opinions: Sequence[TaggedOpinion], known: Taxonomy, office: settings.Settings) -> Summary:
    """All figures and problems of tagged opinions, near-duplicates found on their n-grams."""
    from fourwinds.features.char_ngrams import CharNgrams
    from fourwinds.rollup import problems

    texts = [o.text or "　" for o in opinions]
    matrix = CharNgrams(min_df=1, max_rows=1_000_000, aliases=aliases()).fit_transform(texts)
    return problems.summarise(opinions, _unit_rows(matrix), known, similar=office.similar, quotations=office.quotations)


def _unit_rows(matrix: object) -> object:
    from sklearn.preprocessing import normalize

    return normalize(matrix)


def _remark(paths: Sequence[Path]) -> str:
    from importlib.metadata import version

    inputs = "；".join(f"{p.name} sha256:{hashlib.sha256(p.read_bytes()).hexdigest()[:16]}" for p in paths)
    return f"fourwinds {version('fourwinds')}；输入 {inputs}"
