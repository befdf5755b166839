"""What of a Word file does not stand on the page as printed: hidden text (read, and said) and comments (not read, said)."""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\s")


def notes(document: Any) -> list[str]:
    """Remarks for the operator on a python-docx document."""
    hidden = sum(
        1
        for mark in document.element.body.iter(f"{_W}vanish")
        if mark.get(f"{_W}val") not in _OFF and _has_text(mark.getparent().getparent())
    )
    comments = sum(
        len(_COMMENT.findall(part.target_part.blob))
        for part in document.part.rels.values()
        if (part.reltype or "").endswith("/comments") and not part.is_external
    )
    found = [f"有 {hidden} 处隐藏文字，也已读取；不要的请先在 Word 或 WPS 中删除"] if hidden else []
    return found + ([f"有 {comments} 条批注未读取；批注里的意见请复制到正文后重试"] if comments else [])


def _has_text(run: Any) -> bool:
    """Whether what bears the mark is a run with text; paragraph marks may be hidden too and hide nothing."""
    return run is not None and run.tag == f"{_W}r" and any((t.text or "").strip() for t in run.iter(f"{_W}t"))
