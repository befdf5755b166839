"""A private PostgreSQL: own folder, unix socket only, run as an ordinary user, gone afterwards.

``python -m tests.postgres`` starts one and prints its address until it is interrupted.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

_NAME = "fourwinds"


class Missing(Exception):  # noqa: N818
    """PostgreSQL is not installed here."""


class Cluster:
    """A running server; ``new_url`` makes a database on it."""

    def __init__(self, folder: Path, programs: Path, user: str | None) -> None:
        self.folder = folder
        self._programs = programs
        self._user = user
        self._made = 0

    def new_url(self) -> str:
        """Address of a new empty schema of its own, which is quicker to make and to clear away than a database."""
        self._made += 1
        with psycopg.connect(f"host={self.folder} user={_NAME} dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA t{self._made}")
        return f"postgresql://{_NAME}@/postgres?host={self.folder}&options=-csearch_path%3Dt{self._made}"

    def start(self) -> None:
        """Make the cluster if there is none, and start the server."""
        if not (self.folder / "data").exists():
            self.run("initdb", "-D", str(self.folder / "data"), "-U", _NAME, "--auth=trust", "-E", "UTF8", "--locale=C")
        options = f"-k {self.folder} -c listen_addresses='' -c unix_socket_permissions=0700 -c max_connections=200"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server; ``immediate`` is what a power cut looks like."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", mode, "stop")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the ordinary user."""
        command = [str(self._programs / program), *arguments]
        subprocess.run(
            command, check=True, user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server for the length of the block.

    Raises:
        Missing: PostgreSQL is not installed.
    """
    folder = Path(tempfile.mkdtemp(prefix="fw-pg-"))  # short: a socket's path has at most 107 bytes
    try:
        user = None
        if os.geteuid() == 0:
            user = next(name for name in ("postgres", "nobody") if _exists(name))
            shutil.chown(folder, user)
        made = Cluster(folder, _programs(), user)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def _exists(name: str) -> bool:
    return name in {entry.pw_name for entry in pwd.getpwall()}


def _programs() -> Path:
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Missing("PostgreSQL is not installed (tests/system-packages.sh installs it as root on Debian)")


if __name__ == "__main__":
    with cluster() as running:
        print(running.new_url(), flush=True)
        with suppress(KeyboardInterrupt, EOFError):
            input("return or ctrl-c ends it\n")
