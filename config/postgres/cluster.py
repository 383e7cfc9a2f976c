"""Makes the cluster on disk, with its roles and its database, and refuses one that is not ours to run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from config.postgres import binaries, roles
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.placement import Place

DATABASE = "hireloop"
SUPERUSER = "postgres"  # made by initdb; nobody logs in so


def ensure_cluster(place: Place, programs: Path, *, durable: bool) -> None:
    """Made aside and renamed, so that `data` is a whole cluster with its roles and database, or not there."""
    if (place.data / "PG_VERSION").exists():
        _refuse_other_version(place, programs)
        return
    unfinished = place.data.with_name("data.new")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    place.account.make_private(unfinished)
    locale = ["--encoding=UTF8", "--locale=C"]
    if binaries.major(programs) >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    syncing = [] if durable else ["--no-sync"]
    _run(place, programs / "initdb", "-D", unfinished, "-U", SUPERUSER, "-A", "trust", *locale, *syncing)
    _run_as_superuser(place, programs, unfinished)
    unfinished.rename(place.data)


def _run_as_superuser(place: Place, programs: Path, data: Path) -> None:
    """The one time: in single-user mode, before the server has ever listened."""
    statements = f"{roles.CREATE_ROLES.strip()}\n\nCREATE DATABASE {DATABASE} OWNER {roles.OWNER};\n\n"
    single = ("--single", "-j", "-D", data, "-c", "exit_on_error=on", "postgres")
    _run(place, programs / "postgres", *single, text_in=statements)


def _run(place: Place, program: Path, *arguments: str | Path, text_in: str = "") -> None:
    done = place.account.run(program, *arguments, text_in=text_in)
    if done.returncode != 0:
        raise EmbeddedPostgresError(f"{program.name} failed in {place.home}:\n{done.stdout[-2000:]}")


def _refuse_other_version(place: Place, programs: Path) -> None:
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major(programs)):
        raise EmbeddedPostgresError(
            f"The cluster in {place.home} was made by PostgreSQL {made_by}; {programs} is "
            f"{binaries.version(programs)}. Set PG_BIN to a PostgreSQL {made_by}, or move the folder away."
        )


def refuse_foreign_cluster(place: Place) -> None:
    if place.data.exists() and not place.account.owns(place.data):
        raise EmbeddedPostgresError(
            f"The cluster in {place.home} belongs to user {place.data.stat().st_uid}, this is user {os.geteuid()}. "
            "Run as that user, or set EMBEDDED_POSTGRES_DIR to a folder of your own."
        )


def refuse_unreachable(place: Place, programs: Path) -> None:
    """What the permission bits promised, seen for once: they do not tell of every lock on a folder."""
    for path in (place.home, programs / "postgres"):
        if place.account.run("/bin/sh", "-c", 'test -x "$1"', "sh", path).returncode != 0:
            raise EmbeddedPostgresError(
                f"User {place.account.uid}, who runs the embedded PostgreSQL, cannot reach {path}: a folder above it "
                "is closed to others. Open it, or set EMBEDDED_POSTGRES_DIR to another place."
            )
