"""What came of a group of processes, by month too, and why those that failed did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from analytics.estimators.stats import Estimate, Rate
from analytics.measures import STARTED, rejected_for, status_of, withdrew_for
from tracking.enums import ProcessStatus, RejectionReason, WithdrawalReason

Counts = Mapping[str, int]

NOT_GIVEN = "not_given"
STATUSES = tuple(status_of(status) for status in ProcessStatus)
OUTCOME_MEASURES = (STARTED, *STATUSES)
REASON_MEASURES = (
    *(rejected_for(reason) for reason in RejectionReason),
    *(withdrew_for(reason) for reason in WithdrawalReason),
)
DEFINITIONS = {
    "processes": "Processes that began in the period, by the day they were opened in BUSINESS_TIME_ZONE.",
    "placements": "Processes that ended with an accepted offer.",
    "open": "Processes that have not ended: in progress, on hold or with an offer extended.",
    "ended": "Processes that ended: offer accepted or declined, rejected by the company, withdrawn by the candidate.",
    "rejection_reasons": "Processes rejected by the company, by reason; not_given: none was said.",
    "withdrawal_reasons": "Processes the candidate withdrew from or whose offer they declined, by reason.",
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of `processes`, `ended` have ended, `placements` of them with an accepted offer."""

    processes: int
    placements: int
    ended: int

    @classmethod
    def of(cls, row: Counts) -> Self:
        ended = sum(row[status_of(status)] for status in ProcessStatus.ENDED)
        return cls(row[STARTED], row[status_of(ProcessStatus.OFFER_ACCEPTED)], ended)

    @property
    def open(self) -> int:
        return self.processes - self.ended

    @property
    def conversion_rate(self) -> Rate:
        """Of all, those still open included."""
        return Rate(self.placements, self.processes)

    @property
    def decided_rate(self) -> Rate:
        return Rate(self.placements, self.ended)

    @property
    def interval(self) -> Estimate | None:
        """Of the conversion rate."""
        return self.conversion_rate.wilson()


@dataclass(frozen=True, slots=True)
class Month:
    """What has become of the processes that began in a month, by its first day."""

    month: date
    outcomes: Outcomes


def months_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Month, ...]:
    """From rows by month, in their order; months in which nothing began are in it, with zeros."""
    found = {row["key"]: Outcomes.of(row) for row in rows}
    if not found:
        return ()
    first, last = min(found), max(found)
    return tuple(Month(month, found.get(month, Outcomes(0, 0, 0))) for month in months_between(first, last))


def months_between(first: date, last: date) -> list[date]:
    places = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(place // 12, place % 12 + 1, 1) for place in places]


@dataclass(frozen=True, slots=True)
class Reason:
    """`reason` is one of the vocabulary, or NOT_GIVEN; `share` is of all that ended so."""

    reason: str
    label: str
    share: Rate

    @property
    def n(self) -> int:
        return self.share.numerator


@dataclass(frozen=True, slots=True)
class Reasons:
    """Most frequent first, what was not given last; `n` adds them all up."""

    n: int
    reasons: tuple[Reason, ...]

    @property
    def counts(self) -> dict[str, int]:
        return {reason.reason: reason.n for reason in self.reasons}


def rejections_of(row: Counts) -> Reasons:
    total = row[status_of(ProcessStatus.REJECTED_BY_COMPANY)]
    return reasons_of(total, [(one.value, one.label, row[rejected_for(one)]) for one in RejectionReason])


def withdrawals_of(row: Counts) -> Reasons:
    total = sum(row[status_of(status)] for status in ProcessStatus.WITH_WITHDRAWAL_REASON)
    return reasons_of(total, [(one.value, one.label, row[withdrew_for(one)]) for one in WithdrawalReason])


def reasons_of(total: int, counted: Sequence[tuple[str, str, int]]) -> Reasons:
    given = sorted((one for one in counted if one[2]), key=lambda one: -one[2])
    silent = total - sum(n for _, _, n in given)
    told = [*given, *([(NOT_GIVEN, "Not given", silent)] if silent else [])]
    return Reasons(total, tuple(Reason(reason, label, Rate(n, total)) for reason, label, n in told))
