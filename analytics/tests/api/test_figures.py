"""The figures of a small world, each as worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.tests.api.conftest import Story
from analytics.tests.folded import fold_all

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["in the log", "folded"])
def told(request: Any, story: Story, whole: Any) -> Any:
    """Figures are the same before and after folding."""
    if request.param == "folded":
        assert fold_all() == 5

    def get(path: str) -> dict[str, Any]:
        response = whole.get(f"/api/analytics/{path}")
        assert response.status_code == 200, response.content
        found: dict[str, Any] = response.json()
        return found

    return get


def test_funnel(told: Any) -> None:
    found = told("funnel?company_name=northwind ")
    assert found["total_started"] == 4
    assert (found["open"], found["ended"]) == (1, 3)
    assert found["phone_screen_pass_rate"] == 1
    assert found["technical_pass_rate"] == 0.5
    assert found["onsite_pass_rate"] == 1
    assert found["offer_extended_rate"] == 1
    assert found["offer_accepted_rate"] == 1
    steps = {step["step"]: step for step in found["steps"]}
    assert list(steps) == ["started", "phone_screen", "technical", "onsite", "offer_extended", "offer_accepted"]
    phone = steps["phone_screen"]
    assert {name: phone[name] for name in ("reached", "passed", "failed", "pending", "other")} == {
        "reached": 4,
        "passed": 2,
        "failed": 0,
        "pending": 1,
        "other": 1,
    }
    assert (phone["numerator"], phone["denominator"], phone["share_of_started"]) == (2, 2, 1)
    assert steps["technical"]["share_of_started"] == 0.5
    assert steps["offer_extended"]["share_of_started"] == 0.25
    assert [(month["month"], month["started"], month["placements"]) for month in found["by_month"]] == [
        ("2026-01-01", 2, 1),
        ("2026-02-01", 2, 0),
    ]


def test_funnel_of_what_declined(told: Any) -> None:
    found = told("funnel?feeder_source=GOOGLE")
    assert (found["total_started"], found["offer_accepted_rate"], found["phone_screen_pass_rate"]) == (1, 0, None)


def test_conversion_rates(told: Any) -> None:
    found = told("conversion-rates")
    amazon, google = found["results"]
    assert (amazon["feeder_source"], amazon["rank"], google["rank"]) == ("Amazon", 1, 2)
    counts = ("candidates_sourced", "processes_sourced", "placements", "open", "ended")
    assert [amazon[name] for name in counts] == [2, 3, 1, 1, 2]
    assert amazon["conversion_rate"] == pytest.approx(1 / 3)
    assert amazon["interval"] == {"low": pytest.approx(0.06149, abs=1e-5), "high": pytest.approx(0.79234, abs=1e-5)}
    assert amazon["decided_rate"] == 0.5
    assert amazon["days_to_hire"] == {"median": 30, "mean": 30, "n": 1}
    # At 180 days: the open one has been followed for longer, so it is 1 of 3.
    assert amazon["matured_rate"] == pytest.approx(1 / 3)
    assert 0 < amazon["shrunken_rate"] < 0.5
    assert [google[name] for name in counts] == [1, 1, 0, 0, 1]
    assert (google["conversion_rate"], google["days_to_hire"]) == (0, {"median": None, "mean": None, "n": 0})
    without = found["without_feeder"]
    assert [without[name] for name in ("processes", "placements", "open", "ended")] == [1, 0, 0, 1]
    assert found["total"]["processes"] == 5


def test_conversion_rates_of_one_feeder_keep_its_place(told: Any) -> None:
    [google] = told("conversion-rates?feeder_source=Google")["results"]
    everybody = told("conversion-rates")["results"]
    assert google == everybody[1]
    assert told("conversion-rates?feeder_source=Google")["without_feeder"] is None


def test_feeder_report(told: Any, story: Story) -> None:
    found = told("feeders/amazon")
    assert (found["processes_sourced"], found["placements"], found["rank"], found["of_feeders"]) == (3, 1, 1, 2)
    assert found["avg_time_to_hire"] == 30
    assert found["time_to_hire"]["median"] == 30
    assert found["rejection_reasons"] == {"skills": 1}
    assert found["withdrawal_reasons"] == {}
    assert [(stage["stage_type"], stage["rate"]) for stage in found["stages"]] == [
        *(("phone_screen", 1), ("technical", 0.5), ("onsite", 1))
    ]
    row = told("conversion-rates")["results"][0]
    assert {name: found[name] for name in row} == row
    for other in (f"feeders/{story.feeder.pk}", "feeders?name=Amazon"):
        assert told(other)["feeder_id"] == str(story.feeder.pk)


def test_company_insights(told: Any, story: Story) -> None:
    found = told("companies/NORTHWIND")
    assert (found["total_candidates_sent"], found["processes"]) == (3, 4)
    assert (found["interview_rate"], found["offer_rate"], found["acceptance_rate"]) == (0.5, 0.25, 1)
    assert (found["rates"]["interview_rate"]["numerator"], found["rates"]["interview_rate"]["denominator"]) == (2, 4)
    assert found["avg_time_to_decision"] == 20  # 30, 10 and 20 days; one is still open
    time = found["time_to_decision"]
    assert (time["n"], time["ended"], time["waiting"], time["mean"]) == (4, 3, 1, 20)
    assert time["median"] == 25  # with the open one beyond them, half have ended between day 20 and day 30
    assert [one["feeder_source"] for one in found["preferred_feeders"]] == ["Amazon"]
    assert (found["preferred_feeders"][0]["processes"], found["preferred_feeders"][0]["placements"]) == (3, 1)
    assert found["without_feeder"]["processes"] == 1
    assert found["rejection_reasons"] == {"skills": 1}
    assert found["withdrawal_reasons"] == {"personal": 1}
    for other in (f"companies/{story.company.pk}", "companies?name=Northwind"):
        assert told(other)["company_id"] == str(story.company.pk)


def test_stage_success_rates(told: Any) -> None:
    phone, technical, onsite = told("stage-success-rates")["results"]
    assert (phone["rate"], phone["no_show"], phone["pending"], phone["stages"]) == (1, 1, 1, 4)
    assert phone["ratings"]["overall"] == {"mean": 3.5, "n": 2}
    assert phone["ratings"]["technical"] == {"mean": None, "n": 0}
    assert (technical["rate"], technical["fail_rate"], technical["denominator"]) == (0.5, 0.5, 2)
    assert (onsite["rate"], onsite["ratings"]["overall"]["mean"]) == (1, None)
    [only] = told("stage-success-rates?stage_type=technical")["results"]
    assert only == technical


def test_stage_performance(told: Any) -> None:
    found = told("stages/technical")
    assert (found["stage_type"], found["passed"], found["failed"], found["rate"]) == ("technical", 1, 1, 0.5)
    time = found["time_in_stage"]
    assert (time["n"], time["ended"], time["waiting"]) == (2, 2, 0)
    assert time["mean"] == 6.5  # from the 5th to the 12th, and from the 4th to the 10th
    assert found["common_themes"]["strengths"] == {"n": 0, "themes": []}
    [rubric] = found["validity"]
    assert (rubric["rubric"], rubric["everyone"]["n"], rubric["everyone"]["rate"]) == ("overall", 2, None)
    past = told("stages/technical?as_of=2026-03-01")
    assert (past["common_themes"], past["validity"]) == (None, None)


def test_stage_that_never_was(told: Any) -> None:
    found = told("stages/offer_review")
    assert (found["stages"], found["rate"], found["interval"], found["validity"]) == (0, None, None, [])
    assert found["time_in_stage"]["median"] is None


def test_time_in_stage(told: Any) -> None:
    found = told("time-in-stage")
    stages = {stage["stage_type"]: stage for stage in found["results"]}
    assert {kind: (stage["ended"], stage["waiting"]) for kind, stage in stages.items()} == {
        "phone_screen": (2, 1),
        "technical": (2, 0),
        "onsite": (1, 0),
    }
    assert stages["onsite"]["mean"] == 8
    assert (found["time_to_decision"]["n"], found["time_to_hire"]["hired"]) == (5, 1)
    only = told("time-in-stage?stage_type=onsite")
    assert (only["results"], only["time_to_hire"]) == ([stages["onsite"]], found["time_to_hire"])


def test_period_counts_processes_by_the_day_they_began(told: Any) -> None:
    assert told("funnel?since=2026-01-01&until=2026-01-31")["total_started"] == 2
    assert told("funnel?since=2026-02-01")["total_started"] == 3
    assert told("funnel?until=2026-02-01&role=data%20%20ENGINEER")["total_started"] == 1


def test_of_a_past_day(told: Any) -> None:
    """On 15 January one process was in its onsite, one was open, and none had begun in February."""
    found = told("funnel?as_of=2026-01-15")
    assert found["as_of"] == "2026-01-16T00:00:00Z"
    assert (found["total_started"], found["open"], found["offer_accepted_rate"]) == (2, 2, None)
    assert found["technical_pass_rate"] == 1


def test_no_data(whole: Any) -> None:
    found = whole.get("/api/analytics/funnel").json()
    assert (found["total_started"], found["offer_accepted_rate"], found["technical_pass_rate"]) == (0, None, None)
    assert whole.get("/api/analytics/conversion-rates").json()["results"] == []
    times = whole.get("/api/analytics/time-in-stage").json()
    assert (times["results"], times["time_to_decision"]["median"]) == ([], None)


def test_feeder_by_any_of_its_spellings_is_one(whole: Any, story: Story) -> None:
    for spelling in ("Amazon", "amazon%20", "AMAZON", "Ａｍａｚｏｎ"):
        assert whole.get(f"/api/analytics/funnel?feeder_source={spelling}").json()["total_started"] == 3


def test_interviewers_and_validity(told: Any) -> None:
    assert told("interviewers")["results"] == []
    found = told("validity?outcome=offer_extended&stage_type=technical")
    assert found["outcome"] == "offer_extended"
    assert [one["stage_type"] for one in found["results"]] == ["technical"]
