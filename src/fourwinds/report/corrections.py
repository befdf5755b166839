"""What people changed in a tagged workbook: the Chinese columns they see win over the code columns they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fourwinds.errors import InputError
from fourwinds.handing_on import of_status
from fourwinds.records import LEADS, NONE, STATUS_AUTO, STATUS_REVIEW, STATUSES
from fourwinds.report import choices
from fourwinds.taxonomy import NONE_ZH, OTHER, Taxonomy

CORRECTED = "corrected"
EXCLUDED = "excluded"  # a person took the opinion out of the papers
# What a reviewer writes over 待复核; all mean that a person has decided.
DECIDED = ("已复核", "复核", "已确认", "确认", "已审", "人工")
WRITTEN_STATUS = "status_code"  # hidden column: the status that was written, so that a change of 状态 is seen
_KIND_OF_NONE = "other_issue"  # a reviewer who says none without a kind: the opinion stays listed under 其他意见建议


def apply(raw: Mapping[str, Any], taxonomy: Taxonomy, status_zh: Mapping[str, str], where: str) -> dict[str, Any]:
    """``raw`` with codes that follow from the Chinese cells; a changed row is flagged and needs no review any more.

    Args:
        raw: cells of one row by column code.
        status_zh: Chinese name of each status.
        where: the row, for messages.

    Raises:
        InputError: a Chinese cell names nothing in the taxonomy; the sentence lists what it may name.
    """
    row = {name: "" if cell is None else cell for name, cell in raw.items()}
    before = (row.get("tag"), row.get("manifestation"), row.get("subject"), row.get("second_tag"))
    tags = {tag.name_zh: code for code, tag in taxonomy.tags.items()} | {NONE_ZH: NONE}
    row["tag"] = _code(row, "tag", tags, "类别", where)
    subjects = {subject.name_zh: code for code, subject in taxonomy.subjects.items()}
    row["subject"] = _code(row, "subject", subjects, "涉及对象", where)
    if row["tag"] == NONE:
        row["manifestation"], row["second_tag"] = "", ""
        row["none_kind"] = row.get("none_kind") or _KIND_OF_NONE
    else:
        own = {m.name_zh: m.code for m in taxonomy.manifestations.values() if m.tag == row["tag"]}
        said = str(row.get("manifestation_zh") or "").strip()
        if said in own:
            row["manifestation"] = own[said]
        elif row["tag"] != before[0] or not said:
            row["manifestation"] = OTHER  # the class was changed and its old manifestation does not belong to it
        else:
            raise _unknown(said, "具体表现", list(own), where)
        row["none_kind"] = ""
        if row.get("second_tag") == row["tag"]:
            row["second_tag"] = ""
    row["status"] = _status(row, status_zh, where)
    after = (row["tag"], row["manifestation"], row["subject"], row["second_tag"])
    if after != before or handed_otherwise(row):
        flags = [flag for flag in str(row.get("flags") or "").split(";") if flag and flag != CORRECTED]
        row["flags"] = ";".join([*flags, CORRECTED])
        if row["status"] == STATUS_REVIEW:
            row["status"] = STATUS_AUTO
    row["flags"] = str(row.get("flags") or "")
    return _reviewed(row, str(raw.get("review") or "").strip())


def statuses(status_zh: Mapping[str, str]) -> list[str]:
    """The words that 状态 may hold; further ones in ``DECIDED`` are understood."""
    return [*status_zh.values(), DECIDED[0]]


def handed_otherwise(row: Mapping[str, Any]) -> bool:
    """Whether a person changed if the opinion is handed on separately; never true where the hidden column is lost."""
    was = row.get(WRITTEN_STATUS)
    return was in STATUSES and of_status(str(was)) != of_status(row["status"])


def _status(row: Mapping[str, Any], status_zh: Mapping[str, str], where: str) -> str:
    """The status of a row; 已复核 and 待复核 say nothing of handing on, so with them a lead stays one."""
    known = {zh: code for code, zh in status_zh.items()}
    said = str(row.get("status") or "").strip()
    if said not in known and said not in DECIDED:
        raise _unknown(said, "状态", statuses(status_zh), where)
    code = known.get(said, STATUS_AUTO)
    was = str(row.get(WRITTEN_STATUS) or "")
    return was if was in LEADS and (said in DECIDED or code == STATUS_REVIEW) else code


def _reviewed(row: dict[str, Any], word: str) -> dict[str, Any]:
    """What 复核意见 says comes last: agreed needs no review, unsure does, excluded is left out of papers."""
    if word == choices.AGREED and row["status"] == STATUS_REVIEW:
        row["status"] = STATUS_AUTO
    elif word == choices.UNSURE and row["status"] == STATUS_AUTO:
        row["status"] = STATUS_REVIEW
    elif word == choices.EXCLUDED and EXCLUDED not in row["flags"].split(";"):
        row["flags"] = ";".join(filter(None, [row["flags"], EXCLUDED]))
    return row


def _code(row: Mapping[str, Any], name: str, known: Mapping[str, str], what: str, where: str) -> str:
    said = str(row.get(f"{name}_zh") or "").strip()
    if not said:
        return str(row.get(name) or "")
    if said in known:
        return known[said]
    if said in known.values():
        return said
    raise _unknown(said, what, list(known), where)


def _unknown(said: str, what: str, known: Sequence[str], where: str) -> InputError:
    return InputError(f"{where}的{what}写的是“{said}”", allowed=f"可用 {'、'.join(known)}", todo="改成其中一个后重试")
