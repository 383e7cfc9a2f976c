"""What figures cost the database: the same for few processes and for many, folded or not."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.tests.api.conftest import Story
from analytics.tests.folded import fold_all
from feedback.tests.evidence import decided, ended
from tracking.tests.factories import FeederFactory

pytestmark = pytest.mark.django_db

# (path, statements with an empty log, and with something in it)
BUDGETS = [
    ("funnel", 2, 3),
    ("conversion-rates", 5, 6),
    ("stage-success-rates", 1, 2),
    ("stages/phone_screen", 6, 7),
    ("companies/Northwind", 6, 7),
    ("feeders/Amazon", 6, 7),
    ("time-in-stage", 2, 3),
    ("validity", 2, 3),
]


@pytest.mark.parametrize(("path", "folded", "waiting"), BUDGETS)
def test_statements_do_not_grow_with_the_rows(
    whole: Any, story: Story, count_queries: Any, path: str, folded: int, waiting: int
) -> None:
    for _ in range(2):
        with count_queries(waiting):
            assert whole.get(f"/api/analytics/{path}").status_code == 200
        fold_all()
        with count_queries(folded):
            assert whole.get(f"/api/analytics/{path}").status_code == 200
        more(story)


@pytest.mark.parametrize("parameters", ["feeder_source=Amazon&company_name=Northwind", "company_name=Northwind"])
def test_names_are_looked_up_at_once(whole: Any, story: Story, count_queries: Any, parameters: str) -> None:
    fold_all()
    with count_queries(3):
        assert whole.get(f"/api/analytics/funnel?{parameters}&since=2026-01-01").status_code == 200
    with count_queries(6):
        assert whole.get(f"/api/analytics/conversion-rates?{parameters}&since=2026-01-01").status_code == 200


def test_interviewers(whole: Any, story: Story, count_queries: Any) -> None:
    with count_queries(5):
        assert whole.get("/api/analytics/interviewers").status_code == 200


def more(story: Story) -> None:
    for _ in range(30):
        feeder = FeederFactory()
        process = ended("rejected_by_company", "2026-03-01", company=story.company, feeder=feeder)
        decided(process, 3, "2026-02-01", stage_type="phone_screen")
