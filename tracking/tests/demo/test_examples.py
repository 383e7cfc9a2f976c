"""The scripts in examples/, against a server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.base.models import User
from tracking.models import InterviewProcess, InterviewStage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.e2e]

EXAMPLES = Path(settings.BASE_DIR) / "examples"
PASSWORD = "correct horse"


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("HIRELOOP_", "DEMO_"))}
    command = [sys.executable, str(EXAMPLES / script), *arguments]
    return subprocess.run(command, env=given | environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def login(live_server: Any, recruiter: User) -> dict[str, str]:
    return {"HIRELOOP_URL": live_server.url, "HIRELOOP_USER": recruiter.username, "HIRELOOP_PASSWORD": PASSWORD}


def test_interview_is_created_and_its_outcome_recorded(login: dict[str, str]) -> None:
    made = run("create_interview.py", "--candidate", "Ada Byron", "--key", "first", **login)

    assert made.returncode == 0, made.stderr
    process = InterviewProcess.objects.get()
    assert str(process.pk) in made.stdout
    assert "Ada Byron, Backend Engineer at Kestrel Payments" in made.stdout
    assert process.stages.count() == 2

    recorded = run("update_stage_outcome.py", "--technical", "5", **login)

    assert recorded.returncode == 0, recorded.stderr
    stage = InterviewStage.objects.get(stage_order=1)
    assert (stage.outcome, stage.overall_rating, stage.technical_rating) == ("passed", 4, 5)
    assert "Process: in_progress" in recorded.stdout

    failed = run("update_stage_outcome.py", str(process.stages.get(stage_order=2).pk), "--outcome", "failed", **login)

    assert "Process: rejected_by_company" in failed.stdout


def test_same_key_makes_nothing_twice(login: dict[str, str]) -> None:
    first = run("create_interview.py", "--key", "again", **login)
    second = run("create_interview.py", "--key", "again", **login)

    assert first.stdout == second.stdout
    assert InterviewProcess.objects.count() == 1


def test_refusals_are_told_in_the_apis_words(login: dict[str, str]) -> None:
    wrong = run("create_interview.py", **{**login, "HIRELOOP_PASSWORD": "wrong"})
    assert (wrong.returncode, "Wrong username or password." in wrong.stderr) == (1, True)

    nothing = run("update_stage_outcome.py", **login)
    assert (nothing.returncode, "No stage is pending" in nothing.stderr) == (1, True)

    blank = run("create_interview.py", "--candidate", " ", **login)
    assert "full_name" in blank.stderr


def test_missing_password_and_server_are_told() -> None:
    assert "Set HIRELOOP_PASSWORD" in run("create_interview.py").stderr
    alone = run("create_interview.py", HIRELOOP_URL="http://127.0.0.1:9", HIRELOOP_PASSWORD="x")
    assert (alone.returncode, "No answer from" in alone.stderr) == (1, True)


@pytest.mark.parametrize("script", sorted(path.name for path in EXAMPLES.glob("*.py") if path.name != "client.py"))
def test_help(script: str) -> None:
    assert "HIRELOOP_PASSWORD" in run(script, "--help").stdout
