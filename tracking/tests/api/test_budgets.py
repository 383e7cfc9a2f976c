"""How many queries a request may take, whether there are ten rows or a thousand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tracking.services.offers import extend_offer
from tracking.tests.api.endpoints import LISTS, World, path_of
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

DETAILS = ["/api/candidates/{candidate}", "/api/candidates/{candidate}/history", "/api/processes/{process}"]
DETAILS += [
    "/api/stages/{stage}",
    "/api/offers/{offer}",
    "/api/companies/{company}",
    "/api/processes/{process}/changes",
]
MORE = """
    INSERT INTO tracking_interviewprocess (id, candidate_id, company_id, role_title, role_key, recruiter_id,
           recruiter_name, status, on_hold, final_outcome, version)
    SELECT gen_random_uuid(), %(candidate)s, %(company)s, 'Role ' || n, 'role ' || n, %(recruiter)s, '',
           'in_progress', false, '', 1 FROM generate_series(1, %(rows)s) n
"""


def add_processes(world: World, rows: int) -> None:
    ids = {"candidate": world.candidate.pk, "company": world.company.pk, "recruiter": world.recruiter.pk}
    with connection.cursor() as cursor:
        cursor.execute(MORE, ids | {"rows": rows})


@pytest.mark.parametrize("rows", [10, 1_000])
@pytest.mark.parametrize("path", DETAILS)
def test_detail(api: Any, world: World, count_queries: Any, path: str, rows: int) -> None:
    add_processes(world, rows)
    with count_queries(2):
        assert api.get(path_of(path, world)).status_code == 200


@pytest.mark.parametrize("rows", [10, 1_000])
@pytest.mark.parametrize("path", LISTS)
def test_list(api: Any, world: World, count_queries: Any, path: str, rows: int) -> None:
    add_processes(world, rows)
    with count_queries(2):
        assert api.get(path_of(path, world)).status_code == 200
    with count_queries(3):
        assert api.get(f"{path_of(path, world)}?count=true&limit=200").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"outcome": "passed", "ratings": {"overall": 4}, "feedback_notes": "Clear."},
        {"outcome": "no_show"},
        {"outcome": "failed", "close_process": False},
        {"outcome": "failed", "rejection_reason": "skills"},
    ],
)
@pytest.mark.parametrize("rows", [10, 1_000])
def test_stage_outcome(api: Any, world: World, count_queries: Any, body: dict[str, Any], rows: int) -> None:
    stage = StageFactory(process=ProcessFactory(candidate=world.candidate))
    add_processes(world, rows)
    with count_queries(8):
        assert api.put(f"/api/stages/{stage.pk}/outcome", body).status_code == 200
    with count_queries(8):
        assert api.put(f"/api/stages/{stage.pk}/outcome", body).status_code == 200


def test_stage_outcome_by_the_panel(client_for: Any, world: World, count_queries: Any) -> None:
    panel = client_for(world.interviewer)
    with count_queries(8):
        assert panel.put(f"/api/stages/{world.stage.pk}/outcome", {"outcome": "passed"}).status_code == 200


def test_stage_outcome_that_ends_a_process_with_an_offer(api: Any, world: World, count_queries: Any) -> None:
    extend_offer(world.offer.pk, actor=world.recruiter)
    with count_queries(8):
        assert api.put(f"/api/stages/{world.stage.pk}/outcome", {"outcome": "failed"}).status_code == 200
