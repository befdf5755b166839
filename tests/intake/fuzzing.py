"""Damages good files of every kind, reads them, and complains about anything but answers or one Chinese sentence.

``python -m tests.intake.fuzzing 20000`` (``make fuzz``) reads that many; the suite reads a seeded sample.
"""

import csv
import io
import json
import logging
import random
import resource
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

import docx
import openpyxl

from fourwinds.errors import InputError
from fourwinds.intake import archives, files, split
from fourwinds.intake.answers import Choice

SECONDS = 10
SLOW = ("b.xls", "a.et")  # read by a process of their own
EXAMPLES = Path(__file__).parents[2] / "examples"
ROWS = [
    ("序号", "来自IP", "意见和建议"),
    *((str(n), f"10.0.0.{n}", f"第{n}个人说会议太多，没时间备课；食堂浪费") for n in range(1, 9)),
]
NASTY = [
    b"\0",
    b"\xff\xfe",
    b"\x80",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"&a;",
    b"\xe2\x80\xae",
    b"=cmd|' /C calc'!A0",
    b'"',
    b"\n" * 50,
    b"PK\x03\x04",
    b"%PDF",
    b"9" * 40,
    b"\x1b[31m",
]


def good_files() -> dict[str, bytes]:
    """One whole file of each kind, by name."""
    book = openpyxl.Workbook()
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        book.active.append(row)
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("1、会议太多")
    xlsx, word, packed, text = io.BytesIO(), io.BytesIO(), io.BytesIO(), io.StringIO()
    book.save(xlsx)
    document.save(word)
    csv.writer(text).writerows(ROWS)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("意见.csv", text.getvalue())
        archive.writestr("../../意见.xlsx", xlsx.getvalue())
    page = (
        "<html><table>"
        + "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS)
        + "</table></html>"
    )
    lines = "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True)), ensure_ascii=False) for row in ROWS[1:])
    return {
        "a.xlsx": xlsx.getvalue(), "a.docx": word.getvalue(), "a.csv": text.getvalue().encode(), "b.csv": text.getvalue().encode("gb18030"),
        "c.csv": text.getvalue().encode("utf-16"), "a.tsv": text.getvalue().replace(",", "\t").encode(), "a.zip": packed.getvalue(),
        "a.xls": page.encode(), "a.jsonl": lines.encode(), "a.txt": "#接龙\n意见\n\n1. 小王 会议太多\n2. 小李 食堂浪费".encode(), "a.pdf": pdf(),
        "b.xls": (EXAMPLES / "来访登记.xls").read_bytes(), "a.et": (EXAMPLES / "宿舍意见.et").read_bytes(),
        "a.md": (EXAMPLES / "教研组意见.md").read_bytes(),
    }  # fmt: skip


def pdf() -> bytes:
    """A page with a text layer."""
    body = b"BT /F1 12 Tf 72 720 Td (Too many meetings, no time to teach) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """``raw`` after one to four accidents; inside a zip container sometimes a member is damaged and packed again."""
    if raw.startswith(b"PK") and chance.random() < 0.5:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            members = archive.namelist()
            victim = chance.choice(members)
            for name in members:
                body = archive.read(name)
                packed.writestr(name, _hurt(body, chance) if name == victim else body)
        return out.getvalue()
    return _hurt(raw, chance)


def _hurt(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0:
                del data[at:]
            case 1:
                data[at : at + chance.randint(1, 60)] = b""
            case 2:
                data[at:at] = chance.choice(NASTY)
            case 3:
                data[at:at] = chance.randbytes(chance.randint(1, 40))
            case 4 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case _:
                data[at:at] = bytes(data[at : at + 200]) * chance.randint(1, 20)
    return bytes(data)


def read(path: Path, folder: Path) -> int:
    """How many opinions a file gives, archives included; InputError is the only way to fail."""
    if path.suffix == ".zip":
        members, _ = archives.unpack(path, folder, files.SUFFIXES)
        return sum(read(member, folder) for member in members)
    return sum(len(split.split(answer.text)) for answer in files.read(path, Choice()).feedback)


def run(count: int, seed: int) -> dict[str, int]:
    """Read ``count`` damaged files; returns how many were read and how many refused. Raises what must not happen."""
    chance = random.Random(seed)
    originals = good_files()
    names = [name for name in originals for _ in range(1 if name in SLOW else 8)]
    outcome = {"read": 0, "refused": 0, "wordless": 0}
    logging.disable(logging.CRITICAL)
    try:
        for number in range(count):
            name = chance.choice(names)
            raw = damaged(originals[name], chance)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / name
                path.write_bytes(raw)
                inside = Path(folder) / "inside"
                inside.mkdir()
                begun = time.monotonic()
                try:
                    read(path, inside)
                    outcome["read"] += 1
                except InputError as error:
                    outcome["refused" if str(error).endswith("。") else "wordless"] += 1
                except Exception as error:
                    Path(tempfile.gettempdir(), f"fuzz-{name}").write_bytes(raw)
                    raise AssertionError(f"file {number} of seed {seed} ({name}): {error!r}") from error
                assert time.monotonic() - begun < SECONDS, f"file {number} of seed {seed} ({name}) is slow"
    finally:
        logging.disable(logging.NOTSET)
    return outcome


if __name__ == "__main__":
    warnings.simplefilter("error")
    begun = time.monotonic()
    print(run(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20261121))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{time.monotonic() - begun:.0f} s, peak memory {peak} MB")
    assert peak < 500
