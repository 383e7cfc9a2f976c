"""The embedded PostgreSQL: a real server behind a Unix socket, made and started when it is first wanted.

Whether it runs is asked of the socket alone. `postmaster.pid` is not believed, as it outlives a killed server
and its number may by then be somebody else's process: that process is never signalled and does not hinder a
start.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from config.postgres import cluster, placement, roles
from config.postgres.errors import EmbeddedPostgresError

PATIENCE = 60.0  # seconds, for a start with recovery or a stop
LINGERING = 10.0  # seconds in which a killed server's children let go of its memory
# With the default of 128 MB the indexes of a million rows push each other out when they are made anew.
_SETTINGS = ("shared_buffers=512MB", "max_wal_size=4GB", "max_connections=200", "listen_addresses=")
_THROWAWAY_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedPostgres:
    """One cluster, for one folder. Any number of processes may hold one of these for the same folder."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.durable = durable
        self._place = placement.place(folder)
        self._postmaster: subprocess.Popen[bytes] | None = None  # kept, as Python warns of a child that it loses

    @property
    def home(self) -> Path:
        return self._place.home

    @property
    def socket_folder(self) -> Path:
        return self._place.socket_folder

    @property
    def log(self) -> Path:
        return self._place.log

    def is_running(self) -> bool:
        return self._answer() == Ping.OK

    def start(self) -> bool:
        """Whether it had to be started. Several may try at once: one does, the others wait for it."""
        cluster.refuse_foreign_cluster(self._place)
        if self.is_running():
            return False
        placement.make_folder(self.home)
        with placement.locked(self._place.lock):
            if self._settled_answer() == Ping.OK:
                return False
            programs = placement.reachable_binaries(self._place.account)
            cluster.refuse_unreachable(self._place, programs)
            cluster.ensure_cluster(self._place, programs, durable=self.durable)
            self._launch(programs)
        return True

    def stop(self) -> bool:
        """Whether there was one to stop. A server that does not answer is not looked for by its process
        number.
        """
        cluster.refuse_foreign_cluster(self._place)
        if not self.home.exists():
            return False
        with placement.locked(self._place.lock):
            if self._settled_answer() != Ping.OK:
                return False
            pg_ctl = placement.reachable_binaries(self._place.account) / "pg_ctl"
            fast = ("-D", self._place.data, "-m", "fast", "-w", "-t", str(int(PATIENCE)))
            stopped = self._place.account.run(pg_ctl, "stop", *fast)
            if stopped.returncode != 0:
                raise EmbeddedPostgresError(f"PostgreSQL in {self.home} did not stop:\n{stopped.stdout}")
            if self._postmaster is not None:
                self._postmaster.wait(PATIENCE)
        return True

    def _answer(self) -> Ping:
        """By a socket in a folder of the server's account only: in /tmp another could listen under its name."""
        if not os.path.lexists(self.socket_folder):
            return Ping.NO_RESPONSE
        if not self._place.account.owns(self.socket_folder):
            raise EmbeddedPostgresError(
                f"{self.socket_folder} is not a folder of user {self._place.account.uid}, who runs the embedded "
                "PostgreSQL: remove it."
            )
        where = make_conninfo(
            host=str(self.socket_folder),
            port=placement.PORT,
            dbname="postgres",
            user=roles.LOGIN,
            connect_timeout=5,
        )
        return Ping(PGconn.ping(where.encode()))

    def _settled_answer(self) -> Ping:
        """Waits while the server is neither up nor down: it recovers after a crash, or is being stopped."""
        deadline = time.monotonic() + PATIENCE
        while (answer := self._answer()) == Ping.REJECT:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL in {self.home} neither starts nor stops; see {self.log}")
            time.sleep(0.05)
        return answer

    def _launch(self, programs: Path) -> None:
        if not self.socket_folder.exists():
            self._place.account.make_private(self.socket_folder)
        self.socket_folder.chmod(0o700)  # whoever may open the socket may log in
        deadline = time.monotonic() + LINGERING
        while (complaint := self._try_launch(programs)) is not None:
            if "is still in use" not in complaint or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL in {self.home} did not start:\n{complaint[-2000:]}")
            time.sleep(0.2)

    def _try_launch(self, programs: Path) -> str | None:
        """What the server said instead of starting."""
        already_logged = self.log.stat().st_size if self.log.exists() else 0
        self._postmaster = self._spawn_postmaster(programs)
        deadline = time.monotonic() + PATIENCE
        while self._postmaster.poll() is None and time.monotonic() < deadline:
            if self.is_running():
                return None
            time.sleep(0.02)
        return self.log.read_bytes()[already_logged:].decode(errors="replace")

    def _spawn_postmaster(self, programs: Path) -> subprocess.Popen[bytes]:
        """In a session of its own, which Ctrl-C does not reach."""
        options = [*_SETTINGS, f"port={placement.PORT}", f"unix_socket_directories={self.socket_folder}"]
        if not self.durable:
            options += _THROWAWAY_SETTINGS
        arguments = [word for option in options for word in ("-c", option)]
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            return subprocess.Popen(
                [programs / "postgres", "-D", self._place.data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._place.account.surroundings(self._disowned()),
            )
        finally:
            os.close(log)

    def _disowned(self) -> dict[str, str]:
        """PostgreSQL takes a live process of the number in a stale lock file for its own server, unless that
        is its grandparent's. Whether a server really runs on the data it still sees, by their shared
        memory."""
        lock_files = (
            self._place.data / "postmaster.pid",
            self.socket_folder / f".s.PGSQL.{placement.PORT}.lock",
        )
        for path in lock_files:
            if path.exists():
                return {"PG_GRANDPARENT_PID": path.read_text().partition("\n")[0].strip()}
        return {}
