"""What drf-spectacular cannot see by itself: the bodies of 409, 412 and 422."""

from __future__ import annotations

from typing import Any

from drf_standardized_errors.openapi import AutoSchema as ErrorsAutoSchema
from rest_framework import serializers


class ErrorSerializer(serializers.Serializer[object]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class RefusalSerializer(serializers.Serializer[object]):
    type = serializers.CharField(help_text="client_error")
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]  # the API's name for them


class ConflictSerializer(RefusalSerializer):
    """The state of things does not allow it: a transition, a duplicate, a rival."""


class StaleSerializer(RefusalSerializer):
    """If-Match names a version that is no longer the present one."""


class KeyReusedSerializer(RefusalSerializer):
    """The Idempotency-Key was used with another request."""


class AutoSchema(ErrorsAutoSchema):
    """Adds the headers that writes accept, and the statuses that only some of them answer."""

    def get_override_parameters(self) -> list[Any]:
        from drf_spectacular.utils import OpenApiParameter

        parameters = list(super().get_override_parameters())
        if self.method == "POST" and getattr(self.view, "is_creating", False):
            parameters.append(
                OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="Makes a retry safe.")
            )
        if self.method in ("PUT", "PATCH", "POST") and getattr(self.view, "takes_if_match", False):
            parameters.append(
                OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag that was read.")
            )
        return parameters

    def _should_add_error_response(self, responses: dict[str, object], status_code: str) -> bool:
        writes = self.method in ("POST", "PUT", "PATCH")
        if status_code == "409":
            return writes and not getattr(self.view, "never_conflicts", False)
        if status_code == "412":
            return writes and bool(getattr(self.view, "takes_if_match", False))
        if status_code == "422":
            return self.method == "POST" and bool(getattr(self.view, "is_creating", False))
        found: bool = super()._should_add_error_response(responses, status_code)
        return found
