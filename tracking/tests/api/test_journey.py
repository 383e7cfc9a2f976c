"""A process from its first stage to an accepted offer, as a client walks it."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.models import User

pytestmark = pytest.mark.django_db


def test_process_from_first_stage_to_placement(api: Any, recruiter: User) -> None:
    candidate = api.post("/api/candidates", {"full_name": "Ada Lovelace", "email": "ada@example.org"}).json()
    assert candidate["status"] == "new"
    created = api.post(
        "/api/processes",
        {
            "candidate_id": candidate["id"],
            "company_name": "Northwind",
            "role_title": "Backend Engineer",
            "feeder_source": "Amazon",
        },
    )
    assert created.status_code == 201, created.content
    process = created.json()
    assert (process["status"], process["company_name"], process["feeder_source"]) == (
        "in_progress",
        "Northwind",
        "Amazon",
    )
    for name in ("Phone Screen", "Technical"):
        stage = api.post(f"/api/processes/{process['id']}/stages", {"stage_name": name}).json()
        done = api.put(f"/api/stages/{stage['id']}/outcome", {"outcome": "passed", "ratings": {"overall": 4}})
        assert done.status_code == 200, done.content
    offer = api.post(f"/api/processes/{process['id']}/offers", {"base_salary": "120000.00", "currency": "USD"}).json()
    assert api.post(f"/api/offers/{offer['id']}/extend").status_code == 200
    accepted = api.post(f"/api/offers/{offer['id']}/accept")
    assert accepted.json()["status"] == "accepted"

    history = api.get(f"/api/candidates/{candidate['id']}/history").json()
    assert history["candidate"]["status"] == "placed"
    assert [stage["outcome"] for stage in history["processes"][0]["stages"]] == ["passed", "passed"]
    assert history["placement_history"][0]["company"] == "Northwind"
    assert history["placement_history"][0]["offer_details"]["base_salary"] == "120000.00"
    changes = api.get(f"/api/processes/{process['id']}/changes").json()["results"]
    assert [row["to_status"] for row in changes] == ["in_progress", "offer_extended", "offer_accepted"]
