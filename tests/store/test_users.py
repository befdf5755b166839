"""Accounts, sessions and the history of models."""

import pytest

from fourwinds.errors import StoreError
from fourwinds.review_records import ROLE_APPROVER, ROLE_REVIEWER, ROLE_STAFF


def test_an_account_is_let_in_by_its_password_only(store):
    user = store.users.add("王老师", "春江花月夜一二三", ROLE_REVIEWER, "admin")
    assert store.users.check("王老师", "春江花月夜一二三") == user
    assert store.users.check("王老师", "春江花月夜一二") is None
    assert store.users.check("李老师", "春江花月夜一二三") is None
    assert store.users.all() == [user]
    assert store.users.count() == 1


def test_the_password_itself_is_nowhere(store):
    store.users.add("王", "password-in-clear", ROLE_STAFF, "admin")
    kept = store._database.read(lambda c: c.exec_driver_sql("SELECT password FROM users").scalar_one())
    assert kept.startswith("$argon2id$")
    assert "password-in-clear" not in kept


def test_what_no_account_can_be(store):
    store.users.add("王", "12345678", ROLE_STAFF, "admin")
    for name, password, role, said in (
        ("王", "12345678", ROLE_STAFF, "已经存在"),
        ("王 五", "12345678", ROLE_STAFF, "账号名“王 五”不能用"),
        ("本机", "12345678", ROLE_STAFF, "账号名“本机”不能用"),
        ("李", "1234567", ROLE_STAFF, "密码有 7 个字符"),
        ("李", "x" * 201, ROLE_STAFF, "密码有 201 个字符；可用 8 到 200 个"),
        ("李" * 33, "12345678", ROLE_STAFF, "可用 1 到 32 个汉字"),
        ("李", "12345678", "boss", "没有名为“boss”的角色"),
    ):
        with pytest.raises(StoreError, match=said):
            store.users.add(name, password, role, "admin")


def test_changes_end_sessions_where_they_must(store):
    user = store.users.add("王", "12345678", ROLE_STAFF, "admin")
    token = store.sessions.open(user, 1)
    assert store.users.set_role("王", ROLE_APPROVER, "admin").role == ROLE_APPROVER
    assert store.sessions.user_of(token).role == ROLE_APPROVER
    store.users.change_password("王", "87654321", "admin")
    assert store.sessions.user_of(token) is None
    assert store.users.check("王", "87654321")
    token = store.sessions.open("王", 1)
    assert not store.users.set_active("王", False, "admin").active
    assert store.sessions.user_of(token) is None
    assert store.users.check("王", "87654321") is None
    with pytest.raises(StoreError, match="没有名为“赵”的账号"):
        store.users.set_active("赵", True, "admin")


def test_a_session_lasts_until_it_is_closed_or_runs_out(store):
    user = store.users.add("王", "12345678", ROLE_STAFF, "admin")
    token, other = store.sessions.open(user, 1), store.sessions.open(user, -1)
    assert store.sessions.user_of(token) == user
    assert store.sessions.user_of(other) is None
    assert store.sessions.user_of("") is None
    assert not store._database.read(
        lambda c: c.exec_driver_sql("SELECT token FROM sessions").scalars().all().count(token)
    )
    store.sessions.close(token)
    assert store.sessions.user_of(token) is None


def test_what_became_of_every_challenger(store):
    store.models.note("m1", {"macro_f1": 0.85}, "promoted", ["宏平均 F1 上升"], "主任")
    store.models.note("m2", {"macro_f1": 0.7}, "kept", "F1 下降", "主任")
    second, first = store.models.all()
    assert (first.name, first.figures, first.reasons) == ("m1", {"macro_f1": 0.85}, ("宏平均 F1 上升",))
    assert (second.decision, second.reasons, second.by) == ("kept", ("F1 下降",), "主任")
