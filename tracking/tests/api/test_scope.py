"""Who may call what, and whose rows they then see: every role at every endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from config.base.models import User
from config.testing.clients import Client
from config.testing.refusals import codes_of
from tracking.models import InterviewProcess, InterviewStage, Offer
from tracking.tests.api.endpoints import CREATING, WRITES, World, Write, fixed, path_of
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db

COLLECTIONS = [
    "/api/candidates",
    "/api/companies",
    "/api/feeders",
    "/api/processes",
    "/api/processes/company/Northwind",
]
OWNED = [
    "/api/candidates/{candidate}",
    "/api/candidates/{candidate}/history",
    "/api/candidates/{candidate}/attachments",
    "/api/processes/{process}",
    "/api/processes/{process}/changes",
    "/api/processes/{process}/stages",
    "/api/processes/{process}/offers",
    "/api/stages/{stage}",
    "/api/offers/{offer}",
]
READS = [*COLLECTIONS, "/api/stages", *OWNED, "/api/companies/{company}", "/api/feeders/{feeder}"]
ROLES = ("candidate", "interviewer", "service", "recruiter", "manager")
# Creating at the top is a function of the role; what stands below a row answers as the row does.
AT_THE_TOP = [write for write in CREATING if "{" not in write.path]
BELOW_A_ROW = [write for write in WRITES if "{" in write.path and "{company}" not in write.path]
BELOW_A_ROW = [write for write in BELOW_A_ROW if "{feeder}" not in write.path]


@pytest.fixture
def as_role(make_user: Callable[..., User]) -> Callable[[str], APIClient]:
    """A client of somebody else in the role; '' is an account without any."""
    from config.testing.clients import token_client

    def client(role: str) -> APIClient:
        return token_client(make_user(*([role] if role else []), username=f"some-{role or 'body'}"))

    return client


def send(client: Any, write: Write, world: World) -> Any:
    raw = json.dumps(write.body(world))
    return client.generic(write.method.upper(), write.url(world), raw, content_type="application/json")


@pytest.mark.parametrize("path", READS)
def test_anonymous_reads_nothing(world: World, path: str) -> None:
    response = Client().get(path_of(path, world))
    assert (response.status_code, codes_of(response)) == (401, ["not_authenticated"])
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_anonymous_writes_nothing(world: World, write: Write) -> None:
    response = send(Client(), write, world)
    assert (response.status_code, codes_of(response)) == (401, ["not_authenticated"])


@pytest.mark.parametrize("role", ["", "candidate", "interviewer", "service"])
@pytest.mark.parametrize("path", [*COLLECTIONS, "/api/users"])
def test_collections_are_for_recruiters(world: World, as_role: Any, role: str, path: str) -> None:
    response = as_role(role).get(path)
    assert (response.status_code, codes_of(response)) == (403, ["permission_denied"])


@pytest.mark.parametrize(("role", "status"), [("", 403), ("candidate", 403), ("service", 403), ("interviewer", 200)])
def test_the_list_of_stages_is_for_those_who_take_part(world: World, as_role: Any, role: str, status: int) -> None:
    assert as_role(role).get("/api/stages").status_code == status


@pytest.mark.parametrize("role", ["", "candidate", "interviewer", "service"])
@pytest.mark.parametrize("write", AT_THE_TOP, ids=str)
def test_making_at_the_top_is_for_recruiters(world: World, as_role: Any, role: str, write: Write) -> None:
    response = send(as_role(role), write, world)
    assert (response.status_code, codes_of(response)) == (403, ["permission_denied"])


@pytest.mark.parametrize("role", ["", "candidate", "interviewer", "service", "recruiter"])
@pytest.mark.parametrize("path", OWNED)
def test_the_rows_of_others_are_absent(world: World, as_role: Any, role: str, path: str) -> None:
    client = as_role(role)
    response = client.get(path_of(path, world))
    absent = client.get(path_of(path, world).replace(str(world.process.pk), str(world.candidate.pk)))
    assert (response.status_code, codes_of(response)) == (404, ["not_found"])
    assert absent.status_code == 404
    assert absent.content == response.content


@pytest.mark.parametrize("role", ["", "candidate", "interviewer", "service", "recruiter"])
@pytest.mark.parametrize("write", BELOW_A_ROW, ids=str)
def test_the_rows_of_others_cannot_be_written(world: World, as_role: Any, role: str, write: Write) -> None:
    before = snapshot(world)
    response = send(as_role(role), write, world)
    assert response.status_code in (403, 404), response.content
    if role == "recruiter" or "complete" in write.path:
        assert (response.status_code, codes_of(response)) == (404, ["not_found"])
    assert snapshot(world) == before


def snapshot(world: World) -> list[Any]:
    return [
        list(InterviewProcess.objects.order_by("id").values()),
        list(InterviewStage.objects.order_by("id").values()),
        list(Offer.objects.order_by("id").values()),
    ]


@pytest.mark.parametrize("path", READS)
def test_the_recruiter_reads_their_own(api: Any, world: World, path: str) -> None:
    assert api.get(path_of(path, world)).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_a_manager_reads_all(client_for: Any, manager: User, world: World, path: str) -> None:
    assert client_for(manager).get(path_of(path, world)).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_a_superuser_counts_as_a_manager(client_for: Any, make_user: Any, world: World, path: str) -> None:
    assert client_for(make_user(is_superuser=True)).get(path_of(path, world)).status_code == 200


@pytest.mark.parametrize("path", ["/api/processes", "/api/candidates", "/api/stages"])
def test_lists_hold_what_the_role_sees(
    client_for: Any, world: World, recruiter: User, other_recruiter: User, manager: User, path: str
) -> None:
    theirs = StageFactory(process=ProcessFactory(candidate__owner=other_recruiter)).process
    seen = {user: {row["id"] for row in client_for(user).get(path).json()["results"]} for user in (recruiter, manager)}
    mine = {"/api/processes": world.process, "/api/candidates": world.candidate, "/api/stages": world.stage}[path]
    assert seen[recruiter] == {str(mine.pk)}
    assert len(seen[manager]) == 2
    assert client_for(other_recruiter).get(path).json()["results"][0]["id"] not in seen[recruiter]
    assert theirs.pk != world.process.pk


def test_the_leading_recruiter_sees_a_candidate_of_another(
    client_for: Any, world: World, other_recruiter: User
) -> None:
    lead = ProcessFactory(candidate=world.candidate, recruiter=other_recruiter)
    history = client_for(other_recruiter).get(f"/api/candidates/{world.candidate.pk}/history").json()
    assert [process["id"] for process in history["processes"]] == [str(lead.pk)]
    assert client_for(other_recruiter).get(f"/api/processes/{world.process.pk}").status_code == 404


class TestInterviewer:
    @pytest.fixture
    def panel(self, client_for: Any, interviewer: User) -> Any:
        return client_for(interviewer)

    def test_sees_the_stages_of_their_panels(self, panel: Any, world: World) -> None:
        StageFactory(process=world.process, stage_name="Technical")
        rows = panel.get("/api/stages").json()["results"]
        assert [row["id"] for row in rows] == [str(world.stage.pk)]
        stage = panel.get(f"/api/stages/{world.stage.pk}").json()
        assert (stage["candidate_name"], stage["company_name"]) == ("Ada Lovelace", "Northwind")
        assert stage["interviewers"] == [str(world.interviewer.pk)]

    def test_sees_nothing_of_processes_candidates_and_offers(self, panel: Any, world: World) -> None:
        for path in [path for path in OWNED if "{stage}" not in path]:
            assert panel.get(path_of(path, world)).status_code == 404, path

    def test_records_an_outcome(self, panel: Any, world: World) -> None:
        body = {"outcome": "passed", "ratings": {"overall": 5}, "feedback_notes": "Strong."}
        response = panel.put(f"/api/stages/{world.stage.pk}/outcome", body)
        assert (response.status_code, response.json()["outcome"]) == (200, "passed"), response.content

    def test_a_failure_does_not_end_the_process(self, panel: Any, world: World) -> None:
        response = panel.put(f"/api/stages/{world.stage.pk}/outcome", {"outcome": "failed"})
        assert (response.status_code, response.json()["process_status"]) == (200, "in_progress")

    def test_may_not_end_the_process(self, panel: Any, world: World) -> None:
        url = f"/api/stages/{world.stage.pk}/outcome"
        response = panel.put(url, {"outcome": "failed", "close_process": True})
        assert (response.status_code, codes_of(response)) == (403, ["permission_denied"])
        world.stage.refresh_from_db()
        assert world.stage.outcome == "pending"

    @pytest.mark.parametrize("method", ["put", "patch"])
    def test_may_not_plan_a_stage(self, panel: Any, world: World, method: str) -> None:
        response = getattr(panel, method)(f"/api/stages/{world.stage.pk}", {"stage_name": "Chat"})
        assert (response.status_code, codes_of(response)) == (403, ["permission_denied"])

    def test_may_not_correct(self, panel: Any, world: World) -> None:
        url = f"/api/stages/{world.stage.pk}/correct"
        response = panel.post(url, {"outcome": "passed", "reason": "Mixed up."})
        assert (response.status_code, codes_of(response)) == (403, ["permission_denied"])

    @pytest.mark.parametrize("suffix", ["", "/outcome", "/correct"])
    def test_other_panels_are_absent(self, panel: Any, world: World, suffix: str) -> None:
        other = StageFactory(process=world.process, stage_name="Technical")
        call = {"": panel.patch, "/outcome": panel.put, "/correct": panel.post}[suffix]
        body = {"": {"stage_name": "X"}, "/outcome": {"outcome": "passed"}}.get(
            suffix, {"outcome": "passed", "reason": "X"}
        )
        response = call(f"/api/stages/{other.pk}{suffix}", body)
        assert (response.status_code, codes_of(response)) == (404, ["not_found"])


class TestManager:
    def test_approves_an_offer_and_a_recruiter_may_not(
        self, api: Any, client_for: Any, manager: User, world: World
    ) -> None:
        url = f"/api/offers/{world.offer.pk}"
        assert api.post(f"{url}/submit").json()["status"] == "pending_approval"
        refused = api.post(f"{url}/approve")
        assert (refused.status_code, codes_of(refused)) == (403, ["permission_denied"])
        assert client_for(manager).post(f"{url}/approve").json()["status"] == "approved"

    def test_hands_a_process_over_and_a_recruiter_may_not(
        self, api: Any, client_for: Any, manager: User, other_recruiter: User, world: World
    ) -> None:
        url, body = f"/api/processes/{world.process.pk}", {"recruiter": str(other_recruiter.pk)}
        refused = api.patch(url, body)
        assert (refused.status_code, codes_of(refused)) == (403, ["permission_denied"])
        assert client_for(manager).patch(url, body).json()["recruiter"] == str(other_recruiter.pk)
        assert api.get(url).status_code == 404
        assert client_for(other_recruiter).get(url).status_code == 200

    def test_takes_the_recruiter_off_a_process(self, client_for: Any, manager: User, world: World) -> None:
        response = client_for(manager).patch(f"/api/processes/{world.process.pk}", {"recruiter": None})
        assert (response.status_code, response.json()["recruiter"]) == (200, None)

    def test_a_recruiter_may_not_take_themselves_off(self, api: Any, world: World) -> None:
        response = api.patch(f"/api/processes/{world.process.pk}", {"recruiter": None})
        assert (response.status_code, codes_of(response)) == (403, ["permission_denied"])

    def test_hands_a_candidate_over_and_a_recruiter_may_not(
        self, api: Any, client_for: Any, manager: User, other_recruiter: User, world: World
    ) -> None:
        url = f"/api/candidates/{world.candidate.pk}"
        for owner in (str(other_recruiter.pk), None):
            refused = api.patch(url, {"owner": owner})
            assert (refused.status_code, codes_of(refused)) == (403, ["permission_denied"])
        assert client_for(manager).patch(url, {"owner": str(other_recruiter.pk)}).status_code == 200

    def test_an_owner_must_recruit(
        self, client_for: Any, manager: User, interviewer: User, candidate_user: User, world: World
    ) -> None:
        for person in (interviewer, candidate_user):
            for path, field in (("candidates/{candidate}", "owner"), ("processes/{process}", "recruiter")):
                url = path_of(f"/api/{path}", world)
                assert client_for(manager).patch(url, {field: str(person.pk)}).status_code == 400


@pytest.mark.parametrize("path", ["/api/companies", "/api/feeders"])
def test_names_are_shared_by_all_recruiters(client_for: Any, other_recruiter: User, world: World, path: str) -> None:
    assert len(client_for(other_recruiter).get(path).json()["results"]) == 1


def test_who_has_two_roles_has_the_rights_of_both(client_for: Any, make_user: Any, world: World) -> None:
    both = make_user("recruiter", "interviewer", username="bea")
    mine = ProcessFactory(candidate__owner=both)
    on_panel = StageFactory(process=world.process, panel=[both])
    own = StageFactory(process=mine)
    client = client_for(both)
    assert {row["id"] for row in client.get("/api/stages").json()["results"]} == {str(on_panel.pk), str(own.pk)}
    assert [row["id"] for row in client.get("/api/processes").json()["results"]] == [str(mine.pk)]
    assert client.get(f"/api/processes/{world.process.pk}").status_code == 404
    assert client.put(f"/api/stages/{own.pk}/outcome", {"outcome": "passed"}).status_code == 200
    made = client.post(f"/api/processes/{mine.pk}/stages", fixed({"stage_name": "Chat"})(world))
    assert made.status_code == 201, made.content
