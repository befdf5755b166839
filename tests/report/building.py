"""What the tests of papers share: contents from a few opinions, and everything a Word file says."""

import zipfile

import docx
import numpy as np
from docx.oxml.ns import qn
from hypothesis import strategies as st
from scipy import sparse
from tests.conftest import tagged

from fourwinds import taxonomy
from fourwinds.records import STATUSES
from fourwinds.report.content import Content
from fourwinds.rollup import profiles
from fourwinds.rollup.problems import summarise
from fourwinds.settings import Settings

KNOWN = taxonomy.load()

DRAWN = st.lists(
    st.tuples(
        st.sampled_from(KNOWN.leaves),
        st.sampled_from(list(KNOWN.subjects)),
        st.sampled_from(STATUSES),
        st.sampled_from(["会议太多", "教务处办事慢", "副校长很少下年级", "食堂饭菜贵"]),
    ),
    max_size=40,
)


def opinion(number, leaf="formalism.excessive_meetings", subject="leadership", status="auto", text="", **changes):
    tag, _, code = leaf.partition(".")
    none = tag == "none"
    return tagged(
        number, tag=tag, tag_zh=KNOWN.tag_zh(tag), manifestation="" if none else code, none_kind=code if none else "",
        subject=subject, status=status, text=text or f"第{number}条说会议太多", **changes,
    )  # fmt: skip


def drawn(rows):
    return [opinion(n, *row[:3], text=f"{row[3]}{n % 5}") for n, row in enumerate(rows, start=1)]


def content(opinions, *, profile="sifeng", moving=False, **changes):
    """Opinions with equal words count as the same; all others are unlike."""
    words = {text: n for n, text in enumerate(dict.fromkeys(o.text for o in opinions))}
    matrix = sparse.csr_matrix(
        (np.ones(len(opinions)), (range(len(opinions)), [words[o.text] for o in opinions])),
        shape=(len(opinions), max(1, len(words))),
    )
    year = profiles.load(profile, KNOWN, moving=moving)
    summary = summarise(opinions, matrix, KNOWN, similar=0.75, quotations=3, profile=year)
    office = changes.pop("settings", Settings())
    return Content(summary, year, KNOWN, office, **{"unit": "青禾实验学校", **changes})


def saved(paper, path):
    paper.save(path)
    return docx.Document(path)


def text(document):
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def tables(document):
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def parts(path):
    """Every part of an office file as text."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def bookmarked(document):
    """Bookmark name to the words inside it."""
    found = {}
    for paragraph in document.element.body.iter(qn("w:p")):
        name = None
        for child in paragraph:
            if child.tag == qn("w:bookmarkStart"):
                name = child.get(qn("w:name"))
                found[name] = ""
            elif name and child.tag == qn("w:r"):
                found[name] += "".join(t.text or "" for t in child.iter(qn("w:t")))
            elif child.tag == qn("w:bookmarkEnd"):
                name = None
    return found
