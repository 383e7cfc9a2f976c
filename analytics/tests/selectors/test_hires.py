"""What was worked out from the same lengths is not worked out again; what was not, is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from analytics.measures import fingerprint
from analytics.selectors import hires
from analytics.selectors.hires import TELLING, hires_by
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from analytics.tests.folded import fold_all
from config.base.clock import business_today
from tracking.models import Feeder
from tracking.tests.factories import FeederFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hires, "KNOWN", hires.Known(10_000))


def ended(feeder: Feeder, days: int, status: str = "offer_accepted") -> Any:
    begun = timezone.now() - timedelta(days=days)
    return ProcessFactory(
        feeder=feeder, created_at=begun, status=status, ended_at=timezone.now(),
        closing=None if status == "offer_accepted" else status,
    )  # fmt: skip


def rows() -> dict[str, Any]:
    return {row["key"]: row for row in counts(Selection(), TELLING, by="feeder")}


def told() -> dict[str, Any]:
    return hires_by(Selection(), "feeder", rows(), business_today(), 180)


def test_each_feeder_has_its_own() -> None:
    first, second = FeederFactory(), FeederFactory()
    ended(first, 10)
    ended(second, 30)
    found = told()
    assert (found[str(first.pk)].median, found[str(second.pk)].median) == (10, 30)


def test_the_same_lengths_are_not_read_again(count_queries: Any) -> None:
    first, second = FeederFactory(), FeederFactory()
    for feeder in (first, second):
        ended(feeder, 10)
    fold_all()
    found, counted = told(), rows()
    with count_queries(0):
        assert hires_by(Selection(), "feeder", counted, business_today(), 180) == found
    assert len(hires.KNOWN) == 1


@pytest.mark.parametrize("is_folded", [True, False])
def test_another_length_is_worked_out(is_folded: bool) -> None:
    feeder = FeederFactory()
    process = ended(feeder, 10)
    assert told()[str(feeder.pk)].median == 10
    type(process).objects.filter(pk=process.pk).update(created_at=timezone.now() - timedelta(days=12))
    if is_folded:
        fold_all()
    assert told()[str(feeder.pk)].median == 12


def test_what_changed_between_the_readings_is_told_and_not_kept() -> None:
    feeder = FeederFactory()
    ended(feeder, 10)
    before = rows()
    ended(feeder, 20)
    ended(feeder, 20, "rejected_by_company")
    assert hires_by(Selection(), "feeder", before, business_today(), 180)[str(feeder.pk)].hired == 2
    assert len(hires.KNOWN) == 0


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hires.KNOWN, "most", 2)
    for days in (10, 20, 30):
        ended(FeederFactory(), days)
    told()
    assert len(hires.KNOWN) == 2


def test_the_fingerprint_of_some_is_that_of_no_others() -> None:
    """As many, and as long together."""
    assert fingerprint([(1, 10, 1), (1, 30, 1)]) != fingerprint([(1, 20, 2)])
    assert fingerprint([(1, 10, 1), (2, 30, 1)]) != fingerprint([(2, 10, 1), (1, 30, 1)])
    assert fingerprint([(1, 10, 2)]) == fingerprint([(1, 10, 1), (1, 10, 1)])
