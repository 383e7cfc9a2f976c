"""The pages of the bank: lists, forms whose problems stand at their fields, retiring and deleting, figures."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.html import escape

from interviews.models import BankQuestion, FollowUpTemplate, Module, Role
from interviews.tests.answering import scored
from interviews.tests.factories import (
    ACCEPTED_ANSWERS,
    KEY_POINTS,
    MODEL_ANSWER,
    BankQuestionFactory,
    FollowUpTemplateFactory,
    ModuleFactory,
    RoleFactory,
    make_session,
)

pytestmark = pytest.mark.django_db
BANK = "/admin/interviews/bankquestion/"


def form(**other: Any) -> dict[str, Any]:
    return {
        "text": "What does an index do?",
        "focus": "core",
        "difficulty": "easy",
        "levels": ["mid", "senior"],
        "skill_tags": "sql\ndatabases",
        "key_points": "\r\n".join(KEY_POINTS),
        "model_answer": MODEL_ANSWER,
        "accepted_answers": [*ACCEPTED_ANSWERS, "", ""],
        "hints": "Think of a book.\r\n\r\nThink of an insert.",
        "active": "on",
        **other,
    }


def page_of(question: BankQuestion) -> str:
    return f"{BANK}{question.pk}/change/"


def errors(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def posted_form(page: Any) -> dict[str, Any]:
    """What the browser would send back unchanged."""
    shown = page.context["adminform"].form
    return {name: shown[name].value() for name in shown.fields if shown[name].value() not in (None, False)} | {
        "key_points": "\r\n".join(shown["key_points"].value().splitlines())
    }


def test_recruiter_adds_a_question(browser: Any) -> None:
    role = RoleFactory.create()
    answer = browser.post(f"{BANK}add/", form(roles=[str(role.pk)]))
    assert answer.status_code == 302, errors(answer)
    question = BankQuestion.objects.get()
    assert (question.key_points, question.accepted_answers) == (KEY_POINTS, ACCEPTED_ANSWERS)
    assert question.hints == ["Think of a book.", "Think of an insert."]
    assert (question.skill_tags, question.type) == (["sql", "databases"], "technical")
    assert list(question.roles.all()) == [role]
    assert question.edited_at is not None


def test_each_problem_stands_at_its_field(browser: Any) -> None:
    answer = browser.post(
        f"{BANK}add/", form(key_points="One", model_answer="Short", accepted_answers=["Short"], hints="", levels=[])
    )
    assert set(errors(answer)) == {"key_points", "model_answer", "accepted_answers", "hints", "levels"}
    assert len(errors(answer)["accepted_answers"]) == 2
    assert not BankQuestion.objects.exists()
    assert ">Short</textarea>" in answer.content.decode()


def test_same_question_is_refused_at_its_text(browser: Any) -> None:
    browser.post(f"{BANK}add/", form())
    answer = browser.post(f"{BANK}add/", form())
    assert errors(answer) == {"text": ["The bank has this question already."]}


def test_saving_unchanged_marks_nothing(browser: Any) -> None:
    question = BankQuestionFactory.create(roles=[RoleFactory.create()])
    data = posted_form(browser.get(page_of(question)))
    assert browser.post(page_of(question), data).status_code == 302
    question.refresh_from_db()
    assert question.edited_at is None
    assert browser.post(page_of(question), {**data, "hints": "Another."}).status_code == 302
    question.refresh_from_db()
    assert (question.hints, question.edited_at is not None) == (["Another."], True)
    assert list(question.roles.all()) != []


def test_private_roles_are_not_offered(browser_of: Any, manager: Any, candidate_user: Any) -> None:
    RoleFactory.create(name="Catalogue Role")
    private = RoleFactory.create(name="Secret Wish", owner=candidate_user)
    browser = browser_of(manager)
    for path in ("bankquestion/add/", "bankquestion/", "module/add/", "role/"):
        page = browser.get(f"/admin/interviews/{path}").content.decode()
        assert "Catalogue Role" in page, path
        assert "Secret Wish" not in page, path
    assert browser.get(f"/admin/interviews/role/{private.pk}/change/").status_code == 302
    assert "roles" in errors(browser.post(f"{BANK}add/", form(roles=[str(private.pk)])))


def test_asked_question_is_retired_not_deleted(browser: Any, candidate_user: Any) -> None:
    asked = make_session(candidate_user).questions.first().bank_question
    assert browser.post(f"{BANK}{asked.pk}/delete/", {"post": "yes"}).status_code == 403
    answer = browser.post(BANK, {"action": "retire", "_selected_action": [str(asked.pk)], "confirmed": "yes"})
    assert "1 done, 0 refused" in answer.content.decode()
    asked.refresh_from_db()
    assert not asked.active
    assert "Retired" in browser.get(page_of(asked)).content.decode()
    browser.post(BANK, {"action": "bring-back", "_selected_action": [str(asked.pk)], "confirmed": "yes"})
    asked.refresh_from_db()
    assert asked.active


def test_retiring_asks_first(browser: Any) -> None:
    question = BankQuestionFactory.create()
    page = browser.post(BANK, {"action": "retire", "_selected_action": [str(question.pk)]})
    assert "1 bank question chosen" in page.content.decode()
    question.refresh_from_db()
    assert question.active


def test_never_asked_question_is_deleted(browser: Any) -> None:
    question = BankQuestionFactory.create()
    assert f"{BANK}{question.pk}/delete/" in browser.get(page_of(question)).content.decode()
    assert browser.post(f"{BANK}{question.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not BankQuestion.objects.exists()
    assert LogEntry.objects.filter(action_flag=3).count() == 1


def test_asked_between_page_and_deletion(browser: Any, monkeypatch: Any, candidate_user: Any) -> None:
    asked = make_session(candidate_user).questions.first().bank_question
    monkeypatch.setattr("interviews.admin.questions.was_asked", lambda question: False)
    answer = browser.post(f"{BANK}{asked.pk}/delete/", {"post": "yes"}, follow=True)
    assert "retire it instead" in answer.content.decode()
    assert BankQuestion.objects.filter(pk=asked.pk).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("focus__exact=core", {"Core"}), ("difficulty__exact=hard", {"Advanced"}), ("level=senior", {"Advanced"}),
        ("skill=Kafka", {"Core"}), ("active__exact=0", {"Advanced"}), ("assessment_only__exact=1", {"Core"}),
        ("q=shards", {"Advanced"}), ("role=every", {"Advanced"}), ("level=nope", {"Core", "Advanced"}),
        ("role=nope", {"Core", "Advanced"}), ("q=nothing+such", set()),
    ],
)  # fmt: skip
def test_list_is_narrowed(query: str, found: set[str], browser: Any) -> None:
    BankQuestionFactory.create(
        focus="core", levels=["junior"], skill_tags=["kafka"], assessment_only=True, roles=[RoleFactory.create()]
    )
    BankQuestionFactory.create(
        text="How do shards move?", focus="advanced", difficulty="hard", levels=["senior"], active=False
    )
    page = browser.get(f"{BANK}?{query}").content.decode()
    assert set(re.findall(r'<td class="field-focus">(.*?)</td>', page)) == found


def test_list_is_narrowed_by_role(browser: Any) -> None:
    role = RoleFactory.create()
    BankQuestionFactory.create(roles=[role])
    BankQuestionFactory.create(focus="advanced")
    page = browser.get(f"{BANK}?role={role.pk}").content.decode()
    assert re.findall(r'<td class="field-focus">(.*?)</td>', page) == ["Core"]


def test_figures_stand_in_list_and_page(browser: Any, make_user: Any) -> None:
    question, rare = BankQuestionFactory.create(), BankQuestionFactory.create()
    for number in range(5):
        scored(make_user("candidate"), question, 60, hints_used=int(number == 0))
    scored(make_user("candidate"), rare, 90)
    listing = browser.get(BANK).content.decode()
    assert {"60 (5)", "too few"} == set(re.findall(r'<td class="field-mean">(.*?)</td>', listing))
    page = browser.get(page_of(question)).content.decode()
    for text in ("60 of 100", "(5 people)", "20%", "1:00", "needs 10 answers"):
        assert text in page
    told_little = browser.get(page_of(rare)).content.decode()
    assert "Too few people answered" in told_little
    assert "of 100" not in told_little


def test_never_asked_says_so(browser: Any) -> None:
    assert "It was never asked." in browser.get(page_of(BankQuestionFactory.create())).content.decode()


def test_module_is_made_of_questions_of_its_kind(browser: Any) -> None:
    good, other = BankQuestionFactory.create(), BankQuestionFactory.create(focus="behavioral")
    data = {"title": "SQL", "category": "technical", "difficulty": "easy", "duration_minutes": "30", "active": "on"}
    answer = browser.post("/admin/interviews/module/add/", {**data, "questions": [good.pk, other.pk]})
    assert "is a HR question" in errors(answer)["questions"][0]
    assert browser.post("/admin/interviews/module/add/", {**data, "questions": [good.pk]}).status_code == 302
    module = Module.objects.get()
    assert list(module.questions.all()) == [good]
    answer = browser.post(
        f"/admin/interviews/module/{module.pk}/change/", {**data, "title": "", "questions": [good.pk]}
    )
    assert errors(answer) == {"title": ["This field is required."]}


def test_module_finds_questions_by_words(browser: Any) -> None:
    BankQuestionFactory.create(text="How do shards move?")
    BankQuestionFactory.create()
    query = {"app_label": "interviews", "model_name": "module", "field_name": "questions", "term": "shar"}
    found = browser.get("/admin/autocomplete/", query).json()["results"]
    assert [row["text"] for row in found] == ["How do shards move?"]


def test_role_and_follow_up_are_kept_by_their_services(browser: Any) -> None:
    answer = browser.post("/admin/interviews/role/add/", {"name": "Plumber", "skills": "Pipes\npipes", "active": "on"})
    assert answer.status_code == 302, errors(answer)
    assert (Role.objects.get().skills, Role.objects.get().name_key) == (["pipes"], "plumber")
    again = browser.post("/admin/interviews/role/add/", {"name": "PLUMBER", "skills": "", "active": "on"})
    assert errors(again) == {"name": ["The catalogue has a role of this name already."]}
    wrong = browser.post("/admin/interviews/followuptemplate/add/", {"trigger": "no_example", "text": "{point}?"})
    assert "only where a point was left out" in errors(wrong)["text"][0]
    browser.post("/admin/interviews/followuptemplate/add/", {"trigger": "no_example", "text": "Such as?"})
    assert not FollowUpTemplate.objects.get().active


def test_rows_of_the_files_say_so(browser: Any) -> None:
    role = RoleFactory.create(key="backend")
    assert "leaves alone what stands here" in browser.get(f"/admin/interviews/role/{role.pk}/change/").content.decode()


def test_markup_is_escaped(browser: Any) -> None:
    evil = "<script>alert(1)</script>"
    question = BankQuestionFactory.create(text=f"{evil} why?", skill_tags=[evil], hints=[evil], accepted_answers=[evil])
    module = ModuleFactory.create(title=evil, questions=[question])
    template = FollowUpTemplateFactory.create(text=evil)
    for path in (
        "bankquestion/", f"bankquestion/{question.pk}/change/", f"module/{module.pk}/change/", "module/",
        f"followuptemplate/{template.pk}/change/",
    ):  # fmt: skip
        page = browser.get(f"/admin/interviews/{path}").content.decode()
        assert evil not in page, path
        assert escape(evil) in page, path


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q='%26|!:*\\", "o=", "o=99.-3.x", "p=99999999999999999999", "e=1", "all=", "role=%00", "skill=%00",
        "skill='", "focus__exact=nope", "q=" + "a" * 5000, "_popup=1", "_facets=True", "level=%22%3E%3Cscript%3E",
    ],
)  # fmt: skip
def test_odd_queries_are_no_crash(query: str, browser: Any) -> None:
    BankQuestionFactory.create()
    assert browser.get(f"{BANK}?{query}").status_code in (200, 302)
    assert browser.get(f"{BANK}export/?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("name", ["bankquestion", "module", "role", "followuptemplate"])
def test_list_takes_as_many_queries_for_ten_rows_as_for_one(
    name: str, browser: Any, candidate_user: Any, django_assert_max_num_queries: Any
) -> None:
    def more(count: int) -> None:
        for _ in range(count):
            question = BankQuestionFactory.create(roles=[RoleFactory.create()])
            scored(candidate_user, question, 50)
            ModuleFactory.create(questions=[question], role=RoleFactory.create())
            FollowUpTemplateFactory.create()

    more(1)
    with django_assert_max_num_queries(12) as first:
        browser.get(f"/admin/interviews/{name}/")
    more(9)
    with django_assert_max_num_queries(12) as second:
        browser.get(f"/admin/interviews/{name}/")
    assert len(second) == len(first)
