"""The database refuses what the transition tables do not know, whichever way the update comes."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from config.base.transitions import TransitionTable
from tracking.enums import OfferStatus, ProcessStatus, StageOutcome
from tracking.tests.factories import OfferFactory, ProcessFactory, StageFactory
from tracking.transitions import OFFER, PROCESS, STAGE

pytestmark = pytest.mark.django_db

REFUSED = "Invalid transition of field"


def process_facts(status: str) -> dict[str, Any]:
    return {
        "status": status,
        "closing": status if status in ProcessStatus.CLOSINGS else None,
        "on_hold": status == ProcessStatus.ON_HOLD,
        "ended_at": timezone.now() + timedelta(seconds=1) if status in ProcessStatus.ENDED else None,
    }


def stage_facts(outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "completed_date": None if outcome == "pending" else timezone.now().date()}


def offer_facts(status: str) -> dict[str, Any]:
    return {"status": status}


MACHINES = [
    (PROCESS, ProcessStatus, ProcessFactory, process_facts),
    (STAGE, StageOutcome, StageFactory, stage_facts),
    (OFFER, OfferStatus, OfferFactory, offer_facts),
]


@pytest.mark.parametrize(
    ("table", "make", "facts", "old", "new"),
    [
        pytest.param(table, make, facts, old, new, id=f"{table.subject}-{old}-{new}")
        for table, statuses, make, facts in MACHINES
        for old, new in product(statuses.values, repeat=2)
    ],
)
def test_bulk_update(table: TransitionTable, make: Any, facts: Any, old: str, new: str) -> None:
    row = make(**facts(old))
    rows = type(row).objects.filter(pk=row.pk)
    if old == new or (old, new) in table.pairs():
        assert rows.update(**facts(new)) == 1
        return
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        rows.update(**facts(new))
    row.refresh_from_db()
    assert facts(old).items() >= {key: getattr(row, key) for key in ("status", "outcome") if hasattr(row, key)}.items()


def test_triggers_cannot_be_switched_off() -> None:
    import pgtrigger

    offer = OfferFactory(status="accepted")
    with pgtrigger.ignore(), pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        type(offer).objects.filter(pk=offer.pk).update(status="draft")
