"""POST /api/interviews/feedback/webhook: signed, once, and with nothing told to who has no secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.base.models import User
from config.postgres.identity import acting_as
from config.testing.clients import Client
from config.testing.refusals import attrs_of, codes_of, errors_of
from config.testing.rivals import at_once
from feedback.models import Event, InterviewFeedback, ProcessedEvent
from feedback.outgoing import new_secret, sign
from feedback.services.calibration import ensure_model
from feedback.tests.factories import body
from tracking.models import InterviewStage, PanelMember
from tracking.services.closing import complete_process
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

URL = "/api/interviews/feedback/webhook"
SECRET, OTHER = new_secret(), new_secret()


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.FEEDBACK_WEBHOOK_SECRETS = [OTHER, SECRET]


@pytest.fixture
def stage(interviewer: User, recruiter: User) -> InterviewStage:
    process = ProcessFactory(candidate=CandidateFactory(owner=recruiter))
    return StageFactory.create(process=process, panel=[interviewer])


def text_of(stage: InterviewStage, rating: Any = 4.5, **fields: Any) -> bytes:
    return json.dumps(body(stage, rating, **{"interviewer_email": "IVAN@example.org", **fields})).encode()


def headers_of(raw: bytes, message_id: str = "msg_1", at: datetime | None = None, secret: str = SECRET) -> Any:
    return sign(secret, message_id, at or timezone.now(), raw)


def post(raw: bytes, headers: dict[str, str] | None = None) -> Any:
    """As another system would: without a token."""
    client = Client(raise_request_exception=False)
    signed = headers_of(raw) if headers is None else headers
    return client.generic("POST", URL, raw, content_type="application/json", headers=signed)


def stored() -> tuple[int, int, int]:
    received = Event.objects.filter(type="interview.feedback.received")
    return InterviewFeedback.objects.count(), received.count(), ProcessedEvent.objects.count()


@pytest.mark.django_db
class TestSigned:
    def test_is_stored_as_its_authors(self, stage: InterviewStage, interviewer: User) -> None:
        response = post(text_of(stage))
        assert response.status_code == 201
        said = response.json()
        feedback = InterviewFeedback.objects.get()
        assert (feedback.author, feedback.source, feedback.stage) == (interviewer, "webhook", stage)
        assert said["feedback"]["id"] == str(feedback.pk)
        assert said["candidate_status"] == "feedback_received"
        assert said["decision"]["action"] == "second_round"
        assert Event.objects.get(pk=said["event_id"]).type == "interview.feedback.received"
        assert PanelMember.objects.get(stage=stage).feedback_at is not None

    def test_any_of_the_secrets_will_do(self, stage: InterviewStage) -> None:
        raw = text_of(stage)
        assert post(raw, headers_of(raw, secret=OTHER)).status_code == 201

    def test_the_same_message_again_has_no_effect(self, stage: InterviewStage) -> None:
        raw = text_of(stage)
        first, second = post(raw), post(raw)
        assert (first.status_code, second.status_code) == (201, 200)
        before, after = first.json(), second.json()
        for name in ("feedback", "candidate_status", "decision", "decision_reason", "event_id"):
            assert after[name] == before[name], name
        assert after["overall_score"]["after"] == before["overall_score"]["after"]
        assert stored() == (1, 1, 1)

    def test_again_where_nothing_was_decided(self, stage: InterviewStage, make_user: Any) -> None:
        PanelMember.objects.create(stage=stage, process=stage.process, user=make_user("interviewer"))
        raw = text_of(stage)
        first, second = post(raw), post(raw)
        assert second.status_code == 200
        assert first.json()["decision"] is second.json()["decision"] is None
        assert second.json()["decision_reason"] == first.json()["decision_reason"] != ""

    def test_an_id_that_came_with_another_body(self, stage: InterviewStage, interviewer: User) -> None:
        post(text_of(stage))
        raw = text_of(StageFactory(panel=[interviewer]))
        response = post(raw)
        assert (response.status_code, codes_of(response)) == (409, ["webhook_id_reused"])
        assert stored() == (1, 1, 1)

    def test_the_same_feedback_by_another_message(self, stage: InterviewStage) -> None:
        raw = text_of(stage)
        post(raw)
        response = post(raw, headers_of(raw, "msg_2"))
        assert (response.status_code, codes_of(response)) == (409, ["duplicate_feedback"])
        assert stored() == (1, 1, 1)

    def test_after_a_refusal_the_id_is_free(self, stage: InterviewStage, manager: User) -> None:
        assert post(text_of(stage, rating=7)).status_code == 400
        assert stored() == (0, 0, 0)
        assert post(text_of(stage)).status_code == 201

    def test_after_the_process_has_ended(self, stage: InterviewStage, manager: User) -> None:
        complete_process(stage.process_id, actor=manager, final_status="candidate_withdrew")
        response = post(text_of(stage))
        assert (response.status_code, response.json()["decision"]) == (201, None)


@pytest.mark.django_db
class TestUnsigned:
    """One answer to all of them: which part was wrong is nobody's business."""

    @pytest.mark.parametrize(
        "wrong",
        ["none", "no_signature", "no_id", "old", "early", "other_secret", "garbled", "not_ascii", "changed", "id"],
    )
    def test_is_refused(self, stage: InterviewStage, wrong: str) -> None:
        raw = text_of(stage)
        headers = headers_of(raw)
        now = timezone.now()
        changed: dict[str, Any] = {
            "none": {},
            "no_signature": {name: text for name, text in headers.items() if name != "webhook-signature"},
            "no_id": {name: text for name, text in headers.items() if name != "webhook-id"},
            "old": headers_of(raw, at=now - timedelta(seconds=310)),
            "early": headers_of(raw, at=now + timedelta(seconds=310)),
            "other_secret": headers_of(raw, secret=new_secret()),
            "garbled": {**headers, "webhook-signature": "v1,nonsense v2 ,,,"},
            "not_ascii": {**headers, "webhook-signature": "v1,\xe9"},
            "changed": headers,
            "id": {**headers, "webhook-id": "msg_2"},
        }
        response = post(raw.replace(b"4.5", b"4.6") if wrong == "changed" else raw, changed[wrong])
        assert response.status_code == 401
        assert errors_of(response) == [
            {
                "code": "invalid_signature",
                "detail": "The signature is missing, wrong or too old.",
                "attr": None,
            }
        ]
        assert stored() == (0, 0, 0)

    def test_without_a_secret_nobody_may(self, stage: InterviewStage, settings: Any) -> None:
        settings.FEEDBACK_WEBHOOK_SECRETS = []
        assert post(text_of(stage)).status_code == 401

    def test_a_token_is_no_signature(self, stage: InterviewStage, client_for: Any, interviewer: User) -> None:
        assert client_for(interviewer).post(URL, body(stage), format="json").status_code == 401


