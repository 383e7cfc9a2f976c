from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.postgres import binaries, placement
from config.postgres.account import Account, account_for
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.supervisor import EmbeddedPostgres
from config.postgres.tests.conftest import BASE, PACKAGES, MakeServer, environment
from config.postgres.tests.test_supervisor import as_root, ask

DAEMON = pwd.getpwnam("daemon")


@pytest.fixture
def closed_tree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that its user keeps to themself, with a checkout in it; what root has to move goes to a folder
    of ours.
    """
    monkeypatch.setattr(placement, "STATE", folder / "state")
    checkout = folder / "home" / "checkout"
    checkout.mkdir(parents=True)
    for closed in (folder / "home", checkout):
        closed.chmod(0o700)
    return checkout


def modes_above(path: Path) -> list[int]:
    return [stat.S_IMODE(parent.stat().st_mode) for parent in path.parents]


def test_a_server_in_a_closed_home_simply_works(closed_tree: Path, make_server: MakeServer) -> None:
    wanted = closed_tree / ".data" / "pg"
    before = modes_above(closed_tree / "any")
    server = make_server(wanted)
    assert server.start() is True
    assert ask(server, "SELECT 1") == [(1,)]
    assert modes_above(closed_tree / "any") == before
    assert wanted.exists() is (os.geteuid() != 0)
    assert make_server(wanted).start() is False


@as_root
def test_a_cluster_that_was_moved_stays_where_it_is(closed_tree: Path, make_server: MakeServer) -> None:
    server = make_server(closed_tree / "pg")
    server.start()
    for opened in (closed_tree, closed_tree.parent):
        opened.chmod(0o755)
    assert EmbeddedPostgres(closed_tree / "pg").socket_folder == server.socket_folder


@as_root
def test_a_cluster_whose_tree_was_closed_later_is_not_left_behind(closed_tree: Path, make_server: MakeServer) -> None:
    for opened in (closed_tree, closed_tree.parent):
        opened.chmod(0o755)
    make_server(closed_tree / "pg").start()
    make_server(closed_tree / "pg").stop()
    closed_tree.chmod(0o700)
    with pytest.raises(EmbeddedPostgresError, match="cannot reach"):
        make_server(closed_tree / "pg").start()


@as_root
@pytest.mark.slow
def test_programs_in_a_closed_home_are_copied_once(
    closed_tree: Path, make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = binaries.find().parent.parent
    if package.with_name(f"{package.name}.libs").exists():
        shutil.copytree(package.with_name(f"{package.name}.libs"), closed_tree / f"{package.name}.libs")
    installation = closed_tree / package.name / binaries.find().parent.name
    shutil.copytree(binaries.find().parent, installation, ignore=shutil.ignore_patterns("include", "*.a"))
    monkeypatch.setenv("PG_BIN", str(installation / "bin"))

    server = make_server(closed_tree / "pg")
    server.start()
    [copied] = (placement.STATE).glob("postgresql-*")
    made_at = copied.stat().st_ctime_ns
    server.stop()
    server.start()
    assert copied.stat().st_ctime_ns == made_at
    assert ask(server, "SELECT 1") == [(1,)]


def test_folders_made_for_the_server_can_be_passed_whatever_the_umask(folder: Path, make_server: MakeServer) -> None:
    before = os.umask(0o077)
    try:
        server = make_server(folder / "new" / "pg")
        server.start()
        assert ask(server, "SELECT 1") == [(1,)]
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o755


@pytest.fixture
def folder_of_daemon(folder: Path) -> Path:
    account = Account(DAEMON.pw_uid, DAEMON.pw_gid)
    if os.geteuid() != 0 or not all(map(account.can_enter, (BASE, binaries.find(), PACKAGES))):
        pytest.skip("takes root, and a checkout that others may read")
    wanted = folder / "daemons"
    wanted.mkdir()
    os.chown(wanted, DAEMON.pw_uid, DAEMON.pw_gid)
    return wanted / "pg"


def as_daemon(action: str, wanted: Path) -> str:
    """By a Python that everybody may run: the virtual environment's may be in root's home."""
    python = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("takes a Python of the system's, of the same version")
    code = "import sys, pathlib; from config.postgres.supervisor import EmbeddedPostgres as E; "
    code += f"print(E(pathlib.Path(sys.argv[1]), durable=False).{action})"
    return subprocess.run(
        [python, "-c", code, str(wanted)],
        user=DAEMON.pw_uid,
        group=DAEMON.pw_gid,
        extra_groups=[],
        env=environment(),
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_an_ordinary_user_runs_it_as_themself(folder_of_daemon: Path) -> None:
    try:
        assert as_daemon("start()", folder_of_daemon) == "True"
        assert as_daemon("is_running()", folder_of_daemon) == "True"
        assert (folder_of_daemon / "data" / "postmaster.pid").stat().st_uid == DAEMON.pw_uid
    finally:
        assert as_daemon("stop()", folder_of_daemon) == "True"


def test_root_runs_a_users_cluster_as_that_user(folder_of_daemon: Path, make_server: MakeServer) -> None:
    as_daemon("start()", folder_of_daemon)
    as_daemon("stop()", folder_of_daemon)
    server = make_server(folder_of_daemon)
    server.start()
    assert (folder_of_daemon / "data" / "postmaster.pid").stat().st_uid == DAEMON.pw_uid
    assert as_daemon("start()", folder_of_daemon) == "False"


def test_a_cluster_of_another_user_is_refused(folder_of_daemon: Path, make_server: MakeServer) -> None:
    make_server(folder_of_daemon).start()
    with pytest.raises(subprocess.CalledProcessError) as refused:
        as_daemon("start()", folder_of_daemon)
    assert "EMBEDDED_POSTGRES_DIR" in refused.value.stderr


@pytest.mark.parametrize(
    ("mode", "owner", "may_enter"),
    [
        (0o755, 0, True),
        (0o711, 0, True),
        (0o700, 0, False),
        (0o700, DAEMON.pw_uid, True),
        (0o077, DAEMON.pw_uid, False),
    ],
)
@as_root
def test_permission_bits_say_who_may_enter(folder: Path, mode: int, owner: int, may_enter: bool) -> None:
    inner = folder / "inner"
    inner.mkdir()
    os.chown(inner, owner, 0)
    inner.chmod(mode)
    assert Account(DAEMON.pw_uid, DAEMON.pw_gid).can_enter(inner / "not" / "there") is may_enter


def test_the_server_never_runs_as_root(folder: Path) -> None:
    assert account_for(folder).uid != 0
