"""Accounts and sessions at the desk; what names, roles and passwords may be, ``store.users`` says."""

from __future__ import annotations

from fourwinds.errors import InputError
from fourwinds.review_records import ROLE_APPROVER, User
from fourwinds.workflows.desk import Desk


def check(desk: Desk, name: str, password: str) -> User | None:
    """The account if the password is right and the account open, else None; counting tries is the caller's part."""
    return desk.store.users.check(name, password)


def open_session(desk: Desk, user: User, hours: int) -> str:
    """A new session's token."""
    return desk.store.sessions.open(user.name, hours)


def user_of(desk: Desk, session: str) -> User | None:
    """Whose session it is, or None."""
    return desk.store.sessions.user_of(session)


def close_session(desk: Desk, session: str) -> None:
    """End a session."""
    desk.store.sessions.close(session)


def everybody(desk: Desk) -> list[User]:
    """All accounts, closed ones too."""
    return desk.store.users.all()


def add(desk: Desk, name: str, password: str, role: str, by: str) -> None:
    """Make an account.

    Raises:
        StoreError: name, password or role cannot be used.
    """
    desk.store.users.add(name, password, role, by)


def change(
    desk: Desk, name: str, by: str, *, role: str | None = None, password: str | None = None, active: bool | None = None
) -> None:
    """Give an account another role or password, close it or open it again: all that is given, or nothing.

    Raises:
        InputError: it is the operator's own account that would be lowered or closed.
        StoreError: account or role are unknown, or the password cannot be used.
    """
    own = name.strip() == by
    if own and role not in (None, ROLE_APPROVER):
        raise InputError("不能改低自己正在使用的账号的角色", todo="换另一位审批人操作")
    if own and active is False:
        raise InputError("不能停用自己正在使用的账号", todo="换另一位审批人操作")
    desk.store.users.change(name, by, role=role, password=password, active=active)
