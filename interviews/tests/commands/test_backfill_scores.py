"""`manage.py backfill_scores`: what it prints, and how it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.base.models import User
from config.postgres.identity import acting_as
from interviews.models import InterviewSession
from interviews.tests.old_sessions import exchange, response, resume_entry, technical_entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def carla(candidate_user: User) -> User:
    return candidate_user


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [
        resume_entry(exchange(), exchange(evaluation="Fine.")),
        technical_entry(response(score=80), session_id="old-2"),
    ]
    path = tmp_path / "sessions.json"
    path.write_text(json.dumps(rows))
    return path


def run(*arguments: Any, **options: Any) -> list[str]:
    out = StringIO()
    call_command("backfill_scores", *arguments, "--user-by", "username", stdout=out, **options)
    return out.getvalue().splitlines()


def test_report(file: Path) -> None:
    assert run(file) == [
        "Sessions imported: 2, with 3 answers.",
        "Answers with a score: 2; to be reviewed: 1.",
        "Sessions whose scores were filled in: 0, with 0 scores.",
        "Sessions there already, and left as they are: 0.",
    ]
    assert InterviewSession.objects.count() == 2


def test_works_under_its_own_identity(file: Path) -> None:
    with acting_as(None):
        run(file)
    assert InterviewSession.objects.count() == 2


def test_second_run_tells_what_was_there(file: Path) -> None:
    run(file)
    assert "Sessions there already, and left as they are: 2." in run(file)


def test_dry_run_prints_the_same_and_keeps_nothing(file: Path) -> None:
    dry = run(file, "--dry-run")
    assert not InterviewSession.objects.exists()
    assert dry == ["A dry run: nothing of this has been kept.", *run(file)]


def test_lines_with_bad_ones_end_with_an_error(tmp_path: Path) -> None:
    path = tmp_path / "sessions.jsonl"
    good = json.dumps(resume_entry(exchange("Größe")), ensure_ascii=False).encode()
    latin = good.replace("ö".encode(), b"\xf6").replace(b"old-1", b"old-3")
    path.write_bytes(b"\xef\xbb\xbf" + good + b"\n{broken\n" + latin + b"\n")
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match=r"Entries refused: 2\.") as caught:
        call_command("backfill_scores", path, "--user-by", "username", stdout=out, stderr=err)

    assert caught.value.returncode == 1
    first, second = err.getvalue().splitlines()
    assert first.startswith("entry 2: It is no JSON: ")
    assert second == "entry 3: final_results.conversation[0].candidate: It holds what is no character."
    assert "Sessions imported: 1, with 1 answers." in out.getvalue()
    assert InterviewSession.objects.get().questions.get().answer.answer_text == "Größe"


def test_more_bad_entries_than_shown_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "sessions.json"
    path.write_text(json.dumps(["x"] * 1002))
    err = StringIO()
    with pytest.raises(CommandError, match="Entries refused: 1,002"):
        call_command("backfill_scores", path, stdout=StringIO(), stderr=err)
    assert err.getvalue().splitlines()[-1] == "... and 2 more."


def test_accounts_are_known_by_id_unless_told_otherwise(tmp_path: Path, carla: User) -> None:
    path = tmp_path / "session.json"
    path.write_text(json.dumps(resume_entry(exchange(), user_id=str(carla.pk)), indent=2))
    call_command("backfill_scores", path, stdout=StringIO())
    assert InterviewSession.objects.get().user == carla


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The file cannot be read"):
        run(tmp_path / "none.json")


def test_unknown_kind_of_account(file: Path) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("backfill_scores", file, "--user-by", "phone")


def test_bar_is_drawn_on_a_terminal_only(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(file)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run(file, verbosity=0)
    assert capsys.readouterr().err == ""
    run(file)
    assert "100%" in capsys.readouterr().err
