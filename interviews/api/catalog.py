"""Roles, modules and the own profile: what the API shows and takes of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import NullIf
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.base.api.serializers import StrictSerializer
from config.base.api.serializers import TextField as TextInput
from config.base.api.sqljson import JSONBuildObject
from config.base.models import User
from interviews.enums import Difficulty, RoleSource, SessionType
from interviews.models import BankQuestion, Module, Profile, Role
from interviews.selectors.catalog import offered_modules, practice_count, roles_named
from interviews.validators import MAX_TAGS, NAME_LENGTH, TAG_LENGTH

PURE_TYPES = [choice for choice in SessionType.choices if choice[0] in SessionType.PURE]
ROLE_SOURCES = [RoleSource.CATALOG.value, RoleSource.CUSTOM.value]


def skills_field(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=TextInput(max_length=TAG_LENGTH), max_length=MAX_TAGS, **kwargs)


# --- Profile and resume --------------------------------------------------------------------------------------


class ResumeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(allow_null=True, help_text="As it was called when it was uploaded.")
    uploaded = serializers.BooleanField(help_text="Whether there is one.")


class ProfileSerializer(serializers.ModelSerializer[Profile]):
    id = serializers.UUIDField(allow_null=True, help_text="Null until the profile is first written.")
    years_experience = serializers.FloatField(allow_null=True)
    skills = serializers.ListField(child=serializers.CharField())
    resume = ResumeSerializer()
    updated_at = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = Profile
        fields = ["id", "headline", "years_experience", "skills", "resume", "updated_at"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        uploaded = Case(When(~Q(resume_file=""), then=True), default=False, output_field=BooleanField())
        name = NullIf("resume_name", Value(""))
        return {"resume": JSONBuildObject(text("name"), name, text("uploaded"), uploaded)}


EMPTY_PROFILE: dict[str, Any] = {
    "id": None,
    "headline": "",
    "years_experience": None,
    "skills": [],
    "resume": {"name": None, "uploaded": False},
    "updated_at": None,
}


class ResumeReadSerializer(serializers.Serializer[Any]):
    profile = ProfileSerializer()
    skills_found = serializers.ListField(
        child=serializers.CharField(), help_text="Named by the resume, the most often named first; may be none."
    )
    years_found = serializers.FloatField(allow_null=True, help_text="Null where the resume does not tell.")


class YearsField(serializers.DecimalField):
    """A JSON number, 0 to 70, with one decimal at most."""

    def __init__(self, **kwargs: Any) -> None:
        limits: dict[str, Any] = {"min_value": Decimal(0), "max_value": Decimal(70)}
        super().__init__(max_digits=3, decimal_places=1, coerce_to_string=False, **limits | kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if type(data) not in (int, Decimal):
            self.fail("invalid")
        return super().to_internal_value(data)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        return serializers.Field.validate_empty_values(self, data)  # DecimalField would take "" for null


class ProfileInput(StrictSerializer):
    """What is left out stays as it is."""

    read_as = ProfileSerializer
    headline = TextInput(max_length=NAME_LENGTH, required=False, allow_blank=True)
    years_experience = YearsField(required=False, allow_null=True)
    skills = skills_field(required=False)


class ResumeInput(StrictSerializer):
    file = serializers.FileField(allow_empty_file=True, max_length=255)


# --- Roles ---------------------------------------------------------------------------------------------------


class RoleSerializer(serializers.ModelSerializer[Role]):
    skills = serializers.ListField(child=serializers.CharField())
    source: Any = serializers.CharField(help_text="catalog, or custom for one that only you see.")

    class Meta:
        model = Role
        fields = ["id", "name", "skills", "source"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        catalog, custom = map(text, ROLE_SOURCES)
        return {"source": Case(When(owner=None, then=catalog), default=custom)}


class RoleInput(StrictSerializer):
    read_as = RoleSerializer
    name = TextInput(max_length=NAME_LENGTH)
    skills = skills_field(required=False)


@extend_schema_field({"type": "boolean", "default": False})
class TrueOrFalse(filters.ChoiceFilter):
    """To the letter; what is neither is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("true", "true"), ("false", "false")], **kwargs)


class RoleFilter(filters.FilterSet):
    search = filters.CharFilter(method="with_words", max_length=NAME_LENGTH)
    suggested = TrueOrFalse(method="as_said")

    class Meta:
        model = Role
        fields: list[str] = []

    def with_words(self, roles: Any, field: str, words: str) -> Any:
        return roles_named(roles, words)

    def as_said(self, roles: Any, field: str, value: str) -> Any:
        """The view begins with the suggested ones: that is also an order."""
        return roles


# --- Modules -------------------------------------------------------------------------------------------------


class RoleOfModuleSerializer(serializers.ModelSerializer[Role]):
    class Meta:
        model = Role
        fields = ["id", "name"]


class ModuleSerializer(serializers.ModelSerializer[Module]):
    category = serializers.CharField(help_text="hr, technical or case: the type of the interviews made from it.")
    role = RoleOfModuleSerializer(allow_null=True, help_text="Null: for every role.")
    question_count = serializers.IntegerField()

    class Meta:
        model = Module
        fields = [
            *("id", "title", "description", "category", "difficulty", "duration_minutes"),
            *("role", "question_count", "created_at"),
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        same = offered_modules().filter(pk=OuterRef("pk")).order_by()
        return {"question_count": Subquery(same.annotate(n=practice_count()).values("n"))}


class ModuleFilter(filters.FilterSet):
    category = filters.ChoiceFilter(choices=PURE_TYPES)
    difficulty = filters.ChoiceFilter(choices=Difficulty.choices)
    role = filters.UUIDFilter(field_name="role_id")

    class Meta:
        model = Module
        fields: list[str] = []


class ModuleQuestionSerializer(serializers.ModelSerializer[BankQuestion]):
    """Only what is asked: what an answer is judged by would spoil the practice."""

    skill_tags = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = BankQuestion
        fields = ["id", "text", "category", "focus", "difficulty", "skill_tags"]


def text(value: str) -> Value:
    return Value(value, output_field=TextField())
