"""What drf-spectacular cannot see by itself: lists, the headers of writes, and the one body of every refusal."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from drf_standardized_errors.openapi import AutoSchema as ErrorsAutoSchema
from rest_framework import serializers


class ErrorSerializer(serializers.Serializer[object]):
    code = serializers.CharField(help_text="For programs, such as `required` or `invalid_transition`.")
    detail = serializers.CharField(help_text="For people.")
    attr = serializers.CharField(allow_null=True, help_text="The field at fault, where there is one.")


REFUSAL_TYPES = ["validation_error", "client_error", "server_error"]


class RefusalSerializer(serializers.Serializer[object]):
    type = serializers.ChoiceField(REFUSAL_TYPES)
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # the API's name for them


class ConflictSerializer(RefusalSerializer):
    """The state of things does not allow it: a transition, a duplicate, a rival."""


class StaleSerializer(RefusalSerializer):
    """If-Match names a version that is no longer the present one."""


class KeyReusedSerializer(RefusalSerializer):
    """The Idempotency-Key was used with another request."""


# Any request may be refused for these: an Accept header, an unknown `format`.
OF_EVERY_REQUEST = ("404", "406")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="Makes a retry safe: the same key gets the first answer again.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, description="The ETag that was read; a stale one is refused with 412."
)


class AutoSchema(ErrorsAutoSchema):
    """Adds the headers that writes accept, and the statuses that only some of them answer."""

    @property
    def writes(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH")

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == "POST" and getattr(self.view, "is_creating", False):
            parameters.append(IDEMPOTENCY_KEY)
        if self.writes and getattr(self.view, "takes_if_match", False):
            parameters.append(IF_MATCH)
        return parameters

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Lists are answered from SQL, not by a serializer with many=True, so they say that they are lists."""
        return self.method == "GET" and bool(getattr(self.view, "is_list", False))

    def _get_allowed_error_status_codes(self) -> list[str]:
        return ["400", "401", "403", "404", "406", "409", "412", "413", "415", "422", "429"]

    def _should_add_error_response(self, responses: dict[str, object], status_code: str) -> bool:
        if status_code in responses:
            return False
        if status_code in OF_EVERY_REQUEST:
            return True
        answers = {
            "400": self.writes or self._is_list_view(),
            "409": self.writes and not getattr(self.view, "never_conflicts", False),
            "412": self.writes and bool(getattr(self.view, "takes_if_match", False)),
            "413": self.writes,
            "415": self.writes,
            "422": self.method == "POST" and bool(getattr(self.view, "is_creating", False)),
        }
        if status_code in answers:
            return answers[status_code]
        found: bool = super()._should_add_error_response(responses, status_code)
        return found

    def _get_error_response_serializer(self, status_code: str) -> Any:
        named = {"409": ConflictSerializer, "412": StaleSerializer, "422": KeyReusedSerializer}
        return named.get(status_code, RefusalSerializer)
