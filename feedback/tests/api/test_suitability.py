from __future__ import annotations

from typing import Any

import pytest

from config.testing.refusals import attrs_of, codes_of
from feedback.models import SuitabilityScore
from feedback.tests.evidence import decided, said, sat
from tracking.models import Candidate
from tracking.tests.factories import CandidateFactory, ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(recruiter: Any) -> Candidate:
    candidate = CandidateFactory.create(owner=recruiter)
    process = ProcessFactory.create(candidate=candidate, recruiter=recruiter)
    said(decided(process, 5), 4.5)
    sat(candidate, 80)
    return candidate


@pytest.fixture
def boss(client_for: Any, manager: Any) -> Any:
    return client_for(manager)


def url(candidate: Candidate) -> str:
    return f"/api/candidates/{candidate.pk}/suitability"


def override_url(candidate: Candidate) -> str:
    return f"/api/candidates/{candidate.pk}/suitability/override"


WORD = {"value": 91.5, "reason": "Met twice."}


def test_never_scored_is_null_not_a_default(api: Any, candidate: Candidate) -> None:
    assert api.get(url(candidate)).json() == {
        "overall_score": None,
        "needs_rescoring": False,
        "value": None,
        "low": None,
        "high": None,
        "model_version": None,
        "scored_at": None,
        "breakdown": None,
        "override": None,
    }


def test_scoring_now_tells_the_score_and_what_made_it(api: Any, candidate: Candidate) -> None:
    answer = api.post(url(candidate), {}, format="json")
    assert answer.status_code == 200
    told = answer.json()
    assert told == api.get(url(candidate)).json()
    assert told["overall_score"] == told["value"]
    assert 0 < told["low"] < told["value"] < told["high"] < 100
    assert told["model_version"] == 1
    sources = told["breakdown"]["sources"]
    assert {name: source["n"] for name, source in sources.items()} == {
        "stages": 1,
        "feedback": 1,
        "assessments": 1,
        "feeder": 0,
    }
    points = sum(source["points"] for source in sources.values())
    assert told["breakdown"]["base"] + points == pytest.approx(told["value"], abs=0.01)


def test_an_assessment_is_told_as_a_number_and_a_mean(api: Any, candidate: Candidate) -> None:
    told = api.post(url(candidate)).json()["breakdown"]["sources"]["assessments"]
    assert (told["n"], told["mean"]) == (1, 80.0)
    assert set(told) == {"n", "mean", "raw_mean", "level", "sd", "weight", "points"}


def test_scoring_takes_no_fields(api: Any, candidate: Candidate) -> None:
    assert codes_of(api.post(url(candidate), {"value": 3}, format="json")) == ["unknown_field"]


def test_a_manager_overrules_and_takes_it_back(boss: Any, candidate: Candidate, manager: Any) -> None:
    machine = boss.post(url(candidate)).json()["value"]
    told = boss.put(override_url(candidate), WORD, format="json")
    assert told.status_code == 200
    assert told.json()["overall_score"] == 91.5
    assert told.json()["value"] == machine
    override = told.json()["override"]
    assert {name: override[name] for name in ("value", "reason", "by")} == {**WORD, "by": manager.display_name}
    told = boss.delete(override_url(candidate))
    assert told.status_code == 200
    assert (told.json()["overall_score"], told.json()["override"]) == (machine, None)
    assert boss.delete(override_url(candidate)).status_code == 404


def test_the_recruiter_sees_the_override(api: Any, boss: Any, candidate: Candidate) -> None:
    boss.put(override_url(candidate), WORD, format="json")
    assert api.get(url(candidate)).json()["override"]["reason"] == "Met twice."


def test_overruling_is_for_managers(api: Any, candidate: Candidate) -> None:
    assert api.put(override_url(candidate), WORD, format="json").status_code == 403
    assert api.delete(override_url(candidate)).status_code == 403


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"value": 100.01}, "value"),
        ({"value": -1}, "value"),
        ({"value": True}, "value"),
        ({"value": None}, "value"),
        ({"value": 50.123}, "value"),
        ({"value": []}, "value"),
        ({"reason": "  "}, "reason"),
        ({"reason": 3}, "reason"),
        ({"reason": "x" * 5001}, "reason"),
        ({"other": 1}, "other"),
    ],
)
def test_bad_overrides(change: dict[str, Any], attr: str, boss: Any, candidate: Candidate) -> None:
    answer = boss.put(override_url(candidate), {**WORD, **change}, format="json")
    assert answer.status_code == 400
    assert attrs_of(answer) == [attr]


@pytest.mark.parametrize("value", [0, 100, "55.5"])
def test_the_ends_of_the_scale_are_on_it(value: Any, boss: Any, candidate: Candidate) -> None:
    answer = boss.put(override_url(candidate), {"value": value, "reason": "x"}, format="json")
    assert answer.json()["overall_score"] == float(value)


def test_another_recruiters_candidate_is_not_there(client_for: Any, other_recruiter: Any, candidate: Candidate) -> None:
    rival = client_for(other_recruiter)
    assert rival.get(url(candidate)).status_code == 404
    assert rival.post(url(candidate)).status_code == 404
    assert not SuitabilityScore.objects.exists()


@pytest.mark.parametrize("role", ["interviewer", "candidate", "service"])
def test_it_is_for_recruiters_and_managers(role: str, client_for: Any, make_user: Any, candidate: Candidate) -> None:
    client = client_for(make_user(role))
    assert client.get(url(candidate)).status_code == 403
    assert client.post(url(candidate)).status_code == 403
    assert client.put(override_url(candidate), WORD, format="json").status_code == 403


def test_an_absent_candidate(boss: Any) -> None:
    absent = Candidate()
    assert boss.get(url(absent)).status_code == 404
    assert boss.post(url(absent)).status_code == 404
    assert boss.put(override_url(absent), WORD, format="json").status_code == 404


def test_reading_takes_three_queries(api: Any, candidate: Candidate, count_queries: Any) -> None:
    api.post(url(candidate))
    with count_queries(3):
        api.get(url(candidate))
