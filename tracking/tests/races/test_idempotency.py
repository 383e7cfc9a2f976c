"""One Idempotency-Key, several rivals: one effect, and each gets the same answer."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.models import IdempotencyRecord
from config.testing.clients import token_client
from config.testing.factories import UserFactory
from config.testing.rivals import at_once, failures
from tracking.models import Candidate, InterviewProcess, InterviewStage
from tracking.tests.factories import CandidateFactory
from tracking.tests.races.invariants import assert_consistent, recruited

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def posts(user: Any, times: int, path: str, body: dict[str, Any], key: str = "k-1") -> list[Any]:
    clients = [token_client(user) for _ in range(times)]
    results = at_once(*(lambda c=c: c.post(path, body, headers={"Idempotency-Key": key}) for c in clients))
    assert failures(results) == []
    return results


@pytest.mark.parametrize("rivals", [2, 8])
def test_the_effect_happens_once_and_all_get_its_answer(rivals: int) -> None:
    user = UserFactory(roles=("recruiter",))
    answers = posts(user, rivals, "/api/candidates", {"full_name": "Ada Lovelace"})
    assert {answer.status_code for answer in answers} == {201}, [answer.content for answer in answers]
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers.get("Idempotent-Replay", "no") for answer in answers) == [
        "no",
        *["true"] * (rivals - 1),
    ]
    assert Candidate.objects.count() == IdempotencyRecord.objects.count() == 1


def test_a_process_opened_by_rivals() -> None:
    candidate = CandidateFactory(owner=UserFactory(roles=("recruiter",)))
    body = {"candidate_id": str(candidate.pk), "company_name": "Acme", "role_title": "Engineer"}
    answers = posts(candidate.owner, 6, "/api/processes", body)
    assert {answer.status_code for answer in answers} == {201}, [answer.content for answer in answers]
    assert InterviewProcess.objects.count() == 1
    assert_consistent()


def test_a_stage_added_by_rivals() -> None:
    process = recruited()
    answers = posts(process.recruiter, 6, f"/api/processes/{process.pk}/stages", {"stage_name": "Onsite"})
    assert {answer.status_code for answer in answers} == {201}
    assert InterviewStage.objects.count() == 1


def test_a_refused_first_leaves_the_key_free() -> None:
    user = UserFactory(roles=("recruiter",))
    answers = posts(user, 4, "/api/candidates", {"full_name": ""})
    assert {answer.status_code for answer in answers} == {400}
    assert not IdempotencyRecord.objects.exists()
    assert {a.status_code for a in posts(user, 2, "/api/candidates", {"full_name": "Ada"})} == {201}
    assert Candidate.objects.count() == 1


def test_the_same_key_with_other_bodies_serves_one() -> None:
    user = UserFactory(roles=("recruiter",))
    clients = [token_client(user) for _ in range(4)]
    results = at_once(
        *(
            lambda c=c, n=n: c.post("/api/candidates", {"full_name": f"Ada {n}"}, headers={"Idempotency-Key": "k"})
            for n, c in enumerate(clients)
        )
    )
    assert sorted(answer.status_code for answer in results) == [201, 422, 422, 422]
    assert Candidate.objects.count() == 1


def test_keys_of_different_people_are_different_keys() -> None:
    users = [UserFactory(roles=("recruiter",)) for _ in range(4)]
    clients = [token_client(user) for user in users]
    results = at_once(
        *(
            lambda c=c: c.post("/api/candidates", {"full_name": "Ada"}, headers={"Idempotency-Key": "k"})
            for c in clients
        )
    )
    assert {answer.status_code for answer in results} == {201}
    assert Candidate.objects.count() == 4
