"""The event log in the back-office."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from feedback.event_types import ProcessStatusChanged, SessionFinished
from feedback.models import Event, Publication
from feedback.models.events import PUBLISH_TASK
from feedback.tests.admin.pages import text_of
from feedback.tests.hooks import EndpointFactory, delivery_to, stored
from tracking.tests.factories import ProcessFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/feedback/event/"


def put(event: Event, status: str, error: str = "") -> Event:
    """As the publishing service leaves it."""
    sent_at = timezone.now() if status == "sent" else None
    Publication.objects.filter(event=event).update(status=status, tries=8, last_error=error, sent_at=sent_at)
    return event


def publishing_jobs(event: Event) -> int:
    return ProcrastinateJob.objects.filter(task_name=PUBLISH_TASK, args={"event_id": str(event.pk)}).count()


def test_list_tells_what_became_of_each(browser: Any) -> None:
    put(stored(), "dead", "No broker <there>")
    page = text_of(browser.get(LIST))
    assert "Candidate created" in page
    assert "Dead letter" in page
    assert "No broker &lt;there&gt;" in page


def test_subject_leads_to_its_page(browser: Any) -> None:
    process = ProcessFactory()
    candidate = stored()
    stored(ProcessStatusChanged(process.pk, process.candidate_id, "in_progress", "on_hold"))
    assessment, practice = uuid4(), uuid4()
    stored(SessionFinished(assessment, "assessment", "completed", "automatic"))
    stored(SessionFinished(practice, "practice", "completed", "automatic"))
    page = text_of(browser.get(LIST))
    assert f"/admin/tracking/interviewprocess/{process.pk}/change/" in page
    assert f"/admin/tracking/candidate/{candidate.subject}/change/" in page
    assert f"/admin/interviews/interviewsession/{assessment}/change/" in page
    assert f"/admin/interviews/interviewsession/{practice}/change/" not in page


def test_filters_and_search(browser: Any) -> None:
    dead, waiting = put(stored(), "dead"), stored(SessionFinished(uuid4(), "practice", "completed", "automatic"))
    for query in ("status=dead", "type__exact=candidate.created", f"q={dead.subject}", f"q={dead.pk}"):
        page = text_of(browser.get(f"{LIST}?{query}"))
        assert f"{LIST}{dead.pk}/change/" in page, query
        assert f"{LIST}{waiting.pk}/change/" not in page, query


def test_page_tells_data_and_deliveries(browser: Any) -> None:
    event = put(stored(), "sent")
    delivery = delivery_to(EndpointFactory(description="Warehouse"), event)
    page = text_of(browser.get(f"{LIST}{event.pk}/change/"))
    assert "&quot;candidate_id&quot;" in page
    assert f"/admin/feedback/webhookdelivery/{delivery.pk}/change/" in page
    assert "Warehouse" in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize(("status", "action"), [("sent", "send-again"), ("dead", "requeue")])
def test_sent_again(status: str, action: str, browser: Any) -> None:
    event = put(stored(), status)
    url = f"{LIST}{event.pk}/do/{action}/"
    assert url in text_of(browser.get(f"{LIST}{event.pk}/change/"))
    assert "under the same id" in text_of(browser.get(url)) or status == "dead"
    assert browser.post(url).status_code == 302
    publication = Publication.objects.get(event=event)
    assert (publication.status, publication.tries) == ("waiting", 0)
    assert publishing_jobs(event) == 2
    assert "is not possible now" in browser.get(url, follow=True).content.decode()
    assert "waiting to be sent already" in text_of(browser.post(url))


def test_many_are_sent_again(browser: Any) -> None:
    events = [put(stored(), "dead"), put(stored(), "sent"), stored()]
    said = {"action": "send_again", "_selected_action": [str(event.pk) for event in events], "confirmed": "yes"}
    assert "2 done, 1 refused" in text_of(browser.post(LIST, said))
    assert [publishing_jobs(event) for event in events] == [2, 2, 1]


def test_list_within_its_budget(browser: Any, count_queries: Any) -> None:
    for _ in range(3):
        stored()
    for query in ("", "?status=waiting"):
        with count_queries(5):
            text_of(browser.get(LIST + query))


def test_managers_only_and_nobody_edits(browser_of: Any, recruiter: Any, interviewer: Any, browser: Any) -> None:
    event = put(stored(), "dead")
    for user in (recruiter, interviewer):
        other = browser_of(user)
        for path in (LIST, f"{LIST}{event.pk}/change/", f"{LIST}{event.pk}/do/requeue/"):
            assert other.get(path).status_code == 403
        assert other.post(f"{LIST}{event.pk}/do/requeue/").status_code == 403
    assert browser.post(f"{LIST}{event.pk}/change/", {"type": "x"}).status_code == 403
    assert browser.get(f"{LIST}add/").status_code == 403
    assert browser.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("query", ["q=%00", "q=x", "status=nope", "type__exact=x", "time__gte=9999-99-99", "o=9"])
def test_odd_queries_are_no_crash(query: str, browser: Any) -> None:
    stored()
    assert browser.get(f"{LIST}?{query}").status_code in (200, 302)
