from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.postgres import supervisor
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.supervisor import EmbeddedPostgres
from config.postgres.tests.conftest import MakeServer, environment

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
DAEMON = 1  # a user that every system has


def connect(server: EmbeddedPostgres, user: str = "app_rw") -> psycopg.Connection[tuple[object, ...]]:
    where = {"host": str(server.socket_folder), "port": 5432, "dbname": "hireloop", "user": user}
    return psycopg.connect(**where, autocommit=True)  # type: ignore[arg-type]


def ask(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    with connect(server) as connection:
        return connection.execute(statement.encode()).fetchall()


def keep_rows(server: EmbeddedPostgres, number: int) -> None:
    with connect(server, "app_owner") as connection:
        connection.execute(f"CREATE TABLE kept AS SELECT generate_series(1, {number})".encode())
        connection.execute("GRANT SELECT ON kept TO app_rw")


def kept_rows(server: EmbeddedPostgres) -> list[tuple[object, ...]]:
    return ask(server, "SELECT count(*) FROM kept")


def postmaster_of(server: EmbeddedPostgres) -> int:
    return int((server.home / "data" / "postmaster.pid").read_text().split("\n")[0])


def kill_hard(server: EmbeddedPostgres) -> None:
    os.kill(postmaster_of(server), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.is_running():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Somebody else's process."""
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def pretend_to_be_postmaster(server: EmbeddedPostgres, process: subprocess.Popen[bytes]) -> None:
    """The stale lock files, after the number in them has been given to another process."""
    for path in (server.home / "data" / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
        first, *rest = path.read_text().split("\n")
        assert first
        path.write_text("\n".join([str(process.pid), *rest]))


def test_first_start_makes_the_roles_and_the_database(make_server: MakeServer) -> None:
    server = make_server()
    assert server.start() is True
    assert server.is_running()
    assert ask(server, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'hireloop'") == [("app_owner",)]
    columns = "rolname, rolcanlogin, rolinherit, rolcreatedb, rolsuper, rolbypassrls"
    assert ask(server, f"SELECT {columns} FROM pg_roles WHERE rolname ~ '^app_' ORDER BY 1") == [
        ("app_all", False, True, False, False, False),
        ("app_owner", True, True, True, False, False),
        ("app_panel", False, True, False, False, False),
        ("app_rw", True, False, False, False, False),
    ]


def test_membership_alone_gives_nothing(make_server: MakeServer) -> None:
    server = make_server()
    server.start()
    question = (
        "SELECT pg_has_role('app_all', 'USAGE'), pg_has_role('app_panel', 'USAGE'), pg_has_role('app_all', 'SET')"
    )
    assert ask(server, question) == [(False, False, True)]


def test_second_start_does_nothing(make_server: MakeServer) -> None:
    server = make_server()
    server.start()
    postmaster = postmaster_of(server)
    assert server.start() is False
    assert make_server().start() is False
    assert postmaster_of(server) == postmaster


def test_asking_makes_nothing(make_server: MakeServer, folder: Path) -> None:
    server = make_server()
    assert server.is_running() is False
    assert server.stop() is False
    assert list(folder.iterdir()) == []


def test_stopped_and_started_it_has_its_data(make_server: MakeServer) -> None:
    server = make_server()
    server.start()
    keep_rows(server, 3)
    assert server.stop() is True
    assert server.stop() is False
    assert server.start() is True
    assert kept_rows(server) == [(3,)]


def test_it_listens_on_no_network_and_only_to_its_owner(make_server: MakeServer) -> None:
    server = make_server()
    server.start()
    assert ask(server, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.log.stat().st_mode) == 0o600


def test_text_is_unicode_whatever_the_callers_environment(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LC_ALL": "xx_XX.utf8", "LANG": "yy_YY", "PGPORT": "1", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    server = make_server()
    server.start()
    assert ask(server, "SHOW server_encoding") == [("UTF8",)]
    assert ask(server, "SELECT lower('ÅÉ')") == [("åé",)]


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_only_a_durable_cluster_waits_for_the_disk(make_server: MakeServer, durable: bool, fsync: str) -> None:
    server = make_server(durable=durable)
    server.start()
    assert ask(server, "SHOW fsync") == [(fsync,)]
    assert ask(server, "SHOW max_connections") == [("200",)]


@pytest.mark.slow
@pytest.mark.race
def test_six_processes_at_once_make_one_postmaster(make_server: MakeServer, folder: Path) -> None:
    start = "import sys, pathlib; from config.postgres.supervisor import EmbeddedPostgres as E; "
    start += "server = E(pathlib.Path(sys.argv[1]), durable=False); print(server.start(), server.is_running())"
    command = [sys.executable, "-c", start, str(folder / "pg")]
    server = make_server()
    rivals = [subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = sorted(rival.communicate(timeout=120)[0].strip() for rival in rivals)
    assert said == ["False True"] * 5 + ["True True"]
    assert server.log.read_text().count("ready to accept connections") == 1


@pytest.mark.slow
def test_killed_it_starts_again_with_its_data_and_spares_who_has_its_number(
    make_server: MakeServer, sleeper: subprocess.Popen[bytes]
) -> None:
    server = make_server(durable=True)
    server.start()
    keep_rows(server, 300)
    kill_hard(server)
    pretend_to_be_postmaster(server, sleeper)

    assert make_server(durable=True).start() is True
    assert kept_rows(server) == [(300,)]
    assert postmaster_of(server) != sleeper.pid
    assert sleeper.poll() is None


def test_stop_does_not_signal_who_has_the_number_of_a_killed_server(
    make_server: MakeServer, sleeper: subprocess.Popen[bytes]
) -> None:
    server = make_server()
    server.start()
    kill_hard(server)
    pretend_to_be_postmaster(server, sleeper)
    assert server.stop() is False
    assert sleeper.poll() is None


def test_a_second_server_on_running_data_is_refused(make_server: MakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the socket has been deleted: nobody answers, but the server is there and holds its data."""
    server = make_server()
    server.start()
    sockets = [server.socket_folder / name for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock")]
    hidden = [path.rename(path.with_name(f"hidden{path.name}")) for path in sockets]
    monkeypatch.setattr(supervisor, "LINGERING", 0.0)
    with pytest.raises(EmbeddedPostgresError, match="still in use"):
        make_server().start()
    for path, original in zip(hidden, sockets, strict=True):
        path.rename(original)
    assert server.is_running()


def test_a_half_made_cluster_is_thrown_away(make_server: MakeServer, folder: Path) -> None:
    unfinished = folder / "pg" / "data.new"
    (unfinished / "global").mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    server = make_server()
    assert server.start() is True
    assert not unfinished.exists()
    assert ask(server, "SELECT 1") == [(1,)]


@pytest.mark.slow
def test_a_first_start_cut_off_at_any_moment_is_made_up_for(make_server: MakeServer, folder: Path) -> None:
    start = "import sys, pathlib; from config.postgres.supervisor import EmbeddedPostgres as E; "
    command = [sys.executable, "-c", start + "E(pathlib.Path(sys.argv[1])).start()", str(folder / "pg")]
    for moment in ("data.new", "data.new/base/1", "data.new/global/pg_control"):
        process = subprocess.Popen(command, env=environment(), start_new_session=True)
        while not (folder / "pg" / moment).exists() and process.poll() is None:
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    server = make_server()
    server.start()
    assert ask(server, "SELECT count(*) FROM pg_roles WHERE rolname ~ '^app_'") == [(4,)]


def test_a_long_path_gets_a_short_private_socket_folder(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder / ("long" * 20) / "pg")
    server.start()
    try:
        assert server.socket_folder.parent == Path("/tmp")
        assert stat.S_IMODE(server.socket_folder.stat().st_mode) == 0o700
        assert ask(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()
        server.socket_folder.rmdir()


@as_root
def test_a_socket_folder_that_another_made_is_not_connected_to(make_server: MakeServer, folder: Path) -> None:
    server = make_server(folder / ("long" * 20) / "pg")
    server.socket_folder.mkdir()
    os.chown(server.socket_folder, DAEMON, DAEMON)
    try:
        with pytest.raises(EmbeddedPostgresError, match="is not a folder of user"):
            server.start()
    finally:
        server.socket_folder.rmdir()


def test_a_link_in_the_place_of_the_socket_folder_is_refused(make_server: MakeServer, folder: Path) -> None:
    (folder / "pg").mkdir()
    (folder / "pg" / "socket").symlink_to(folder)
    with pytest.raises(EmbeddedPostgresError, match="is not a folder of user"):
        make_server().start()
    (folder / "pg" / "socket").unlink()


def test_a_cluster_of_another_version_is_refused(make_server: MakeServer) -> None:
    server = make_server()
    server.start()
    server.stop()
    version = server.home / "data" / "PG_VERSION"
    made_by = version.read_text()
    version.write_text("12\n")
    with pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 12.*PG_BIN"):
        server.start()
    version.write_text(made_by)


def test_a_server_that_does_not_start_says_why(make_server: MakeServer) -> None:
    server = make_server()
    server.start()
    server.stop()
    with (server.home / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = on\n")
    with pytest.raises(EmbeddedPostgresError, match="no_such_setting"):
        server.start()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/usr/lib/postgresql/15/bin/initdb").exists(), reason="takes PostgreSQL 15")
def test_an_older_server_of_the_system_will_do(make_server: MakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", "/usr/lib/postgresql/15/bin")
    server = make_server()
    server.start()
    assert ask(server, "SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding) "
                       "FROM pg_database WHERE datname = 'hireloop'") == [(15, "UTF8")]  # fmt: skip
