"""Figures as JSON, and as a table: one row for each thing compared, or one for each figure."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from io import StringIO
from typing import Any

from django.utils.http import content_disposition_header
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer

from config.base.back_office.spreadsheets import escaped

Cell = Any


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    @property
    def text(self) -> str:
        """With the line ends of RFC 4180, and texts that no spreadsheet takes for formulas."""
        out = StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows([cell(value) for value in row] for row in self.rows)
        return out.getvalue()


def cell(value: Cell) -> Cell:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return escaped(str(value.value if isinstance(value, Enum) else value))


def table_of(rows: Sequence[Mapping[str, Any]], serializer: serializers.Serializer[Any]) -> Table:
    """The columns are the serializer's, whatever the rows hold; what is nested becomes columns: {"interval": {"low":
    1}} is `interval_low`. Lists of things have no place in a table.
    """
    paths = list(paths_of(serializer))
    return Table(["_".join(path) for path in paths], [[found_at(row, path) for path in paths] for row in rows])


def paths_of(serializer: serializers.Serializer[Any]) -> Iterator[tuple[str, ...]]:
    for name, field in serializer.fields.items():
        if isinstance(field, serializers.Serializer):
            yield from ((name, *path) for path in paths_of(field))
        elif not isinstance(field, serializers.ListSerializer):
            yield (name,)


def found_at(row: Mapping[str, Any], path: Sequence[str]) -> Cell:
    found: Any = row
    for name in path:
        if found is None:
            return None
        found = found[name]
    return "; ".join(found) if isinstance(found, list) else found


def list_of(figures: Mapping[str, Any]) -> Table:
    """One row for each figure, by its path: `preferred_feeders.1.placements`."""
    return Table(("figure", "value"), list(flattened(figures)))


def flattened(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Cell]]:
    for name, one in value.items():
        path = f"{prefix}{name}"
        if isinstance(one, Mapping):
            yield from flattened(one, f"{path}.")
        elif isinstance(one, (list, tuple)):
            yield from flattened({str(place): each for place, each in enumerate(one, 1)}, f"{path}.")
        else:
            yield path, one


def rendered(figures: Mapping[str, Any]) -> bytes:
    return bytes(JSONRenderer().render(figures))


def joined(one: bytes, other: bytes) -> bytes:
    """Two objects, neither empty, as one."""
    return one[:-1] + b"," + other[1:]


def attachment(name: str) -> str:
    """A Content-Disposition for a file of this name, whatever characters the name is made of."""
    safe = "".join(char if char.isprintable() and char not in '/\\"' else "_" for char in name)
    return str(content_disposition_header(True, f"{safe}.csv"))


class CsvRenderer(BaseRenderer):
    """Views give it a Table; what is none is a refusal, which is told as everywhere."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        return data.text if isinstance(data, Table) else JSONRenderer().render(data)
