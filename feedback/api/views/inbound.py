"""Feedback by signed webhook."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from config.base.api.permissions import Public
from config.base.api.schema import RefusalSerializer
from config.base.api.sqljson import json_response
from config.base.api.views import ApiView
from feedback.api.reading import ReceiptSerializer, receipt_json
from feedback.api.views.feedback import EXAMPLE
from feedback.api.writing import FeedbackInput
from feedback.outgoing import BadSignature
from feedback.services.authors import user_by_email
from feedback.services.inbound import ID, SIGNATURE, TIMESTAMP, authenticate, handle_signed


class SignedFeedbackInput(FeedbackInput):
    """As it is posted to /api/interviews/feedback, with its author."""

    interviewer_email = serializers.EmailField(help_text="Whose feedback it is: an active account's address.")


def header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description=description)


HEADERS = [
    header(ID, "The message's own id; the same id again has no effect."),
    header(TIMESTAMP, "Seconds since 1970, at most five minutes from now."),
    header(SIGNATURE, "`v1,` and the HMAC-SHA256 of `id.timestamp.body`, by https://www.standardwebhooks.com."),
]


@extend_schema(tags=["feedback"])
class FeedbackWebhook(ApiView):
    """Open to whoever signs with one of FEEDBACK_WEBHOOK_SECRETS."""

    authentication_classes = []
    permission_classes = [Public]
    serializer_class: Any = ReceiptSerializer

    def get_authenticate_header(self, request: Request) -> str:
        return "Webhook-Signature"  # without it DRF would turn the 401 into a 403

    @extend_schema(
        parameters=HEADERS,
        request=SignedFeedbackInput,
        responses={201: ReceiptSerializer, 200: ReceiptSerializer, 401: RefusalSerializer},
        examples=[
            OpenApiExample("A feedback", {**EXAMPLE, "interviewer_email": "ines@example.org"}, request_only=True)
        ],
    )
    def post(self, request: Request) -> HttpResponse:
        """Feedback from another system, signed by the Standard Webhooks scheme. 201; a message sent again gets 200."""
        try:
            message_id = authenticate(request.headers, request.body)
        except BadSignature:
            raise AuthenticationFailed("The signature is missing, wrong or too old.", "invalid_signature") from None
        data = self.validated(SignedFeedbackInput)
        submission = FeedbackInput.submission(data, user_by_email(data["interviewer_email"]))
        receipt, is_new = handle_signed(message_id, submission)
        return json_response(json.dumps(receipt_json(receipt), default=str), 201 if is_new else 200)
