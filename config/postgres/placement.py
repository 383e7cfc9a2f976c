"""Where the embedded cluster, its socket and its programs are kept.

In a folder that root keeps to itself (a checkout in root's home) the account which runs the server reaches
neither cluster nor programs; both are then kept under /var/lib/hireloop. The permissions of folders that are
not ours are never touched.

Where things are is told without making anything: settings name the socket before the server has ever run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.postgres import binaries
from config.postgres.account import Account, account_for

STATE = Path("/var/lib/hireloop")
# Not TMPDIR: every process of the project must name the same socket. Its owner is checked before it is used.
SHORT = Path("/tmp")  # noqa: S108
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 characters, macOS 103
PORT = 5432


@dataclass(frozen=True)
class Place:
    home: Path
    socket_folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def lock(self) -> Path:
        return self.home / ".lock"


def place(wanted: Path) -> Place:
    """In the wanted folder, if the server's account can get there. A cluster that exists is kept to."""
    wanted = wanted.resolve()
    relocated = STATE / f"cluster-{_short_hash(wanted)}"
    home = relocated if _must_move(wanted, relocated) else wanted
    account = account_for(home / "data")
    socket_folder = home / "socket"
    if len(str(socket_folder / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET_PATH:
        socket_folder = SHORT / f"hireloop-{account.uid}-{_short_hash(home)}"
    return Place(home, socket_folder, account)


def _must_move(wanted: Path, relocated: Path) -> bool:
    data = wanted / "data"
    if os.geteuid() != 0 or data.exists():
        return False
    return (relocated / "data").exists() or not account_for(data).can_enter(wanted)


def reachable_binaries(account: Account) -> Path:
    """The programs, copied once for each version where the account cannot reach them."""
    found = binaries.find()
    if account.can_enter(found):
        return found
    kept = STATE / f"postgresql-{binaries.version(found)}-{_short_hash(found)}"
    make_folder(STATE)
    with locked(STATE / ".lock"):
        if not kept.exists():
            _copy_installation(found.parent, kept)
    return kept / found.relative_to(found.parents[2])


def _copy_installation(installation: Path, kept: Path) -> None:
    """Whole or not at all: a copy under way has another name, and one cut off is thrown away by the next."""
    unfinished = kept.with_name(f".{kept.name}")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    package = installation.parent
    shutil.copytree(installation, unfinished / package.name / installation.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")  # where a wheel's programs look for their libraries
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder, _, names in os.walk(unfinished):
        Path(folder).chmod(0o755)
        for path in (Path(folder, name) for name in names):
            if not path.is_symlink():
                path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    unfinished.rename(kept)


def make_folder(folder: Path) -> None:
    """With the parents it lacks. What is made here the server's account can pass, whatever the umask."""
    for step in reversed((folder, *folder.parents)):
        if not step.exists():
            try:
                step.mkdir()
            except FileExistsError:  # another process made it meanwhile, and answers for its permissions
                continue
            step.chmod(0o755)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the kernel drops the lock of one that was killed."""
    import fcntl  # POSIX only, as is the embedded server; a DATABASE_URL works elsewhere too

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
