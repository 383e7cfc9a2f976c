"""Profiles and the resumes that fill them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.base.errors import Invalid
from config.base.models import User
from config.base.roles import identity_of
from config.base.tests import hostile_files as files
from config.postgres.identity import acting_as
from config.testing.rivals import at_once, failures
from interviews.models import Profile
from interviews.resumes import MAX_CHARACTERS
from interviews.services import profiles
from interviews.services.profiles import ResumeRead, add_resume, remove_resume, update_profile
from interviews.tests.factories import BankQuestionFactory, ProfileFactory, RoleFactory

pytestmark = pytest.mark.django_db

RESUME = b"Ada Lovelace\nPython, SQL, Docker; Python again\n\nExperience\nNorthwind, Jan 2015 - Dec 2018\n"


def upload(content: bytes = RESUME, name: str = "cv.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def send(user: User, content: bytes = RESUME, name: str = "cv.txt") -> ResumeRead:
    with acting_as(identity_of(user)):
        return add_resume(user, upload(content, name))


def state(user: User, **stated: Any) -> Profile:
    with acting_as(identity_of(user)):
        return update_profile(user, **stated)


def stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.fixture
def bank() -> None:
    BankQuestionFactory(skill_tags=["docker", "sql"])
    RoleFactory(skills=["python"])


def test_first_statement_makes_the_profile(candidate_user: User) -> None:
    profile = state(
        candidate_user, headline="Engineer", years_experience=Decimal("4.5"), skills=["Python", "postgres", "python "]
    )
    profile.refresh_from_db()
    assert (profile.user, profile.headline, profile.years_experience) == (candidate_user, "Engineer", Decimal("4.5"))
    assert profile.skills == ["python", "postgresql"]


def test_what_is_not_stated_stays(candidate_user: User) -> None:
    first = state(candidate_user, headline="Engineer", years_experience=Decimal(4), skills=["python"])
    second = state(candidate_user, years_experience=None)
    second.refresh_from_db()
    assert (second.pk, second.headline, second.skills) == (first.pk, "Engineer", ["python"])
    assert second.years_experience is None
    assert second.updated_at > first.updated_at


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"headline": "x" * 121}, "max_length"),
        ({"skills": [f"skill {n}" for n in range(51)]}, "max_length"),
        ({"skills": ["x" * 61]}, "max_length"),
        ({"years_experience": Decimal(-1)}, "invalid"),
        ({"years_experience": Decimal("70.1")}, "invalid"),
        ({"years_experience": Decimal(1000)}, "out_of_range"),
    ],
)
def test_bad_statements_change_nothing(candidate_user: User, stated: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        state(candidate_user, **stated)
    assert caught.value.code == code
    assert not Profile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("cv.txt", b"Python"), ("cv.pdf", files.pdf("Python")), ("cv.docx", files.docx("Python"))],
)
def test_resume_is_kept_and_read(candidate_user: User, bank: None, settings: Any, name: str, content: bytes) -> None:
    read = send(candidate_user, content, name)
    profile = Profile.objects.get(user=candidate_user)
    assert (read.profile.pk, read.skills_found, profile.skills) == (profile.pk, ["python"], ["python"])
    assert (profile.resume_name, profile.resume_text.strip()) == (name, "Python")
    (path,) = stored(settings)
    assert path.read_bytes() == content
    assert path == Path(settings.MEDIA_ROOT) / profile.resume_file.name
    assert (path.parent.name, len(path.name), path.suffix) == (str(candidate_user.pk), 32, "")


def test_resume_fills_what_is_empty(candidate_user: User, bank: None) -> None:
    read = send(candidate_user)
    assert read.skills_found == ["python", "sql", "docker"]
    assert read.years_found == Decimal("4.0")
    read.profile.refresh_from_db()
    assert (read.profile.skills, read.profile.years_experience) == (["python", "sql", "docker"], Decimal("4.0"))


def test_resume_leaves_what_was_stated(candidate_user: User, bank: None) -> None:
    state(candidate_user, headline="Engineer", years_experience=Decimal(9), skills=["rust", "sql"])
    profile = send(candidate_user).profile
    profile.refresh_from_db()
    assert (profile.headline, profile.years_experience) == ("Engineer", Decimal(9))
    assert profile.skills == ["rust", "sql", "python", "docker"]


def test_resume_without_skills_and_dates_is_accepted_and_says_so(candidate_user: User, bank: None) -> None:
    read = send(candidate_user, b"I like gardens.")
    assert (read.skills_found, read.years_found) == ([], None)
    read.profile.refresh_from_db()
    assert (read.profile.skills, read.profile.years_experience) == ([], None)
    assert read.profile.resume_text == "I like gardens."


def test_skills_of_others_roles_and_of_withdrawn_questions_are_not_known(candidate_user: User, manager: User) -> None:
    RoleFactory(owner=candidate_user, skills=["falconry"])
    BankQuestionFactory(active=False, skill_tags=["cobol"])
    assert send(candidate_user, b"Falconry, Cobol").skills_found == ["falconry"]
    assert send(manager, b"Falconry, Cobol").skills_found == []


def test_at_most_fifty_skills_are_kept(candidate_user: User) -> None:
    RoleFactory(skills=[f"skill{n}" for n in range(60)])
    state(candidate_user, skills=["gardening"])
    read = send(candidate_user, " ".join(f"skill{n}" for n in range(60)).encode())
    assert len(read.skills_found) == 60
    assert (len(read.profile.skills), read.profile.skills[0]) == (50, "gardening")


def test_long_and_unstorable_text_is_cut_and_cleaned(
    candidate_user: User, monkeypatch: pytest.MonkeyPatch, bank: None
) -> None:
    monkeypatch.setattr(profiles, "read_document", lambda name, content: "Python\x00SQL\x0b" + "x" * MAX_CHARACTERS)
    profile = send(candidate_user).profile
    profile.refresh_from_db()
    assert len(profile.resume_text) == MAX_CHARACTERS
    assert profile.resume_text.startswith("Python SQL x")


@pytest.mark.django_db(transaction=True)
def test_second_resume_takes_the_place_of_the_first(candidate_user: User, settings: Any) -> None:
    send(candidate_user, b"One", "one.txt")
    profile = send(candidate_user, b"Two", "two.txt").profile
    (path,) = stored(settings)
    assert (path.read_bytes(), profile.resume_name, profile.resume_text) == (b"Two", "two.txt", "Two")


@pytest.mark.django_db(transaction=True)
def test_failed_transaction_leaves_the_first_file_alone(
    candidate_user: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(candidate_user, b"One", "one.txt")
    monkeypatch.setattr(profiles, "save", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send(candidate_user, b"Two", "two.txt")
    (path,) = stored(settings)
    profile = Profile.objects.get()
    assert (path.read_bytes(), profile.resume_name) == (b"One", "one.txt")
    assert path == Path(settings.MEDIA_ROOT) / profile.resume_file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.svg", b"<svg onload='alert(1)'/>"),
        ("cv.html", b"<script>alert(1)</script>"),
        ("cv.pdf", files.active_pdf(files.SCRIPT)),
        ("cv.pdf", b"<html>" + files.pdf()),
        ("cv.txt", b""),
        ("cv.txt", files.EICAR),
        ("cv.docx", files.zipped(readme=b"no document")),
    ],
)
def test_hostile_file_leaves_nothing(candidate_user: User, settings: Any, name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        send(candidate_user, content, name)
    assert caught.value.attr == "file"
    assert (Profile.objects.count(), stored(settings)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_removing_takes_text_and_file_and_leaves_what_was_learnt(candidate_user: User, settings: Any) -> None:
    RoleFactory(skills=["python"])
    send(candidate_user)
    for _ in range(2):
        with acting_as(identity_of(candidate_user)):
            remove_resume(candidate_user)
        profile = Profile.objects.get()
        assert (profile.resume_text, profile.resume_name, profile.resume_file.name) == ("", "", "")
        assert (profile.skills, profile.years_experience, stored(settings)) == (
            ["python", "sql", "docker"],
            Decimal("4.0"),
            [],
        )


def test_removing_without_a_profile_makes_none(candidate_user: User) -> None:
    remove_resume(candidate_user)
    assert not Profile.objects.exists()


def test_only_ones_own_profile_is_touched(candidate_user: User, manager: User) -> None:
    other = ProfileFactory(headline="Theirs")
    state(manager, headline="Mine")
    remove_resume(manager)
    other.refresh_from_db()
    assert (other.headline, Profile.objects.count()) == ("Theirs", 2)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rivals_make_one_profile(candidate_user: User) -> None:
    results = at_once(
        *(lambda n=n: update_profile(candidate_user, headline=f"No {n}") for n in range(4)),
        lambda: update_profile(candidate_user, skills=["python"]),
        identity=identity_of(candidate_user),
    )
    assert failures(results) == []
    profile = Profile.objects.get()
    assert (profile.headline[:3], profile.skills) == ("No ", ["python"])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rival_resumes_leave_one_file(candidate_user: User, settings: Any) -> None:
    results = at_once(
        *(lambda n=n: add_resume(candidate_user, upload(b"No %d" % n)) for n in range(3)),
        identity=identity_of(candidate_user),
    )
    assert failures(results) == []
    (path,) = stored(settings)
    profile = Profile.objects.get()
    assert path.read_text() == profile.resume_text
    assert path == Path(settings.MEDIA_ROOT) / profile.resume_file.name
