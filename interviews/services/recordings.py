"""What is known of recordings."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction

from config.base.constraints import refusals
from config.base.models import User
from interviews.models import Recording
from interviews.services.locks import lock_own_session, question_of


def add_recording(
    session_id: UUID,
    *,
    user: User,
    kind: str,
    media_type: str,
    duration_seconds: Decimal,
    size_bytes: int,
    question_id: UUID | None = None,
    sha256: str = "",
    location: str = "",
) -> Recording:
    """Notes a recording of the session, or of one question; an upload may end after the session has. Raises Missing."""
    with refusals(), transaction.atomic():
        session = lock_own_session(session_id, user)
        return Recording.objects.create(
            session=session,
            question=None if question_id is None else question_of(session, question_id),
            kind=kind,
            media_type=media_type,
            duration_seconds=duration_seconds,
            size_bytes=size_bytes,
            sha256=sha256,
            location=location,
        )
