"""The office's own Word template: a closed list of placeholders, no expressions; everything else in it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from fourwinds.errors import InputError
from fourwinds.report.content import Content
from fourwinds.report.typography import Paper

BODY = "{{正文}}"
_ANY = re.compile(r"\{\{[^{}]*\}\}")


def values(content: Content) -> Mapping[str, str]:
    """Placeholder to the words that replace it; ``{{正文}}`` stands for the paper itself."""
    tagged = content.n(content.tagged_ids())
    return {
        "{{单位名称}}": content.body,
        "{{会议名称}}": content.profile.meeting,
        "{{年度}}": str(content.profile.year or "【年度】"),
        "{{意见条数}}": content.n(content.all_ids()).text,
        "{{问题意见条数}}": tagged.text,
        "{{问题项数}}": str(len(content.summary.problems)),
    }


def fill(paper: Paper, template: Path, content: Content) -> None:
    """Put ``paper`` into ``template`` in place of the paragraph ``{{正文}}`` and fill the other placeholders.

    The template keeps its own first page, header and footer; the body's landscape sections stay.

    Raises:
        InputError: the template cannot be read, names an unknown placeholder or lacks ``{{正文}}``.
    """
    try:
        own = docx.Document(str(template))
    except Exception as error:  # python-docx answers a damaged file with whatever the damage hits
        raise InputError(f"模板“{template}”读不出来", allowed="可用 .docx", todo="检查文件后重试") from error
    known = values(content)
    parts = [own.element.body]
    for section in own.sections:
        for part in (section.header, section.footer, section.even_page_header, section.even_page_footer):
            if not part.is_linked_to_previous:
                parts.append(part._element)
    place = None
    for part in parts:
        for paragraph in part.iter(qn("w:p")):
            if BODY in _words(paragraph):
                if place is not None or paragraph.getparent() is not own.element.body:
                    raise InputError(
                        f"模板“{template.name}”中 {BODY} 的位置不对",
                        allowed="只能有一处，单独成段，不在表格或页眉页脚里",
                        todo="改正模板",
                    )
                place = paragraph
            else:
                _replace(paragraph, known, template)
    if place is None:
        raise InputError(f"模板“{template.name}”中没有 {BODY}", todo="在放正文的地方单独写一段 {{正文}}")
    paper.move_into(own, place)


def _words(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _replace(paragraph: Any, known: Mapping[str, str], template: Path) -> None:
    """Fill the placeholders of one paragraph; one that Word cut into several runs is joined in the first."""
    said = _words(paragraph)
    for found in _ANY.findall(said):
        if found not in known:
            raise InputError(
                f"模板“{template.name}”中有不认识的占位符“{found}”",
                allowed=f"可用 {'、'.join([*known, BODY])}",
                todo="改正模板",
            )
    if not _ANY.search(said):
        return
    texts = list(paragraph.iter(qn("w:t")))
    if all(_ANY.sub("", t.text or "").count("{{") == 0 for t in texts):
        for text in texts:
            text.text = _ANY.sub(lambda hit: known[hit.group()], text.text or "")
        return
    texts[0].text = _ANY.sub(lambda hit: known[hit.group()], said)
    for text in texts[1:]:
        text.text = ""
