"""ETag and If-Match: a change that is based on an older reading is refused."""

from __future__ import annotations

from typing import Any

import pytest

from config.testing.refusals import codes_of
from tracking.tests.api.endpoints import World, path_of

pytestmark = pytest.mark.django_db

# A write that changes the row, so that the version read before it is stale after it.
WRITES = [
    ("/api/processes/{process}", "patch", "", {"role_title": "Data Engineer"}),
    ("/api/processes/{process}", "put", "", {"company_name": "Contoso", "role_title": "Data Engineer"}),
    ("/api/processes/{process}", "post", "/hold", {}),
    ("/api/processes/{process}", "post", "/complete", {"final_status": "candidate_withdrew"}),
    ("/api/processes/{process}", "post", "/stages", {"stage_name": "Chat"}),
    ("/api/stages/{stage}", "patch", "", {"stage_name": "Chat"}),
    ("/api/stages/{stage}", "put", "/outcome", {"outcome": "passed"}),
    ("/api/offers/{offer}", "post", "/submit", {}),
    ("/api/offers/{offer}", "post", "/extend", {}),
    ("/api/offers/{offer}", "post", "/revise", {"base_salary": "1.00"}),
]
each_write = pytest.mark.parametrize(("path", "method", "action", "body"), WRITES)


@each_write
def test_if_match(api: Any, world: World, path: str, method: str, action: str, body: dict[str, Any]) -> None:
    url = path_of(path, world)
    tag = api.get(url)["ETag"]

    def write(if_match: str) -> Any:
        return getattr(api, method)(url + action, body, HTTP_IF_MATCH=if_match)

    for refused in (
        '"999"',
        "garbage",
        "",
        '"',
        "1",
        'W/"x"',
        '""',
        "*x",
        '"1e3"',
        '"-1"',
        '"' + "9" * 30 + '"',
        tag[1:],
    ):
        response = write(refused)
        assert (response.status_code, codes_of(response)) == (412, ["stale"]), refused
    assert api.get(url)["ETag"] == tag, "nothing has changed"
    done = write(f'"998", {tag}, "999"')
    assert done.status_code in (200, 201), done.content
    assert api.get(url)["ETag"] != tag


@each_write
@pytest.mark.parametrize("if_match", ["*", None])
def test_if_match_of_any_or_none(
    api: Any, world: World, path: str, method: str, action: str, body: dict[str, Any], if_match: str | None
) -> None:
    headers = {"HTTP_IF_MATCH": if_match} if if_match else {}
    response = getattr(api, method)(path_of(path, world) + action, body, **headers)
    assert response.status_code in (200, 201), response.content


def test_the_version_in_the_body_will_do(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    version = api.get(url).json()["version"]
    assert api.patch(url, {"role_title": "A"}, HTTP_IF_MATCH=f'"{version}"').status_code == 200
    assert api.patch(url, {"role_title": "B"}, HTTP_IF_MATCH=f'"{version}"').status_code == 412


def test_an_answer_to_a_write_carries_the_new_tag(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    changed = api.patch(url, {"role_title": "A"})
    assert changed["ETag"] == api.get(url)["ETag"]
    assert api.patch(url, {"role_title": "B"}, HTTP_IF_MATCH=changed["ETag"]).status_code == 200


def test_a_process_changes_with_its_stages_and_offers(api: Any, world: World) -> None:
    url = f"/api/processes/{world.process.pk}"
    tags = [api.get(url)["ETag"]]
    for method, path, body in (
        ("patch", f"/api/stages/{world.stage.pk}", {"next_steps": "Call."}),
        ("put", f"/api/stages/{world.stage.pk}/outcome", {"outcome": "passed"}),
        ("post", f"/api/offers/{world.offer.pk}/submit", {}),
    ):
        assert getattr(api, method)(path, body).status_code == 200
        assert api.patch(url, {"role_title": "X"}, HTTP_IF_MATCH=tags[-1]).status_code == 412
        tags.append(api.get(url)["ETag"])
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", ["/api/processes/{process}", "/api/stages/{stage}", "/api/offers/{offer}"])
def test_conditional_reading(api: Any, world: World, path: str) -> None:
    url = path_of(path, world)
    tag = api.get(url)["ETag"]
    unchanged = api.get(url, HTTP_IF_NONE_MATCH=tag)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    assert api.get(url, HTTP_IF_NONE_MATCH='"999"').status_code == 200


def test_what_a_stage_shows_of_its_process_is_never_stale(api: Any, world: World) -> None:
    """The stage's own version does not change with its candidate's name or its process's status."""
    url = f"/api/stages/{world.stage.pk}"
    tag = api.get(url)["ETag"]
    api.post(f"/api/processes/{world.process.pk}/hold", {})
    again = api.get(url, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.json()["process_status"]) == (200, "on_hold")
    assert api.patch(url, {"stage_name": "X"}, HTTP_IF_MATCH=tag).status_code == 200, "but it is the same version"


def test_lists_are_read_conditionally_too(api: Any, world: World) -> None:
    tag = api.get("/api/processes")["ETag"]
    assert api.get("/api/processes", HTTP_IF_NONE_MATCH=tag).status_code == 304
