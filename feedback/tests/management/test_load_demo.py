"""`manage.py load_demo`: logins and data, made once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.base.models import User
from config.base.roles import Role
from config.testing.factories import UserFactory
from tracking.models import Candidate, InterviewProcess, InterviewStage, PanelMember, StatusChange
from tracking.tests.factories import CandidateFactory

pytestmark = pytest.mark.django_db

PASSWORD = "a password for showing"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", PASSWORD)


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", "--processes", "120", *arguments, stdout=out)
    return out.getvalue()


def test_everyone_has_something_to_look_at() -> None:
    out = load()

    users = {user.username: user for user in User.objects.all()}
    assert set(users) == {
        "admin",
        "manager",
        "recruiter",
        "recruiter2",
        "interviewer",
        "interviewer2",
        "candidate",
        "candidate2",
    }
    assert users["admin"].is_superuser
    assert all(user.check_password(PASSWORD) and user.get_full_name() for user in users.values())
    assert users["recruiter"].roles == {Role.RECRUITER}
    total = InterviewProcess.objects.count()
    assert 100 < total <= 120
    assert 0.3 < InterviewProcess.objects.visible_to(users["recruiter"]).count() / total < 0.7
    assert InterviewProcess.objects.visible_to(users["recruiter2"]).exists()
    for username in ("interviewer", "interviewer2"):
        assert InterviewStage.objects.visible_to(users[username]).exists()
    assert users["candidate"].candidate.full_name == users["candidate"].display_name
    assert users["candidate2"].candidate.owner == users["recruiter"]
    for username in users:
        assert username in out
    assert PASSWORD in out


def test_second_run_changes_nothing_and_tells_the_logins_again() -> None:
    load()
    before = [model.objects.count() for model in (User, Candidate, InterviewStage, PanelMember, StatusChange)]

    out = load()

    assert [model.objects.count() for model in (User, Candidate, InterviewStage, PanelMember, StatusChange)] == before
    assert "there already" in out
    assert "recruiter2" in out


def test_told_password_is_the_one_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    monkeypatch.setenv("DEMO_PASSWORD", "another one")

    load("--if-empty")

    assert User.objects.get(username="recruiter").check_password("another one")


def test_if_empty_leaves_other_data_alone() -> None:
    CandidateFactory()

    out = load("--if-empty")

    assert "no demo data" in out
    assert not User.objects.filter(username="recruiter").exists()


def test_account_of_the_same_name_stays_somebodys_own() -> None:
    own = UserFactory(username="admin", email="me@company.test")

    out = load()

    own.refresh_from_db()
    assert not own.is_superuser
    assert not own.check_password(PASSWORD)
    assert "somebody's own account" in out


def test_data_is_not_given_to_a_stranger() -> None:
    UserFactory(username="recruiter", email="me@company.test")

    with pytest.raises(CommandError, match="not the demo's"):
        load()

    assert not Candidate.objects.exists()
    assert not User.objects.filter(username="manager").exists()


def test_password_is_generated_once_and_kept_private(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    monkeypatch.delenv("DEMO_PASSWORD")
    settings.BASE_DIR = tmp_path

    first, second = load(), load()

    kept = tmp_path / ".data" / "secrets" / "demo_password"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text() in first
    assert kept.read_text() in second
    assert User.objects.get(username="manager").check_password(kept.read_text())


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        ((), PASSWORD, "This is production"),
        (("--force",), "", "DEMO_PASSWORD must be set"),
        (("--force",), "password", "too common"),
    ],
)
def test_production_refuses(
    settings: Any, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], password: str, said: str
) -> None:
    settings.LOCAL = False
    monkeypatch.setenv("DEMO_PASSWORD", password)

    with pytest.raises(CommandError, match=said):
        load(*arguments)

    assert not User.objects.exists()


def test_production_does_not_print_the_password(settings: Any) -> None:
    settings.LOCAL = False

    assert PASSWORD not in load("--force")


def test_number_of_processes_is_positive() -> None:
    with pytest.raises(CommandError, match="1 or more"):
        load("--processes", "0")
