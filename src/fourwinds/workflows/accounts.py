"""Accounts and sessions at the desk."""

from __future__ import annotations

from fourwinds.errors import InputError
from fourwinds.review_records import LOCAL_NAME, ROLE_APPROVER, ROLES, User
from fourwinds.workflows.desk import Desk

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
LONGEST_NAME = 32


def check(desk: Desk, name: str, password: str) -> User | None:
    """The account if the password is right and the account open, else None; counting tries is the caller's part."""
    if len(password) > LONGEST_PASSWORD:
        return None
    user = desk.store.users.check(name, password)
    return user if user is not None and user.active else None


def open_session(desk: Desk, user: User, hours: int) -> str:
    """A new session's token."""
    return desk.store.sessions.open(user.name, hours)


def user_of(desk: Desk, session: str) -> User | None:
    """Whose session it is, or None."""
    user = desk.store.sessions.user_of(session)
    return user if user is not None and user.active else None


def close_session(desk: Desk, session: str) -> None:
    """End a session."""
    desk.store.sessions.close(session)


def everybody(desk: Desk) -> list[User]:
    """All accounts, closed ones too."""
    return desk.store.users.all()


def add(desk: Desk, name: str, password: str, role: str, by: str) -> None:
    """Make an account.

    Raises:
        InputError: the name is taken or cannot be used, the password is too short, or the role unknown.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or name == LOCAL_NAME:
        raise InputError(
            f"账号名“{name[:LONGEST_NAME]}”不能用",
            allowed=f"1 到 {LONGEST_NAME} 个字，不能是“{LOCAL_NAME}”",
            todo="换一个名字",
        )
    if any(user.name == name for user in everybody(desk)):
        raise InputError(f"已经有名为“{name}”的账号", todo="换一个名字，或启用原来的账号")
    if role not in ROLES:
        raise InputError(f"没有“{role}”这种角色", allowed=f"可用 {'、'.join(ROLES)}", todo="改用其中一种")
    _check_password(password)
    desk.store.users.add(name, password, role, by)


def change_password(desk: Desk, name: str, password: str, by: str) -> None:
    """Give an account a new password.

    Raises:
        InputError: there is no such account, or the password is too short.
    """
    _known(desk, name)
    _check_password(password)
    desk.store.users.change_password(name, password, by)


def set_role(desk: Desk, name: str, role: str, by: str) -> None:
    """Give an account another role.

    Raises:
        InputError: account or role are unknown, or it is the operator's own.
    """
    _known(desk, name)
    if role not in ROLES:
        raise InputError(f"没有“{role}”这种角色", allowed=f"可用 {'、'.join(ROLES)}", todo="改用其中一种")
    if name == by and role != ROLE_APPROVER:
        raise InputError("不能改低自己正在使用的账号的角色", todo="请另一位审批人操作")
    desk.store.users.set_role(name, role, by)


def set_active(desk: Desk, name: str, active: bool, by: str) -> None:
    """Close an account or open it again.

    Raises:
        InputError: there is no such account, or it is the operator's own.
    """
    _known(desk, name)
    if name == by and not active:
        raise InputError("不能停用自己正在使用的账号", todo="请另一位审批人操作")
    desk.store.users.set_active(name, active, by)


def _known(desk: Desk, name: str) -> None:
    if all(user.name != name for user in everybody(desk)):
        raise InputError(f"没有名为“{name[:LONGEST_NAME]}”的账号", todo="在账号列表中核对名字")


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError(
            f"密码有 {len(password)} 个字符",
            allowed=f"{SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符",
            todo="换一个密码",
        )
