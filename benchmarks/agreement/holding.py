"""Figure beside figure: what was counted again, what was told, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isclose
from time import perf_counter
from typing import Any

# What an answer holds beside figures.
NOT_FIGURES = frozenset({"as_of", "definitions", "label", "warnings", "estimated_at", "severity", "examples"})
SHOWN = 5
Path = tuple[str, ...]


class Held:
    """By part how many figures were held, and which differ."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self.differing: dict[str, list[str]] = {}
        self._told: set[str] = set()
        self._since = perf_counter()

    def hold(self, part: str, what: str, wanted: Any, told: Any, tolerance: float = 1e-7) -> None:
        """Each figure of both, whichever has it; numbers agree up to rounding, all else exactly."""
        one, other = dict(flat(wanted)), dict(flat(told))
        self.figures[part] += len(one)
        found = self.differing.setdefault(part, [])
        for path in sorted({*one, *other}):
            absent = "(not told)"
            left, right = one.get(path, absent), other.get(path, absent)
            if not same(left, right, tolerance):
                found.append(f"{what} {'.'.join(path)}: counted {left}, told {right}")

    def told(self, part: str) -> None:
        """Of a part that is over."""
        now = perf_counter()
        self._told.add(part)
        found = self.differing.get(part, [])
        print(f"{part}: {self.figures[part]:,} figures, {len(found)} differ ({now - self._since:.0f} s)", flush=True)
        for line in found[:SHOWN]:
            print("   ", line, flush=True)
        self._since = now

    def told_all(self) -> None:
        for part in self.figures:
            if part not in self._told:
                self.told(part)

    @property
    def differ(self) -> int:
        return sum(map(len, self.differing.values()))


def flat(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Lists by place, so that their order is held too; how long one is is a figure."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name not in NOT_FIGURES:
                yield from flat(one, (*path, str(name)))
    elif isinstance(value, (list, tuple)):
        yield (*path, "length"), len(value)
        for place, one in enumerate(value):
            yield from flat(one, (*path, f"{place:04}"))
    else:
        yield path, value


def same(one: Any, other: Any, tolerance: float) -> bool:
    if is_number(one) and is_number(other):
        return isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
    return bool(one == other)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def hold_file(held: Held, part: str, what: str, wanted: list[dict[str, Any]], rows: list[dict[str, str]]) -> None:
    """A table as CSV: every column that the recount knows, by the names of the parts it is made of."""
    figures = []
    for row in wanted:
        flat_row = {"_".join(path): value for path, value in flat(row)}
        figures.append({name: value for name, value in flat_row.items() if not name.endswith("length")})
    told = [
        {name: as_like(found_in(row, name), value) for name, value in figure.items()}
        for figure, row in zip(figures, rows, strict=False)
    ]
    held.hold(part, what, {"rows": len(figures), "row": figures}, {"rows": len(rows), "row": told})


def found_in(row: dict[str, str], name: str) -> str:
    """What is made of parts has a column for each: all empty where there is none of it."""
    parts = [row[column] for column in row if column.startswith(f"{name}_")]
    return row.get(name, "(no column)" if not parts else "".join(parts))


def as_like(text: str, value: Any) -> Any:
    """What stands in a file, as what it is compared with."""
    if text == "":
        return None
    if isinstance(value, bool):
        return text == "True"
    if is_number(value):
        try:
            return float(text)
        except ValueError:
            return text
    return text
