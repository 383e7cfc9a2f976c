"""Every refusal in one body: {type, errors: [{code, detail, attr}]} (drf-standardized-errors')."""

from __future__ import annotations

import logging

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DatabaseError
from drf_standardized_errors import formatter, handler
from drf_standardized_errors.types import Error
from rest_framework import exceptions

from config.base import errors
from config.base.api.parsers import TooLarge
from config.base.constraints import refusal_for

log = logging.getLogger(__name__)


class ConflictError(exceptions.APIException):
    status_code = 409
    default_code = "conflict"


class TooManyError(exceptions.APIException):
    status_code = 429
    default_code = "throttled"


class StaleError(exceptions.APIException):
    status_code = 412
    default_code = "stale"


API_CLASS: dict[type[errors.DomainError], type[exceptions.APIException]] = {
    errors.Forbidden: exceptions.PermissionDenied,
    errors.Missing: exceptions.NotFound,
    errors.Conflict: ConflictError,
    errors.TooMany: TooManyError,
    errors.Stale: StaleError,
}


class ExceptionHandler(handler.ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, errors.DomainError):
            return from_domain(exc)
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if isinstance(exc, DjangoValidationError):
            return exceptions.ValidationError(exceptions._get_error_details(exc.messages, exc.code or "invalid"))
        if isinstance(exc, (SuspiciousOperation, BadRequest)):
            return exceptions.ParseError("The request cannot be read.")
        if isinstance(exc, DatabaseError) and (refusal := refusal_for(exc)):
            if isinstance(refusal, errors.Missing):
                log.error("row-level security refused what visible_to had let pass", exc_info=exc)
            return from_domain(refusal)
        return super().convert_known_exceptions(exc)


class ExceptionFormatter(formatter.ExceptionFormatter):
    """Also names the field for refusals that are no validation errors."""

    def get_errors(self) -> list[Error]:
        found = super().get_errors()
        attr = getattr(self.exc, "attr", None)
        if attr and len(found) == 1:
            found[0].attr = attr
        return found


def from_domain(error: errors.DomainError) -> exceptions.APIException:
    if isinstance(error, errors.Invalid):
        detail = [exceptions.ErrorDetail(error.detail, error.code)]
        return exceptions.ValidationError({error.attr or "non_field_errors": detail})
    api_class = next(api for domain, api in API_CLASS.items() if isinstance(error, domain))
    found = api_class(error.detail, error.code)
    found.attr = error.attr  # type: ignore[attr-defined]  # read by ExceptionFormatter
    return found
