"""What the rows of a filled 整改台账 lack."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from fourwinds.report.ledger_columns import LONG_TERM, STATES

_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})?)?")


@dataclass(frozen=True, slots=True)
class Defect:
    """What a row of a ledger lacks: row number in the sheet, the problem, and one Chinese clause for each defect."""

    row: int
    problem: str
    lacks: tuple[str, ...]


def check(written: Mapping[str, Mapping[str, str]], today: date) -> list[Defect]:
    """Rows without a responsible person, a measure or a date, with a date gone by, or with a slogan for a measure."""
    found = []
    for cells in written.values():
        lacks = []
        if not cells.get("person"):
            lacks.append("没有责任人")
        if not cells.get("measure"):
            lacks.append("没有整改措施")
        elif is_slogan(cells["measure"]):
            lacks.append(f"整改措施“{cells['measure'][:20]}”只有口号，没有写做什么")
        lacks += _date_defects(cells, today)
        if cells.get("state") and cells["state"] not in STATES:
            lacks.append(f"“是否销号”填的“{cells['state']}”不是{'、'.join(STATES)}之一")
        if lacks:
            found.append(Defect(int(cells["row"]), cells.get("problem", ""), tuple(lacks)))
    return found


def _date_defects(cells: Mapping[str, str], today: date) -> list[str]:
    due = cells.get("due", "")
    if not due:
        return [] if cells.get("kind") == LONG_TERM else ["没有完成时限"]
    hit = _DATE.search(due)
    if not hit:
        return [] if cells.get("kind") == LONG_TERM else [f"完成时限“{due}”看不出年月"]
    year, month, day = int(hit[1]), int(hit[2]), int(hit[3] or 0)
    try:
        last = date(year, month, day) if day else date(year + month // 12, month % 12 + 1, 1)
    except ValueError:
        return [f"完成时限“{due}”不是日期"]
    over = last < today if day else last <= today
    return [f"完成时限“{due}”已过"] if over and cells.get("state") not in STATES[:1] else []


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, ...], tuple[str, ...]]:
    data = tomllib.loads((files("fourwinds") / "data" / "measures.toml").read_text(encoding="utf-8"))
    return tuple(data["slogans"]), tuple(data["deeds"])


def is_slogan(measure: str) -> bool:
    """Whether a measure only exhorts and names no deed.

    >>> is_slogan("进一步加强学习，提高认识"), is_slogan("加强管理：每周一公布各处室办结情况")
    (True, False)
    """
    slogans, deeds = _words()
    return any(s in measure for s in slogans) and not any(d in measure for d in deeds) and not re.search(r"\d", measure)
