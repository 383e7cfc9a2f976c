"""How the lists of events, deliveries and jobs show moments, ids, and what an event is about."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from feedback.enums import EventType
from feedback.models import Event
from interviews.enums import Mode

UUID_TAIL = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")


def moment(at: datetime | None) -> str:
    """Short enough for a list, and to the second, since what it tells of takes seconds."""
    return "—" if at is None else f"{timezone.localtime(at):%d %b %Y %H:%M:%S}"


def short_ids(text: str | None) -> Any:
    """Each id by its beginning; the whole is there for who rests on it."""
    return format_html('<span title="{}">{}</span>', text, UUID_TAIL.sub(r"\1", text)) if text else "—"


def page_of(event: Event) -> tuple[str, str] | None:
    """What the page is called, and its address; None for sessions that are their owner's alone."""
    if event.type == EventType.CANDIDATE_CREATED:
        return "Candidate", reverse("admin:tracking_candidate_change", args=(event.subject,))
    if event.type != EventType.SESSION_FINISHED:
        return "Process", reverse("admin:tracking_interviewprocess_change", args=(event.subject,))
    if event.data.get("mode") == Mode.ASSESSMENT:
        return "Assessment", reverse("admin:interviews_interviewsession_change", args=(event.subject,))
    return None


def subject_link(event: Event | None) -> Any:
    if event is None:
        return "—"
    page = page_of(event)
    short = str(event.subject)[:8]
    if page is None:
        return format_html('<span title="{}">Session {}</span>', event.subject, short)
    return format_html('<a href="{}" title="{}">{} {}</a>', page[1], event.subject, page[0], short)
