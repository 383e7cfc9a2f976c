"""A server that somebody else runs: over TCP, with passwords, and without any of our roles."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

import psycopg

from config.postgres import binaries
from config.postgres.account import account_for

ADMIN, PASSWORD = "admin", "for the tests only"


class ForeignServer:
    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.account = account_for(folder / "data")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def start(self) -> None:
        data, password = self.folder / "data", self.folder / "password"
        self.account.make_private(data)
        password.write_text(PASSWORD)
        password.chmod(0o644)
        options = ("-U", ADMIN, "-A", "scram-sha-256", f"--pwfile={password}", "--no-sync", "-E", "UTF8", "--locale=C")
        made = self.account.run(self.programs / "initdb", "-D", data, *options)
        assert made.returncode == 0, made.stdout
        command = [self.programs / "postgres", "-D", data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "-c", "unix_socket_directories=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.account.surroundings(),
        )
        self._wait()
        self.run("CREATE DATABASE hireloop", database="postgres")

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                return self.run("SELECT 1", database="postgres")
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def url(self, user: str = ADMIN, database: str = "hireloop") -> str:
        return f"postgresql://{user}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}?sslmode=prefer"

    def run(self, statements: str, database: str = "hireloop") -> None:
        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            connection.execute(statements.encode())

    def add_login(self, name: str, attributes: str = "") -> None:
        self.run(f"CREATE ROLE {name} LOGIN {attributes} PASSWORD '{PASSWORD}'")


def installed() -> list[Path]:
    """What can be run here: the one that is embedded, and Debian's."""
    return sorted({binaries.find(), *Path("/usr/lib/postgresql").glob("*/bin")}, key=binaries.major)
