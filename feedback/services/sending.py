"""The one writer of what became of a publication and of a webhook delivery.

Each change is one conditional UPDATE: the same sending may run twice (a worker that was given up may still be alive),
and then the second finds that it has been done.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from feedback.enums import SendingStatus
from feedback.models import Publication, WebhookDelivery
from feedback.transitions import SENDING

MAX_TRIES = 8
ERROR_LENGTH = 500

Sending = Publication | WebhookDelivery


def mark_sent(row: Sending) -> bool:
    """Whether it was this call that found it waiting."""
    return move(row, SendingStatus.SENT, tries=row.tries + 1, error="")


def note_failure(row: Sending, reason: str, *, final: bool = False) -> bool:
    """One more try that failed; after MAX_TRIES, or at once where trying again is in vain, it is a dead letter.

    Whether it is one. `reason` is kept on a publication, shortened; deliveries keep theirs with each attempt.
    """
    tries = row.tries + 1
    if final or tries >= MAX_TRIES:
        return move(row, SendingStatus.DEAD, tries=tries, error=reason)
    write(row, SendingStatus.WAITING, tries=tries, error=reason)
    return False


def back_to_waiting(row: Sending) -> bool:
    """A dead letter requeued, or something sent once more: with all its tries. The caller defers the job.

    False where it waits already. Raises InvalidTransition.
    """
    return row.status != SendingStatus.WAITING and move(row, SendingStatus.WAITING, tries=0, error="")


def move(row: Sending, new: SendingStatus, *, tries: int, error: str) -> bool:
    SENDING.check(row.status, new)
    old, row.status = row.status, new
    return write(row, old, tries=tries, error=error)


def write(row: Sending, old: str, *, tries: int, error: str) -> bool:
    """Writes the row's status, where it is still `old` in the database."""
    row.tries = tries
    row.sent_at = timezone.now() if row.status == SendingStatus.SENT else row.sent_at
    values: dict[str, Any] = {"tries": row.tries, "sent_at": row.sent_at}
    if isinstance(row, Publication):
        row.last_error = values["last_error"] = error[:ERROR_LENGTH]
    return bool(type(row).objects.filter(pk=row.pk, status=old).update(status=row.status, **values))
