"""Checks the installation and says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from fourwinds import settings
from fourwinds.errors import FourwindsError
from fourwinds.intake import libreoffice
from fourwinds.workflows.models import load_model
from fourwinds.workflows.storing import url_in_force

_MIN_FREE = 500 << 20
_WEB = ("fastapi", "jinja2", "uvicorn", "multipart", "argon2")
_EARLIEST = 1_735_689_600  # 2025-01-01: a clock before it is wrong


@dataclass(frozen=True, slots=True)
class Check:
    """One line of ``fourwinds doctor``.

    Attributes:
        name: what was checked.
        state: ``ok``, ``hint`` (works without) or ``bad``.
        found: what was found.
        todo: what to do, "" when ok.
    """

    name: str
    state: str
    found: str
    todo: str = ""


def doctor(url: str = "") -> list[Check]:
    """Every check, in order; none of them writes anything but a file it deletes again.

    Args:
        url: address of the store to look at; default is the settings'.
    """
    before, after = (_python, _model, _settings, _data_folder), (_disk, _web, _charts, _fonts, _office, _clock)
    return [*(check() for check in before), _store(url), *(check() for check in after)]


def _python() -> Check:
    found = f"Python {sys.version.split()[0]}"
    return Check(
        "Python",
        "ok" if sys.version_info >= (3, 11) else "bad",
        found,
        "" if sys.version_info >= (3, 11) else "安装 Python 3.11 以上版本",
    )


def _model() -> Check:
    return _try("模型", lambda: f"{(model := load_model()).card.name}，{len(model.leaves)} 种表现")


def _settings() -> Check:
    path = settings.settings_path()
    return _try("设置", lambda: f"{path}（{'已读取' if settings.load() and path.exists() else '没有，用默认值'}）")


def _try(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "ok", look())
    except FourwindsError as error:
        return Check(name, "bad", error.came, error.todo)


def _data_folder() -> Check:
    folder = settings.load().data_path
    near = next(p for p in (folder, *folder.parents) if p.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=near):
            return Check("数据文件夹", "ok", str(folder))
    except OSError as error:
        return Check(
            "数据文件夹",
            "bad",
            f"{folder} 写不进去（{error.strerror}）",
            "在设置文件中用 data_folder 另指定一个可写的文件夹",
        )


def _store(url: str) -> Check:
    from fourwinds.store.inspection import look

    return _try("复核数据库", lambda: look(url_in_force(url), settings.load().data_path / "backups"))


def _web() -> Check:
    lacking = [name for name in _WEB if find_spec(name) is None]
    if not lacking:
        return Check("网页", "ok", "已安装，fourwinds serve 打开")
    return Check(
        "网页",
        "hint",
        f"没有安装（缺 {'、'.join(lacking)}）",
        "命令行照常使用；要在网页上复核，运行 pip install 'fourwinds[web]'",
    )


def _charts() -> Check:
    if find_spec("matplotlib") is not None:
        return Check("图表", "ok", "已安装")
    return Check(
        "图表", "hint", "没有安装", "材料照常生成，只是统计页末尾没有图；要图时运行 pip install 'fourwinds[charts]'"
    )


def _disk() -> Check:
    folder = settings.load().data_path
    near = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(near).free
    state = "ok" if free >= _MIN_FREE else "bad"
    return Check("磁盘", state, f"剩余 {free / (1 << 30):.1f} GB", "" if state == "ok" else "清理磁盘，至少留出 0.5 GB")


def _fonts() -> Check:
    office = settings.load()
    wanted = (office.title_font, office.body_font, office.heading_font, office.subheading_font, office.page_font)
    installed = _installed_fonts()
    lacking = {}
    for name in dict.fromkeys(wanted):
        same, stand_ins = _known_font(name)
        if not installed.intersection(same):
            lacking[name] = next((free for free in stand_ins if free in installed), "")
    if not lacking:
        return Check("公文字体", "ok", "齐全")
    said = "、".join(
        f"{name}（{f'可由 {free} 代替显示' if free else '没有可代替的'}）" for name, free in lacking.items()
    )
    return Check(
        "公文字体",
        "hint",
        f"本机没有 {said}",
        "材料照常生成；要在本机照公文字体显示，请安装这些字体，或在设置中改用已有字体",
    )


def _known_font(name: str) -> tuple[list[str], list[str]]:
    """Every name of the font called ``name``, and free fonts that may show it; a font of the office's own has only its name."""
    data = tomllib.loads((files("fourwinds") / "data" / "fonts.toml").read_text(encoding="utf-8"))
    for font in data["fonts"]:
        if name in font["names"]:
            return font["names"], font["stand_ins"]
    return [name], []


def _installed_fonts() -> frozenset[str]:
    """Families that are installed; empty where nobody can be asked."""
    if os.name == "nt":
        folder = Path(os.environ.get("WINDIR", r"C:\\Windows")) / "Fonts"
        known = {"simfang.ttf": "仿宋", "simkai.ttf": "楷体", "simhei.ttf": "黑体", "simsun.ttc": "宋体"}
        return (
            frozenset(known.get(p.name.lower(), p.stem) for p in folder.glob("*.tt*"))
            if folder.exists()
            else frozenset()
        )
    if shutil.which("fc-list") is None:
        return frozenset()
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
    return frozenset(name.strip() for line in listed.splitlines() for name in line.split(","))


def _office() -> Check:
    if libreoffice.find():
        return Check("LibreOffice", "ok", "已安装")
    return Check(
        "LibreOffice",
        "hint",
        "没有安装",
        "旧版 doc、wps 文档先在 Word 或 WPS 中另存为 docx，或装上 LibreOffice；其余不受影响",
    )


def _clock() -> Check:
    now = time.time()
    state = "ok" if now > _EARLIEST else "bad"
    return Check(
        "系统时间",
        state,
        time.strftime("%Y-%m-%d %H:%M", time.localtime(now)),
        "" if state == "ok" else "校准电脑的日期和时间",
    )
