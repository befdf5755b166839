"""Which store a command works on, and in whose name."""

from __future__ import annotations

import click


def chosen() -> str:
    """The address given to ``fourwinds --store``, or ""."""
    return str(click.get_current_context().find_root().params.get("store") or "")


def operator() -> str:
    """Name of the operating system's account, for the audit log."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, in a container
        return "命令行"
