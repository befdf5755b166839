"""PDF files with a text layer; a scan has none and gets a sentence."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

from fourwinds.errors import InputError
from fourwinds.intake.answers import Answers, Choice
from fourwinds.intake.lines import read_lines

_MAX_PAGES = 2_000
_MAX_TEXT = 10_000_000  # characters: thousands of pages may all be one and the same, a few bytes each
_ENDS = re.compile(r"[。；;！!？?：:]\s*$")
_BEGINS = re.compile(
    r"^\s*(?:\d{1,2}[、.．)）]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]{1,2}、|[①-⑳]|[-•·●])"
)


def read(path: Path, choice: Choice) -> Answers:
    """Every paragraph of the text layer; lines that the page cut are joined again.

    Raises:
        InputError: the file is damaged, encrypted, or a scan.
    """
    import logging

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pypdf import PdfReader
        from pypdf.errors import FileNotDecryptedError

        # It reports every flaw of a damaged file to its logger, some with words of the text.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            reader = PdfReader(path)
            lines = _lines(reader)
        except FileNotDecryptedError as error:
            raise InputError(f"“{path.name}”有打开密码", todo="去掉密码另存后重试") from error
        except OverflowError as error:
            raise InputError(
                f"“{path.name}”里的文字太多", allowed=f"最多 {_MAX_TEXT // 10_000} 万字", todo="拆成几个文件后重试"
            ) from error
        except Exception as error:  # pypdf raises KeyError, TypeError, RecursionError and more on damaged files
            raise InputError(f"“{path.name}”已损坏，读不出文字", todo="重新导出，或把文字复制到 txt 后重试") from error
    if not any(line.strip() for line in lines):
        raise InputError(f"“{path.name}”是扫描件，没有文字", todo="用识别软件转成文字，或录入到 txt、docx 后重试")
    return read_lines(path.name, list(enumerate(_paragraphs(lines), start=1)))


def _lines(reader: Any) -> list[str]:
    lines: list[str] = []
    length = 0
    for page in reader.pages[:_MAX_PAGES]:
        text = page.extract_text() or ""
        length += len(text)
        if length > _MAX_TEXT:
            raise OverflowError
        lines.extend(text.split("\n"))
    return lines


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines joined where a full line runs on into the next without a mark."""
    full = max((len(line.rstrip()) for line in lines), default=0) * 0.85
    paragraphs: list[str] = []
    runs_on = False
    for line in lines:
        if runs_on and line.strip() and not _BEGINS.match(line):
            paragraphs[-1] += line.strip()
        else:
            paragraphs.append(line.strip())
        runs_on = len(line.rstrip()) >= full > 20 and not _ENDS.search(line)
    return paragraphs
