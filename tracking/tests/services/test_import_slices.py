"""An import in several slices writes what one in a single slice writes, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tracking.enums import ProcessStatus
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer, Placement, StatusChange
from tracking.services.importing import import_rows, loading, slices
from tracking.services.importing.slices import load_slice
from tracking.tests.import_files import Rows, candidate, process, stage

pytestmark = pytest.mark.django_db

WRITTEN = {
    Candidate: ("pk", "status", "updated_at"),
    InterviewProcess: ("pk", "candidate", "company__name", "feeder__name", "status", "closed_by_stage", "ended_at"),
    InterviewStage: ("pk", "process", "stage_order", "outcome", "updated_at"),
    Offer: ("process", "number", "status", "created_at", "updated_at"),
    Placement: ("process", "candidate", "company__name", "offer__process", "placement_date"),
    StatusChange: ("candidate", "process", "stage", "offer__process", "from_status", "to_status", "at", "reason"),
}


def several(random: Random) -> Rows:
    """Processes of every status; neither they nor their stages stand in the order of anything."""
    rows = Rows([candidate() for _ in range(30)])
    for person in rows.candidates:
        for role in range(random.randrange(4)):
            status = random.choice(ProcessStatus.values)
            over = "2024-03-02T10:00:00+00" if status in ProcessStatus.ENDED else ""
            told = process(person, status=status, decided_at=over, role_title=f"Role {role}")
            rows.processes.append(told)
            outcomes = random.choices(("passed", "failed", "no_show", "pending"), k=random.randrange(4))
            rows.stages += [stage(told, order, outcome) for order, outcome in enumerate(outcomes, 1)]
    random.shuffle(rows.processes)
    random.shuffle(rows.stages)
    return rows


def in_slices_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (loading, slices):
        monkeypatch.setattr(module, "SLICE", size)


def imported(rows: Rows) -> dict[Any, Any]:
    """What an import made of the rows; nothing of it stays."""
    with transaction.atomic():
        made: dict[Any, Any] = {"report": import_rows(rows).made}
        for model, columns in WRITTEN.items():
            made[model] = sorted(model._default_manager.values_list(*columns), key=repr)
        made["order"] = list(history())
        transaction.set_rollback(True)
    return made


def history() -> Iterator[tuple[Any, ...]]:
    """The changes of one process after the other, each in the order in which they are told."""
    changes = StatusChange.objects.exclude(process=None).order_by("process_id", "at", "id")
    return changes.values_list("process", "subject", "stage", "to_status").iterator()


@pytest.mark.parametrize("size", [1, 7])
def test_many_slices_write_what_one_does(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    rows = several(Random(11))
    at_once = imported(rows)

    in_slices_of(size, monkeypatch)

    assert imported(rows) == at_once
    assert at_once["report"]["processes"] == len(rows.processes) > 3 * 7
    assert at_once["report"]["stages"] == len(rows.stages)


def test_each_slice_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    in_slices_of(2, monkeypatch)
    person = candidate()
    heard: list[str] = []

    rows = Rows([person], [process(person, role_title=f"Role {number}") for number in range(3)])
    import_rows(rows, announce=heard.append)

    assert heard[-2:] == ["Writing processes 1 to 2 of 3", "Writing processes 3 to 3 of 3"]


def test_failure_in_a_later_slice_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    in_slices_of(2, monkeypatch)
    person = candidate()
    written: list[int] = []

    def fail_at_the_second(cursor: Any, report: Any, values: dict[str, Any]) -> None:
        load_slice(cursor, report, values)
        written.append(InterviewProcess.objects.count())
        if len(written) == 2:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(slices, "load_slice", fail_at_the_second)
    rows = Rows([person], [process(person, role_title=f"Role {number}") for number in range(3)])
    with pytest.raises(RuntimeError, match="disk"):
        import_rows(rows)

    assert written == [2, 3]
    assert [model._default_manager.count() for model in WRITTEN] == [0] * len(WRITTEN)


def test_references_are_checked_by_the_slice_that_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for the end: not a queue of checks, which would grow with the import."""
    person = candidate()
    lost = process(person, status="rejected_by_company", decided_at="2024-02-20T10:00:00+00")
    with_other_ids = slices.STAGES.replace("SELECT s.id,", "SELECT gen_random_uuid(),")
    monkeypatch.setattr(slices, "STAGES", with_other_ids)

    with pytest.raises(IntegrityError, match="closed_by_stage"):
        import_rows(Rows([person], [lost], [stage(lost, 1, "failed")]))
