"""The JSON that PostgreSQL builds is the JSON that the serializer would give, field by field."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from rest_framework.utils.encoders import JSONEncoder

from config.base.api.sqljson import fetch_json
from config.base.models import User
from tracking.api import reading
from tracking.models import Attachment, Candidate, Placement, StatusChange
from tracking.services.offers import accept_offer, extend_offer
from tracking.tests.api.endpoints import World
from tracking.tests.factories import OfferFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(world: World) -> World:
    """World with every column filled, beside rows that are as empty as may be."""
    extend_offer(world.offer.pk, actor=world.recruiter)
    accept_offer(world.offer.pk, actor=world.recruiter)
    Candidate.objects.update(overall_score=Decimal("87.5"), anonymised_at="2026-01-01T12:00:00.5+02:00")
    world.company.aliases = ["NW", 'quote " and \\ and é']
    world.company.save()
    world.feeder.score_boost = Decimal("-1.25")
    world.feeder.save()
    StageFactory(
        process=world.process,
        stage_name="On-site\nwith 株式会社",
        stage_type="onsite",
        scheduled_date=date(2026, 1, 1),
        completed_date=date(2026, 1, 2),
        outcome="passed",
        overall_rating=4,
        technical_rating=1,
        interviewer_names=["Ivan", "Ina"],
        feedback_notes="a" * 5_000,
    )
    empty = ProcessFactory(candidate=world.candidate, feeder=None, recruiter=world.recruiter)
    OfferFactory(
        process=empty,
        base_salary=None,
        currency="",
        start_date=date(2027, 1, 1),
        expires_at=datetime.fromisoformat("2027-01-01T00:00:00.000001+00:00"),
    )
    Attachment.objects.create(candidate=world.candidate, original_name="cv.pdf", content_type="application/pdf", size=5)
    return world


def from_sql(rows: QuerySet[Any], serializer: Any, user: User) -> list[Any]:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    built = fetch_json(serializer, user, ids)
    return [json.loads(built[pk].text) for pk in ids]


def moments(value: Any) -> Any:
    """Microseconds that are zero are left out by the one and written by the other; both name the same instant."""
    if isinstance(value, dict):
        return {name: moments(each) for name, each in value.items()}
    if isinstance(value, list):
        return [moments(each) for each in value]
    if isinstance(value, str) and len(value) > 19 and value.endswith("Z"):
        return datetime.fromisoformat(value)
    return value


class WithPanel:
    """What the serializers take from SQL alone, given to the instance."""

    def __call__(self, row: Any) -> Any:
        if hasattr(row, "panel"):
            row.__dict__["interviewers"] = list(row.panel.order_by("id").values_list("user_id", flat=True))
        return row


FLAT = [
    reading.CompanySerializer,
    reading.FeederSerializer,
    reading.CandidateSerializer,
    reading.AttachmentSerializer,
    reading.OfferSerializer,
    reading.ProcessRowSerializer,
    reading.ChangeSerializer,
    reading.PlacementSerializer,
]


@pytest.mark.parametrize("serializer", FLAT)
def test_sql_equals_the_serializer(full: World, serializer: Any) -> None:
    rows = serializer.Meta.model.objects.order_by("pk")
    assert rows.exists()
    expected = [json.loads(json.dumps(serializer(row).data, cls=JSONEncoder)) for row in rows]
    found = from_sql(rows, serializer, full.recruiter)
    assert moments(found) == moments(expected)
    assert [list(row) for row in found] == [list(serializer().fields)] * len(found), "every field, in its order"


def test_stages(full: World) -> None:
    rows = full.process.stages.all()
    for row in from_sql(rows, reading.StageSerializer, full.recruiter):
        stage = rows.get(pk=row["id"])
        assert list(row) == list(reading.StageSerializer().fields)
        assert row["interviewers"] == [str(member.user_id) for member in stage.panel.all()]
        for name in ("stage_name", "stage_type", "stage_order", "outcome", "interviewer_names", "overall_rating"):
            assert row[name] == getattr(stage, name)
        assert row["scheduled_date"] == (stage.scheduled_date and stage.scheduled_date.isoformat())
        assert (row["candidate_name"], row["process_status"]) == ("Ada Lovelace", "offer_accepted")


def test_a_process_and_its_parts(api: Any, full: World) -> None:
    found = api.get(f"/api/processes/{full.process.pk}").json()
    assert list(found) == list(reading.ProcessSerializer().fields)
    rows = {row["id"]: row for row in from_sql(full.process.stages.all(), reading.StageSerializer, full.recruiter)}
    for stage in found["stages"]:
        assert stage == {name: rows[stage["id"]][name] for name in reading.StageOfProcessSerializer().fields}
    assert found["current_offer"] == api.get(f"/api/offers/{full.offer.pk}").json()
    row = next(row for row in api.get("/api/processes").json()["results"] if row["id"] == found["id"])
    assert row == {name: found[name] for name in row}


def test_a_history(api: Any, full: World) -> None:
    found = api.get(f"/api/candidates/{full.candidate.pk}/history").json()
    assert list(found) == ["candidate", "processes", "placement_history"]
    assert found["candidate"] == api.get(f"/api/candidates/{full.candidate.pk}").json()
    assert found["processes"] == [api.get(f"/api/processes/{row['id']}").json() for row in found["processes"]]
    assert len(found["processes"]) == 2
    placement = found["placement_history"][0]
    assert placement["offer_details"] == api.get(f"/api/offers/{full.offer.pk}").json()
    assert placement["placement_date"] == Placement.objects.get().placement_date.isoformat()


def test_types(api: Any, full: World) -> None:
    """Scores and ratings are numbers, money is decimal text, instants are UTC with a Z, days are days."""
    candidate = api.get(f"/api/candidates/{full.candidate.pk}").json()
    assert candidate["overall_score"] == 87.5
    assert candidate["needs_rescoring"] is False
    assert candidate["anonymised_at"] == "2026-01-01T10:00:00.500000Z"
    assert api.get(f"/api/feeders/{full.feeder.pk}").json()["score_boost"] == -1.25
    offer = api.get(f"/api/offers/{full.offer.pk}").json()
    assert (offer["base_salary"], offer["total_comp"], offer["number"]) == ("120000.00", None, 1)
    bare = api.get("/api/processes", {"search": "backend"}).json()["results"][0]
    assert (bare["feeder_source"], bare["ended_at"]) == (None, None)
    onsite = api.get("/api/stages", {"stage_type": "onsite"}).json()["results"][0]
    assert (onsite["overall_rating"], onsite["culture_fit_rating"]) == (4, None)
    assert (onsite["completed_date"], onsite["interviewers"]) == ("2026-01-02", [])
    assert onsite["stage_name"] == "On-site\nwith 株式会社"
    assert StatusChange.objects.exists()
