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


def test_a_change_is_made_as_a_whole_or_not_at_all(store):
    store.users.add("王", "12345678", ROLE_STAFF, "admin")
    for refused, said in (
        ({"password": "短"}, "密码有 1 个字符"),
        ({"password": ""}, "密码有 0 个"),
        ({"role": "boss"}, "没有名为"),
    ):
        with pytest.raises(StoreError, match=said):
            store.users.change(
                "王", "admin", **{"role": ROLE_APPROVER, "password": "87654321", "active": False} | refused
            )
    assert [(user.role, user.active) for user in store.users.all()] == [(ROLE_STAFF, True)]
    assert [line.act for line in store.audit.page()[1]] == ["user_added"]
    changed = store.users.change("王", "admin", role=ROLE_APPROVER, password="87654321", active=True)
    assert store.users.check("王", "87654321") == changed
    assert [line.what for line in store.audit.page()[1]][:3] == ["王 True", "王", f"王 {ROLE_APPROVER}"]


def test_blanks_around_a_name_are_no_part_of_it(store):
    assert store.users.add(" wang3 ", "12345678", ROLE_STAFF, "admin").name == "wang3"
    assert store.users.set_role(" wang3 ", ROLE_REVIEWER, "admin").name == "wang3"
    assert store.users.change_password("wang3　", "87654321", "admin") == store.users.check("wang3", "87654321")


def test_what_is_not_utf_8_is_told_and_never_right(store):
    """A terminal of another encoding gives Python lone surrogates."""
    with pytest.raises(StoreError, match="密码里有不是 UTF-8 编码的字符；请把终端的编码改成 UTF-8"):
        store.users.add("王", "1234567\udcff", ROLE_STAFF, "admin")
    store.users.add("王", "12345678", ROLE_STAFF, "admin")
    with pytest.raises(StoreError, match="密码里有不是 UTF-8 编码的字符"):
        store.users.change_password("王", "1234567\udcff", "admin")
    assert store.users.check("王", "1234567\udcff") is None
    with pytest.raises(StoreError, match="没有名为“�”的账号"):
        store.users.set_active("\udcff", False, "admin")


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
