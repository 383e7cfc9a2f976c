"""What consumers could not do, counted, so that one bad event is not tried for ever."""

from __future__ import annotations

from django.db import connection

from config.postgres.identity import SYSTEM, acting_as
from feedback.services.sending import ERROR_LENGTH, MAX_TRIES

ONE_MORE = """
    INSERT INTO feedback_consumerfailure (consumer, event_id, tries, last_error) VALUES (%s, %s, 1, %s)
    ON CONFLICT (consumer, event_id) DO UPDATE
       SET tries = feedback_consumerfailure.tries + 1, last_error = excluded.last_error, at = now()
    RETURNING tries
"""


def note_failure(consumer: str, event_id: str, reason: str) -> bool:
    """One more try that failed; whether it was the last."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(ONE_MORE, [consumer, event_id, reason[:ERROR_LENGTH]])
        (tries,) = cursor.fetchone()
    return bool(tries >= MAX_TRIES)
