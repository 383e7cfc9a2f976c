"""Feeders: how many of those they send are placed, how sure that is, and who is ahead.

The rate by which feeders are known, placements / processes, counts open processes as not placed. Beside it stand the
rate of what is decided, and the matured one, which counts open processes as long as they have lasted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from analytics.estimators.competing import Incidence
from analytics.estimators.stats import Estimate, Rate, shrunken_rates
from analytics.figures.outcomes import Counts, Month, Outcomes, Reasons
from analytics.figures.stages import StageFigures
from analytics.figures.times import NOBODY, Lasting, ToHire

Place = tuple[bool, float, float]

DEFINITIONS = {
    "candidates_sourced": "Different candidates with a process from this feeder.",
    "processes_sourced": "Processes from this feeder; those still open are counted in `open`.",
    "placements": "Processes from this feeder that ended with an accepted offer.",
    "conversion_rate": "Placements / processes_sourced: too low while processes are open.",
    "interval": "The 95 % Wilson interval of conversion_rate. Feeders are ranked by its lower bound.",
    "decided_rate": "Placements / ended, with its 95 % Wilson interval: favours what ends fast.",
    "shrunken_rate": (
        "conversion_rate drawn towards that of all feeders of the selection, the more the fewer processes there are "
        "(beta-binomial posterior mean with its 95 % interval)."
    ),
    "matured_rate": (
        "The share placed within `horizon_days` of the beginning; open processes count as long as they have lasted, "
        "other ends rule it out (Aalen-Johansen). Null where too few were followed so long."
    ),
    "days_to_hire": "Days from the beginning to the accepted offer: median and mean of the placements.",
    "without_feeder": "Processes for which no feeder is known.",
}


@dataclass(frozen=True, slots=True)
class FeederFigures:
    """`rank` is None where nothing was sourced; `to_hire.incidence` is the matured rate."""

    id: UUID
    name: str
    rank: int | None
    candidates: int
    outcomes: Outcomes
    shrunken: Estimate | None
    to_hire: ToHire

    @property
    def matured(self) -> Incidence | None:
        return self.to_hire.incidence


@dataclass(frozen=True, slots=True)
class ConversionRates:
    """Feeders best first; those without processes come last. `without_feeder` is None where one feeder was asked for.

    `total` adds up the whole selection.
    """

    feeders: tuple[FeederFigures, ...]
    without_feeder: Outcomes | None
    total: Outcomes
    horizon: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class FeederReport:
    feeder: FeederFigures
    feeders: int  # how many are ranked
    stages: tuple[StageFigures, ...]
    to_decision: Lasting
    rejections: Reasons
    withdrawals: Reasons
    months: tuple[Month, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class FeederShare:
    """What came of the processes from one feeder within a selection."""

    id: UUID
    name: str
    outcomes: Outcomes


def feeder_figures(
    rows: Iterable[tuple[UUID, str, Counts | None]],
    candidates: Mapping[str | None, int],
    hires: Mapping[str, ToHire],
) -> tuple[FeederFigures, ...]:
    """From (id, name, counts) of each feeder; candidates and hires by their ids as text."""
    outcomes = {(pk, name): Outcomes.of(row) if row else Outcomes(0, 0, 0) for pk, name, row in rows}
    shrunken = shrunken_by({pk: one.conversion_rate for (pk, _), one in outcomes.items()})
    found = [
        FeederFigures(
            id=pk,
            name=name,
            rank=None,
            candidates=candidates.get(str(pk), 0),
            outcomes=one,
            shrunken=shrunken[pk],
            to_hire=hires.get(str(pk), NOBODY),
        )
        for (pk, name), one in outcomes.items()
    ]
    return tuple(in_rank(found))


def in_rank(found: Iterable[FeederFigures]) -> list[FeederFigures]:
    """Best first by the lower bound of the interval; where that is the same, by the shrunken rate. Who is equal in both
    shares a rank, and stands by name.
    """
    best = sorted(found, key=lambda one: (*place(one), one.name.casefold()))
    ranks: dict[Place, int] = {}
    for number, one in enumerate(best, 1):
        ranks.setdefault(place(one), number)
    return [replace(one, rank=ranks[place(one)]) if one.outcomes.processes else one for one in best]


def place(one: FeederFigures) -> Place:
    interval, shrunken = one.outcomes.interval, one.shrunken
    return (True, 0.0, 0.0) if interval is None or shrunken is None else (False, -interval.low, -shrunken.value)


def shares_in_rank(shares: Iterable[FeederShare]) -> tuple[FeederShare, ...]:
    """Best first by the lower bound of the interval."""

    def place_of(one: FeederShare) -> tuple[float, int, str]:
        interval = one.outcomes.interval
        return -interval.low if interval else 0.0, -one.outcomes.placements, one.name.casefold()

    return tuple(sorted(shares, key=place_of))


def shrunken_by(rates: Mapping[UUID, Rate]) -> dict[UUID, Estimate | None]:
    """In one order whatever the caller's, so that sums are rounded alike."""
    found = shrunken_of(tuple(rates[pk] for pk in sorted(rates)))
    return dict(zip(sorted(rates), found, strict=True))


@lru_cache(maxsize=256)
def shrunken_of(rates: tuple[Rate, ...]) -> tuple[Estimate | None, ...]:
    """Kept for the same counts: the intervals of 200 feeders take longer than reading their counts."""
    found = shrunken_rates(dict(enumerate(rates)))
    return tuple(found.values())
