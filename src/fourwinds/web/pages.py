"""Templates: what every page knows, and how figures, times and labels are written."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from fastapi import Request
from starlette.responses import HTMLResponse

from fourwinds import handing_on, sureness, taxonomy
from fourwinds.records import (
    LEADS,
    NONE,
    STATUS_AUTO,
    STATUS_DISCIPLINE_CLUE,
    STATUS_REVIEW,
    STATUS_SAFETY,
    TaggedOpinion,
)
from fourwinds.report.flag_words import WORDS as FLAGS_ZH
from fourwinds.review_records import (
    ACTION_EXCLUDE,
    ACTION_UNSURE,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    ROLE_APPROVER,
    ROLE_REVIEWER,
    ROLES_ZH,
    SHORTEST_PASSWORD,
    STATES_ZH,
    WAY_ADJUDICATION,
    WAY_BULK,
    WAY_DUPLICATE,
    WAY_WORKBOOK,
    AuditLine,
    Labels,
    Verdict,
)
from fourwinds.web.access import csrf_of
from fourwinds.web.visitor import Visitor
from fourwinds.workflows.similar import label_zh

HERE = Path(__file__).parent
STATUS_ZH = {STATUS_AUTO: "自动", STATUS_REVIEW: "待复核", STATUS_DISCIPLINE_CLUE: "线索", STATUS_SAFETY: "安全"}
_WAYS_ZH = {WAY_DUPLICATE: "随同类", WAY_BULK: "批量通过", WAY_WORKBOOK: "表格", WAY_ADJUDICATION: "裁定"}


def render(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """The page or fragment ``template`` with ``values``."""
    who: Visitor | None = getattr(request.state, "visitor", None)
    values |= {
        "path": request.url.path,
        "who": who,
        "csrf": csrf_of(who.session) if who else "",
        "model_name": who.desk.model_name if who else "",
        "is_reviewer": who is not None and who.may(ROLE_REVIEWER),
        "is_approver": who is not None and who.may(ROLE_APPROVER),
        "is_local": who is not None and not who.user.created,
    }
    return HTMLResponse(_environment().get_template(template).render(values), status)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "time": time_zh, "percent": percent, "sureness": sureness.in_words, "number": number, "verdict": verdict_zh, "label": label_of, "role": lambda role: ROLES_ZH.get(role, role),
        "act": act_zh, "what": what_zh, "seconds": seconds_zh, "query": urlencode, "tag_zh": tag_zh,
    }  # fmt: skip
    made.globals |= {
        "STATES_ZH": STATES_ZH,
        "STATUS_ZH": STATUS_ZH,
        "HANDING_ZH": handing_on.CHOICES_ZH,
        "FLAGS_ZH": FLAGS_ZH,
        "asset": _asset,
        "NONE": NONE,
        "LONGEST_NAME": LONGEST_NAME,
        "SHORTEST_PASSWORD": SHORTEST_PASSWORD,
        "LONGEST_PASSWORD": LONGEST_PASSWORD,
        "labels": lambda: taxonomy.load().labels,
    }
    return made


@lru_cache(maxsize=32)
def _asset(name: str) -> str:
    """Address of a static file, with a mark of its content so that a new version is fetched."""
    return f"/static/{name}?v={hashlib.sha256((HERE / 'static' / name).read_bytes()).hexdigest()[:8]}"


def time_zh(at: str) -> str:
    """A UTC time as this office's clock shows it."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def percent(share: float | None) -> str:
    """A share from 0 to 1 as a whole percentage; — where there is none."""
    return "—" if share is None else f"{share:.0%}"


def number(figure: int) -> str:
    """A figure with thousands parted."""
    return f"{figure:,}"


def seconds_zh(seconds: float | None) -> str:
    """A duration in words."""
    if seconds is None:
        return ""
    whole = max(0, round(seconds))
    return f"{whole} 秒" if whole < 90 else f"{round(whole / 60)} 分钟"


def tag_zh(code: str) -> str:
    """Chinese name of a tag."""
    return taxonomy.load().tag_zh(code)


def label_of(said: TaggedOpinion) -> str:
    """The labels of a tagged opinion: tag and manifestation, or kind of none."""
    known = taxonomy.load()
    detail = known.none_kind_zh(said.none_kind) if said.tag == NONE else said.manifestation_zh
    return "·".join(part for part in (said.tag_zh, detail) if part)


def verdict_zh(verdict: Verdict) -> str:
    """A verdict as people read it."""
    said = {ACTION_UNSURE: "拿不准", ACTION_EXCLUDE: "排除"}.get(verdict.action)
    known = taxonomy.load()
    words = said or label_zh(verdict.labels, known)
    if verdict.labels is not None and verdict.labels.subject:
        words += f"（{known.subject_zh(verdict.labels.subject)}）"
    words += handed_zh(verdict.labels, verdict.suggested.handing)
    way = _WAYS_ZH.get(verdict.way)
    return f"{words}〔{way}〕" if way else words


def handed_zh(labels: Labels | None, suggested: str) -> str:
    """What labels say of handing on, to be put after them; "" where neither they nor the suggestion hand anything on."""
    if labels is None:
        return ""
    said = handing_on.differing(labels.handing, suggested)
    return f"，{handing_on.DECIDED_ZH[said or suggested]}" if said or suggested in LEADS else ""


_ACTS_ZH = {
    "batch_added": "存入批次", "batch_state": "改状态", "batch_recycled": "放入回收站", "batch_restored": "恢复批次",
    "batch_erased": "销毁批次", "user_added": "新建账号", "user_active": "停用或启用账号", "user_role": "改角色",
    "user_password": "改密码", "model_promoted": "启用新模型", "model_kept": "保留原模型", "model_forced": "审批人换用模型",
    "label": "复核", "unsure": "拿不准", "exclude": "排除", "undo": "撤销", "store_restored": "从备份恢复",
}  # fmt: skip


_LAST_WORDS_ZH = {**STATES_ZH, **ROLES_ZH, "True": "启用", "False": "停用"}
_END_IN_A_CODE = ("batch_state", "user_added", "user_role", "user_active")


def what_zh(line: AuditLine) -> str:
    """What an act of the audit log was done to, its codes in words."""
    if line.act in _END_IN_A_CODE:
        whom, _, code = line.what.rpartition(" ")
        return f"{whom}：{_LAST_WORDS_ZH.get(code, code)}"
    if line.act == "batch_erased":
        known = taxonomy.load()
        return re.sub(
            r"[a-z_]+(?= \d+ 条)", lambda code: known.tag_zh(code[0]) if code[0] in known.labels else code[0], line.what
        )
    return line.what


def act_zh(act: str) -> str:
    """An act of the audit log as people read it."""
    return _ACTS_ZH.get(act, act)
