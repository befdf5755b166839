"""Makes docs/pictures: the real pages with the example files in headless Chromium, and a paper as LibreOffice prints it.

    python docs/build_pictures.py

Needs what the browser tests need (tests/system-packages.sh). The pictures stay as they are until somebody runs this
again; after a change of the pages that shows in them, do.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the server and the browser are started as the tests start them

from tests.web.conftest import Serving, chromium  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
PICTURES = (
    "upload", "columns", "batch", "opinions", "review", "keys", "models", "papers", "batches", "problem_list", "problems",
)  # fmt: skip
WIDTH = 1100
COLOURS = 96
MARGIN = 20  # pixels below the last thing on a page
VIEW = {"width": 1280, "height": 800}
BY_HAND = ("Enter", "Enter", "Enter", "Digit0", "Enter", "u", "Enter", "Digit2", "Enter", "Enter")
UPLOADED = ("问卷星导出_教师问卷.xlsx", "家长留言.csv", "征求意见表.docx", "教职工座谈会记录.docx", "意见箱登记.txt")
DECISIONS = 30  # as many as the countdown to retraining asks for


def main() -> None:
    """Make every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as running:
        serving = Serving(Path(made) / "serving").start()
        browser = running.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport=VIEW, locale="zh-CN", timezone_id="Asia/Shanghai")
            _walk(page, serving, Path(made))
        finally:
            browser.close()
            serving.stop()
        _paper(Path(made) / "问题清单.docx", ("problem_list", "problems"))
    assert {path.stem for path in FOLDER.glob("*.png")} == set(PICTURES)


def _walk(page: Page, serving: Serving, made: Path) -> None:
    """The way of a batch from upload to papers, a picture at each step."""
    page.goto(serving.link)
    page.goto(f"{serving.address}/upload")
    page.set_input_files("#files", [str(ROOT / "examples" / name) for name in UPLOADED])
    _shoot(page, "upload")
    page.click("text=上传，看看怎样读取")
    page.wait_for_selector("text=各列的用途")
    page.fill("[name=name]", "2026年征求意见")
    _shoot(page, "columns")
    page.click("text=开始归类")
    page.wait_for_url("**/batches/*", timeout=120_000)
    batch = re.sub(r"\?.*", "", page.url)
    page.goto(f"{batch}/review")
    page.wait_for_selector("#opinion")
    page.wait_for_selector(".near, .similar .soft:not(:text('正在找'))")
    for turn in range(DECISIONS):
        if not page.query_selector("#opinion"):
            break
        if turn == len(BY_HAND):
            page.wait_for_selector(".near, .similar .soft:not(:text('正在找'))")
            _shoot(page, "review")
            page.keyboard.press("?")
            _shoot(page, "keys")
            page.keyboard.press("?")
        before = page.get_attribute("#opinion", "data-opinion")
        # What is handed on stays as suggested: a report of danger that is called praise would be a bad example.
        page.keyboard.press("Enter" if page.query_selector(".badge.alarm") else BY_HAND[turn % len(BY_HAND)])
        page.wait_for_function(
            "before => !document.getElementById('opinion') || document.getElementById('opinion').dataset.opinion !== before",
            arg=before,
        )
    page.goto(batch)
    _shoot(page, "batch")
    page.goto(f"{batch}/opinions")
    _shoot(page, "opinions")
    page.goto(f"{serving.address}/models")
    page.click("text=现在重训")
    page.wait_for_url("**/models?said=retrained", timeout=300_000)
    _shoot(page, "models")
    page.goto(f"{batch}/papers")
    page.click("text=生成全部材料")
    page.wait_for_selector("text=全部材料.zip", timeout=120_000)
    _shoot(page, "papers")
    with page.expect_download() as download:
        page.click("text=问题清单.docx")
    shutil.copyfile(download.value.path(), made / "问题清单.docx")
    page.goto(serving.address)
    _shoot(page, "batches")


def _paper(file: Path, names: tuple[str, ...]) -> None:
    """The first pages as LibreOffice prints them, a picture each."""
    where = file.parent
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{where}/office", "--headless", "--convert-to", "pdf", "--outdir", str(where), str(file)],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-l", str(len(names)), str(file.with_suffix(".pdf")), str(where / "page")],
        check=True,
    )
    for path, name in zip(sorted(where.glob("page*.png")), names, strict=True):
        _save(Image.open(path), name)


def _shoot(page: Page, name: str) -> None:
    """The window as far down as something stands in it."""
    end = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *, dialog[open]')].map(e => e.getBoundingClientRect().bottom))"
    )
    clip = {"x": 0, "y": 0, "width": VIEW["width"], "height": min(VIEW["height"], round(end) + MARGIN)}
    _save(Image.open(io.BytesIO(page.screenshot(clip=clip))), name)


def _save(picture: Image.Image, name: str) -> None:
    """Of the manual's width, with few colours: a page of text stays below 200 KB."""
    height = round(picture.height * WIDTH / picture.width)
    small = picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
