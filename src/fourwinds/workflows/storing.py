"""Opens the store that the command line, the settings or the default name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fourwinds import settings
from fourwinds.store.front import Store, default_url, open_store


def url_in_force(url: str = "") -> str:
    """``url``, else the settings' store, else the file in the data folder."""
    office = settings.load()
    return url or office.store or default_url(office.data_path)


@contextmanager
def opened(url: str = "") -> Iterator[Store]:
    """The store in force, closed when the block ends; the data folder is made its owner's alone.

    Raises:
        StoreError: it cannot be opened; see ``open_store``.
    """
    data = settings.load().data_path
    if data.is_dir() and data.stat().st_mode & 0o077:
        with suppress(OSError):  # another's folder, or a file system without permissions
            data.chmod(0o700)
    store = open_store(url_in_force(url))
    try:
        yield store
    finally:
        store.close()
