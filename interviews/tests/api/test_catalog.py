"""Roles and modules over the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from interviews.models import Role
from interviews.tests.factories import BankQuestionFactory, ModuleFactory, ProfileFactory, RoleFactory

pytestmark = pytest.mark.django_db

ROLE = {"name": "Game Developer", "skills": ["C++", "unity"]}
QUESTION = {"id", "text", "category", "focus", "difficulty", "skill_tags"}


def names(response: Any, field: str = "name") -> list[str]:
    assert response.status_code == 200, response.content
    return [row[field] for row in response.json()["results"]]


# --- Roles ---------------------------------------------------------------------------------------------------


def test_roles_are_the_catalogues_and_ones_own(me: Any, candidate_user: User, manager: User, client_for: Any) -> None:
    RoleFactory(name="Backend", skills=["sql"])
    RoleFactory(name="Gone", active=False)
    RoleFactory(name="Mine", owner=candidate_user)
    RoleFactory(name="Theirs")
    RoleFactory(name="Manager's", owner=manager)
    assert names(me.get("/api/roles?ordering=name")) == ["Backend", "Mine", "Theirs"]
    assert "Mine" not in names(client_for(manager).get("/api/roles"))
    rows = {row["name"]: row for row in me.get("/api/roles").json()["results"]}
    assert set(rows["Backend"]) == {"id", "name", "skills", "source"}
    assert (rows["Backend"]["skills"], rows["Backend"]["source"]) == (["sql"], "catalog")
    assert rows["Mine"]["source"] == "custom"


@pytest.mark.parametrize(
    ("text", "found"), [("BACK end", 1), ("engineer", 2), ("%", 0), ("_", 0), (" ", 2), ("xyz", 0)]
)
def test_roles_are_searched_by_name(me: Any, text: str, found: int) -> None:
    RoleFactory(name="Backend Engineer")
    RoleFactory(name="Data Engineer")
    assert len(names(me.get("/api/roles", {"search": text}))) == found


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ("suggested=yes", "suggested"),
        ("suggested=True", "suggested"),
        ("search=%00", "search"),
        ("search=" + "x" * 121, "search"),
        ("owner=1", "owner"),
        ("ordering=owner__password", "ordering"),
        ("limit=0", "limit"),
        ("suggested=true&limit=0", "limit"),
        ("suggested=true&owner=1", "owner"),
        ("suggested=true&count=maybe", "count"),
        ("suggested=true&ordering=skills", "ordering"),
        ("suggested=true&cursor=x", "cursor"),
    ],
)
def test_what_is_no_filter_of_roles(me: Any, query: str, attr: str) -> None:
    response = me.get(f"/api/roles?{query}")
    assert (response.status_code, attrs_of(response)) == (400, [attr])


def test_suggested_roles_come_best_first(me: Any, candidate_user: User) -> None:
    ProfileFactory(user=candidate_user, skills=["python", "sql", "docker"])
    RoleFactory(name="One of four", skills=["python", "go", "rust", "java"])
    RoleFactory(name="Two of two", skills=["python", "sql"])
    RoleFactory(name="One of one", skills=["docker"])
    RoleFactory(name="Also one of one", skills=["sql"], owner=candidate_user)
    RoleFactory(name="Half", skills=["docker", "linux"])
    RoleFactory(name="None", skills=["linux"])
    RoleFactory(name="No skills", skills=[])
    RoleFactory(name="Gone", skills=["sql"], active=False)
    RoleFactory(name="Theirs", skills=["sql"], owner=ProfileFactory().user)
    best = ["Two of two", "Also one of one", "One of one", "Half", "One of four"]
    assert names(me.get("/api/roles?suggested=true")) == best
    assert names(me.get("/api/roles?suggested=true&search=one")) == ["Also one of one", "One of one", "One of four"]
    assert len(names(me.get("/api/roles?suggested=false"))) == 7
    page = me.get("/api/roles?suggested=true&limit=2&count=true").json()
    assert ([row["name"] for row in page["results"]], page["count"]) == (best[:2], 5)
    assert (page["next"], page["previous"]) == (None, None)
    assert names(me.get("/api/roles?suggested=true&ordering=name")) == sorted(best)


def test_suggested_pages_go_on_in_the_asked_order(me: Any, candidate_user: User) -> None:
    ProfileFactory(user=candidate_user, skills=["sql"])
    for n in range(3):
        RoleFactory(name=f"Role {n}", skills=["sql"])
    RoleFactory(name="Role 9", skills=["go"])
    page = me.get("/api/roles?suggested=true&ordering=name&limit=2").json()
    assert names(me.get(page["next"])) == ["Role 2"]


def test_without_skills_no_role_is_suggested(me: Any, candidate_user: User) -> None:
    RoleFactory(skills=["sql"])
    assert names(me.get("/api/roles?suggested=true")) == []
    ProfileFactory(user=candidate_user, skills=[])
    assert names(me.get("/api/roles?suggested=true")) == []


def test_role_of_ones_own_is_made(me: Any, client_for: Any, manager: User, candidate_user: User) -> None:
    made = me.post("/api/roles", ROLE)
    assert made.status_code == 201, made.content
    found = made.json()
    assert found == {
        "id": found["id"],
        "name": "Game Developer",
        "skills": ["c++", "unity"],
        "source": "custom",
    }
    assert me.get("/api/roles").json()["results"] == [found]
    assert client_for(manager).get("/api/roles").json()["results"] == []
    assert Role.objects.get().owner == candidate_user
    assert me.post("/api/roles", {"name": "Teacher"}).json()["skills"] == []


def test_role_sent_again(me: Any) -> None:
    first = me.post("/api/roles", ROLE, HTTP_IDEMPOTENCY_KEY="one")
    again = me.post("/api/roles", ROLE, HTTP_IDEMPOTENCY_KEY="one")
    assert (again.status_code, again.json()) == (201, first.json())
    refused = me.post("/api/roles", ROLE | {"name": "GAME developer"})
    assert (refused.status_code, codes_of(refused), attrs_of(refused)) == (409, ["role_exists"], ["name"])
    assert Role.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "blank"),
        ("name", "\u200b", "blank"),
        ("name", None, "null"),
        ("name", 5, "invalid"),
        ("name", "x" * 121, "max_length"),
        ("skills", "c++", "not_a_list"),
        ("skills", [5], "invalid"),
        ("skills", ["x" * 61], "max_length"),
        ("skills", [f"skill {n}" for n in range(51)], "max_length"),
        ("owner", "me", "unknown_field"),
        ("active", False, "unknown_field"),
        ("key", "backend", "unknown_field"),
    ],
)
def test_what_is_no_role(me: Any, field: str, value: Any, code: str) -> None:
    response = me.post("/api/roles", ROLE | {field: value})
    assert (response.status_code, codes_of(response)) == (400, [code])
    assert not Role.objects.exists()


def test_read_only_fields_of_a_role_are_ignored(me: Any) -> None:
    other = RoleFactory(name="Backend")
    made = me.post("/api/roles", ROLE | {"id": str(other.pk), "source": "catalog"}).json()
    assert (made["id"] != str(other.pk), made["source"]) == (True, "custom")


# --- Modules -------------------------------------------------------------------------------------------------


def test_modules_and_what_they_have(me: Any) -> None:
    role = RoleFactory(name="Backend")
    questions = [BankQuestionFactory(), BankQuestionFactory()]
    kept = [BankQuestionFactory(assessment_only=True), BankQuestionFactory(active=False)]
    module = ModuleFactory(title="Databases", role=role, questions=[*questions, *kept], duration_minutes=25)
    ModuleFactory(title="Gone", active=False, questions=questions)
    (found,) = me.get("/api/modules").json()["results"]
    assert (found["title"], found["question_count"], found["duration_minutes"]) == ("Databases", 2, 25)
    assert (found["category"], found["difficulty"]) == ("technical", "easy")
    assert found["role"] == {"id": str(role.pk), "name": "Backend"}
    assert me.get(f"/api/modules/{module.pk}").json() == found


def test_module_without_role_and_questions(me: Any) -> None:
    module = ModuleFactory()
    found = me.get(f"/api/modules/{module.pk}").json()
    assert (found["role"], found["question_count"]) == (None, 0)
    assert me.get(f"/api/modules/{module.pk}/questions").json()["results"] == []


def test_modules_are_filtered(me: Any) -> None:
    role = RoleFactory()
    ModuleFactory(title="A", category="hr", difficulty="hard")
    ModuleFactory(title="B", role=role)
    assert names(me.get("/api/modules?ordering=title"), "title") == ["A", "B"]
    assert names(me.get("/api/modules?category=hr"), "title") == ["A"]
    assert names(me.get("/api/modules?difficulty=easy"), "title") == ["B"]
    assert names(me.get(f"/api/modules?role={role.pk}"), "title") == ["B"]
    assert names(me.get(f"/api/modules?role={uuid4()}"), "title") == []


@pytest.mark.parametrize(
    ("query", "attr"),
    [("category=mixed", "category"), ("difficulty=x", "difficulty"), ("role=1", "role"), ("a=b", "a")],
)
def test_what_is_no_filter_of_modules(me: Any, query: str, attr: str) -> None:
    response = me.get(f"/api/modules?{query}")
    assert (response.status_code, attrs_of(response)) == (400, [attr])


def test_questions_are_shown_without_what_judges_them(me: Any) -> None:
    question = BankQuestionFactory(skill_tags=["sql", "indexing"])
    hidden = [BankQuestionFactory(assessment_only=True), BankQuestionFactory(active=False)]
    module = ModuleFactory(questions=[question, *hidden])
    BankQuestionFactory()
    response = me.get(f"/api/modules/{module.pk}/questions?count=true")
    (found,) = response.json()["results"]
    assert set(found) == QUESTION
    assert (found["text"], found["skill_tags"]) == (question.text, ["sql", "indexing"])
    assert (found["category"], found["focus"], found["difficulty"]) == ("technical", "core", "easy")
    assert response.json()["count"] == 1
    said = response.content.decode()
    for secret in (question.model_answer, *question.key_points, *question.accepted_answers, *question.hints):
        assert secret not in said


@pytest.mark.parametrize("path", ["/api/modules/{id}", "/api/modules/{id}/questions"])
def test_absent_and_withdrawn_modules(me: Any, path: str) -> None:
    gone = ModuleFactory(active=False, questions=[BankQuestionFactory()])
    for pk in (gone.pk, uuid4(), "me", "%00", "1" * 30):
        response = me.get(path.format(id=pk))
        assert (response.status_code, codes_of(response)) == (404, ["not_found"])


@pytest.mark.parametrize("who", ["manager", "recruiter", "interviewer", "candidate_user"])
def test_everybody_logged_in_may_read(request: Any, client_for: Any, who: str) -> None:
    RoleFactory()
    module = ModuleFactory(role=RoleFactory(), questions=[BankQuestionFactory()])
    client = client_for(request.getfixturevalue(who))
    for path in ("/api/roles", "/api/modules", f"/api/modules/{module.pk}/questions"):
        assert client.get(path).json()["results"] != []
    assert client.post("/api/modules", {}).status_code == 405
    assert client.put(f"/api/modules/{module.pk}", {}).status_code == 405


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(me: Any, candidate_user: User, count_queries: Any, rows: int) -> None:
    ProfileFactory(user=candidate_user, skills=["sql"])
    questions = [BankQuestionFactory() for _ in range(rows)]
    for _ in range(rows):
        RoleFactory(skills=["sql"])
        module = ModuleFactory(role=RoleFactory(), questions=questions)
    with count_queries(2):
        assert len(names(me.get("/api/roles"))) > 0
    with count_queries(3):
        assert len(names(me.get("/api/roles?suggested=true"))) == rows * 2
    with count_queries(2):
        assert len(names(me.get("/api/modules"), "title")) == rows
    with count_queries(2):
        assert me.get(f"/api/modules/{module.pk}").json()["question_count"] == rows
    with count_queries(2):
        assert len(names(me.get(f"/api/modules/{module.pk}/questions"), "id")) == rows
    with count_queries(4):
        assert me.post("/api/roles", ROLE).status_code == 201
