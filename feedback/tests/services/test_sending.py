"""The one writer of sending statuses."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.errors import InvalidTransition
from feedback.enums import SendingStatus
from feedback.models import Publication, WebhookDelivery, WebhookEndpoint
from feedback.services.sending import MAX_TRIES, back_to_waiting, mark_sent, note_failure
from feedback.tests.working import happen

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["publication", "delivery"])
def row(request: pytest.FixtureRequest) -> Any:
    event = happen()
    if request.param == "publication":
        return Publication.objects.get(event=event)
    endpoint = WebhookEndpoint.objects.create(url="https://example.org/", secrets=[])
    return WebhookDelivery.objects.create(endpoint=endpoint, event=event)


def stored(row: Any) -> tuple[str, int, bool]:
    found = type(row).objects.get(pk=row.pk)
    assert (found.status, found.tries, found.sent_at) == (row.status, row.tries, row.sent_at)
    return found.status, found.tries, found.sent_at is not None


def test_sent(row: Any) -> None:
    assert mark_sent(row)
    assert stored(row) == ("sent", 1, True)


def test_of_two_who_mark_it_one_was_the_first(row: Any) -> None:
    other = type(row).objects.get(pk=row.pk)
    assert mark_sent(row)
    assert not mark_sent(other)


def test_a_failure_after_another_has_sent_it_changes_nothing(row: Any) -> None:
    other = type(row).objects.get(pk=row.pk)
    mark_sent(row)
    assert not note_failure(other, "Away.")
    assert stored(row) == ("sent", 1, True)


def test_failures_count_until_it_is_dead(row: Any) -> None:
    assert [note_failure(row, "Away.") for _ in range(MAX_TRIES)] == [False] * 7 + [True]
    assert stored(row) == ("dead", MAX_TRIES, False)


def test_what_is_in_vain_is_dead_at_once(row: Any) -> None:
    assert note_failure(row, "Gone.", final=True)
    assert stored(row) == ("dead", 1, False)


def test_a_dead_letter_is_not_marked_sent(row: Any) -> None:
    note_failure(row, "Gone.", final=True)
    with pytest.raises(InvalidTransition):
        mark_sent(row)


def test_back_to_waiting_has_all_its_tries(row: Any) -> None:
    note_failure(row, "Gone.", final=True)
    assert back_to_waiting(row)
    assert stored(row) == ("waiting", 0, False)
    assert not back_to_waiting(row)


def test_the_database_holds_the_machine_too(row: Any) -> None:
    note_failure(row, "Gone.", final=True)
    with pytest.raises(Exception, match="Invalid transition"):
        type(row).objects.filter(pk=row.pk).update(status=SendingStatus.SENT)
