"""SQLite only where its locks hold."""

from pathlib import Path

import pytest

from fourwinds.errors import StoreError
from fourwinds.store import place
from fourwinds.store.front import open_store


@pytest.mark.parametrize("folder", ["OneDrive - 学校", "坚果云", "Dropbox", "BaiduSyncdisk", "iCloud Drive", "WPS云盘"])
def test_synchronised_folders_are_refused(tmp_path, folder):
    with pytest.raises(StoreError, match=f"网盘同步文件夹“{folder}”"):
        open_store(f"sqlite:///{tmp_path}/{folder}/部门/fourwinds.db")


def test_a_link_into_one_is_refused_too(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "资料").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(StoreError, match="Dropbox"):
        place.check(tmp_path / "资料" / "fourwinds.db")


def test_network_drives_are_refused(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\n//nas/share {tmp_path}/公共\\040盘 cifs rw 0 0\n", encoding="utf-8")
    assert place.file_system(tmp_path / "公共 盘" / "a.db", mounts) == "cifs"
    assert place.file_system(tmp_path / "a.db", mounts) == "ext4"
    assert place.file_system(tmp_path, tmp_path / "missing") == ""
    monkeypatch.setattr(place, "file_system", lambda path: "nfs4")
    with pytest.raises(StoreError, match=r"网络驱动器（nfs4）.*改用 PostgreSQL"):
        open_store(f"sqlite:///{tmp_path}/fourwinds.db")


def test_windows_shares_are_refused():
    with pytest.raises(StoreError, match="网络驱动器"):
        place.check(Path("//server/share/fourwinds.db"))


@pytest.mark.parametrize("url", ["fourwinds.db", "mysql://a/b", "sqlite://", "sqlite:///:memory:"])
def test_addresses_that_name_no_store(url):
    with pytest.raises(StoreError, match="可用 sqlite:///文件路径 或 postgresql://"):
        place.parse(url)


def test_names_that_only_look_alike_are_fine(tmp_path):
    place.check(tmp_path / "drop-box 旧导出" / "我的坚果云笔记" / "fourwinds.db")
