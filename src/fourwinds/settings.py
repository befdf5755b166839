"""Where things live and what an office may adjust; one frozen ``Settings``, read once.

The file is ``settings.toml`` in the user's configuration folder (``fourwinds doctor`` prints the path), or the
one named by the environment variable ``FOURWINDS_SETTINGS``. Every key has a default.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, get_type_hints

from fourwinds.errors import SettingsError

ENVIRONMENT_VARIABLE = "FOURWINDS_SETTINGS"
_KINDS: Mapping[type, str] = {str: "文字", int: "整数", float: "数"}
_LIST = "文字的列表，例如 ledger_columns = ['序号', '问题表现']"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may adjust.

    Attributes:
        unit: name of the office's own body, used in titles; "" prints 【单位名称】.
        data_folder: where models that were retrained here are kept; "" is the user's data folder.
        store: address of the database of reviewing, ``sqlite:///path`` or ``postgresql://user@host/name``; "" is
            ``fourwinds.db`` in the data folder.
        taxonomy_additions: file with the office's own manifestations, in the form of ``taxonomy.yaml``; a path that is
            not absolute counts from the settings file's folder; "" for none.
        review_threshold: opinions scored below it are to be reviewed; 0 takes the model's own.
        few, many: from how many opinions on a problem is 「有的反映」 or 「较多反映」; below ``few`` 「个别反映」.
        similar: cosine from which two wordings count as the same one, 0 to 1.
        quotations: how many wordings are quoted below a problem, 1 to 9.
        ledger_columns: columns of the ledger in order: usual headers, ``own name=usual header`` or new ones; none means the usual.
        title_font, body_font, heading_font, subheading_font, page_font: names written into Word files.
    """

    unit: str = ""
    data_folder: str = ""
    store: str = ""
    taxonomy_additions: str = ""
    review_threshold: float = 0.0
    few: int = 2
    many: int = 5
    similar: float = 0.75
    quotations: int = 3
    ledger_columns: tuple[str, ...] = ()
    title_font: str = "方正小标宋简体"
    body_font: str = "仿宋_GB2312"
    heading_font: str = "黑体"
    subheading_font: str = "楷体_GB2312"
    page_font: str = "宋体"

    @property
    def data_path(self) -> Path:
        """The folder for models, made on first use by whoever writes there."""
        if self.data_folder:
            return Path(self.data_folder)
        from platformdirs import user_data_path

        return user_data_path("fourwinds", appauthor=False)

    @property
    def additions_path(self) -> Path | None:
        """The file with the office's own manifestations, or None."""
        return settings_path().parent / self.taxonomy_additions if self.taxonomy_additions else None


def settings_path() -> Path:
    """Where the settings file is looked for, whether or not it exists."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("fourwinds", appauthor=False) / "settings.toml"


@lru_cache(maxsize=1)
def load() -> Settings:
    """The settings in force.

    Raises:
        SettingsError: the file cannot be read, has an unknown key, or a value of the wrong kind or out of range.
    """
    path = settings_path()
    if not path.exists():
        if os.environ.get(ENVIRONMENT_VARIABLE):
            raise SettingsError(
                f"环境变量 {ENVIRONMENT_VARIABLE} 指向的设置文件“{path}”不存在",
                todo="改正路径，或去掉这个环境变量",
            )
        return Settings()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"设置文件“{path}”读不出来（{error}）", todo="按 TOML 格式改正，或删去它用默认设置"
        ) from error
    _check_kinds(raw, path)
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    office = Settings(**values)
    _check_ranges(office)
    return office


def _check_kinds(raw: Mapping[str, Any], path: Path) -> None:
    hints = get_type_hints(Settings)
    known = [f.name for f in fields(Settings)]
    for key, value in raw.items():
        if key not in hints:
            raise SettingsError(
                f"设置文件“{path}”中有不认识的项“{key}”",
                allowed=f"可用的有 {'、'.join(known)}",
                todo="改正或删去这一项",
            )
        if not _fits(value, hints[key]):
            raise SettingsError(
                f"设置项“{key}”的值“{value}”类型不对",
                allowed=f"应为{_KINDS.get(hints[key], _LIST)}",
                todo="改正设置文件",
            )


def _fits(value: object, wanted: Any) -> bool:
    if wanted in _KINDS:
        return isinstance(value, (float, int) if wanted is float else wanted) and not isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(entry, str) and entry.strip() for entry in value)


def _check_ranges(office: Settings) -> None:
    wrong = [
        (not 1 <= office.few <= office.many, "few", office.few, f"应为 1 到 many（{office.many}）之间的整数"),
        (not 0 < office.similar <= 1, "similar", office.similar, "应大于 0、不超过 1"),
        (not 1 <= office.quotations <= 9, "quotations", office.quotations, "应为 1 到 9 之间的整数"),
        (not 0 <= office.review_threshold <= 1, "review_threshold", office.review_threshold, "应在 0 到 1 之间"),
        *(
            (not getattr(office, name).strip(), name, getattr(office, name), "应为字体名称")
            for name in ("title_font", "body_font", "heading_font", "subheading_font", "page_font")
        ),
    ]
    for failed, key, value, allowed in wrong:
        if failed:
            raise SettingsError(f"设置项“{key}”的值“{value}”超出范围", allowed=allowed, todo="改正设置文件")
