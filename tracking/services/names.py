"""Companies and feeders by the names that people use for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from config.base.errors import Conflict, Invalid, Missing
from config.base.text import fold
from config.postgres.identity import SYSTEM, acting_as
from tracking.models import Company, Feeder
from tracking.models.names import NamedModel
from tracking.selectors.names import named
from tracking.validators import NAME_LENGTH, without_repeats

Named = TypeVar("Named", Company, Feeder)
MAX_ALIASES = 50

SET_BOOSTS = """
    WITH moved AS (
        SELECT feeder.id, new.boost
          FROM tracking_feeder feeder JOIN unnest(%s::uuid[], %s::numeric[]) AS new (id, boost) USING (id)
         WHERE feeder.score_boost <> new.boost ORDER BY feeder.id FOR NO KEY UPDATE OF feeder
    )
    UPDATE tracking_feeder SET score_boost = moved.boost FROM moved WHERE tracking_feeder.id = moved.id
    RETURNING tracking_feeder.id
"""


def ensure_named(model: type[Named], name: str, *, attr: str) -> Named:
    """The company or feeder of this name or alias; made where there is none."""
    check_name(name, attr)
    found = model.objects.filter(named(name)).first()
    if found is not None:
        return found
    with transaction.atomic():
        lock_names(model)
        found = model.objects.filter(named(name)).first()
        return found or model.objects.create(name=name.strip(), name_key=fold(name))


@transaction.atomic
def create_named(model: type[Named], *, name: str, aliases: Sequence[str] = ()) -> Named:
    """Raises Conflict where a name or alias belongs to another."""
    lock_names(model)
    return save_names(model(name=name), name, aliases)


@transaction.atomic
def update_named(
    model: type[Named], pk: UUID, *, name: str | None = None, aliases: Sequence[str] | None = None
) -> Named:
    """Renames, or replaces the aliases. Raises Missing, Conflict."""
    lock_names(model)
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise Missing("Not found.")
    return save_names(row, row.name if name is None else name, row.aliases if aliases is None else aliases)


def save_names(row: Named, name: str, aliases: Sequence[str]) -> Named:
    check_name(name, "name")
    for alias in aliases:
        check_name(alias, "aliases")
    kept: list[str] = [alias for alias in without_repeats(aliases) if fold(alias) != fold(name)]
    if len(kept) > MAX_ALIASES:
        raise Invalid(f"At most {MAX_ALIASES} aliases.", attr="aliases")
    said: list[tuple[str, str]] = [("name", name), *(("aliases", alias) for alias in kept)]
    for attr, candidate in said:
        if type(row).objects.filter(named(candidate)).exclude(pk=row.pk).exists():
            raise Conflict(f"“{candidate.strip()}” already names another.", code="name_taken", attr=attr)
    row.name, row.name_key = name.strip(), fold(name)
    row.aliases, row.alias_keys = kept, [fold(alias) for alias in kept]
    if row._state.adding:
        row.save()
    else:  # by name: a score that analytics writes meanwhile stays
        row.save(update_fields=["name", "name_key", "aliases", "alias_keys"])
    return row


def set_score_boosts(boosts: Mapping[UUID, Decimal]) -> list[UUID]:
    """What figures have shown of feeders, in log odds; of which it is another one now. Earlier ones stay in history."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute(SET_BOOSTS, [list(boosts), list(boosts.values())])
        return sorted(pk for (pk,) in cursor.fetchall())


def check_name(name: str, attr: str) -> None:
    if not fold(name):
        raise Invalid("A name is needed.", code="blank", attr=attr)
    if len(name) > NAME_LENGTH or len(fold(name)) > NAME_LENGTH:
        raise Invalid(f"At most {NAME_LENGTH} characters.", code="max_length", attr=attr)


def lock_names(model: type[NamedModel]) -> None:
    """Names and aliases are unique together, which no constraint over two columns can say: one writer at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [model._meta.db_table])
