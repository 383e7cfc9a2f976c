"""feeders.json: feeders with their figures as a file, and names and aliases back from one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from analytics.figures.feeders import FeederFigures
from analytics.selectors.everyone import everyone
from analytics.selectors.feeders import conversion_rates
from analytics.selectors.selection import Selection
from config.base.errors import DomainError, Invalid
from config.postgres.identity import SYSTEM, acting_as
from tracking.models import Feeder
from tracking.selectors.names import named
from tracking.services.names import create_named, update_named

DIGITS = 6
# NUL and halves of characters, which JSON can tell and the database does not keep.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass
class FeedersImported:
    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


def export_feeders(*, feeder: UUID | None = None) -> dict[str, Any]:
    """All feeders, best first, or one; its figures are those of the conversion rates."""
    with acting_as(SYSTEM):
        found = conversion_rates(everyone(), Selection(feeder=feeder))
        known = {row.pk: row for row in Feeder.objects.all()}
    entries = [entry(known[one.id], one) for one in found.feeders if one.id in known]
    return {"as_of": found.as_of.isoformat(timespec="seconds"), "feeders": entries}


def entry(feeder: Feeder, found: FeederFigures) -> dict[str, Any]:
    of = found.outcomes
    return {
        "name": feeder.name,
        "aliases": feeder.aliases,
        "rank": found.rank,
        "candidates_sourced": found.candidates,
        "processes_sourced": of.processes,
        "placements": of.placements,
        "open": of.open,
        "conversion_rate": rounded(of.conversion_rate.value),
        "interval": of.interval and [rounded(of.interval.low), rounded(of.interval.high)],
        "decided_rate": rounded(of.decided_rate.value),
        "shrunken_rate": rounded(found.shrunken.value) if found.shrunken else None,
        "matured_rate": rounded(found.matured.value) if found.matured else None,
        "score_boost": float(feeder.score_boost),
    }


def rounded(share: float | None) -> float | None:
    return None if share is None else round(share, DIGITS)


def import_feeders(text: str) -> FeedersImported:
    """Names and aliases from such a file, or from a list of {name, aliases?}; figures in it are not read.

    An entry whose name is known, be it as an alias, adds its aliases to that feeder; others are made. All or nothing.
    Raises Invalid, which names the entry at fault.
    """
    report = FeedersImported()
    with acting_as(SYSTEM), transaction.atomic():
        for place, entry in enumerate(entries_of(text), 1):
            try:
                name, aliases = checked(entry)
                ensure(name, aliases, report)
            except DomainError as error:
                raise Invalid(f"Entry {place} ({shown(entry)}): {error.detail}", code=error.code) from error
    return report


def entries_of(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"This is no JSON: {error}.", code="not_json") from None
    entries = found.get("feeders") if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise Invalid("A list of feeders is wanted, or an object with such a list as its feeders.", code="not_a_list")
    return entries


def checked(entry: Any) -> tuple[str, list[str]]:
    if not isinstance(entry, dict) or not is_text(entry.get("name")):
        raise Invalid("A feeder is an object with a name.")
    aliases = entry.get("aliases", [])
    if not isinstance(aliases, list) or not all(map(is_text, aliases)):
        raise Invalid("Aliases are a list of names.")
    return entry["name"], aliases


def is_text(value: Any) -> bool:
    return isinstance(value, str) and not UNSTORABLE.search(value)


def shown(entry: Any) -> str:
    return str(entry.get("name", entry) if isinstance(entry, dict) else entry)[:80]


def ensure(name: str, aliases: list[str], report: FeedersImported) -> None:
    found = Feeder.objects.filter(named(name)).first()
    if found is None:
        report.made.append(create_named(Feeder, name=name, aliases=aliases).name)
        return
    before = list(found.aliases)
    after = update_named(Feeder, found.pk, aliases=[*before, *aliases])
    (report.known if after.aliases == before else report.changed).append(after.name)
