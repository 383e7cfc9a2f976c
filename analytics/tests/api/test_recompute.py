from __future__ import annotations

from typing import Any

import pytest

from analytics.models import Tally
from analytics.tests.api.conftest import Story
from analytics.tests.folded import fold_all
from config.testing.refusals import attrs_of

pytestmark = pytest.mark.django_db

PATH = "/api/analytics/feeders/recompute"


def test_recompute_finds_nothing_to_put_right(whole: Any, story: Story) -> None:
    response = whole.post(PATH, {})
    assert response.status_code == 200
    assert (response.json()["feeders"], response.json()["differences"]) == (2, [])


def test_recompute_puts_right_what_differs(whole: Any, story: Story) -> None:
    fold_all()
    Tally.objects.filter(dim="feeder", key=str(story.feeder.pk)).update(started=99)
    [difference] = whole.post(PATH, {"feeder_source": "Amazon"}).json()["differences"]
    assert difference["feeder_id"] == str(story.feeder.pk)
    assert (difference["kept"]["processes_sourced"], difference["counted"]["processes_sourced"]) == (99, 3)
    assert whole.get("/api/analytics/conversion-rates").json()["results"][0]["processes_sourced"] == 3


def test_recompute_takes_no_more(whole: Any, story: Story) -> None:
    for body, attr in (({"feeder_source": "Nobody"}, "feeder_source"), ({"check": True}, "check")):
        response = whole.post(PATH, body)
        assert (response.status_code, attrs_of(response)) == (400, [attr])


def test_recompute_is_no_feeder(whole: Any) -> None:
    assert whole.get(PATH).status_code == 405
