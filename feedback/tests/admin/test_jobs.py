"""Background jobs in the back-office."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.errors import Conflict, Forbidden, Missing
from feedback.services.jobs import retry_job
from feedback.tests.admin.pages import text_of
from feedback.tests.hooks import EndpointFactory, delivery_to

pytestmark = pytest.mark.django_db

LIST = "/admin/procrastinate/procrastinatejob/"


@pytest.fixture
def job() -> ProcrastinateJob:
    """Of a delivery; it waits."""
    delivery = delivery_to(EndpointFactory())
    return ProcrastinateJob.objects.get(args={"delivery_id": str(delivery.pk)})


def put(job: ProcrastinateJob, *statuses: str) -> ProcrastinateJob:
    """As a worker leaves it: procrastinate's triggers note the events."""
    with connection.cursor() as cursor:
        for status in statuses:
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, job.pk]
            )
    job.refresh_from_db()
    return job


def test_list_counts_by_status(browser: Any, job: ProcrastinateJob) -> None:
    put(job, "doing", "failed")
    page = browser.get(LIST)
    text = text_of(page)
    counted = {status: number for _, number, status in page.context["counts"]}
    assert counted["failed"] == ProcrastinateJob.objects.filter(status="failed").count() >= 1
    assert "feedback.deliver_webhook" in text
    assert str(job.lock) in text
    assert "Jobs" in page.context["title"]


def test_filters(browser: Any, job: ProcrastinateJob) -> None:
    put(job, "doing", "failed")
    link = f"{LIST}{job.pk}/change/"
    for query in ("status=failed", "task=feedback.deliver_webhook", "queue=webhooks", f"q={job.lock}"):
        assert link in text_of(browser.get(f"{LIST}?{query}")), query
    for query in ("status=todo", "task=feedback.publish_event", "queue=events"):
        assert link not in text_of(browser.get(f"{LIST}?{query}")), query


def test_page_tells_what_happened(browser: Any, job: ProcrastinateJob) -> None:
    put(job, "doing", "succeeded")
    page = text_of(browser.get(f"{LIST}{job.pk}/change/"))
    for said in ("Asked for", "Started", "Done", "delivery_id", "feedback.deliver_webhook"):
        assert said in page
    assert "/do/retry/" not in page
    assert 'name="_save"' not in page


def test_failed_one_is_retried(browser: Any, job: ProcrastinateJob) -> None:
    put(job, "doing", "failed")
    url = f"{LIST}{job.pk}/do/retry/"
    assert url in text_of(browser.get(f"{LIST}{job.pk}/change/"))
    assert "put back" in text_of(browser.get(url))
    assert browser.post(url).status_code == 302
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("todo", 1)
    assert "Only a failed job" in text_of(browser.post(url))


def test_many_are_retried(browser: Any, job: ProcrastinateJob) -> None:
    put(job, "doing", "failed")
    other = ProcrastinateJob.objects.exclude(pk=job.pk).filter(status="todo").latest("id")
    said = {"action": "retry", "_selected_action": [str(job.pk), str(other.pk)]}
    assert "2 jobs chosen" in text_of(browser.post(LIST, said))
    assert "1 done, 1 refused" in text_of(browser.post(LIST, {**said, "confirmed": "yes"}))


def test_what_cannot_be_retried(job: ProcrastinateJob, manager: Any, recruiter: Any) -> None:
    with pytest.raises(Conflict):
        retry_job(job.pk, actor=manager)
    with pytest.raises(Forbidden):
        retry_job(job.pk, actor=recruiter)
    with pytest.raises(Missing):
        retry_job(0, actor=manager)


def test_retry_while_the_same_waits_already_is_refused(job: ProcrastinateJob, manager: Any) -> None:
    put(job, "doing", "failed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = 'one' WHERE id = %s", [job.pk])
        cursor.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'x', 0, NULL, 'one', '{}'::jsonb, NULL)"
            "::procrastinate_job_to_defer_v1])"
        )
    with pytest.raises(Conflict) as refused:
        retry_job(job.pk, actor=manager)
    assert refused.value.code == "already_waiting"


def test_list_within_its_budget(browser: Any, job: ProcrastinateJob, count_queries: Any) -> None:
    for query in ("", "?status=todo"):
        with count_queries(6):
            text_of(browser.get(LIST + query))


def test_managers_only_and_nobody_edits(
    browser_of: Any, recruiter: Any, interviewer: Any, browser: Any, job: ProcrastinateJob
) -> None:
    put(job, "doing", "failed")
    for user in (recruiter, interviewer):
        other = browser_of(user)
        for path in (LIST, f"{LIST}{job.pk}/change/", f"{LIST}{job.pk}/do/retry/"):
            assert other.get(path).status_code == 403
        assert other.post(f"{LIST}{job.pk}/do/retry/").status_code == 403
    assert browser.post(f"{LIST}{job.pk}/change/", {"task_name": "x"}).status_code == 403
    assert browser.get(f"{LIST}add/").status_code == 403


def test_the_start_page_leads_to_each(browser: Any) -> None:
    page = text_of(browser.get("/admin/"))
    for path in (
        LIST,
        "/admin/feedback/event/",
        "/admin/feedback/webhookendpoint/",
        "/admin/feedback/webhookdelivery/",
    ):
        assert f'href="{path}"' in page
    assert "Background jobs" in page


@pytest.mark.parametrize("query", ["q=%00", "status=nope", "task=x", "queue=x", "o=99", "p=999"])
def test_odd_queries_are_no_crash(query: str, browser: Any) -> None:
    assert browser.get(f"{LIST}?{query}").status_code in (200, 302)
    assert browser.get(f"{LIST}x/change/").status_code in (302, 404)
