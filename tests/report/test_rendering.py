"""LibreOffice opens every paper of the examples: pages, type area, header rows, no missing character."""

import re
import subprocess
import time

import pytest

from fourwinds.workflows import classify as classifying
from fourwinds.workflows import report as work

MM = 72 / 25.4
PAGES = {  # from the rendered papers of the examples, with room for another font
    "意见建议汇总（按对象）": (8, 24), "意见建议汇总（按类别）": (8, 24), "征求意见情况报告": (4, 8), "问题清单": (10, 24),
    "领导班子对照检查提纲": (14, 30), "个人对照检查提纲_校长": (3, 9), "整改方案": (5, 12), "民主生活会情况报告": (5, 10),
    "民主生活会情况通报": (1, 2), "统计页": (3, 6), "线索移交件": (1, 3), "整改台账": (3, 8), "问题清单_教务处": (2, 5),
}  # fmt: skip


SIGNED = ("征求意见情况报告", "整改方案", "民主生活会情况报告", "民主生活会情况通报")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from tests.conftest import ROOT

    found = tmp_path_factory.mktemp("papers")
    result = classifying.classify([ROOT / "examples"])
    work.write_tagged(result.opinions, result.funnel, found / "意见汇总.xlsx")
    return found


def test_every_paper_of_the_examples_in_five_seconds(folder):
    work.report([folder / "意见汇总.xlsx"], folder / "问题清单.docx")  # libraries are loaded once
    begun = time.process_time()
    made = work.report([folder / "意见汇总.xlsx"], folder / "材料", kind="all", unit="青禾实验学校")
    assert time.process_time() - begun <= 5
    assert len(made.files) >= 15


@pytest.mark.office
def test_libreoffice_renders_each(folder, office, tmp_path):
    made = work.report([folder / "意见汇总.xlsx"], folder / "材料", kind="all", unit="青禾实验学校")
    papers = [path for path in made.files if path.suffix == ".docx" and path.stem in PAGES]
    assert {path.stem for path in papers} == set(PAGES)
    command = [
        office,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "pdf",
        "--outdir",
    ]
    subprocess.run([*command, str(tmp_path), *map(str, papers)], check=True, capture_output=True, timeout=300)
    for path in papers:
        _check(tmp_path / f"{path.stem}.pdf", *PAGES[path.stem])


def _check(pdf, fewest, most):
    layout = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = re.findall(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', layout, re.DOTALL)
    assert fewest <= len(pages) <= most, (pdf.stem, len(pages))
    for width, height, words in pages:
        upright = float(width) < float(height)
        left, right, top = (28, 26, 37) if upright else (35, 37, 28)
        found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)', words)
        assert found, f"an empty page in {pdf.stem}"
        edge = [w for *_, x1, _, w in found if not upright and float(x1) <= (left - 2) * MM]
        assert upright or "".join(edge).strip("—").isdecimal(), "a lying page has its number at the left, turned"
        for x0, y0, x1, _, word in found:
            if not upright and word in edge:
                continue
            # a full stop or comma may hang out of the line by one character; a wide table by its cell margins
            assert float(x0) >= left * MM - 8, (pdf.stem, word)
            assert float(x1) <= float(width) - right * MM + 18, (pdf.stem, word)
            assert float(y0) >= top * MM - 8, (pdf.stem, word)
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert "□" not in text
    if pdf.stem == "问题清单":
        lying = sum(float(width) > float(height) for width, height, _ in pages)
        assert text.count("原文编号") >= lying > 5, "the header row repeats on every page of the table"
    if pdf.stem in SIGNED:
        last = text.rstrip("\f").rpartition("\f")[2]
        assert "青禾实验学校" in last
        assert len([line for line in last.splitlines() if line.strip()]) > 3, "no signature stands alone on a page"
    assert re.search(r"—\s*1\s*—", text)
    begins = [line.strip()[:1] for line in text.splitlines() if line.strip()]
    assert not {"、", "，", "。", "；"} & set(begins), f"a line of {pdf.stem} begins with a stop"