@pytest.mark.django_db
class TestBadBodies:
    @pytest.mark.parametrize("email", ["nobody@example.org", "off@example.org", "twice@example.org", "x", "", None, 5])
    def test_whom_the_address_does_not_name(self, stage: InterviewStage, make_user: Any, email: Any) -> None:
        make_user("interviewer", email="off@example.org", is_active=False)
        make_user("interviewer", email="twice@example.org")
        make_user("interviewer", email="Twice@example.org")
        response = post(text_of(stage, interviewer_email=email))
        assert (response.status_code, attrs_of(response)) == (400, ["interviewer_email"])
        assert stored() == (0, 0, 0)

    def test_who_is_not_on_the_panel(self, stage: InterviewStage, make_user: Any) -> None:
        make_user("interviewer", email="else@example.org")
        assert post(text_of(stage, interviewer_email="else@example.org")).status_code == 404
        assert stored() == (0, 0, 0)

    @pytest.mark.parametrize(
        ("raw", "status", "code"),
        [
            (b"", 400, None),
            (b"{", 400, "parse_error"),
            (b"[]", 400, None),
            (b'"\xff"', 401, "invalid_signature"),
            (b"[" * 30 + b"]" * 30, 400, "too_deep"),
            (b"[" * 100_000, 400, "too_deep"),
            (b'{"metadata": "\\u0000"}', 400, "null_character"),
            (b'{"metadata": "\\ud800"}', 400, "surrogate"),
            (b'{"a": 1, "a": 2}', 400, "duplicate_key"),
            (b'{"metadata": 1e999}', 400, "parse_error"),
        ],
    )
    def test_the_strict_parser_reads_it(self, raw: bytes, status: int, code: str | None) -> None:
        headers = headers_of(raw) if status != 401 else headers_of(b"{}")
        response = post(raw, headers)
        assert response.status_code == status
        assert code is None or codes_of(response) == [code]

    def test_what_is_too_large_is_not_even_verified(self) -> None:
        assert post(b" " * 6_000_000, {}).status_code == 413

    def test_an_id_that_could_not_be_kept(self, stage: InterviewStage) -> None:
        raw = text_of(stage)
        response = post(raw, headers_of(raw, "m" * 256))
        assert (response.status_code, attrs_of(response)) == (400, ["webhook-id"])

    def test_unknown_fields_and_missing_ones(self, stage: InterviewStage) -> None:
        assert codes_of(post(text_of(stage, wat=1))) == ["unknown_field"]
        raw = json.dumps(body(stage)).encode()
        response = post(raw)
        assert (attrs_of(response), codes_of(response)) == (["interviewer_email"], ["required"])


@pytest.mark.django_db
def test_number_of_queries(stage: InterviewStage, count_queries: Any) -> None:
    ensure_model()
    raw = text_of(stage)
    headers = headers_of(raw)
    with count_queries(20):
        assert post(raw, headers).status_code == 201


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_message_at_once_has_one_effect(interviewer: User) -> None:
    raw = text_of(StageFactory(panel=[interviewer]))
    headers = headers_of(raw, at=datetime.now(tz=UTC))
    answers = at_once(*[lambda: post(raw, headers)] * 6)
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["event_id"] for answer in answers}) == 1
    with acting_as(None):
        assert InterviewFeedback.objects.count() == 0
    assert stored() == (1, 1, 1)
