"""Which model is in use: switched by one rename, rolled back, and never a damaged one."""

import hashlib
import io
import json
import os
import pickle  # noqa: TID251 - what must not be loaded is made with it
import random
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from fourwinds import registry, settings
from fourwinds.errors import ModelError
from fourwinds.workflows import models as work
from fourwinds.workflows.storing import opened


@pytest.fixture
def second(root):
    folder = settings.load().data_path / "models" / "autumn"
    shutil.copytree(root / "models" / "default", folder)
    return folder


def test_use_and_roll_back(second):
    assert [(line.name, line.in_use) for line in work.list_models()] == [("default", True), ("autumn", False)]
    work.use("autumn")
    assert work.folder() == second
    work.use("autumn")
    assert work.rollback() == "default"
    assert work.folder() == registry.default_folder()
    with pytest.raises(ModelError, match="没有可以退回"):
        work.rollback()


def modes(folder):
    return {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir()) if not path.is_symlink()}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions elsewhere")
def test_models_retrained_here_are_their_owners_alone_and_shipped_ones_everybodys(tmp_path):
    card, arrays = registry.read(registry.default_folder())
    data = settings.load().data_path
    own = registry.own_folder(data) / "own"
    registry.write(own, card, arrays, [("会议太多", "formalism")])
    registry.forget(own, {"会议太多"})
    work.use("own")
    assert {mode for name, mode in modes(own).items() if name != "own"} == {0o600}
    assert modes(own)["own"] == 0o700
    assert modes(own.parent) == {"models": 0o700, "own": 0o700, registry._POINTER: 0o600}
    tmp_path.chmod(0o755)
    registry.write(tmp_path / "shipped", card, arrays, [])
    assert set(modes(tmp_path / "shipped").values()) == {0o644, 0o755}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions elsewhere")
def test_a_data_folder_that_others_may_read_is_narrowed_when_the_store_is_opened():
    data = settings.load().data_path
    (data / "models").mkdir(parents=True)
    for folder in (data, data / "models"):
        folder.chmod(0o755)
    with opened():
        assert data.stat().st_mode & 0o777 == 0o700
    assert registry.own_folder(data).stat().st_mode & 0o777 == 0o700


def test_killed_in_the_middle_of_a_switch_a_working_model_is_in_use(second):
    """kill -9 at random moments of switching to and fro without a pause."""
    code = "from fourwinds.workflows import models\nprint(flush=True)\nwhile True:\n  models.use('autumn')\n  models.use('default')"
    moment = random.Random(11)
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(moment.uniform(0.02, 0.3))
        process.kill()
        process.wait()
        process.stdout.close()
        current, before = registry.in_use(settings.load().data_path)
        assert current in ("default", "autumn")
        assert len(before) <= 50
        registry.read(work.folder())
    assert work.load_model().predict(["会议太多"])[0].tag == "formalism"


def test_an_unknown_name_lists_the_known_ones(second):
    with pytest.raises(ModelError, match="没有名为“winter”的模型；现有 default、autumn"):
        work.use("winter")


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda f: (f / "weights.npy").write_bytes(b"x"), "缺失或已被改动"),
        (lambda f: (f / "bias.npy").unlink(), "缺失或已被改动"),
        (lambda f: (f / "card.json").write_text("{"), "读不出来"),
        (lambda f: (f / "card.json").unlink(), "里没有模型"),
        (lambda f: _change_card(f, format_version=99), "格式版本是 99；本程序只认 1"),
        (lambda f: _change_card(f, arrays={"../bias": {}}), "缺失或已被改动"),
        (lambda f: _change_card(f, arrays=["bias"]), "读不出来"),
        (lambda f: _change_card(f, arrays={"bias": "x"}), "缺失或已被改动"),
        (lambda f: (f / "card.json").write_text("[" * 100_000), "读不出来"),
    ],
)
def test_a_damaged_model_is_never_put_into_use(second, spoil, complaint):
    spoil(second)
    with pytest.raises(ModelError, match=complaint):
        registry.read(second)
    assert registry.in_use(settings.load().data_path)[0] == "default"


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


def test_a_pickled_array_is_refused_even_when_its_hash_is_right(second, tmp_path):
    ran, file = tmp_path / "ran", second / "bias.npy"
    array = io.BytesIO()
    np.save(array, np.array([Trap(ran)], dtype=object), allow_pickle=True)
    for content in (
        array.getvalue(),
        pickle.dumps(Trap(ran)),
    ):  # numpy unpickles what has no header of its own, if allowed
        file.write_bytes(content)
        card = json.loads((second / "card.json").read_text(encoding="utf-8"))
        card["arrays"]["bias"]["sha256"] = hashlib.sha256(content).hexdigest()
        (second / "card.json").write_text(json.dumps(card), encoding="utf-8")
        with pytest.raises(ModelError, match="缺失或已被改动"):
            registry.read(second)
        assert not ran.exists()


@pytest.mark.parametrize(
    "said",
    [{"figures": {}}, {"labels": {}}, {"labels": {"leaves": [1], "subjects": []}}, {"figures": 1.5}, {"arrays": {}}],
)
def test_a_model_whose_card_lacks_what_it_must_say_is_never_put_into_use(second, said):
    _change_card(second, **said)
    with pytest.raises(ModelError, match=r"“autumn”的说明或数组不完整.*；请换用其他模型|与现在的分类表不符"):
        work.use("autumn")
    assert work.folder() == registry.default_folder()


def test_a_damaged_pointer_says_what_to_do(second):
    (second.parent / "current.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"模型指针文件.*已损坏；请删去它"):
        work.folder()


def test_a_model_of_another_taxonomy_is_refused(second):
    _change_card(second, labels={"leaves": ["envy.x"], "subjects": ["teacher"]})
    with pytest.raises(ModelError, match="与现在的分类表不符"):
        work.load_model(second)


def _change_card(folder, **changes):
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    (folder / "card.json").write_text(json.dumps(card | changes), encoding="utf-8")
