"""Looking at a store changes nothing."""

import pytest
from tests.store.filling import fill

from fourwinds.errors import StoreError
from fourwinds.store.inspection import look


def test_what_a_store_holds(store, url, tmp_path):
    fill(store)
    assert look(url, store.folder / "backups").endswith("（1 个批次，还没有备份）")
    made = store.backup("manual")
    assert look(url, store.folder / "backups").endswith(
        f"（1 个批次，最近备份 {made.name[:4]}-{made.name[4:6]}-{made.name[6:8]}）"
    )
    assert store.backups() == [made]


def test_a_store_that_is_not_there_yet_is_not_made(tmp_path):
    assert "尚未建立" in look(f"sqlite:///{tmp_path}/s/fourwinds.db", tmp_path)
    assert not (tmp_path / "s").exists()


def test_a_password_is_not_shown(tmp_path):
    with pytest.raises(StoreError, match="连不上") as said:
        look(f"postgresql://x:geheim@/y?host={tmp_path}", tmp_path)
    assert "geheim" not in str(said.value)


def test_damage_is_found(tmp_path):
    (tmp_path / "fourwinds.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(StoreError, match="已损坏"):
        look(f"sqlite:///{tmp_path}/fourwinds.db", tmp_path)
