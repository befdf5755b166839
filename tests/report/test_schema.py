"""What Word demands of a file and LibreOffice forgives: ECMA-376 order of elements, unique ids, relationships that lead somewhere.

The order tables are those of ECMA-376 part 1 (transitional), 17.3.1.26 pPr, 17.3.2.28 rPr, 17.4.59 tblPr, 17.4.69 tcPr,
17.6.17 sectPr, shortened to what a paper of ours or python-docx's empty document may hold; an element that is in no table fails.
"""

import posixpath
import re
import zipfile

import pytest
from docx.oxml.ns import qn
from lxml import etree
from tests.report.building import content, opinion
from tests.report.test_papers import WORD

from fourwinds.paper_records import Change, Rounds
from fourwinds.report import ledger, template

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
    "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
    "divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "pBdr": "top left bottom right between bar",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference|footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _content(**changes):
    opinions = [opinion(n, text=f"会议太多{n}") for n in range(1, 8)]
    opinions += [opinion(20, "formalism.other", "external"), opinion(21, "none.other_issue", "teacher")]
    opinions += [opinion(22, "bureaucratism.red_tape", status="review"), opinion(23, status="safety", text="学生被打")]
    rounds = Rounds((Change("formalism", "empty_talk", 3, 1, "", ("1", "2", "3"), ("4",)),), 9, "")
    return content(opinions, rounds=rounds, profile="y2025", **changes)


def _disordered(root):
    """Elements that stand before one that must precede them, or that no table names."""
    found = []
    for parent, order in ORDER.items():
        places = {f"{W}{name}": n for n, names in enumerate(order.split()) for name in names.split("|")}
        for element in root.iter(f"{W}{parent}"):
            children = [child.tag for child in element]
            at = [places.get(tag, -1) for tag in children]
            if -1 in at or at != sorted(at):
                found.append((parent, [etree.QName(tag).localname for tag in children]))
    return found


def _resolved(name, base):
    """Where the relationship file ``name`` starts from, and its target ``base`` as a part name."""
    folder = posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(base.lstrip("/") if base.startswith("/") else posixpath.join(folder, base))


def _check_package(path):
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        assert len(names) == len(set(names))
        trees = {n: etree.fromstring(file.read(n)) for n in names if n.endswith((".xml", ".rels"))}
    types = trees["[Content_Types].xml"]
    defaults = {e.get("Extension").lower() for e in types if e.tag.endswith("Default")}
    overrides = {e.get("PartName").lstrip("/") for e in types if e.tag.endswith("Override")}
    assert overrides <= set(names), "a content type for a part that is not there"
    used = {"[Content_Types].xml"}
    for name in [n for n in names if n.endswith(".rels")]:
        ids = [e.get("Id") for e in trees[name]]
        assert len(ids) == len(set(ids))
        for relation in trees[name]:
            assert relation.get("TargetMode") != "External", "nothing is fetched when a paper is opened"
            used.add(_resolved(name, relation.get("Target")))
        source = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[: -len(".rels")])
        if source in trees:
            wanted = re.findall(r'r:(?:id|embed)="([^"]+)"', etree.tostring(trees[source]).decode())
            assert set(wanted) <= set(ids), (source, "names a relationship that is not there")
    for name in names:
        assert name in overrides or name.rpartition(".")[2].lower() in defaults, name
        assert name in used or name.endswith(".rels"), f"{name} hangs loose"
    return trees


def _check_word(path):
    trees = _check_package(path)
    for name, root in trees.items():
        if name.startswith("word/") and name.endswith(".xml"):
            assert _disordered(root) == [], name
    body = trees["word/document.xml"]
    starts = [e.get(qn("w:id")) for e in body.iter(qn("w:bookmarkStart"))]
    assert len(starts) == len(set(starts))
    assert starts == [e.get(qn("w:id")) for e in body.iter(qn("w:bookmarkEnd"))], "every bookmark is closed at once"
    labels = [e.get(qn("w:name")) for e in body.iter(qn("w:bookmarkStart"))]
    assert len(labels) == len(set(labels))
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", label) for label in labels), "Word's rule for names of bookmarks"
    for row in body.iter(qn("w:tr")):
        columns = len(row.getparent().find(qn("w:tblGrid")))
        assert len(row.findall(qn("w:tc"))) == columns
    for cell in body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p"), "a cell ends with a paragraph"
    for table in body.iter(qn("w:tbl")):
        assert table.getnext().tag == qn("w:p"), "a paragraph between tables and at the end"
    assert body[0][-1].tag == qn("w:sectPr")
    drawn = [e.get("id") for root in trees.values() for e in root.iter() if str(e.tag).endswith("}docPr")]
    assert len(drawn) == len(set(drawn)), "every drawing has an id of its own"
    for begin in body.iter(qn("w:fldChar")):
        assert begin.get(qn("w:fldCharType")) in ("begin", "separate", "end")


@pytest.mark.parametrize("code", WORD)
@pytest.mark.parametrize("about", ["", "校长"])
def test_every_paper_keeps_the_order_that_word_demands(tmp_path, code, about):
    WORD[code](_content(about=about)).save(tmp_path / "a.docx")
    _check_word(tmp_path / "a.docx")


def test_a_paper_in_an_offices_own_template_too(tmp_path):
    import docx

    own = docx.Document()
    own.add_paragraph("{{正文}}")
    own.save(tmp_path / "模板.docx")
    made = _content()
    for code in ("problems", "statistics", "leads"):
        paper = WORD[code](made)
        template.fill(paper, tmp_path / "模板.docx", made)
        paper.save(tmp_path / "a.docx")
        trees = _check_package(tmp_path / "a.docx")
        assert _disordered(trees["word/document.xml"]) == []


def test_the_ledgers_workbook_holds_together(tmp_path):
    ledger.write(_content(), tmp_path / "a.xlsx", {})
    trees = _check_package(tmp_path / "a.xlsx")
    assert "xl/workbook.xml" in trees


def test_a_paper_does_not_say_that_another_program_made_it(tmp_path):
    WORD["notice"](_content()).save(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as file:
        assert b"<Application>fourwinds</Application>" in file.read("docProps/app.xml")
        assert "docProps/thumbnail.jpeg" not in file.namelist()
