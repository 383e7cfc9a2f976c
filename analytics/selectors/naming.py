"""Which company and feeder are meant, by id, name or alias; and the names there are to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from analytics.models import ChangedProcess
from analytics.selectors.looking import present_look
from config.base.errors import Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from tracking.models import Company, Feeder
from tracking.selectors.names import identified

# How many feeders, and how many companies, are offered to choose from.
MOST_NAMES = 1_000

Names = Mapping[UUID, str]


@dataclass(frozen=True)
class Named:
    """A feeder, a company or a recruiter."""

    pk: UUID
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Offered:
    """Feeders and companies by the keys of their names, up to MOST_NAMES; those who may lead processes, in order."""

    feeders: dict[str, Named]
    companies: dict[str, Named]
    recruiters: tuple[Named, ...]

    @property
    def feeder_names(self) -> Names | None:
        """None where these are not all."""
        return all_names(self.feeders)

    @property
    def company_names(self) -> Names | None:
        return all_names(self.companies)


def all_names(found: Mapping[str, Named]) -> Names | None:
    return {one.pk: one.name for one in found.values()} if len(found) < MOST_NAMES else None


def offered() -> Offered:
    """In one query, which tells the present look too whether something waits in the log, so that its first reading of
    figures reads together with it at once.
    """
    feeders, companies = (
        model.objects.order_by().values_list(Value(kind), "name_key", "pk", "name")[:MOST_NAMES]
        for kind, model in (("feeder", Feeder), ("company", Company))
    )
    full_name = Trim(Concat("first_name", Value(" "), "last_name"))
    leading = User.objects.filter(is_active=True, groups__name__in=(Role.RECRUITER, Role.MANAGER)).order_by()
    recruiters = leading.values_list(
        Value("recruiter"),
        Concat("last_name", Value(" "), "first_name", Value(" "), "username"),
        "pk",
        Coalesce(NullIf(full_name, Value("")), F("username")),
    )
    waiting = ChangedProcess.objects.order_by().values_list(Value("waiting"), Value(""), "process_id", Value(""))[:1]
    found: dict[str, dict[str, Named]] = {"feeder": {}, "company": {}, "recruiter": {}, "waiting": {}}
    for kind, key, pk, name in feeders.union(companies, recruiters, waiting, all=True):
        found[kind][key] = Named(pk, name)
    present_look().behind = bool(found["waiting"])
    in_order = sorted(found["recruiter"].items(), key=lambda each: each[0].casefold())
    return Offered(found["feeder"], found["company"], tuple(one for _, one in in_order))


def company_of(name: str) -> Company:
    """Raises Missing."""
    found = Company.objects.filter(identified(name)).first()
    if found is None:
        raise Missing("There is no such company.")
    return found


def feeder_of(name: str) -> Feeder:
    """Raises Missing."""
    found = Feeder.objects.filter(identified(name)).first()
    if found is None:
        raise Missing("There is no such feeder.")
    return found


def keys_of(company_name: str = "", feeder_source: str = "") -> dict[str, UUID]:
    """The ids by dimension of those that are named, in one query. Raises Invalid for a name nobody has."""
    asked: dict[str, tuple[str, Any]] = {"company": (company_name, Company), "feeder": (feeder_source, Feeder)}
    queries = [
        model.objects.order_by()
        .filter(identified(name))
        .annotate(dim=Value(dim, output_field=CharField()))
        .values_list("dim", "pk")
        for dim, (name, model) in asked.items()
        if name
    ]
    if not queries:
        return {}
    first, *others = queries
    found = dict(first.union(*others) if others else first)
    if company_name and "company" not in found:
        raise Invalid("There is no such company.", code="unknown_name", attr="company_name")
    if feeder_source and "feeder" not in found:
        raise Invalid("There is no such feeder.", code="unknown_name", attr="feeder_source")
    return found
