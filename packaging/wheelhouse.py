"""Collects everything an office PC without network needs to install fourwinds, in one folder per platform.

Usage: ``python packaging/wheelhouse.py [--platform NAME …] [--python 3.12] [--output dist/offline]``.

A folder holds ``wheels/``, ``install-offline`` and ``start`` scripts and a ``SHA256SUMS``; copying it to the PC and
running the install script is all there is to do. Python itself must be on the PC. pip resolves markers for the
machine it runs on, so requirements are followed here wheel by wheel with the markers of the target.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[1]
EXTRAS = ("web", "charts", "postgres")
NO_WHEEL = ("jieba",)  # published as source only; pure Python, so one wheel made here serves every platform


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of PC: pip's platform tags, best first, and what its Python says of itself."""

    tags: tuple[str, ...]
    system: str
    machine: str

    def environment(self, python: str) -> dict[str, str]:
        """The values that requirement markers are judged by."""
        names = {"Windows": ("nt", "win32"), "Darwin": ("posix", "darwin"), "Linux": ("posix", "linux")}
        os_name, sys_platform = names[self.system]
        return {
            "platform_system": self.system,
            "os_name": os_name,
            "sys_platform": sys_platform,
            "platform_machine": self.machine,
            "python_version": python,
            "python_full_version": f"{python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }


def _linux(machine: str) -> Platform:
    tags = (*(f"manylinux_2_{n}_{machine}" for n in (28, 27, 24, 17)), f"manylinux2014_{machine}")
    return Platform(tags, "Linux", machine)


PLATFORMS = {
    "windows-x64": Platform(("win_amd64",), "Windows", "AMD64"),
    "macos-arm64": Platform(("macosx_14_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64"), "Darwin", "arm64"),
    "linux-x64": _linux("x86_64"),
    "linux-arm64": _linux("aarch64"),
}  # fmt: skip


def collect(name: str, python: str, output: Path, made_here: Path) -> Path:
    """Folder for the platform ``name`` and the Python version ``python``; ``made_here`` holds the wheels built here."""
    folder = output / f"fourwinds-{name}-python{python}"
    wheels = folder / "wheels"
    shutil.rmtree(folder, ignore_errors=True)
    wheels.mkdir(parents=True)
    for wheel in made_here.glob("*.whl"):
        shutil.copy2(wheel, wheels)
    environment = PLATFORMS[name].environment(python)
    seen: set[tuple[str, frozenset[str]]] = set()
    wanted = [Requirement(f"fourwinds[{','.join(EXTRAS)}]")]
    while wanted:
        here = _present(wheels)
        lacking = sorted({str(_plain(r)) for r in wanted if canonicalize_name(r.name) not in here})
        if lacking:
            _download(lacking, PLATFORMS[name], python, wheels)
            here = _present(wheels)
        following: list[Requirement] = []
        for requirement in wanted:
            key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
            if key not in seen:
                seen.add(key)
                following += _requirements(here[key[0]], requirement.extras, environment)
        wanted = following
    for script in (ROOT / "packaging" / "offline").iterdir():
        shutil.copy2(script, folder)
    lines = [
        f"{_sha256(path)}  {path.relative_to(folder).as_posix()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _plain(requirement: Requirement) -> str:
    return f"{requirement.name}{requirement.specifier}"


def _present(wheels: Path) -> dict[str, Path]:
    return {parse_wheel_filename(path.name)[0]: path for path in wheels.glob("*.whl")}


def _requirements(wheel: Path, extras: set[str], environment: dict[str, str]) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        said = HeaderParser().parsestr(archive.read(metadata).decode("utf-8")).get_all("Requires-Dist") or []
    needed = []
    for requirement in map(Requirement, said):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras)):
            needed.append(requirement)
    return needed


def _download(requirements: list[str], platform: Platform, python: str, wheels: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--implementation", "cp", "--python-version", python]
    command += [f"--platform={tag}" for tag in platform.tags]
    command += ["--constraint", str(ROOT / "constraints.txt"), "--dest", str(wheels), *requirements]
    subprocess.run(command, check=True)


def build_here(folder: Path) -> None:
    """Wheels of fourwinds itself and of what is published as source only."""
    own = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(own, check=True, capture_output=True)
    constraint = ["--constraint", str(ROOT / "constraints.txt")]
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, *constraint, "--wheel-dir", str(folder), *NO_WHEEL], check=True, capture_output=True)


def here() -> str:
    """Name of the platform this runs on.

    Raises:
        SystemExit: it is none that folders are made for.
    """
    import platform

    for name, known in PLATFORMS.items():
        if (known.system, known.machine) == (platform.system(), platform.machine()):
            return name
    raise SystemExit(
        f"no offline folder is made for {platform.system()} {platform.machine()}; name one with --platform"
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Parse, collect, say where it is and how large."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--platform", action="append", choices=[*PLATFORMS, "all"], help="default: this machine's")
    parser.add_argument(
        "--python", default=f"{sys.version_info.major}.{sys.version_info.minor}", help="default: this one"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist" / "offline")
    said = parser.parse_args()
    names = list(PLATFORMS) if "all" in (said.platform or ()) else said.platform or [here()]
    with tempfile.TemporaryDirectory() as made_here:
        build_here(Path(made_here))
        for name in names:
            folder = collect(name, said.python, said.output, Path(made_here))
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            print(f"{folder}: {len(list((folder / 'wheels').iterdir()))} wheels, {size / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
