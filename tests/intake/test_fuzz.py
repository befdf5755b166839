"""A seeded sample of damaged files: answers or one Chinese sentence, never a traceback, never slow (``make fuzz`` reads 20,000)."""

from tests.intake import fuzzing

from fourwinds.intake import files
from fourwinds.intake.answers import Choice


def test_the_undamaged_files_are_read(tmp_path):
    for name, raw in fuzzing.good_files().items():
        (tmp_path / name).write_bytes(raw)
        assert fuzzing.read(tmp_path / name, tmp_path) >= 1, name


def test_five_hundred_damaged_files():
    outcome = fuzzing.run(500, seed=7)
    assert outcome["wordless"] == 0
    assert outcome["read"] > 200


def test_good_rows_survive_beside_a_bad_byte(tmp_path):
    rows = "意见\n" + "".join(f"第{n}个人说会议太多\n" for n in range(50))
    for encoding in ("utf-8", "gb18030"):
        raw = rows.encode(encoding)
        (tmp_path / "a.csv").write_bytes(raw[:100] + b"\xff" + raw[101:])
        taken = files.read(tmp_path / "a.csv", Choice())
        assert len(taken.feedback) == 50, encoding
        assert any("认不出的字符" in note for note in taken.notes)
