"""Makes the example files in formats that no library of ours writes, by LibreOffice: ``python docs/build_examples.py``.

Everything in them is invented. WPS Writer and WPS Spreadsheets keep the formats of Word 97 and Excel 97 under suffixes
of their own, so .wps and .et are those formats renamed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
import openpyxl

EXAMPLES = Path(__file__).parents[1] / "examples"
LETTER = [
    "退休教师座谈会书面意见",
    "一、形式主义方面",
    "1、走访慰问拍照比说话的时间长；2、通知一天改三回，老同志跟不上",
    "二、官僚主义方面",
    "体检的事问了三个科室，都说不归自己管",
    "三、其他意见",
    "希望老年活动室周末也开放",
]
FORM = [
    ("类别", "意见建议"),
    ("形式主义方面", "听课记录要补齐二十节，实际没听那么多"),
    ("官僚主义方面", "车棚漏雨报了一学期，没有人来看"),
    ("享乐主义方面", "无"),
    ("奢靡之风方面", "多功能厅没人时灯和空调都开着"),
    ("师德师风方面", "个别老师把手机带进课堂"),
]
VISITS = [
    ("序号", "登记时间", "来访人", "对象", "反映内容"),
    (1, "2026-10-12 09:20", "（不公开）", "总务处", "宿舍楼的开水器坏了三周，贴了纸条再没动静"),
    (2, "2026-10-13 15:05", "（不公开）", "教务处", "同一份课表让班主任填了三遍"),
    (3, "2026-10-15 10:40", "（不公开）", "年级组", "没有意见"),
    ("合计", None, None, None, 3),
]
DORMITORY = [
    ("楼栋", "日期", "学生意见"),
    ("1号楼", "2026-10-20", "热水供应时间太短"),
    ("2号楼", "2026-10-20", "查寝要拍照打卡，查三遍"),
    ("3号楼", "2026-10-21", "宿管阿姨很负责"),
]


def main() -> int:
    """Make them; 1 without LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        print("没有 LibreOffice，做不了这些文件", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _letter(folder / "letter.docx")
        _form(folder / "form.docx")
        _sheet(folder / "visits.xlsx", "来访登记", VISITS)
        _sheet(folder / "dormitory.xlsx", "宿舍", DORMITORY)
        for name, kind in (
            ("letter.docx", "doc"),
            ("form.docx", "doc"),
            ("visits.xlsx", "xls"),
            ("dormitory.xlsx", "xls"),
        ):
            profile = (folder / "profile").as_uri()
            command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind, "--outdir", made]
            subprocess.run([*command, str(folder / name)], check=True, capture_output=True)
        shutil.copyfile(folder / "letter.doc", EXAMPLES / "退休教师书面意见.doc")
        shutil.copyfile(folder / "form.doc", EXAMPLES / "工会征求意见表.wps")
        shutil.copyfile(folder / "visits.xls", EXAMPLES / "来访登记.xls")
        shutil.copyfile(folder / "dormitory.xls", EXAMPLES / "宿舍意见.et")
    return 0


def _letter(path: Path) -> None:
    document = docx.Document()
    for line in LETTER:
        document.add_paragraph(line)
    document.save(str(path))


def _form(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("征求意见表")
    table = document.add_table(rows=len(FORM), cols=2, style="Table Grid")
    for number, row in enumerate(FORM):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            cell.text = text
    document.add_paragraph("（以下空白）")  # without a paragraph behind it LibreOffice writes a table as running text
    document.save(str(path))


def _sheet(path: Path, title: str, rows: list[tuple[object, ...]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)


if __name__ == "__main__":
    sys.exit(main())
