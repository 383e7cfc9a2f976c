"""What a feedback costs the database: the same for one and for a hundred, but for what is stored."""

from __future__ import annotations

from typing import Any

import pytest

from feedback.services.calibration import ensure_model
from feedback.tests.factories import body
from tracking.tests.factories import ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def weights() -> None:
    ensure_model()  # made on first use, and then there


@pytest.mark.parametrize("rating", [4.5, 3.5, 1.5])
def test_one_feedback(client_for: Any, interviewer: Any, count_queries: Any, rating: float) -> None:
    stage = StageFactory(panel=[interviewer])
    client = client_for(interviewer)
    with count_queries(20):
        response = client.post("/api/interviews/feedback", body(stage, rating), HTTP_IDEMPOTENCY_KEY="k")
    assert response.status_code == 201, response.content


def test_a_batch(client_for: Any, interviewer: Any, count_queries: Any) -> None:
    stages = [StageFactory(process=ProcessFactory(), panel=[interviewer]) for _ in range(100)]
    client = client_for(interviewer)
    with count_queries(20):
        response = client.post("/api/feedback/batch", {"items": [body(stage) for stage in stages]})
    assert response.status_code == 201, response.content


def test_a_batch_of_many_authors(client_for: Any, make_user: Any, count_queries: Any) -> None:
    authors = [make_user("interviewer") for _ in range(20)]
    items = [body(StageFactory(panel=[author]), interviewer_email=author.email) for author in authors]
    client = client_for(make_user("service"))
    with count_queries(20):
        response = client.post("/api/feedback/batch", {"items": items})
    assert response.status_code == 201, response.content
