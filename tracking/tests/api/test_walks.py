"""Walking a list page by page, forwards and backwards, over rows that look alike: none lost, none twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tracking.models import Candidate, InterviewProcess
from tracking.tests.api.endpoints import World

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 2_000
# A few instants for many rows: what tells two of them apart is the id alone.
CANDIDATES = """
    INSERT INTO tracking_candidate (id, owner_id, full_name, name_key, email, phone, linkedin_url, status,
                                    needs_rescoring, created_at, updated_at)
    SELECT gen_random_uuid(), %(owner)s, 'Name ' || n %% 7, 'name ' || n %% 7, '', '', '', 'new', false,
           timestamptz '2026-01-01' + (n %% 3) * interval '1 day', timestamptz '2026-02-01' - (n %% 5) * interval '1 h'
      FROM generate_series(1, %(many)s) n
"""
PROCESSES = """
    INSERT INTO tracking_interviewprocess (id, candidate_id, company_id, role_title, role_key, recruiter_id,
           recruiter_name, status, on_hold, final_outcome, created_at, updated_at, version)
    SELECT gen_random_uuid(), c.id, %(company)s, 'Role', 'role', %(owner)s, '', 'in_progress', false, '',
           c.created_at, c.updated_at, 1
      FROM tracking_candidate c WHERE c.full_name LIKE 'Name %%'
"""


@pytest.fixture
def many(world: World) -> World:
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, {"owner": world.recruiter.pk, "many": MANY})
        cursor.execute(PROCESSES, {"owner": world.recruiter.pk, "company": world.company.pk})
    # Without statistics, or with those of other tests, a page may be planned as if there were a handful of rows.
    with connection.as_owner() as owner, owner.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ANALYZE tracking_candidate, tracking_interviewprocess")
    return world


def walk(api: Any, url: str | None, direction: str) -> list[str]:
    """The ids of every page from `url` on, in the order of the list."""
    seen: list[str] = []
    for _ in range(100):
        assert url is not None
        page = api.get(url).json()
        ids = [row["id"] for row in page["results"]]
        seen = seen + ids if direction == "next" else ids + seen
        url = page[direction]
        if url is None:
            return seen
    raise AssertionError("the walk does not end")


@pytest.mark.parametrize(
    ("path", "names"),
    [("/api/candidates", ("created_at", "updated_at", "full_name")), ("/api/processes", ("created_at", "updated_at"))],
)
def test_walks(api: Any, many: World, path: str, names: tuple[str, ...]) -> None:
    model = Candidate if path.endswith("candidates") else InterviewProcess
    columns = {"full_name": "name_key"}
    for name in names:
        for sign in ("", "-"):
            column = columns.get(name, name)
            expected = [
                str(pk) for pk in model.objects.order_by(f"{sign}{column}", f"{sign}id").values_list("id", flat=True)
            ]
            first = f"{path}?limit=173&ordering={sign}{name}"
            forwards = walk(api, first, "next")
            assert forwards == expected, (name, sign)
            last = self_of_last(api, first)
            assert walk(api, last, "previous") == expected, (name, sign)


def self_of_last(api: Any, url: str) -> str:
    while True:
        following = api.get(url).json()["next"]
        if following is None:
            return url
        url = following


def test_the_first_page_has_nothing_before_and_the_last_nothing_after(api: Any, many: World) -> None:
    first = api.get("/api/processes?limit=200").json()
    assert first["previous"] is None
    assert len(first["results"]) == 200
    second = api.get(first["next"]).json()
    back = api.get(second["previous"]).json()
    assert [row["id"] for row in back["results"]] == [row["id"] for row in first["results"]]
    assert back["previous"] is None
    assert back["next"] is not None


def test_filters_and_ordering_stay_in_the_links(api: Any, many: World) -> None:
    path = "/api/processes?company_name=Northwind&status=in_progress&search=role&limit=200&ordering=updated_at"
    assert len(walk(api, path, "next")) == MANY
    counted = api.get(f"{path}&count=true").json()
    assert counted["count"] == MANY
    assert "count" not in api.get(path).json()
    assert api.get(counted["next"]).json()["count"] == MANY


def test_rows_made_meanwhile_shift_nothing(api: Any, many: World) -> None:
    first = api.get("/api/processes?limit=100").json()
    newest = [row["id"] for row in first["results"]]
    api.post("/api/processes", {"candidate_id": str(many.candidate.pk), "company_name": "New", "role_title": "New"})
    second = [row["id"] for row in api.get(first["next"]).json()["results"]]
    assert not set(newest) & set(second)


@pytest.mark.parametrize(("limit", "found"), [("1", 1), ("200", 200), ("201", 200), ("1000000", 200), (None, 50)])
def test_limits(api: Any, many: World, limit: str | None, found: int) -> None:
    parameters = {"limit": limit} if limit else {}
    assert len(api.get("/api/candidates", parameters).json()["results"]) == found


def test_an_empty_list(api: Any) -> None:
    assert api.get("/api/processes?count=true").json() == {"next": None, "previous": None, "count": 0, "results": []}
