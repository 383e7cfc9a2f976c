"""One's own profile and resume as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.base.models import User
from config.testing.browsers import Browser
from interviews.models import Profile
from interviews.tests.factories import BankQuestionFactory, ProfileFactory
from interviews.tests.pages.asking import text_of

pytestmark = pytest.mark.django_db
STATED = {"headline": "Engineer", "years_experience": "4.5", "skills": "Python, SQL , python,"}


def upload(browser: Browser, text: bytes, name: str = "cv.txt") -> Any:
    return browser.post("/profile/resume", {"file": SimpleUploadedFile(name, text)})


def test_saving_makes_and_changes_the_profile(mine: Browser, candidate_user: User) -> None:
    assert mine.get("/profile").status_code == 200
    assert mine.post("/profile", STATED)["Location"] == "/profile"
    profile = Profile.objects.get()
    assert (profile.user, profile.headline, profile.years_experience) == (candidate_user, "Engineer", Decimal("4.5"))
    assert profile.skills == ["python", "sql"]
    page = mine.get("/profile")
    assert "Your profile is saved." in text_of(page)
    assert 'value="4.5"' in page.content.decode()
    assert "python, sql</textarea>" in page.content.decode()
    mine.post("/profile", {**STATED, "years_experience": "", "skills": ""})
    profile.refresh_from_db()
    assert (profile.years_experience, profile.skills) == (None, [])


def test_whole_years_are_shown_whole(mine: Browser, candidate_user: User) -> None:
    ProfileFactory(user=candidate_user, years_experience=Decimal(10))
    assert 'value="10"' in mine.get("/profile").content.decode()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("headline", "x" * 121, "at most 120 characters"),
        ("years_experience", "70.5", "From 0 to 70"),
        ("years_experience", "-1", "From 0 to 70"),
        ("years_experience", "1.55", "From 0 to 70"),
        ("years_experience", "NaN", "Enter a number"),
        ("skills", "x" * 61, "60 characters"),
        ("skills", ",".join(f"skill {number}" for number in range(51)), "At most 50 skills"),
        ("skills", "a\x00b", "Null characters"),
    ],
)
def test_refusals_stand_at_their_field_and_keep_the_rest(name: str, value: str, said: str, mine: Browser) -> None:
    answer = mine.post("/profile", {**STATED, "headline": "Kept", name: value})
    page = answer.content.decode()
    found = re.search(rf'<ul class="errorlist" id="id_{name}_error">(.*?)</ul>', page, re.DOTALL)
    assert found is not None
    assert said in found[1]
    assert page.count(" autofocus") == 1
    assert name == "headline" or 'value="Kept"' in page
    assert not Profile.objects.exists()


def test_resume_says_what_was_found(mine: Browser) -> None:
    BankQuestionFactory(skill_tags=["python", "sql"])
    assert upload(mine, b"Backend engineer, 6 years of experience with Python and SQL.")["Location"] == "/profile"
    said = text_of(mine.get("/profile"))
    assert "Found in it: python, sql. 6 years of experience." in said
    assert "There is one: cv.txt" in said
    assert Profile.objects.get().skills == ["python", "sql"]


def test_resume_without_a_known_skill_says_so(mine: Browser) -> None:
    upload(mine, b"I keep bees.")
    assert "It names no skill that our questions are about." in text_of(mine.get("/profile"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cv.exe", b"MZ", "Only PDF, DOCX and text files are accepted."),
        ("cv.pdf", b"no PDF at all", "This is no PDF."),
        ("cv.txt", b"", "empty"),
    ],
)
def test_refused_files_are_said_at_the_field(name: str, content: bytes, said: str, mine: Browser) -> None:
    answer = upload(mine, content, name)
    assert answer.status_code == 200
    found = re.search(r'<ul class="errorlist" id="id_file_error">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    assert found is not None
    assert said in found[1]
    assert re.search(r'<input[^>]*name="file"[^>]* autofocus', answer.content.decode())
    assert not Profile.objects.exists()


def test_no_file_at_all(mine: Browser) -> None:
    assert "Choose a file first." in text_of(mine.post("/profile/resume"))


def test_resume_is_removed_and_skills_stay(mine: Browser) -> None:
    BankQuestionFactory(skill_tags=["python"])
    upload(mine, b"Python.")
    for _ in range(2):
        assert mine.post("/profile/resume/remove")["Location"] == "/profile"
    page = mine.get("/profile")
    assert "Your resume is removed" in text_of(page)
    assert "/profile/resume/remove" not in page.content.decode()
    assert Profile.objects.get().skills == ["python"]


def test_profiles_are_their_owners(mine: Browser, browser_of: Callable[[User], Browser], manager: User) -> None:
    mine.post("/profile", STATED)
    assert "Engineer</" not in browser_of(manager).get("/profile").content.decode()
    assert 'value="Engineer"' not in browser_of(manager).get("/profile").content.decode()


def test_the_profile_takes_two_queries(mine: Browser, candidate_user: User, count_queries: Any) -> None:
    ProfileFactory(user=candidate_user)
    with count_queries(2):
        assert mine.get("/profile").status_code == 200
