"""What figures may be asked by. A parameter that is not known is refused by name, as in the lists."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.figures.times import HORIZON
from analytics.selectors.naming import keys_of
from analytics.selectors.selection import Selection
from analytics.selectors.validity import Outcome
from config.base.api.filters import OF_EVERY_REQUEST, UNKNOWN
from config.base.api.serializers import TextField
from config.base.clock import business_today
from config.base.errors import Invalid
from config.base.models import User
from config.base.text import fold
from tracking.enums import StageType
from tracking.validators import NAME_LENGTH

MOST_YEARS = 100
MOST = timedelta(days=MOST_YEARS * 365 + MOST_YEARS // 4)
ME = "me"
PERIOD = "A day in BUSINESS_TIME_ZONE; processes count by the day they began."


@extend_schema_field(OpenApiTypes.STR)
class RecruiterField(serializers.Field[UUID | str, str, str, Any]):
    """The id of an account, or `me`."""

    def to_internal_value(self, data: str) -> UUID | str:
        return ME if data == ME else serializers.UUIDField().to_internal_value(data)


class Parameters(serializers.Serializer[Any]):
    """An empty one counts as not given."""

    feeder_source = TextField(required=False, max_length=NAME_LENGTH, help_text="A feeder's name, alias or id.")
    company_name = TextField(required=False, max_length=NAME_LENGTH, help_text="A company's name, alias or id.")
    recruiter = RecruiterField(required=False, help_text="The id of who leads the processes, or `me`.")
    role = TextField(required=False, max_length=NAME_LENGTH, help_text="A role title, whatever its case and spaces.")
    since = serializers.DateField(required=False, help_text=PERIOD)
    until = serializers.DateField(required=False, help_text=PERIOD)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name, day in attrs.items():
            if isinstance(day, date) and abs(day - business_today()) > MOST:
                raise Invalid(f"No more than {MOST_YEARS} years from today.", code="out_of_range", attr=name)
        since, until = attrs.get("since"), attrs.get("until")
        if since and until and since > until:
            raise Invalid("The range ends before it starts.", code="invalid_range", attr="since")
        if since and until and until - since > MOST:
            raise Invalid(f"At most {MOST_YEARS} years.", code="invalid_range", attr="since")
        return attrs


class DatedParameters(Parameters):
    as_of = serializers.DateField(
        required=False, help_text="The figures as they were at the end of this day; without it, as they are now."
    )

    def validate_as_of(self, day: date) -> date:
        if day > business_today():
            raise serializers.ValidationError("This day has not been yet.", "in_the_future")
        return day


class StageTypeField(serializers.ChoiceField):
    """Becomes the member of the enum."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=StageType.choices, **kwargs)

    def to_internal_value(self, data: Any) -> StageType:
        return StageType(super().to_internal_value(data))


class StageTypeParameters(DatedParameters):
    stage_type = StageTypeField(required=False)


class HorizonParameters(DatedParameters):
    horizon_days = serializers.IntegerField(
        required=False, min_value=1, max_value=3650, default=HORIZON, help_text="Of matured_rate."
    )


class NamedCompanyParameters(DatedParameters):
    company_name = None  # type: ignore[assignment]  # it is the path's


class NamedFeederParameters(HorizonParameters):
    feeder_source = None  # type: ignore[assignment]  # it is the path's


class CompanyNameParameters(NamedCompanyParameters):
    name = TextField(max_length=NAME_LENGTH, help_text="The company's name, alias or id.")


class FeederNameParameters(NamedFeederParameters):
    name = TextField(max_length=NAME_LENGTH, help_text="The feeder's name, alias or id.")


class ValidityParameters(Parameters):
    stage_type = StageTypeField(required=False)
    outcome = serializers.ChoiceField(Outcome.choices, required=False, default=Outcome.ACCEPTED)


def read(parameters: type[Parameters], query: dict[str, str]) -> dict[str, Any]:
    """Raises ValidationError, Invalid."""
    asked = tuple((name, value) for name, value in query.items() if name not in OF_EVERY_REQUEST)
    return dict(validated(parameters, asked, business_today()))


@lru_cache(maxsize=256)
def validated(parameters: type[Parameters], asked: tuple[tuple[str, str], ...], today: date) -> dict[str, Any]:
    """On any other day other days may be refused. Kept, since figures that are kept take hardly longer than this."""
    serializer = parameters(data={name: value for name, value in asked if value})
    if unknown := sorted({name for name, _ in asked} - set(serializer.fields)):
        raise serializers.ValidationError({name: ["These figures have no such filter."] for name in unknown}, UNKNOWN)
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found


def selection_of(asked: dict[str, Any], user: User) -> Selection:
    """At most one query. Raises Invalid for a company or feeder that nobody knows."""
    recruiter, as_of = asked.get("recruiter"), asked.get("as_of")
    return Selection(
        **keys_of(asked.get("company_name", ""), asked.get("feeder_source", "")),
        recruiter=user.pk if recruiter == ME else recruiter,
        role=fold(asked["role"]) if "role" in asked else None,
        since=asked.get("since"),
        until=asked.get("until"),
        as_of=as_of if as_of != business_today() else None,
    )
