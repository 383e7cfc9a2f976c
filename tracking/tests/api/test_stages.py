"""Stages: planned, decided, corrected, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from config.testing.refusals import attrs_of, codes_of
from tracking.models import InterviewStage, StatusChange
from tracking.tests.api.endpoints import World
from tracking.tests.factories import StageFactory

pytestmark = pytest.mark.django_db


def add(api: Any, world: World, **fields: Any) -> Any:
    return api.post(f"/api/processes/{world.process.pk}/stages", {"stage_name": "Technical"} | fields)


def decide(api: Any, stage: InterviewStage, **body: Any) -> Any:
    return api.put(f"/api/stages/{stage.pk}/outcome", body)


@pytest.mark.parametrize("order", [0, -1, 1.5, 2**31, 10**30, "3", "３", "1_0", True, [], {}, 32_768])
def test_what_is_no_place(api: Any, world: World, order: Any) -> None:
    response = add(api, world, stage_order=order)
    assert (response.status_code, attrs_of(response)) == (400, ["stage_order"])


def test_a_gap(api: Any, world: World) -> None:
    response = add(api, world, stage_order=7)
    assert (response.status_code, codes_of(response)) == (400, ["not_sequential"])


def test_a_place_before_pending_stages_is_made(api: Any, world: World) -> None:
    made = add(api, world, stage_order=1)
    assert (made.status_code, made.json()["stage_order"]) == (201, 1), made.content
    stages = api.get(f"/api/processes/{world.process.pk}").json()["stages"]
    assert [(stage["stage_order"], stage["stage_name"]) for stage in stages] == [(1, "Technical"), (2, "Phone Screen")]


def test_a_place_before_a_decided_stage_is_taken(api: Any, world: World) -> None:
    decide(api, world.stage, outcome="passed")
    response = add(api, world, stage_order=1)
    assert (response.status_code, codes_of(response)) == (409, ["stage_order_taken"])


def test_the_stage_after_the_last_that_may_be(api: Any, world: World) -> None:
    for _ in range(49):
        StageFactory(process=world.process)
    response = add(api, world)
    assert (response.status_code, codes_of(response)) == (400, ["too_many_stages"])


@pytest.mark.parametrize("field", ["scheduled_date"])
@pytest.mark.parametrize(
    "day", ["0000-01-01", "10000-01-01", "2026-02-30", "9999-99-99", "tomorrow", 5, True, [], "2026-01-01T00:00:00Z"]
)
def test_what_is_no_day(api: Any, world: World, field: str, day: Any) -> None:
    response = add(api, world, **{field: day})
    assert (response.status_code, attrs_of(response)) == (400, [field])
    outcome = decide(api, world.stage, outcome="passed", completed_date=day)
    assert (outcome.status_code, attrs_of(outcome)) == (400, ["completed_date"])


@pytest.mark.parametrize("names", ["Ivan", [None], ["x"] * 5_000, [["Ivan"]], [{}], [5], {"0": "Ivan"}, ["x" * 300]])
def test_what_are_no_names(api: Any, world: World, names: Any) -> None:
    response = add(api, world, interviewer_names=names)
    assert response.status_code == 400
    assert {(attr or "").split(".")[0] for attr in attrs_of(response)} == {"interviewer_names"}


def test_names_said_twice_are_kept_once_and_raw(api: Any, world: World) -> None:
    response = add(api, world, interviewer_names=["Ivan", " IVAN ", "<b>Ina</b>", "ivan"])
    assert (response.status_code, response.json()["interviewer_names"]) == (201, ["Ivan", "<b>Ina</b>"])


def test_the_panel(api: Any, world: World, candidate_user: Any, make_user: Any) -> None:
    ivan = str(world.interviewer.pk)
    made = add(api, world, interviewers=[ivan, ivan]).json()
    assert made["interviewers"] == [ivan]
    gone = make_user("interviewer", is_active=False)
    for panel in ([str(candidate_user.pk)], [str(gone.pk)], ["x"], [None], "x", [str(world.process.pk)]):
        response = add(api, world, interviewers=panel)
        assert response.status_code == 400, panel
        assert {(attr or "").split(".")[0] for attr in attrs_of(response)} == {"interviewers"}
    emptied = api.patch(f"/api/stages/{made['id']}", {"interviewers": []})
    assert (emptied.status_code, emptied.json()["interviewers"]) == (200, [])


@pytest.mark.parametrize(
    ("name", "stage_type"),
    [("Phone Screen", "phone_screen"), ("tech round 1", "technical"), ("Chat", "other"), ("On-site loop", "onsite")],
)
def test_the_type_follows_from_the_name_or_is_said(api: Any, world: World, name: str, stage_type: str) -> None:
    assert add(api, world, stage_name=name).json()["stage_type"] == stage_type
    assert add(api, world, stage_name=name, stage_type="second_round").json()["stage_type"] == "second_round"
    assert attrs_of(add(api, world, stage_name=name, stage_type="lunch")) == ["stage_type"]


RATING_NAMES = ["overall", "technical", "culture_fit", "communication"]


@pytest.mark.parametrize("name", RATING_NAMES)
@pytest.mark.parametrize("rating", [0, 6, -1, 3.5, 4.0, True, False, "5", "5 ", "４", [], {}, 10**30])
def test_what_is_no_rating(api: Any, world: World, name: str, rating: Any) -> None:
    response = decide(api, world.stage, outcome="passed", ratings={name: rating})
    assert (response.status_code, attrs_of(response)) == (400, [f"ratings.{name}"])
    world.stage.refresh_from_db()
    assert (world.stage.outcome, world.stage.overall_rating) == ("pending", None)


@pytest.mark.parametrize("raw", [b"NaN", b"Infinity", b"1e999", b"-1e999"])
def test_what_is_no_number(api: Any, world: World, raw: bytes) -> None:
    body = b'{"outcome": "passed", "ratings": {"overall": ' + raw + b"}}"
    response = api.generic("PUT", f"/api/stages/{world.stage.pk}/outcome", body, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("rating", [1, 5, None])
def test_ratings(api: Any, world: World, rating: int | None) -> None:
    response = decide(api, world.stage, outcome="passed", ratings=dict.fromkeys(RATING_NAMES, rating))
    assert response.status_code == 200
    assert [response.json()[f"{name}_rating"] for name in RATING_NAMES] == [rating] * 4


@pytest.mark.parametrize("ratings", [None, [], "x", {"overal": 5}, 5])
def test_what_are_no_ratings(api: Any, world: World, ratings: Any) -> None:
    response = decide(api, world.stage, outcome="passed", ratings=ratings)
    assert response.status_code == 400
    assert {(attr or "").split(".")[0] for attr in attrs_of(response)} == {"ratings"}


@pytest.mark.parametrize("outcome", ["unknown", "Passed", " passed ", None, ["passed"], 5, "", True, {}])
def test_what_is_no_outcome(api: Any, world: World, outcome: Any) -> None:
    response = decide(api, world.stage, outcome=outcome)
    assert (response.status_code, attrs_of(response)) == (400, ["outcome"])


def test_a_decided_outcome_is_only_corrected(api: Any, world: World) -> None:
    decide(api, world.stage, outcome="failed", close_process=False)
    for outcome in ("passed", "pending", "no_show"):
        response = decide(api, world.stage, outcome=outcome)
        assert (response.status_code, codes_of(response)) == (409, ["invalid_transition"])
    corrected = api.post(f"/api/stages/{world.stage.pk}/correct", {"outcome": "passed", "reason": "Mixed up."})
    assert (corrected.status_code, corrected.json()["outcome"]) == (200, "passed")


@pytest.mark.parametrize("outcome", ["no_show", "cancelled"])
def test_a_stage_that_did_not_happen_may_be_planned_again(api: Any, world: World, outcome: str) -> None:
    assert decide(api, world.stage, outcome=outcome).json()["outcome"] == outcome
    assert decide(api, world.stage, outcome="pending").json()["outcome"] == "pending"


def test_the_same_outcome_again_is_no_event(api: Any, world: World) -> None:
    body = {"outcome": "passed", "ratings": {"overall": 4}}
    first = decide(api, world.stage, **body)
    changes = StatusChange.objects.count()
    again = decide(api, world.stage, **body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert StatusChange.objects.count() == changes


def test_stages_of_an_ended_process_are_frozen(api: Any, world: World) -> None:
    api.post(f"/api/processes/{world.process.pk}/complete", {"final_status": "candidate_withdrew"})
    assert codes_of(decide(api, world.stage, outcome="passed")) == ["process_ended"]
    assert codes_of(api.patch(f"/api/stages/{world.stage.pk}", {"stage_name": "X"})) == ["process_ended"]
    assert codes_of(add(api, world)) == ["process_ended"]


def test_stages_may_be_decided_in_any_order_and_before_their_day(api: Any, world: World) -> None:
    later = StageFactory(process=world.process, scheduled_date="2030-01-01")
    done = decide(api, later, outcome="passed", completed_date="2026-01-01")
    assert (done.status_code, done.json()["completed_date"]) == (200, "2026-01-01")


def test_a_failure_closes_the_process_and_its_correction_reopens_it(api: Any, world: World) -> None:
    failed = decide(api, world.stage, outcome="failed", rejection_reason="skills")
    assert (failed.status_code, failed.json()["process_status"]) == (200, "rejected_by_company")
    process = api.get(f"/api/processes/{world.process.pk}").json()
    assert process["rejection_reason"] == "skills"
    url = f"/api/stages/{world.stage.pk}/correct"
    for reason in ("", "  ", None):
        assert attrs_of(api.post(url, {"outcome": "passed", "reason": reason})) == ["reason"]
    corrected = api.post(url, {"outcome": "passed", "reason": "Mixed up."})
    assert (corrected.status_code, corrected.json()["process_status"]) == (200, "in_progress")


def test_a_failure_that_leaves_the_process_open(api: Any, world: World) -> None:
    failed = decide(api, world.stage, outcome="failed", close_process=False)
    assert failed.json()["process_status"] == "in_progress"
    for value in ("true", 1, None, []):
        response = decide(api, world.stage, outcome="failed", close_process=value)
        assert (response.status_code, attrs_of(response)) == (400, ["close_process"])
    response = decide(api, world.stage, outcome="failed", close_process=False, rejection_reason="skills")
    assert (response.status_code, attrs_of(response)) == (400, ["rejection_reason"])


def test_a_stage_is_found_by_its_own_address_only(api: Any, world: World) -> None:
    """No route takes a stage below the process of another."""
    other = StageFactory()
    for path in (f"/api/processes/{world.process.pk}/stages/{other.pk}", f"/api/stages/{other.pk}"):
        assert api.get(path).status_code == 404


def test_every_change_of_a_stage_changes_its_process(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    seen = [api.get(url).json()]
    for change in (
        lambda: api.patch(f"/api/stages/{world.stage.pk}", {"next_steps": "Call."}),
        lambda: decide(api, world.stage, outcome="passed"),
        lambda: add(api, world),
    ):
        assert change().status_code in (200, 201)
        seen.append(api.get(url).json())
    stamps = [process["updated_at"] for process in seen]
    assert stamps == sorted(set(stamps))


def test_lists_of_stages(api: Any, world: World) -> None:
    decided = StageFactory(process=world.process, stage_type="technical", outcome="passed", completed_date="2026-01-01")
    mine, passed = str(world.stage.pk), str(decided.pk)
    for filters, wanted in [
        ({}, {mine, passed}),
        ({"outcome": "passed"}, {passed}),
        ({"stage_type": "phone_screen"}, {mine}),
        ({"process": str(world.process.pk)}, {mine, passed}),
        ({"process": str(world.candidate.pk)}, set()),
        ({"interviewer": str(world.interviewer.pk)}, {mine}),
        ({"interviewer": str(world.interviewer.pk), "outcome": "passed"}, set()),
    ]:
        found = api.get("/api/stages", filters).json()["results"]
        assert {row["id"] for row in found} == wanted, filters
    in_order = api.get(f"/api/processes/{world.process.pk}/stages", {"ordering": "stage_order"}).json()["results"]
    assert [row["stage_order"] for row in in_order] == [1, 2]
