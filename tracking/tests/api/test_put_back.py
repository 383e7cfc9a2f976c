"""What was read can be sent back, also where the people it names have left since."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.models import User
from tracking.tests.api.endpoints import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager_api(client_for: Any, manager: User) -> Any:
    return client_for(manager)


@pytest.mark.parametrize("kind", ["stages", "processes", "candidates"])
def test_what_names_someone_inactive_can_be_put_back(manager_api: Any, world: World, kind: str) -> None:
    row = {"stages": world.stage, "processes": world.process, "candidates": world.candidate}[kind]
    User.objects.filter(pk__in=[world.recruiter.pk, world.interviewer.pk]).update(is_active=False)
    path = f"/api/{kind}/{row.pk}"
    read = manager_api.get(path).json()
    written = manager_api.put(path, read)
    assert (written.status_code, written.json()) == (200, read)


def test_someone_inactive_is_not_newly_named(manager_api: Any, world: World, other_recruiter: User) -> None:
    User.objects.filter(pk=other_recruiter.pk).update(is_active=False)
    gone = str(other_recruiter.pk)
    for path, body, attr in (
        (f"/api/stages/{world.stage.pk}", {"interviewers": [gone]}, "interviewers"),
        (f"/api/processes/{world.process.pk}", {"recruiter": gone}, "recruiter"),
        (f"/api/candidates/{world.candidate.pk}", {"owner": gone}, "owner"),
    ):
        refused = manager_api.patch(path, body)
        assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, attr)


def test_a_recruiter_without_the_interviewers_role_is_not_put_on_a_panel(
    manager_api: Any, world: World, other_recruiter: User
) -> None:
    refused = manager_api.patch(f"/api/stages/{world.stage.pk}", {"interviewers": [str(other_recruiter.pk)]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "not_an_interviewer")
