"""Each filter of the list of processes, with each ordering, walks an index: no scan of the table, no sort of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from tracking.tests.api.endpoints import World
from tracking.tests.factories import CompanyFactory, FeederFactory

# Committed rows: the statistics are the owner's to gather, over another connection.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 20_000
CANDIDATES = """
    INSERT INTO tracking_candidate (id, owner_id, full_name, name_key, email, phone, linkedin_url, status,
                                    needs_rescoring, created_at)
    SELECT gen_random_uuid(), %(owner)s, 'Person ' || n, 'person ' || n, '', '', '', 'active', false,
           timestamptz '2024-01-01' + n * interval '1 h'
      FROM generate_series(1, 2000) n
"""
PROCESSES = """
    WITH people AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tracking_candidate)
    INSERT INTO tracking_interviewprocess (id, candidate_id, company_id, feeder_id, role_title, role_key, recruiter_id,
           recruiter_name, status, on_hold, final_outcome, created_at, updated_at, version)
    SELECT gen_random_uuid(), people.id, (%(companies)s::uuid[])[1 + n %% 40], (%(feeders)s::uuid[])[1 + n %% 20],
           'Role ' || g, 'role ' || g, (%(recruiters)s::uuid[])[1 + g %% 2], '',
           CASE WHEN g %% 10 = 0 THEN 'on_hold' ELSE 'in_progress' END, g %% 10 = 0, '',
           timestamptz '2024-01-01' + g * interval '7 min',
           timestamptz '2025-01-01' + (g * 7919 %% %(rows)s) * interval '5 min', 1
      FROM generate_series(1, %(rows)s) g JOIN people ON people.n = 1 + g %% 2000
"""


@pytest.fixture
def many(world: World, other_recruiter: Any, manager: Any) -> World:
    companies = [world.company, *(CompanyFactory() for _ in range(39))]
    feeders = [world.feeder, *(FeederFactory() for _ in range(19))]
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"owner": world.recruiter.pk})
        cursor.execute(
            PROCESSES,
            {
                "companies": [row.pk for row in companies],
                "feeders": [row.pk for row in feeders],
                "recruiters": [world.recruiter.pk, other_recruiter.pk],
                "rows": ROWS,
            },
        )
    with connection.as_owner() as owner, owner.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ANALYZE")
    return world


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Without sub-plans, which build one row's JSON or look one name up."""
    yield plan
    for child in plan.get("Plans", []):
        if child.get("Parent Relationship") not in ("SubPlan", "InitPlan"):
            yield from nodes(child)


def plan_of(client: Any, reader: User, path: str) -> list[dict[str, Any]]:
    """The nodes of the plan of the statement that reads the page, asked for in the reader's name."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    statement = next(
        q["sql"] for q in captured if 'FROM "tracking_interviewprocess"' in q["sql"] and "LIMIT" in q["sql"]
    )
    with acting_as(identity_of(reader)), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    return list(nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))


FILTERS = ["", "company_name=Northwind", "feeder_source=amazon", "status=on_hold", "recruiter={0.recruiter.pk}"]
FILTERS += ["candidate={0.candidate.pk}", "created_after=2024-03-01T00:00:00Z", "updated_before=2025-02-01T00:00:00Z"]


ORDERINGS = ["-created_at", "created_at", "-updated_at", "updated_at"]
# A range is an interval of one index and a candidate has few processes: their rows may be sorted.
FEW = ("candidate", "_after", "_before")


@pytest.mark.parametrize("who", ["recruiter", "manager"])
def test_the_list_of_processes(request: Any, client_for: Any, many: World, who: str) -> None:
    reader = request.getfixturevalue(who)
    client = client_for(reader)
    for ordering in ORDERINGS:
        for filters in FILTERS:
            path = f"/api/processes?ordering={ordering}&{filters.format(many)}"
            plan = plan_of(client, reader, path)
            scans = {n["Node Type"] for n in plan if n.get("Relation Name") == "tracking_interviewprocess"}
            assert scans, path
            assert scans <= {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}, path
            if not any(word in filters for word in FEW):
                assert not {n["Node Type"] for n in plan} & {"Sort", "Incremental Sort"}, path
