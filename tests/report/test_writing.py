"""A paper is as private as the folder it lies in."""

import stat

import pytest

from fourwinds.report.writing import replacing


@pytest.mark.parametrize(("folder_mode", "mode"), [(0o700, 0o600), (0o755, 0o644), (0o777, 0o644)])
def test_an_output_is_as_private_as_its_folder(tmp_path, folder_mode, mode):
    tmp_path.chmod(folder_mode)
    with replacing(tmp_path / "材料.docx") as draft:
        draft.write_text("一")
    assert stat.S_IMODE((tmp_path / "材料.docx").stat().st_mode) == mode
