"""Who am I, who are the others, and registration where it is open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as django_filters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.base.api.filters import FilterBackend
from config.base.api.pagination import WholeList
from config.base.api.permissions import LoggedIn, Public, Recruiting
from config.base.api.serializers import StrictSerializer, TextField
from config.base.api.throttles import RegisterThrottle
from config.base.api.views import ApiView
from config.base.errors import Conflict, Forbidden
from config.base.models import User
from config.base.roles import Role


class MeSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name", read_only=True)
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "username", "name", "email", "roles"]

    def get_roles(self, user: User) -> list[str]:
        return sorted(user.roles)


class PersonSerializer(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name"]


class RegisterInput(StrictSerializer):
    username = TextField(max_length=150, validators=[UnicodeUsernameValidator()])
    email = serializers.EmailField()
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    first_name = TextField(max_length=150, required=False, default="")
    last_name = TextField(max_length=150, required=False, default="")

    def validate_password(self, password: str) -> str:
        try:
            validate_password(password)
        except DjangoValidationError as error:
            raise serializers.ValidationError(list(error.messages), "weak_password") from None
        return password


class Me(ApiView):
    permission_classes = [LoggedIn]
    serializer_class = MeSerializer

    @extend_schema(responses=MeSerializer, tags=["auth"])
    def get(self, request: Request) -> Response:
        """The account of the token, and its roles."""
        return Response(MeSerializer(self.user).data)


class Register(ApiView):
    authentication_classes = []
    permission_classes = [Public]
    throttle_classes = [RegisterThrottle]
    serializer_class = MeSerializer

    @extend_schema(
        request=RegisterInput,
        responses={201: MeSerializer},
        tags=["auth"],
        examples=[OpenApiExample("A candidate", {"username": "ada", "email": "ada@example.org", "password": "..."})],
    )
    def post(self, request: Request) -> Response:
        """Make a candidate's account, where the operator has opened registration."""
        if not settings.REGISTRATION_OPEN:
            raise Forbidden("Registration is closed here. Ask for an account.", code="registration_closed")
        return Response(MeSerializer(register_candidate(**self.validated(RegisterInput))).data, status=201)


class PeopleFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(choices=Role.choices, method="with_role")
    search = django_filters.CharFilter(method="with_name", max_length=100)

    def with_role(self, people: QuerySet[User], name: str, role: str) -> QuerySet[User]:
        return people.filter(groups__name=role)

    def with_name(self, people: QuerySet[User], name: str, text: str) -> QuerySet[User]:
        return people.filter(Q(first_name__icontains=text) | Q(last_name__icontains=text) | Q(username__icontains=text))


class People(ApiView):
    """The team is small enough to be read whole; 200 at most."""

    permission_classes = [Recruiting]
    serializer_class = PersonSerializer
    filterset_class = PeopleFilter
    filter_backends = [FilterBackend]
    pagination_class = WholeList
    is_list = True

    def get_queryset(self) -> QuerySet[Any]:
        return User.objects.filter(is_active=True).order_by("last_name", "first_name", "username").distinct()

    @extend_schema(responses=PersonSerializer, tags=["auth"])
    def get(self, request: Request) -> HttpResponse:
        """People by role and name, to put on a panel."""
        people = self.filter_queryset(self.get_queryset())[:200]
        return Response({"next": None, "previous": None, "results": PersonSerializer(people, many=True).data})


@transaction.atomic
def register_candidate(*, username: str, password: str, **names: str) -> User:
    """A new account in the candidate's role. Raises Conflict where the name is taken."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(username=username, password=password, **names)
    except IntegrityError:
        raise Conflict("This username is taken.", code="username_taken", attr="username") from None
    user.groups.add(Group.objects.get(name=Role.CANDIDATE))
    return user
