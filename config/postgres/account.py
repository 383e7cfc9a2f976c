"""Whom the embedded server runs as, and what that account can reach and run.

PostgreSQL refuses to run as root, so root runs it as `nobody`.
"""

from __future__ import annotations

import os
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether it passes every folder down to this one, by the permission bits of those which exist."""
        return all(self._may_pass(step.stat()) for step in (folder, *folder.parents) if step.exists())

    def _may_pass(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def owns(self, folder: Path) -> bool:
        """A folder, not a link to one: in /tmp anybody may have made what has the right name."""
        status = folder.lstat()
        return stat.S_ISDIR(status.st_mode) and status.st_uid == self.uid

    def make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)

    def run(self, *command: str | Path, text_in: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command],
            input=text_in,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.surroundings(),
        )

    def surroundings(self, more: dict[str, str] | None = None) -> dict[str, Any]:
        """For subprocess: as this account, and no locale or PG* variable of the caller enters."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
        surroundings: dict[str, Any] = {"env": kept | {"LC_ALL": "C"} | (more or {}), "cwd": "/"}
        if os.geteuid() == 0:
            surroundings |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return surroundings


def account_for(data: Path) -> Account:
    """Ourselves; for root whoever owns the cluster already, else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    import pwd  # POSIX only, as is the embedded server; a DATABASE_URL works elsewhere too

    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)
