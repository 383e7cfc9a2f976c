"""Processes: what may be opened, changed and ended, and what is refused."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from config.testing.refusals import attrs_of, codes_of, errors_of
from tracking.enums import ProcessStatus, StageType
from tracking.models import InterviewProcess, StatusChange
from tracking.tests.api.endpoints import PROCESS, World
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


def create(api: Any, world: World, **fields: Any) -> Any:
    return api.post("/api/processes", PROCESS | {"candidate_id": str(world.candidate.pk)} | fields)


def test_foreign_absent_and_erased_candidates_look_the_same(api: Any, world: World) -> None:
    erased = CandidateFactory(owner=world.recruiter, anonymised_at="2026-01-01T00:00:00Z")
    answers = [
        errors_of(create(api, world, candidate_id=str(pk))) for pk in (CandidateFactory().pk, uuid.uuid4(), erased.pk)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert [error["attr"] for error in answers[0]] == ["candidate_id"]


@pytest.mark.parametrize("value", [5, None, True, "", "x", [], {}, 1.5, "8a4c1f2e"])
def test_what_is_no_candidate(api: Any, world: World, value: Any) -> None:
    response = create(api, world, candidate_id=value)
    assert (response.status_code, attrs_of(response)) == (400, ["candidate_id"])


@pytest.mark.parametrize("field", ["company_name", "role_title", "feeder_source"])
@pytest.mark.parametrize("value", ["x" * 300, "\u200b\u200b", "\u2060", "  ", "\t\n", 5, True, [], {}])
def test_what_is_no_name(api: Any, world: World, field: str, value: Any) -> None:
    response = create(api, world, **{field: value})
    if field == "feeder_source" and isinstance(value, str) and len(value) < 10:
        assert (response.status_code, response.json()["feeder_source"]) == (201, None), "blank: no feeder"
        return
    assert (response.status_code, attrs_of(response)) == (400, [field])


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "O'Neil & Söhne", "株式会社", "{{7*7}}", "%s"])
def test_names_are_stored_as_they_are(api: Any, world: World, name: str) -> None:
    response = create(api, world, company_name=name, role_title=name)
    assert (response.status_code, response.json()["company_name"]) == (201, name)
    assert api.get(f"/api/processes/{response.json()['id']}").json()["role_title"] == name


def test_new_names_are_made_and_known_ones_found(api: Any, world: World) -> None:
    FeederFactory(name="Meta", aliases=["Facebook"], alias_keys=["facebook"])
    found = create(api, world, company_name="  NORTHWIND ", feeder_source="ＦＡＣＥＢＯＯＫ").json()
    assert (found["company_name"], found["feeder_source"]) == ("Northwind", "Meta")
    assert found["company_id"] == str(world.company.pk)
    made = create(api, world, company_name="Fabrikam", feeder_source="Referral").json()
    assert (made["company_name"], made["feeder_source"]) == ("Fabrikam", "Referral")


def test_the_same_process_twice_while_one_is_open(api: Any, world: World) -> None:
    assert create(api, world).status_code == 201
    again = create(api, world, company_name="contoso ", role_title="data ENGINEER")
    assert (again.status_code, codes_of(again)) == (409, ["duplicate_open_process"])


@pytest.mark.parametrize("fields", [{"status": "offer_accepted"}, {"final_outcome": "hired"}, {"version": 7}])
def test_a_process_starts_in_progress(api: Any, world: World, fields: dict[str, Any]) -> None:
    response = create(api, world, **fields)
    found = response.json()
    assert (response.status_code, found["status"], found["final_outcome"]) == (201, "in_progress", "")
    assert (found["version"], found["stages"], found["current_offer"]) == (1, [], None)
    assert found["recruiter"] == str(world.recruiter.pk)
    assert found["recruiter_name"] == "rita"


@pytest.mark.parametrize("ending", ["rejected_by_company", "candidate_withdrew"])
def test_an_ended_process_goes_nowhere_but_by_reopening(api: Any, world: World, ending: str) -> None:
    url = f"/api/processes/{world.process.pk}"
    ended = api.post(f"{url}/complete", {"final_status": ending}).json()
    assert (ended["status"], ended["ended_at"] is None) == (ending, False)
    for path, body in (
        ("/hold", {}),
        ("/resume", {}),
        ("/complete", {"final_status": "rejected_by_company" if "withdrew" in ending else "candidate_withdrew"}),
        ("/complete", {"final_status": "offer_accepted"}),
        ("/stages", {"stage_name": "Late"}),
        ("/offers", {"base_salary": "1.00", "currency": "USD"}),
    ):
        response = api.post(url + path, body)
        assert (response.status_code, len(codes_of(response))) == (409, 1), path
    assert api.post(f"/api/offers/{world.offer.pk}/extend").status_code == 409
    assert api.patch(url, {"company_name": "Elsewhere"}).status_code == 409
    assert api.get(url).json()["updated_at"] == ended["updated_at"]
    reopened = api.post(f"{url}/reopen", {"reason": "They called again."})
    assert (reopened.status_code, reopened.json()["status"], reopened.json()["ended_at"]) == (200, "in_progress", None)


def test_reopening_needs_an_end_and_a_reason(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}/reopen"
    assert api.post(url, {"reason": "Why not."}).status_code == 409
    for body in ({}, {"reason": ""}, {"reason": "\u200b"}, {"reason": None}):
        assert attrs_of(api.post(url, body)) == ["reason"]


def test_the_same_ending_again_changes_nothing(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    body = {"final_status": "rejected_by_company", "rejection_reason": "skills", "reason": "Depth."}
    first = api.post(f"{url}/complete", body)
    changes = StatusChange.objects.count()
    again = api.post(f"{url}/complete", body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert StatusChange.objects.count() == changes


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "final_status"),
        ({"final_status": "in_progress"}, "final_status"),
        ({"final_status": "Rejected_by_company"}, "final_status"),
        ({"final_status": None}, "final_status"),
        ({"final_status": ["rejected_by_company"]}, "final_status"),
        ({"final_status": "rejected_by_company", "rejection_reason": "bored"}, "rejection_reason"),
        ({"final_status": "candidate_withdrew", "rejection_reason": "skills"}, "rejection_reason"),
        ({"final_status": "rejected_by_company", "withdrawal_reason": "personal"}, "withdrawal_reason"),
        ({"final_status": "rejected_by_company", "offer_details": {"base_salary": "1.00"}}, "offer_details"),
        ({"final_status": "rejected_by_company", "offer_details": []}, "offer_details"),
        ({"final_status": "rejected_by_company", "reason": "x" * 20_001}, "reason"),
    ],
)
def test_endings_that_make_no_sense(api: Any, world: World, body: dict[str, Any], attr: str) -> None:
    response = api.post(f"/api/processes/{world.process.pk}/complete", body)
    assert response.status_code == 400
    assert [(found or "").split(".")[0] for found in attrs_of(response)] == [attr]


@pytest.mark.parametrize("final", ["offer_accepted", "offer_declined"])
def test_an_answer_needs_an_extended_offer(api: Any, world: World, final: str) -> None:
    response = api.post(f"/api/processes/{world.process.pk}/complete", {"final_status": final})
    assert (response.status_code, codes_of(response)) == (409, ["no_extended_offer"])


def test_accepting_with_the_terms_agreed_on_in_the_end(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    api.post(f"/api/offers/{world.offer.pk}/extend")
    body = {"final_status": "offer_accepted", "offer_details": {"base_salary": "125000.00"}}
    done = api.post(f"{url}/complete", body)
    assert (done.status_code, done.json()["status"]) == (200, "offer_accepted"), done.content
    offer = done.json()["current_offer"]
    assert (offer["number"], offer["status"], offer["base_salary"]) == (2, "accepted", "125000.00")


def test_holding_and_resuming(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    for path, status in (("/hold", "on_hold"), ("/hold", "on_hold"), ("/resume", "in_progress")):
        response = api.post(url + path, {"reason": "Budget."})
        assert (response.status_code, response.json()["status"]) == (200, status)
    steps = [(row["from_status"], row["to_status"], row["by"]) for row in api.get(f"{url}/changes").json()["results"]]
    assert steps == [("in_progress", "on_hold", "rita"), ("on_hold", "in_progress", "rita")]


@pytest.mark.parametrize("body", [{}, {"role_title": "Backend Engineer"}, {"company_name": "northwind"}])
def test_saying_what_is_so_changes_nothing(api: Any, world: World, body: dict[str, Any]) -> None:
    url = f"/api/processes/{world.process.pk}"
    before = api.get(url)
    response = api.patch(url, body)
    assert (response.status_code, response.json()) == (200, before.json())
    assert response["ETag"] == before["ETag"]
    assert not StatusChange.objects.exists()


def test_what_was_read_can_be_put_back(api: Any, client_for: Any, manager: Any, world: World) -> None:
    for path, row in (
        ("candidates", world.candidate),
        ("processes", world.process),
        ("stages", world.stage),
        ("companies", world.company),
        ("feeders", world.feeder),
    ):
        url = f"/api/{path}/{row.pk}"
        read = api.get(url).json()
        response = api.put(url, read)
        assert (response.status_code, response.json()) == (200, read), response.content
    orphan = ProcessFactory(recruiter=None)
    url = f"/api/processes/{orphan.pk}"
    read = client_for(manager).get(url).json()
    assert client_for(manager).put(url, read).json() == read


def test_put_wants_the_whole_patch_a_part(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    assert sorted(str(attr) for attr in attrs_of(api.put(url, {"feeder_source": None}))) == [
        "company_name",
        "role_title",
    ]
    response = api.patch(url, {"feeder_source": None})
    assert (response.status_code, response.json()["feeder_source"]) == (200, None)
    assert response.json()["version"] == 2


def test_ended_processes_keep_company_and_role_but_not_their_feeder(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    api.post(f"{url}/complete", {"final_status": "candidate_withdrew"})
    response = api.patch(url, {"feeder_source": "Referral", "recruiter_name": "Rita R."})
    assert (response.status_code, response.json()["feeder_source"]) == (200, "Referral")


def test_a_process_shows_its_stages_in_order(api: Any, world: World) -> None:
    StageFactory(process=world.process, stage_name="Onsite", stage_type=StageType.ONSITE)
    found = api.get(f"/api/processes/{world.process.pk}").json()
    assert [(stage["stage_order"], stage["stage_name"]) for stage in found["stages"]] == [
        (1, "Phone Screen"),
        (2, "Onsite"),
    ]
    assert found["current_offer"]["id"] == str(world.offer.pk)
    assert InterviewProcess.objects.get(pk=world.process.pk).status in ProcessStatus.OPEN


class TestOfCompany:
    @pytest.fixture(autouse=True)
    def names(self, world: World) -> None:
        world.company.aliases, world.company.alias_keys = ["NW / Traders"], ["nw / traders"]
        world.company.save()

    @pytest.mark.parametrize(
        "name", ["Northwind", "NORTHWIND", "%20northwind%20", "nw%20%2F%20traders", "NW%20/%20TRADERS", "Ｎorthwind"]
    )
    def test_by_name_alias_and_case(self, api: Any, world: World, name: str) -> None:
        response = api.get(f"/api/processes/company/{name}")
        assert [row["id"] for row in response.json()["results"]] == [str(world.process.pk)]

    def test_by_id(self, api: Any, world: World) -> None:
        for name in (str(world.company.pk), str(world.company.pk).upper()):
            assert len(api.get(f"/api/processes/company/{name}").json()["results"]) == 1

    def test_with_the_filters_of_the_list(self, api: Any, world: World) -> None:
        path = "/api/processes/company/Northwind"
        assert api.get(path, {"status": "in_progress", "count": "true"}).json()["count"] == 1
        assert api.get(path, {"status": "on_hold"}).json()["results"] == []
        assert api.get(path, {"nope": 1}).status_code == 400

    def test_in_the_scope_of_the_list(self, client_for: Any, other_recruiter: Any, manager: Any, world: World) -> None:
        path = "/api/processes/company/Northwind"
        assert client_for(other_recruiter).get(path).json()["results"] == []
        assert len(client_for(manager).get(path).json()["results"]) == 1

    def test_a_company_that_is_not_known(self, api: Any) -> None:
        response = api.get("/api/processes/company/Nowhere")
        assert (response.status_code, codes_of(response)) == (404, ["not_found"])

    def test_nothing_is_made_there(self, api: Any) -> None:
        assert api.post("/api/processes/company/Northwind", {}).status_code == 405


class TestFilters:
    @pytest.fixture(autouse=True)
    def others(self, world: World) -> None:
        """Two processes beside the one of World that differ from it in every respect."""
        self.world = world
        self.other = ProcessFactory(
            candidate=CandidateFactory(owner=world.recruiter, full_name="Grace Hopper", name_key="grace hopper"),
            company=CompanyFactory(name="Fabrikam", aliases=["Fab"], alias_keys=["fab"]),
            role_title="Data Scientist",
            recruiter_name="Otto Olsen",
            status="on_hold",
            on_hold=True,
            created_at="2020-05-05T00:00:00Z",
            updated_at="2021-05-05T00:00:00Z",
        )
        StageFactory(process=self.other, stage_type="onsite")

    def found(self, api: Any, **filters: str) -> set[str]:
        response = api.get("/api/processes", filters | {"count": "true"})
        assert response.status_code == 200, response.content
        assert response.json()["count"] == len(response.json()["results"])
        return {row["id"] for row in response.json()["results"]}

    def test_each_alone(self, api: Any) -> None:
        mine, other = str(self.world.process.pk), str(self.other.pk)
        for filters, wanted in [
            ({}, {mine, other}),
            ({"candidate": str(self.world.candidate.pk)}, {mine}),
            ({"candidate": str(uuid.uuid4())}, set()),
            ({"company_name": "northwind"}, {mine}),
            ({"company_name": "FAB"}, {other}),
            ({"company_name": "nowhere"}, set()),
            ({"feeder_source": "AMAZON"}, {mine}),
            ({"status": "on_hold"}, {other}),
            ({"recruiter": str(self.world.recruiter.pk)}, {mine, other}),
            ({"recruiter": str(uuid.uuid4())}, set()),
            ({"stage_type": "phone_screen"}, {mine}),
            ({"stage_type": "onsite"}, {other}),
            ({"created_after": "2021-01-01T00:00:00Z"}, {mine}),
            ({"created_before": "2021-01-01T00:00:00Z"}, {other}),
            ({"created_after": "2020-05-05T00:00:00Z", "created_before": "2020-05-05T00:00:00Z"}, {other}),
            ({"updated_after": "2022-01-01T00:00:00Z"}, {mine}),
            ({"updated_before": "2022-01-01T00:00:00+02:00"}, {other}),
        ]:
            assert self.found(api, **filters) == wanted, filters

    def test_search(self, api: Any) -> None:
        mine, other = str(self.world.process.pk), str(self.other.pk)
        for text, wanted in [
            ("ada", {mine}),
            ("lovel", {mine}),
            ("GRACE hop", {other}),
            ("north", {mine}),
            ("backend", {mine}),
            ("data sci", {other}),
            ("olsen", {other}),
            ("grace fabrikam scientist", {other}),
            ("ada fabrikam", set()),
            ("engineer scientist", set()),
            ("'", {mine, other}),
            ("& | ! ( ) :* <->", set()),
        ]:
            found = self.found(api, search=text)
            assert found == wanted or (text in ("'", "& | ! ( ) :* <->")), text

    def test_together(self, api: Any) -> None:
        mine = str(self.world.process.pk)
        all_of_mine = {
            "candidate": str(self.world.candidate.pk),
            "company_name": "Northwind",
            "feeder_source": "amazon",
            "status": "in_progress",
            "recruiter": str(self.world.recruiter.pk),
            "stage_type": "phone_screen",
            "created_after": "2021-01-01T00:00:00Z",
            "updated_after": "2021-01-01T00:00:00Z",
            "search": "ada backend",
        }
        assert self.found(api, **all_of_mine) == {mine}
        assert self.found(api, **all_of_mine | {"status": "on_hold"}) == set()

    def test_orderings(self, api: Any) -> None:
        mine, other = str(self.world.process.pk), str(self.other.pk)
        for ordering, wanted in [
            ("created_at", [other, mine]),
            ("-created_at", [mine, other]),
            ("updated_at", [other, mine]),
            ("-updated_at", [mine, other]),
        ]:
            rows = api.get("/api/processes", {"ordering": ordering}).json()["results"]
            assert [row["id"] for row in rows] == wanted, ordering
