"""Who sees what in the back-office, and what hostile addresses get."""

from __future__ import annotations

from typing import Any

import pytest

from tracking.tests.factories import CandidateFactory, OfferFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

LISTS = [
    "interviewprocess", "interviewstage", "offer", "candidate", "company", "feeder", "placement", "statuschange",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_list_opens_for_recruiters_and_managers(name: str, browser_of: Any, recruiter: Any, manager: Any) -> None:
    for user in (recruiter, manager):
        assert browser_of(user).get(f"/admin/tracking/{name}/").status_code == 200


def test_recruiter_sees_own_rows_only(browser: Any, recruiter: Any, other_recruiter: Any) -> None:
    mine = ProcessFactory(candidate__owner=recruiter, candidate__full_name="Mine Own")
    theirs = ProcessFactory(candidate__owner=other_recruiter, candidate__full_name="Theirs Alone")
    page = browser.get("/admin/tracking/interviewprocess/").content.decode()
    assert "Mine Own" in page
    assert "Theirs Alone" not in page
    assert browser.get(f"/admin/tracking/interviewprocess/{mine.pk}/change/").status_code == 200
    assert browser.get(f"/admin/tracking/interviewprocess/{theirs.pk}/change/").status_code == 302
    assert browser.post(f"/admin/tracking/interviewprocess/{theirs.pk}/do/hold/").status_code == 404
    assert browser.get(f"/admin/tracking/candidate/{theirs.candidate_id}/change/").status_code == 302
    found = browser.get(
        "/admin/autocomplete/",
        {"app_label": "tracking", "model_name": "interviewprocess", "field_name": "candidate", "term": "theirs"},
    )
    assert found.json()["results"] == []


def test_interviewer_sees_the_stages_of_their_panels_only(browser_of: Any, interviewer: Any) -> None:
    mine, other = StageFactory(panel=[interviewer]), StageFactory(stage_name="Elsewhere")
    browser = browser_of(interviewer)
    page = browser.get("/admin/tracking/interviewstage/").content.decode()
    assert str(mine.process.candidate) in page
    assert "Elsewhere" not in page
    assert browser.get(f"/admin/tracking/interviewstage/{mine.pk}/change/").status_code == 200
    assert browser.get(f"/admin/tracking/interviewstage/{other.pk}/do/outcome/").status_code == 404
    for name in set(LISTS) - {"interviewstage"}:
        assert browser.get(f"/admin/tracking/{name}/").status_code == 403
    assert browser.get(f"/admin/tracking/interviewstage/{mine.pk}/do/correct/").status_code == 403


@pytest.mark.parametrize("role", ["candidate", "service"])
def test_other_roles_do_not_enter_even_as_staff(role: str, browser_of: Any, make_user: Any) -> None:
    user = make_user(role, is_staff=True)
    assert browser_of(user).get("/admin/").status_code == 302


def test_nobody_deletes(browser_of: Any, manager: Any) -> None:
    process = ProcessFactory()
    browser = browser_of(manager)
    assert browser.post(f"/admin/tracking/interviewprocess/{process.pk}/delete/", {"post": "yes"}).status_code == 403
    answer = browser.post(
        "/admin/tracking/interviewprocess/", {"action": "delete_selected", "_selected_action": [str(process.pk)]}
    )
    assert answer.status_code in (200, 302)
    process.refresh_from_db()


def test_posting_by_hand_without_the_right_is_refused(browser_of: Any, interviewer: Any) -> None:
    stage = StageFactory(panel=[interviewer])
    browser = browser_of(interviewer)
    assert browser.post(f"/admin/tracking/interviewstage/{stage.pk}/change/", {"stage_name": "x"}).status_code == 403
    assert browser.post("/admin/tracking/candidate/add/", {"full_name": "x"}).status_code == 403
    assert browser.post(f"/admin/tracking/interviewprocess/{stage.process_id}/do/hold/").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q='%26|!:*\\", "o=", "o=99.-3.x", "p=99999999999999999999", "e=1", "all=", "open=%00", "company=%00",
        "status__exact=nope", "recruiter=not-a-uuid", "stage_type=x", "created_at__gte=9999-99-99", "q=" + "a" * 5000,
        "_popup=1", "_facets=True", "company='", "feeder=%22%3E%3Cscript%3E",
    ],
)  # fmt: skip
def test_odd_queries_are_no_crash(query: str, browser: Any) -> None:
    ProcessFactory()
    assert browser.get(f"/admin/tracking/interviewprocess/?{query}").status_code in (200, 302)
    assert browser.get(f"/admin/tracking/interviewprocess/export/?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("query", ["recruiter__password__startswith=a", "candidate__owner__password__startswith=a"])
def test_lookups_that_no_filter_offers_are_refused(query: str, browser: Any) -> None:
    assert browser.get(f"/admin/tracking/interviewprocess/?{query}").status_code == 400


def test_markup_is_escaped_everywhere(browser: Any, recruiter: Any) -> None:
    evil = "<script>alert(1)</script>"
    process = ProcessFactory(candidate__owner=recruiter, candidate__full_name=evil, role_title=evil, company__name=evil)
    stage = StageFactory(process=process, stage_name=evil, feedback_notes=evil, next_steps=evil)
    offer = OfferFactory(process=process, other_benefits=evil)
    for path in (
        "interviewprocess/", f"interviewprocess/{process.pk}/change/", f"interviewprocess/{process.pk}/do/hold/",
        f"interviewstage/{stage.pk}/change/", f"offer/{offer.pk}/change/", f"candidate/{process.candidate_id}/change/",
        "company/", "candidate/",
    ):  # fmt: skip
        answer = browser.get(f"/admin/tracking/{path}")
        assert answer.status_code == 200, path
        assert evil not in answer.content.decode(), path


def test_login_does_not_lead_elsewhere(client: Any, recruiter: Any) -> None:
    answer = client.post("/admin/login/?next=//evil.example", {"username": "rita", "password": "correct horse"})
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize("name", ["interviewprocess", "interviewstage", "offer", "candidate", "company"])
def test_list_takes_as_many_queries_for_ten_rows_as_for_one(
    name: str, browser: Any, recruiter: Any, django_assert_max_num_queries: Any
) -> None:
    def more(count: int) -> None:
        for _ in range(count):
            candidate = CandidateFactory(owner=recruiter)
            stage = StageFactory(process__candidate=candidate, panel=[recruiter])
            OfferFactory(process=stage.process)

    more(1)
    with django_assert_max_num_queries(12) as first:
        browser.get(f"/admin/tracking/{name}/")
    more(9)
    with django_assert_max_num_queries(12) as second:
        browser.get(f"/admin/tracking/{name}/")
    assert len(second) == len(first)
