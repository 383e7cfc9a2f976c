"""Beginning an interview: for a role, for another role, from a module; and every refusal at its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from interviews.models import InterviewSession, Role
from interviews.tests.factories import ModuleFactory, ProfileFactory, RoleFactory, fill_bank
from interviews.tests.pages.asking import text_of

pytestmark = pytest.mark.django_db
PATH = "/interviews/new"
WISH = {"token": "abc", "level": "mid", "type": "technical", "mode": "practice", "question_count": "10", "topics": ""}


@pytest.fixture
def role() -> Role:
    fill_bank()
    return RoleFactory.create(name="Backend Engineer")


@pytest.fixture
def wish(role: Role) -> dict[str, str]:
    return {**WISH, "role": str(role.pk)}


def errors_at(answer: Any, name: str) -> str:
    """What stands at the field; the page offers what was filled in again."""
    assert answer.status_code == 200
    found = re.search(rf'<ul class="errorlist" id="id_{name}_error">(.*?)</ul>', answer.content.decode(), re.DOTALL)
    assert found is not None, answer.content.decode()
    assert not InterviewSession.objects.exists()
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def test_form_offers_roles_in_their_groups(mine: Browser, candidate_user: User, role: Role) -> None:
    ProfileFactory(user=candidate_user, skills=["sql", "python"])
    RoleFactory(name="Baker", skills=["bread"])
    RoleFactory(name="Own one", skills=["bees"], owner=candidate_user)
    RoleFactory(name="Somebody else's", owner=ProfileFactory().user)
    RoleFactory(name="No longer offered", active=False)
    page = mine.get(PATH).content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    found = {label: re.findall(r">([^<]+)</option>", options) for label, options in groups}
    assert found == {
        "Suggested by your profile": ["Backend Engineer"],
        "Catalogue": ["Baker"],
        "Your own roles": ["Own one"],
    }
    assert "Another role…" in page
    assert "your skills (sql, python)" in page


def test_without_a_profile_it_says_what_one_is_good_for(mine: Browser, role: Role) -> None:
    page = mine.get(PATH).content.decode()
    assert 'name="use_profile"' not in page
    assert 'href="/profile"' in page


def test_beginning_leads_to_the_first_question(mine: Browser, candidate_user: User, wish: dict[str, str]) -> None:
    answer = mine.post(PATH, {**wish, "topics": "SQL, sql", "question_count": "15"})
    session = InterviewSession.objects.get()
    assert answer["Location"] == f"/interviews/{session.pk}/question"
    assert (session.user, session.level, session.type, session.mode) == (candidate_user, "mid", "technical", "practice")
    assert (session.topics, session.questions.count(), session.profile) == (["sql"], 15, None)


def test_the_profile_is_used_when_wanted(mine: Browser, candidate_user: User, wish: dict[str, str]) -> None:
    profile = ProfileFactory(user=candidate_user)
    mine.post(PATH, {**wish, "use_profile": "on"})
    assert InterviewSession.objects.get().profile == profile


def test_sent_twice_it_is_one_interview(mine: Browser, wish: dict[str, str]) -> None:
    first, second = mine.post(PATH, wish), mine.post(PATH, wish)
    assert first["Location"] == second["Location"]
    assert InterviewSession.objects.count() == 1
    mine.post(PATH, {**wish, "level": "senior"})
    assert InterviewSession.objects.count() == 2


def test_each_form_is_an_interview_of_its_own(mine: Browser, role: Role) -> None:
    tokens = {re.search(r'name="token" value="([^"]+)"', mine.get(PATH).content.decode())[1] for _ in range(2)}  # type: ignore[index]
    assert len(tokens) == 2


class TestAnotherRole:
    def test_is_made_and_is_private(self, mine: Browser, candidate_user: User, wish: dict[str, str]) -> None:
        mine.post(PATH, {**wish, "role": "another", "role_name": "Beekeeper", "role_skills": "SQL, bees"})
        session = InterviewSession.objects.get()
        assert session.role_selected is not None
        assert (session.role_selected.name, session.role_selected.owner) == ("Beekeeper", candidate_user)
        assert session.role_selected.skills == ["sql", "bees"]

    @pytest.mark.parametrize(("name", "said"), [("", "A name is needed."), ("Backend  engineer", "choose it there")])
    def test_is_refused_at_its_name(self, name: str, said: str, mine: Browser, wish: dict[str, str]) -> None:
        answer = mine.post(PATH, {**wish, "role": "another", "role_name": name})
        assert said in errors_at(answer, "role_name")

    def test_too_long_a_skill_is_refused_at_its_skills(self, mine: Browser, wish: dict[str, str]) -> None:
        answer = mine.post(PATH, {**wish, "role": "another", "role_name": "Beekeeper", "role_skills": "b" * 61})
        assert "60 characters" in errors_at(answer, "role_skills")

    def test_of_a_refused_interview_is_not_kept(self, mine: Browser, wish: dict[str, str]) -> None:
        """Else the next try would say that there is one of this name."""
        asked = {**wish, "role": "another", "role_name": "Beekeeper", "topics": "bees"}
        assert "no questions here on bees" in errors_at(mine.post(PATH, asked), "topics")
        assert not Role.objects.filter(name="Beekeeper").exists()


class TestRefusals:
    def test_a_bank_too_small(self, mine: Browser) -> None:
        fill_bank(each=1)
        role = RoleFactory.create()
        said = errors_at(mine.post(PATH, {**WISH, "role": str(role.pk)}), "question_count")
        assert "It would take" in said
        assert "Choose fewer questions" in said

    def test_an_unknown_topic_keeps_what_was_filled_in(self, mine: Browser, wish: dict[str, str]) -> None:
        answer = mine.post(PATH, {**wish, "topics": "sql, bees & honey", "level": "senior"})
        assert "no questions here on bees &amp; honey. Take it out" in errors_at(answer, "topics")
        page = answer.content.decode()
        assert 'value="sql, bees &amp; honey"' in page
        assert re.search(r'value="senior"[^>]* checked', page)
        assert page.count("autofocus") == 1
        assert re.search(r'<input[^>]*name="topics"[^>]*autofocus', page)
        assert 'role="alert"' in page

    def test_too_many_topics(self, mine: Browser, wish: dict[str, str]) -> None:
        topics = ", ".join(f"topic {number}" for number in range(11))
        assert "These are 11 topics" in errors_at(mine.post(PATH, {**wish, "topics": topics}), "topics")

    def test_a_resume_interview_without_a_profile(self, mine: Browser, wish: dict[str, str]) -> None:
        answer = mine.post(PATH, {**wish, "mode": "resume"})
        assert "Go to your profile" in errors_at(answer, "mode")
        assert '<a href="/profile">Go to your profile</a>' in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("role", ""),
            ("role", "00000000-0000-4000-8000-000000000000"),
            ("role", "god"),
            ("level", "god"),
            ("type", ""),
            ("mode", "god"),
            ("question_count", "9"),
            ("question_count", "999999999999999999999"),
            ("topics", "a\x00b"),
        ],
    )
    def test_what_is_not_offered(self, name: str, value: str, mine: Browser, wish: dict[str, str]) -> None:
        assert errors_at(mine.post(PATH, {**wish, name: value}), name)

    def test_a_role_taken_away_meanwhile(self, mine: Browser, wish: dict[str, str]) -> None:
        Role.objects.update(active=False)
        assert errors_at(mine.post(PATH, wish), "role")

    def test_a_foreign_role(self, mine: Browser, wish: dict[str, str]) -> None:
        theirs = RoleFactory.create(owner=ProfileFactory().user)
        assert errors_at(mine.post(PATH, {**wish, "role": str(theirs.pk)}), "role")

    def test_too_many_in_a_minute_count_together_with_the_apis(
        self,
        mine: Browser,
        candidate_user: User,
        client_for: Callable[[User], Any],
        wish: dict[str, str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("interviews.services.sessions.MAX_NEW_SESSIONS_A_MINUTE", 2)
        body = {"role_id": wish["role"], "level": "mid", "type": "technical"}
        assert client_for(candidate_user).post("/api/interviews", body).status_code == 201
        assert mine.post(PATH, wish).status_code == 302
        answer = mine.post(PATH, {**wish, "token": "def", "topics": "sql"})
        assert answer.status_code == 429
        assert "try again in a minute" in text_of(answer)
        assert 'value="sql"' in answer.content.decode()
        assert InterviewSession.objects.count() == 2


class TestModules:
    def test_are_listed_by_kind(self, mine: Browser) -> None:
        assert "There is no module yet" in text_of(mine.get("/interviews/modules"))
        module = ModuleFactory.create(title="<i>Indexes</i>", questions=fill_bank(each=1))
        ModuleFactory.create(title="Gone", active=False)
        page = mine.get("/interviews/modules").content.decode()
        assert f'href="/interviews/new?module={module.pk}"' in page
        assert "&lt;i&gt;Indexes&lt;/i&gt;" in page
        assert "24 questions" in page
        assert "Gone" not in page

    def test_begin_an_interview(self, mine: Browser) -> None:
        module = ModuleFactory.create(title="Indexes", questions=fill_bank(each=1))
        path = f"{PATH}?module={module.pk}"
        page = mine.get(path).content.decode()
        assert "Indexes" in page
        assert 'name="role"' not in page
        assert 'name="type"' not in page
        mine.post(path, WISH)
        session = InterviewSession.objects.get()
        assert (session.module, session.type) == (module, "technical")

    def test_with_too_few_questions_say_so(self, mine: Browser) -> None:
        module = ModuleFactory.create(questions=fill_bank(each=1)[:9])
        answer = mine.post(f"{PATH}?module={module.pk}", WISH)
        assert "This module has 9 questions" in errors_at(answer, "question_count")

    @pytest.mark.parametrize("asked", ["00000000-0000-4000-8000-000000000000", "god", "%00", ""])
    def test_that_are_not_there(self, asked: str, mine: Browser) -> None:
        assert mine.get(f"{PATH}?module={asked}").status_code == 404
        assert mine.post(f"{PATH}?module={asked}", WISH).status_code == 404


@pytest.mark.parametrize("more", [0, 5])
def test_the_form_takes_five_queries(more: int, mine: Browser, role: Role, count_queries: Any) -> None:
    """The login's session, the profile, the roles, the profile's skills, the roles that they suit."""
    RoleFactory.create_batch(more)
    with count_queries(5):
        assert mine.get(PATH).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_modules_take_two_queries(count: int, mine: Browser, count_queries: Any) -> None:
    questions = fill_bank(each=1)
    for _ in range(count):
        ModuleFactory.create(questions=questions)
    with count_queries(2):
        assert mine.get("/interviews/modules").status_code == 200
