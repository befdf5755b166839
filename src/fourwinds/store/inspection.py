"""A look at a store from outside: nothing is made, brought up to date or backed up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import NoSuchModuleError

from fourwinds.errors import StoreError
from fourwinds.store import migrations, place
from fourwinds.store.database import Database


@dataclass(frozen=True, slots=True)
class Inspected:
    """What stands at an address.

    Attributes:
        address: a SQLite file's path, or the server's address without its password.
        version: of the structure; 0 where nothing stands yet.
        latest: the version that this program makes.
    """

    address: str
    version: int
    latest: int


def inspect(url: str) -> Inspected:
    """Look at the store at ``url``.

    Raises:
        StoreError: the address is wrong, the place is a network or synchronised drive, the driver is missing, or the
            database cannot be reached, is damaged or not writable.
    """
    parts = place.parse(url)
    said = parts.render_as_string(hide_password=True).replace("+psycopg", "")
    if parts.get_backend_name() == "sqlite":
        file = Path(str(parts.database)).expanduser().absolute()
        said = str(file)
        place.check(file)
        parts = parts.set(database=str(file))
        if not file.exists():
            return Inspected(said, 0, migrations.LATEST)
    try:
        database = Database(parts)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(
            "没有安装连接 PostgreSQL 的库", todo="运行 pip install 'fourwinds[postgres]' 后重试"
        ) from error
    try:
        return Inspected(said, database.read(migrations.version), migrations.LATEST)
    finally:
        database.close()
