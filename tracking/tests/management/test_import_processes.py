"""`manage.py import_processes`: what it prints, and how it ends."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config.base.models import User
from tracking.management.commands.import_processes import Bar, PlainLines, Silence, make_progress
from tracking.models import InterviewProcess
from tracking.tests.import_files import Rows, candidate, three

pytestmark = pytest.mark.django_db

EXAMPLES = Path(settings.BASE_DIR) / "examples" / "data"


def run(*arguments: Any, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_processes", *arguments, stdout=out, stderr=err, **{"verbosity": 0, **options})
    return out.getvalue(), err.getvalue()


def test_examples_of_the_readme_are_imported() -> None:
    out, _ = run(EXAMPLES)

    assert "11 candidates, 15 processes, 47 stages" in out
    assert InterviewProcess.objects.count() == 15


def test_second_run_tells_what_was_there(tmp_path: Path) -> None:
    folder = three().write(tmp_path)
    run(folder)

    out, _ = run(folder)

    assert "Imported 0 companies" in out
    assert "There already, and left as they are: 1 candidates, 1 processes, 2 stages." in out


def test_dry_run_keeps_nothing(tmp_path: Path) -> None:
    out, _ = run(three().write(tmp_path), "--dry-run")

    assert out.startswith("Would import 1 companies")
    assert not InterviewProcess.objects.exists()


def test_recruiter(tmp_path: Path, recruiter: User) -> None:
    run(three().write(tmp_path), "--recruiter", recruiter.username)

    assert InterviewProcess.objects.get().recruiter == recruiter


def test_bad_rows_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    err = StringIO()
    folder = Rows([candidate(email="x"), candidate(status="lost")]).write(tmp_path)

    with pytest.raises(CommandError, match="2 problems; nothing has been imported"):
        call_command("import_processes", folder, stderr=err, verbosity=0)

    lines = err.getvalue().splitlines()
    assert lines[0] == "candidates.csv, line 2: email: “x” is not an e-mail address."
    assert lines[1].startswith("candidates.csv, line 3: status: “lost” is not one of new, active")


def test_more_bad_rows_than_shown_are_counted(tmp_path: Path) -> None:
    err = StringIO()
    folder = Rows([candidate(status="lost") for _ in range(1002)]).write(tmp_path)

    with pytest.raises(CommandError, match="1,002 problems"):
        call_command("import_processes", folder, stderr=err, verbosity=0)

    assert err.getvalue().splitlines()[-1] == "... and 2 more."


@pytest.mark.parametrize("arguments", [("no-such-folder",), (EXAMPLES, "--recruiter", "nobody")])
def test_wrong_arguments(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)


def test_recruiter_must_be_one(interviewer: User) -> None:
    with pytest.raises(CommandError, match="neither recruiter nor manager"):
        run(EXAMPLES, "--recruiter", interviewer.username)


def test_progress_is_silent_plain_or_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(make_progress(10, 0)) is Silence
    assert type(make_progress(10, 1)) is PlainLines
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert type(make_progress(10, 1)) is Bar


def test_plain_lines_name_the_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(three().write(tmp_path), verbosity=1)

    assert "Reading stages.csv" in capsys.readouterr().err
