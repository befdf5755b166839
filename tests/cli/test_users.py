"""``fourwinds users``: accounts from the command line."""

import io
import re

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
    said = capsys.readouterr().out
    assert "王老师　审批人　已停用" in said
    assert re.search(r"建于 \d{4}-\d\d-\d\d \d\d:\d\d$", said.strip())  # by this office's clock
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


def test_what_is_said_is_what_was_stored(address, monkeypatch, capsys):
    assert users(address, monkeypatch, "add", " wang3 ", "--role", "staff", "--stdin", typed="12345678\n") == 0
    assert "已新增账号“wang3”" in capsys.readouterr().out
    assert users(address, monkeypatch, "role", " wang3 ", "--role", "reviewer") == 0
    assert users(address, monkeypatch, "password", "wang3 ", "--stdin", typed="87654321\n") == 0
    assert users(address, monkeypatch, "disable", " wang3") == 0
    said = capsys.readouterr().out
    assert ("“wang3”现在是复核人" in said, "已更换“wang3”的密码" in said, "账号“wang3”已停用" in said) == (True,) * 3


def test_a_password_that_is_not_utf_8_is_said(address, monkeypatch, capsys):
    typed = "密码一二三四五六\n".encode("gbk")
    for errors in ("strict", "surrogateescape"):  # as Python opens standard input, by locale
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed), "utf-8", errors))
        assert run(["--store", address, "users", "add", "王", "--role", "staff", "--stdin"]) == 1
        assert "密码里有不是 UTF-8 编码的字符；请把终端" in capsys.readouterr().err


def test_a_password_mistyped_the_second_time_is_asked_for_again_in_chinese(address, monkeypatch, capsys):
    typed = iter(("一二三四五六七八", "一二三四五六七九", "八七六五四三二一", "八七六五四三二一"))
    asked = []
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda said: asked.append(said) or next(typed))
    assert run(["--store", address, "users", "add", "钱工", "--role", "staff"]) == 0
    assert asked == ["密码：", "再输一次：", "密码：", "再输一次："]
    assert capsys.readouterr().err.strip() == "两次输入的密码不一样，请重新输入。"
    store = open_store(address)
    assert store.users.check("钱工", "八七六五四三二一").name == "钱工"
    store.close()
