"""The process page: what it shows, its buttons by status, and each action's success and refusal."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tracking.models import Attachment, Candidate, Company, InterviewProcess, InterviewStage, Offer
from tracking.services import closing, offers, outcomes, processes, stages
from tracking.tests.factories import CandidateFactory, CompanyFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(recruiter: Any) -> InterviewProcess:
    return ProcessFactory(candidate__owner=recruiter, candidate__full_name="Ada Lovelace", company__name="Northwind")


def page_url(process: Any) -> str:
    return f"/admin/tracking/interviewprocess/{process.pk}/change/"


def do_url(row: Any, action: str) -> str:
    return f"/admin/tracking/{row._meta.model_name}/{row.pk}/do/{action}/"


def buttons(page: Any, row: Any) -> set[str]:
    return set(re.findall(rf"/admin/tracking/{row._meta.model_name}/{row.pk}/do/([a-z-]+)/", page.content.decode()))


def bring_to(process: InterviewProcess, status: str, actor: Any) -> Offer | None:
    offer = None
    if status.startswith("offer"):
        offer = offers.draft_offer(process.pk, actor=actor)
        offers.extend_offer(offer.pk, actor=actor)
    if status == "on_hold":
        closing.hold_process(process.pk, actor=actor)
    elif status in ("offer_accepted", "offer_declined", "rejected_by_company", "candidate_withdrew"):
        closing.complete_process(process.pk, actor=actor, final_status=status)
    process.refresh_from_db()
    return offer


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("in_progress", {"add-stage", "draft-offer", "hold", "reject", "withdraw"}),
        ("on_hold", {"add-stage", "draft-offer", "resume", "reject", "withdraw"}),
        ("offer_extended", {"add-stage", "reject", "withdraw"}),
        ("offer_accepted", {"reopen"}),
        ("offer_declined", {"reopen"}),
        ("rejected_by_company", {"reopen"}),
        ("candidate_withdrew", {"reopen"}),
    ],
)
def test_buttons_are_the_transitions_allowed_now(
    status: str, expected: set[str], browser: Any, process: Any, recruiter: Any
) -> None:
    bring_to(process, status, recruiter)
    assert buttons(browser.get(page_url(process)), process) == expected


def test_offer_buttons_follow_its_status(browser: Any, process: Any, recruiter: Any) -> None:
    draft = offers.draft_offer(process.pk, actor=recruiter)
    assert buttons(browser.get(page_url(process)), draft) == {"extend", "revise"}
    offers.extend_offer(draft.pk, actor=recruiter)
    assert buttons(browser.get(page_url(process)), draft) == {"accept", "decline", "rescind", "revise"}
    offers.accept_offer(draft.pk, actor=recruiter)
    assert buttons(browser.get(page_url(process)), draft) == set()


def test_only_managers_may_approve(browser: Any, browser_of: Any, process: Any, recruiter: Any, manager: Any) -> None:
    draft = offers.draft_offer(process.pk, actor=recruiter)
    offers.submit_offer(draft.pk, actor=recruiter)
    assert "approve" not in buttons(browser.get(page_url(process)), draft)
    assert browser.post(do_url(draft, "approve")).status_code == 403
    assert "approve" in buttons(browser_of(manager).get(page_url(process)), draft)
    assert browser_of(manager).post(do_url(draft, "approve")).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "approved"


def test_page_shows_stages_offers_and_history_in_one_place(browser: Any, process: Any, recruiter: Any) -> None:
    stage = stages.add_stage(process.pk, actor=recruiter, stage_name="Phone Screen", interviewer_names=["Paul"])
    outcomes.record_stage_outcome(stage.pk, actor=recruiter, outcome="passed", ratings={"overall": 4})
    offers.draft_offer(process.pk, actor=recruiter, base_salary=Decimal(120000), currency="USD")
    processes.update_process(process.pk, actor=recruiter, role_title="Staff Engineer")
    page = browser.get(page_url(process)).content.decode()
    for text in ("Ada Lovelace", "Northwind", "Phone Screen", "Paul", "4/5", "120,000.00 USD", "Passed"):
        assert text in page
    row = re.search(r"<td>Role title</td><td>(.*?)</td><td>(.*?)</td>", page)
    assert row is not None
    assert row.groups() == ("Backend Engineer", "Staff Engineer")


def test_panel_names_each_person_once(browser: Any, process: Any, make_user: Any) -> None:
    ines, second = (make_user("interviewer", first_name="Ines", last_name=name) for name in ("Sorensen", "<Berg>"))
    names = ["ines  sorensen", "Paul", "PAUL", "Zoë"]
    StageFactory(process=process, panel=[ines, second], interviewer_names=names)
    page = browser.get(page_url(process)).content.decode()
    said = re.search(r" · with (.*)", page)
    assert said is not None
    assert sorted(said.group(1).split(", ")) == ["Ines &lt;Berg&gt;", "Ines Sorensen", "Paul", "Zoë"]


def test_page_takes_as_many_queries_for_many_stages(
    browser: Any, process: Any, recruiter: Any, django_assert_max_num_queries: Any
) -> None:
    def look() -> int:
        with django_assert_max_num_queries(30) as asked:
            browser.get(page_url(process))
        return len(asked)

    StageFactory(process=process, panel=[recruiter])
    before = look()
    for _ in range(5):
        stage = StageFactory(process=process, panel=[recruiter])
        outcomes.record_stage_outcome(stage.pk, actor=recruiter, outcome="passed")
    assert look() <= before + 2  # the events' second half: the people behind the changes, once


def test_managers_see_who_changed_a_field(browser: Any, browser_of: Any, process: Any, manager: Any) -> None:
    data = {"company_name": "Contoso", "role_title": "Backend Engineer", "feeder_source": "", "recruiter_name": ""}
    assert browser.post(page_url(process), data).status_code == 302
    change = r"<td>Company</td><td>Northwind</td><td>Contoso</td><td>(.*?)</td>"
    told = {user: re.search(change, b.get(page_url(process)).content.decode()) for user, b in
            (("recruiter", browser), ("manager", browser_of(manager)))}  # fmt: skip
    assert [told[user].group(1) for user in ("recruiter", "manager")] == ["—", "rita"]


@pytest.mark.parametrize(
    ("start", "action", "data", "status"),
    [
        ("in_progress", "hold", {"reason": "Budget"}, "on_hold"),
        ("on_hold", "resume", {}, "in_progress"),
        ("in_progress", "reject", {"rejection_reason": "skills", "reason": "SQL"}, "rejected_by_company"),
        ("in_progress", "withdraw", {"withdrawal_reason": "personal"}, "candidate_withdrew"),
        ("rejected_by_company", "reopen", {"reason": "They called back"}, "in_progress"),
    ],
)
def test_process_action_calls_its_service_and_is_logged(
    start: str, action: str, data: dict[str, str], status: str, browser: Any, process: Any, recruiter: Any
) -> None:
    bring_to(process, start, recruiter)
    assert browser.get(do_url(process, action)).status_code == 200
    answer = browser.post(do_url(process, action), data)
    assert (answer.status_code, answer["Location"]) == (302, page_url(process))
    process.refresh_from_db()
    assert process.status == status
    entry = LogEntry.objects.get(object_id=str(process.pk))
    assert entry.user_id == recruiter.pk
    assert data.get("reason", "") in entry.change_message
    assert (
        entry.change_message in browser.get(f"/admin/tracking/interviewprocess/{process.pk}/history/").content.decode()
    )


@pytest.mark.parametrize(
    ("start", "action", "data", "sentence"),
    [
        ("candidate_withdrew", "hold", {}, "cannot be put on hold"),
        ("candidate_withdrew", "reject", {}, "reopen it before you end it otherwise"),
        ("in_progress", "reopen", {"reason": "x"}, "only an ended one can be reopened"),
        ("candidate_withdrew", "add-stage", {"stage_name": "Late"}, "The process has ended"),
        ("offer_extended", "draft-offer", {}, "This process has an open offer"),
    ],
)
def test_refusal_is_shown_and_nothing_is_saved(
    start: str, action: str, data: dict[str, str], sentence: str, browser: Any, process: Any, recruiter: Any
) -> None:
    bring_to(process, start, recruiter)
    answer = browser.post(do_url(process, action), data)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "messagelist" not in answer.content.decode()
    assert not LogEntry.objects.exists()
    process.refresh_from_db()
    assert process.status == start


def test_reason_is_asked_for_where_it_is_needed(browser: Any, process: Any, recruiter: Any) -> None:
    bring_to(process, "candidate_withdrew", recruiter)
    answer = browser.post(do_url(process, "reopen"), {"reason": "  "})
    assert "This field is required" in answer.content.decode()


def test_action_that_is_not_possible_now_says_so(browser: Any, process: Any) -> None:
    answer = browser.get(do_url(process, "resume"), follow=True)
    assert "is not possible now" in answer.content.decode()
    assert browser.get(do_url(process, "no-such")).status_code == 404


def test_page_read_before_anothers_change_is_stale(browser: Any, process: Any, recruiter: Any) -> None:
    shown = process.version
    processes.update_process(process.pk, actor=recruiter, role_title="Other")
    assert "has changed since you read it" in browser.post(do_url(process, "hold"), {"version": shown}).content.decode()


def test_stage_from_adding_to_correction(browser: Any, process: Any, interviewer: Any) -> None:
    added = browser.post(do_url(process, "add-stage"), {"stage_name": "Tech round 1", "panel": [str(interviewer.pk)]})
    assert added.status_code == 302
    stage = InterviewStage.objects.get(process=process)
    assert (stage.stage_type, [user.pk for user in stage.interviewers.all()]) == ("technical", [interviewer.pk])
    assert browser.get(do_url(stage, "outcome")).status_code == 200
    data = {"outcome": "failed", "overall": "2", "rejection_reason": "skills", "close_process": "on"}
    assert browser.post(do_url(stage, "outcome"), data).status_code == 302
    process.refresh_from_db()
    assert (process.status, process.rejection_reason) == ("rejected_by_company", "skills")
    assert browser.post(do_url(stage, "correct"), {"outcome": "passed", "reason": "Mixed up"}).status_code == 302
    process.refresh_from_db()
    stage.refresh_from_db()
    assert (process.status, stage.outcome, stage.overall_rating) == ("in_progress", "passed", 2)
    notes = {"overall": "4", "feedback_notes": "Better than it looked."}
    assert browser.post(do_url(stage, "ratings"), notes).status_code == 302
    stage.refresh_from_db()
    assert (stage.overall_rating, stage.feedback_notes) == (4, "Better than it looked.")


def test_stage_page_plans_and_refuses_by_field(browser: Any, process: Any) -> None:
    stage = StageFactory(process=process)
    url = f"/admin/tracking/interviewstage/{stage.pk}/change/"
    data = {"stage_name": "On-site", "stage_type": "onsite", "scheduled_date": "2026-12-01"}
    assert browser.post(url, data).status_code == 302
    stage.refresh_from_db()
    assert (stage.stage_name, str(stage.scheduled_date)) == ("On-site", "2026-12-01")
    answer = browser.post(url, {**data, "scheduled_date": "2300-01-01"})
    assert answer.context["adminform"].form.errors["scheduled_date"] == ["A date from 1970-01-01 to 2200-12-31."]


def test_interviewer_records_an_outcome_without_ending_the_process(browser_of: Any, interviewer: Any) -> None:
    stage = StageFactory(panel=[interviewer])
    browser = browser_of(interviewer)
    assert b"close_process" not in browser.get(do_url(stage, "outcome")).content
    answer = browser.post(do_url(stage, "outcome"), {"outcome": "failed", "overall": "1", "close_process": "on"})
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/tracking/interviewstage/{stage.pk}/change/")
    stage.refresh_from_db()
    assert (stage.outcome, stage.process.status) == ("failed", "in_progress")


def test_offer_from_draft_to_placement(browser: Any, process: Any) -> None:
    terms = {"base_salary": "120000.00", "currency": "USD", "expires_at_0": "2027-01-31", "expires_at_1": "12:00"}
    assert browser.post(do_url(process, "draft-offer"), terms).status_code == 302
    first = Offer.objects.get(process=process)
    assert browser.post(do_url(first, "extend")).status_code == 302
    assert browser.get(do_url(first, "revise")).status_code == 200
    assert browser.post(do_url(first, "revise"), {**terms, "base_salary": "130000"}).status_code == 302
    second = Offer.objects.get(process=process, status="draft")
    assert (second.base_salary, second.number) == (Decimal(130000), 2)
    browser.post(do_url(second, "extend"))
    browser.post(do_url(second, "accept"))
    process.refresh_from_db()
    assert (process.status, process.candidate.placements.count()) == ("offer_accepted", 1)


def test_candidate_page_shows_placements_as_far_as_they_are_seen(
    browser: Any, browser_of: Any, process: Any, recruiter: Any, other_recruiter: Any
) -> None:
    url = f"/admin/tracking/candidate/{process.candidate_id}/change/"
    assert b"placements-heading" not in browser.get(url).content
    bring_to(process, "offer_extended", recruiter)
    closing.complete_process(process.pk, actor=recruiter, final_status="offer_accepted")
    shown = browser.get(url).content.decode().partition("placements-heading")[2]
    assert "Placed " in shown
    assert "reversed" not in shown
    closing.reopen_process(process.pk, actor=recruiter, reason="Signed by mistake")
    assert "· reversed " in browser.get(url).content.decode()
    ProcessFactory(candidate=process.candidate, recruiter=other_recruiter)
    assert b"placements-heading" not in browser_of(other_recruiter).get(url).content


def test_terms_are_refused_at_their_field(browser: Any, process: Any) -> None:
    yesterday = str((timezone.now() - timedelta(days=1)).date())
    answer = browser.post(do_url(process, "draft-offer"), {"base_salary": "1", "start_date": yesterday})
    assert answer.context["form"].errors["currency"] == ["An amount needs its currency."]
    answer = browser.post(do_url(process, "draft-offer"), {"start_date": yesterday})
    assert answer.context["form"].errors["start_date"] == ["The start is before the offer."]


def test_process_is_opened_by_names(browser: Any, recruiter: Any) -> None:
    candidate, company = CandidateFactory(owner=recruiter), CompanyFactory(name="Northwind")
    data = {"candidate": str(candidate.pk), "company_name": "NORTHWIND ", "role_title": "SRE", "feeder_source": "New"}
    answer = browser.post("/admin/tracking/interviewprocess/add/", data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    browser.get(answer["Location"])
    made = InterviewProcess.objects.get()
    assert (made.company, made.feeder.name, made.recruiter) == (company, "New", recruiter)
    again = browser.post("/admin/tracking/interviewprocess/add/", data)
    assert again.status_code == 200
    assert "already has an open process" in again.content.decode()
    assert "was added successfully" not in again.content.decode()
    assert InterviewProcess.objects.count() == 1


def test_process_of_anothers_candidate_is_refused_at_the_field(browser: Any, other_recruiter: Any) -> None:
    theirs = CandidateFactory(owner=other_recruiter)
    data = {"candidate": str(theirs.pk), "company_name": "Northwind", "role_title": "SRE"}
    answer = browser.post("/admin/tracking/interviewprocess/add/", data)
    assert "candidate" in answer.context["adminform"].form.errors
    assert not InterviewProcess.objects.exists()


def test_status_cannot_be_posted(browser: Any, process: Any) -> None:
    data = {"company_name": "Northwind", "role_title": "SRE", "status": "offer_accepted", "candidate": "x"}
    assert browser.post(page_url(process), data).status_code == 302
    process.refresh_from_db()
    assert (process.status, process.role_title) == ("in_progress", "SRE")


def test_stale_form_and_ended_process_are_refused(browser: Any, process: Any, recruiter: Any) -> None:
    data = {"company_name": "Northwind", "role_title": "SRE", "seen_version": process.version}
    processes.update_process(process.pk, actor=recruiter, role_title="Other")
    assert "has changed since you read it" in browser.post(page_url(process), data).content.decode()
    bring_to(process, "candidate_withdrew", recruiter)
    del data["seen_version"]
    assert "stay as they were" in browser.post(page_url(process), data).content.decode()


def test_manager_reassigns_with_the_name(browser_of: Any, process: Any, manager: Any, other_recruiter: Any) -> None:
    data = {"company_name": "Northwind", "role_title": "SRE", "recruiter": str(other_recruiter.pk)}
    assert browser_of(manager).post(page_url(process), data).status_code == 302
    process.refresh_from_db()
    assert (process.recruiter, process.recruiter_name) == (other_recruiter, "otto")


def test_candidate_is_entered_changed_archived(browser: Any, recruiter: Any) -> None:
    add = "/admin/tracking/candidate/add/"
    assert browser.post(add, {"full_name": "\u200b "}).context["adminform"].form.errors["full_name"]
    assert browser.post(add, {"full_name": " Ada  Lovelace", "email": "ada@example.org"}).status_code == 302
    ada = Candidate.objects.get()
    assert (ada.owner, ada.name_key) == (recruiter, "ada lovelace")
    change = f"/admin/tracking/candidate/{ada.pk}/change/"
    assert browser.post(change, {"full_name": "Ada King", "email": ""}).status_code == 302
    ada.refresh_from_db()
    assert (ada.full_name, ada.email) == ("Ada King", "")
    assert browser.post(do_url(ada, "archive"), {"reason": "Moved abroad"}).status_code == 302
    assert browser.post(do_url(ada, "unarchive")).status_code == 302


def test_company_names_are_unique_over_aliases(browser: Any) -> None:
    add = "/admin/tracking/company/add/"
    assert browser.post(add, {"name": "Northwind", "aliases": "NW\nNorth Wind, Inc."}).status_code == 302
    assert Company.objects.get().aliases == ["NW", "North Wind, Inc."]
    answer = browser.post(add, {"name": "nw"})
    assert answer.context["adminform"].form.errors["name"] == ["“nw” already names another."]


def test_attachment_is_uploaded_listed_and_handed_out(
    browser: Any, browser_of: Any, recruiter: Any, other_recruiter: Any, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    ada = CandidateFactory(owner=recruiter)
    upload = SimpleUploadedFile('résumé "1".txt', b"Twelve years of Python.")
    assert browser.post(do_url(ada, "upload"), {"file": upload, "kind": "resume"}).status_code == 302
    kept = Attachment.objects.get()
    assert "Present resume" in browser.get(f"/admin/tracking/candidate/{ada.pk}/change/").content.decode()
    url = f"/admin/tracking/candidate/{ada.pk}/attachments/{kept.pk}/"
    answer = browser.get(url)
    assert b"".join(answer.streaming_content) == b"Twelve years of Python."
    assert answer["Content-Disposition"].startswith("attachment;")
    assert browser_of(other_recruiter).get(url).status_code == 404
    bad = SimpleUploadedFile("page.html", b"<script>")
    refused = browser.post(do_url(ada, "upload"), {"file": bad, "kind": "resume"})
    assert refused.context["form"].errors["file"] == ["Only PDF, DOCX and text files are accepted."]
