"""Opens the store that the command line, the settings or the default name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fourwinds import settings
from fourwinds.store.front import Store, default_url, open_store


def url_in_force(url: str = "") -> str:
    """``url``, else the settings' store, else the file in the data folder."""
    office = settings.load()
    return url or office.store or default_url(office.data_path)


@contextmanager
def opened(url: str = "") -> Iterator[Store]:
    """The store in force, closed when the block ends.

    Raises:
        StoreError: it cannot be opened; see ``open_store``.
    """
    store = open_store(url_in_force(url))
    try:
        yield store
    finally:
        store.close()
