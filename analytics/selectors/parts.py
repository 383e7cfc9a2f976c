"""Statements that sum a part of the tallies or of the facts, and say whether the log is empty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import connection

from config.postgres.prepared import fetch_prepared

FACTS, TALLIES, SPAN_TALLIES = "analytics_processfact", "analytics_tally", "analytics_spantally"
WAITING = "EXISTS (SELECT FROM analytics_changedprocess)"
NAMED = re.compile(r"%\((\w+)\)s")
TYPES = {"dim": "text", "key": "text", "total": "date", "since": "date", "until": "date", "codes": "smallint[]"}
Values = tuple[Any, ...]
Parameters = dict[str, Any]
Groups = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """A SELECT of groups and values; both map a name to its SQL. Where `single`, no group has more than one row."""

    rows: str
    where: str
    groups: Groups
    values: Groups
    single: bool = False

    @cached_property
    def sql(self) -> str:
        columns = ", ".join(f"{expression} AS {name}" for name, expression in (*self.groups, *self.values))
        return f"SELECT {columns} FROM {self.rows} WHERE {self.where}"  # noqa: S608  names of our own

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in (*self.groups, *self.values))

    @property
    def is_tallied(self) -> bool:
        return self.rows in (TALLIES, SPAN_TALLIES)

    @cached_property
    def quick(self) -> str:
        """The sums, with whether something waits in the log."""
        # Facts are many: where something waits they are not read in vain.
        rows = self.sql if self.is_tallied else f"{self.sql} AND NOT {WAITING}"
        return unless_behind(rows if self.single else summed(self, rows), ", ".join(self.names))

    def named(self, row: Values) -> dict[str, Any]:
        """A row's groups and values; nothing is 0. (Asking PostgreSQL for the 0 takes longer, of a hundred values.)"""
        if None in row:
            groups = len(self.groups)
            row = (*row[:groups], *[value or 0 for value in row[groups:]])
        return dict(zip(self.names, row, strict=True))


def unless_behind(rows: str, columns: str) -> str:
    return f"SELECT behind, {columns} FROM (SELECT {WAITING} AS behind) log LEFT JOIN ({rows}) found ON true"  # noqa: S608  names of our own


def quick(base: Part, parameters: Parameters) -> list[Values]:
    """Whether something waits in the log, which is not in it, and the base summed: of nothing a row of nothing."""
    # Tallies' rows are few and wide, and take longer to plan than to read.
    ask = fetch_planned if base.is_tallied else fetch
    return ask(base.quick, parameters)


def summed(base: Part, rows: str) -> str:
    groups = [name for name, _ in base.groups]
    sums = [f"COALESCE(sum({name}), 0)::bigint AS {name}" for name, _ in base.values]
    by = f"GROUP BY {', '.join(groups)}" if groups else ""
    return f"SELECT {', '.join((*groups, *sums))} FROM ({rows}) part {by}"  # noqa: S608  names of our own


def fetch_planned(sql: str, parameters: Parameters) -> list[Values]:
    """Each connection plans it once."""
    statement, asked = positional(sql)
    return fetch_prepared(statement, [TYPES[name] for name in asked], [parameters[name] for name in asked])


@cache
def positional(sql: str) -> tuple[str, tuple[str, ...]]:
    """With $1, $2 .. for its named parameters, and their names in this order."""
    asked = tuple(dict.fromkeys(NAMED.findall(sql)))
    return NAMED.sub(lambda found: f"${asked.index(found[1]) + 1}", sql), asked


def fetch(sql: str, parameters: Parameters) -> list[Values]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
