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


def change_password(desk: Desk, name: str, password: str, by: str) -> None:
    """Give an account a new password.

    Raises:
        StoreError: there is no such account, or the password cannot be used.
    """
    desk.store.users.change_password(name, password, by)


def set_role(desk: Desk, name: str, role: str, by: str) -> None:
    """Give an account another role.

    Raises:
        InputError: it is the operator's own account.
        StoreError: account or role are unknown.
    """
    if name == by and role != ROLE_APPROVER:
        raise InputError("不能改低自己正在使用的账号的角色", todo="请另一位审批人操作")
    desk.store.users.set_role(name, role, by)


def set_active(desk: Desk, name: str, active: bool, by: str) -> None:
    """Close an account or open it again.

    Raises:
        InputError: it is the operator's own account.
        StoreError: there is no such account.
    """
    if name == by and not active:
        raise InputError("不能停用自己正在使用的账号", todo="请另一位审批人操作")
    desk.store.users.set_active(name, active, by)
