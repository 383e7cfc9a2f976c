"""The processes of one company, named in the path or as a parameter."""

from __future__ import annotations

from typing import Any

import pytest

from tracking.tests.api.endpoints import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["Northwind", " NORTHWIND ", "{company}"])
def test_company_by_parameter(api: Any, world: World, name: str) -> None:
    found = api.get("/api/processes/company", {"name": name.format(company=world.company.pk), "status": "in_progress"})
    assert [row["id"] for row in found.json()["results"]] == [str(world.process.pk)]


def test_unknown_company_by_parameter(api: Any, world: World) -> None:
    assert api.get("/api/processes/company", {"name": "Nobody"}).status_code == 404


def test_company_without_its_name(api: Any, world: World) -> None:
    refused = api.get("/api/processes/company")
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "name")


def test_company_whose_processes_are_anothers(client_for: Any, world: World, other_recruiter: Any) -> None:
    found = client_for(other_recruiter).get("/api/processes/company", {"name": "Northwind"})
    assert (found.status_code, found.json()["results"]) == (200, [])
