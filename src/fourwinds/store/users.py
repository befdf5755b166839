"""Local accounts and what their names, roles and passwords may be; passwords are kept as argon2id hashes only."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from fourwinds.errors import StoreError
from fourwinds.review_records import (
    LOCAL_NAME,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    ROLES_ZH,
    SHORTEST_PASSWORD,
    User,
)  # fmt: skip
from fourwinds.store import audit
from fourwinds.store.database import Database, now
from fourwinds.store.schema import sessions, users

_NAME = re.compile(rf"[\w.@-]{{1,{LONGEST_NAME}}}")


class Users:
    """The accounts of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, password: str, role: str, by: str) -> User:
        """A new account.

        Raises:
            StoreError: the name is taken, stands for the one-time link or has other signs than letters, figures and
                ``.@-_``; the password is shorter than ``SHORTEST_PASSWORD`` or longer than ``LONGEST_PASSWORD``; there is no such role.
        """
        name = name.strip()
        if not _NAME.fullmatch(name) or name == LOCAL_NAME:
            raise StoreError(
                f"账号名“{name[:LONGEST_NAME]}”不能用",
                allowed=f"可用 1 到 {LONGEST_NAME} 个汉字、字母、数字或 . @ - _，不能是“{LOCAL_NAME}”",
                todo="换一个账号名",
            )
        _known(role)
        hashed = _hash(password)

        def work(connection: Connection) -> User:
            if connection.execute(select(users).where(users.c.name == name)).one_or_none():
                raise StoreError(f"账号“{name}”已经存在", todo="换一个账号名，或修改、启用原来的账号")
            connection.execute(insert(users).values(name=name, role=role, password=hashed, active=1, created=now()))
            audit.note(connection, by, "user_added", f"{name} {role}")
            return _get(connection, name)

        return self._database.write(work)

    def check(self, name: str, password: str) -> User | None:
        """The active account of that name and password, or None; takes as long for a name that does not exist.

        What is longer than any password may be is not hashed: that would let strangers keep the machine busy.
        """
        if len(password) > LONGEST_PASSWORD:
            return None
        row = self._database.read(
            lambda connection: connection.execute(select(users).where(users.c.name == name)).one_or_none()
        )
        right = _verify(row.password if row is not None else _NOBODY, password)
        return _record(row) if row is not None and right and row.active else None

    def all(self) -> list[User]:
        """Every account, by name."""
        query = select(users).order_by(users.c.name)
        return self._database.read(lambda connection: [_record(row) for row in connection.execute(query)])

    def count(self) -> int:
        """Number of accounts."""
        return self._database.read(
            lambda connection: connection.execute(select(func.count()).select_from(users)).scalar_one()
        )

    def set_active(self, name: str, active: bool, by: str) -> User:
        """Let an account in or keep it out; its sessions end when it is kept out."""
        return self.change(name, by, active=active)

    def set_role(self, name: str, role: str, by: str) -> User:
        """Give an account another role.

        Raises:
            StoreError: there is no such role or account.
        """
        return self.change(name, by, role=role)

    def change_password(self, name: str, password: str, by: str) -> User:
        """Give an account another password; its sessions end."""
        return self.change(name, by, password=password)

    def change(
        self, name: str, by: str, *, role: str | None = None, password: str | None = None, active: bool | None = None
    ) -> User:
        """Change what is given of an account, all of it or, on any error, nothing; the account as it is then.

        Raises:
            StoreError: there is no such account or role, or the password cannot be used.
        """
        name = name.strip()
        values: dict[str, str | int] = {}
        done: list[tuple[str, str]] = []
        if role is not None:
            _known(role)
            values["role"] = role
            done.append(("user_role", role))
        if password is not None:
            values["password"] = _hash(password)
            done.append(("user_password", ""))
        if active is not None:
            values["active"] = int(active)
            done.append(("user_active", str(active)))

        def work(connection: Connection) -> User:
            _get(connection, name)
            if values:
                connection.execute(update(users).where(users.c.name == name).values(**values))
            if password is not None or active is False:
                connection.execute(sessions.delete().where(sessions.c.reviewer == name))
            for act, what in done:
                audit.note(connection, by, act, f"{name} {what}".strip())
            return _get(connection, name)

        return self._database.write(work)


def _get(connection: Connection, name: str) -> User:
    # A name that no account can have is not asked for: not every database takes what a terminal may send.
    row = connection.execute(select(users).where(users.c.name == name)).one_or_none() if _NAME.fullmatch(name) else None
    if row is None:
        raise StoreError(f"没有名为“{name[:LONGEST_NAME]}”的账号", todo="在“账号”页或用 fourwinds users list 核对")
    return _record(row)


def _record(row: Row[Any]) -> User:
    return User(row.name, row.role, bool(row.active), row.created)


def _known(role: str) -> None:
    if role not in ROLES_ZH:
        raise StoreError(
            f"没有名为“{role}”的角色",
            allowed=f"可用 {'、'.join(f'{role}（{zh}）' for role, zh in ROLES_ZH.items())}",
            todo="改成其中一个",
        )


def _hasher() -> Any:
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise StoreError("没有安装账号所需的 argon2-cffi", todo='运行 pip install "fourwinds[web]" 后重试') from error
    return PasswordHasher()


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise StoreError(
            f"密码有 {len(password)} 个字符",
            allowed=f"可用 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符",
            todo="换一个密码",
        )
    try:
        password.encode()
    except UnicodeEncodeError:
        raise StoreError(
            "密码里有不是 UTF-8 编码的字符", todo="把终端的编码改成 UTF-8 后重新输入，或换一个密码"
        ) from None
    return str(_hasher().hash(password))


# The hash of no password of anybody, of the same cost as real ones.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def _verify(hashed: str, password: str) -> bool:
    hasher = _hasher()
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return bool(hasher.verify(hashed, password))
    except (Argon2Error, InvalidHashError, UnicodeEncodeError):  # the last: no password that anybody could set
        return False
