"""What is removed is zeros on the disk before."""

import os

from fourwinds.store import shredding


def test_the_zeros_reach_the_disk_before_the_file_goes(tmp_path, monkeypatch):
    file, link = tmp_path / "original.csv", tmp_path / "the same blocks"
    file.write_bytes("会议太多".encode() * 300_000)
    os.link(file, link)
    on_disk = []
    monkeypatch.setattr(os, "fsync", lambda handle: on_disk.append((file.exists(), set(link.read_bytes()))))
    shredding.shred(file)
    assert on_disk == [(True, {0})]
    assert not file.exists()
    assert link.stat().st_size == 12 * 300_000


def test_an_empty_file_goes_too(tmp_path):
    (tmp_path / "empty").touch()
    shredding.shred(tmp_path / "empty")
    assert not (tmp_path / "empty").exists()
