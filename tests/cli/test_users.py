"""``fourwinds users``: accounts from the command line."""

import io

import pytest

from fourwinds.cli.main import run
from fourwinds.store.front import open_store


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path}/s/fourwinds.db"


def users(address, monkeypatch, *arguments, typed=""):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return run(["--store", address, "users", *arguments])


def test_an_account_from_its_beginning_to_its_end(address, monkeypatch, capsys):
    assert (
        users(address, monkeypatch, "add", "王老师", "--role", "reviewer", "--stdin", typed="一二三四五六七八\n") == 0
    )
    assert users(address, monkeypatch, "role", "王老师", "--role", "approver") == 0
    assert users(address, monkeypatch, "password", "王老师", "--stdin", typed="八七六五四三二一\n") == 0
    assert users(address, monkeypatch, "disable", "王老师") == 0
    assert users(address, monkeypatch, "list") == 0
    assert "王老师　审批人　已停用" in capsys.readouterr().out
    assert users(address, monkeypatch, "enable", "王老师") == 0
    store = open_store(address)
    assert store.users.check("王老师", "八七六五四三二一").role == "approver"
    assert store.audit.page()[0] == 5
    store.close()


def test_wrong_roles_and_short_passwords_are_said(address, monkeypatch, capsys):
    assert users(address, monkeypatch, "add", "王", "--role", "boss", "--stdin") == 2
    assert "可用 staff、reviewer、approver" in capsys.readouterr().err
    assert users(address, monkeypatch, "add", "王", "--role", "staff", "--stdin", typed="短\n") == 1
    assert "密码有 1 个字符；可用 8 到 200 个字符" in capsys.readouterr().err
