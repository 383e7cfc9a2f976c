"""The processes behind a figure: those that it counts, and how often, so that they add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from analytics.measures import MEASURES, STARTED, Span, rejected_for, stages, status_of, withdrew_for
from analytics.selectors.parts import fetch
from analytics.selectors.reading import counts, known_sql, parameters_of, spans
from analytics.selectors.selection import Selection
from analytics.selectors.touched import begun_by
from tracking.enums import ProcessStatus, RejectionReason, StageOutcome, StageType, WithdrawalReason

DECIDED, OTHER, ALL = "decided", "other", "stages"
# Of the times in a stage: all that were taken, and of these the done, the waiting and the given up.
TIMED, DONE, WAITING, LEFT = "timed", "done", "waiting", "left"
REJECTED_SILENT, WITHDREW_SILENT = "rejected_not_given", "withdrew_not_given"
NO_FEEDER, NO_FEEDER_PLACED = "no_feeder", "no_feeder_placed"
PLACED = status_of(ProcessStatus.OFFER_ACCEPTED)


@dataclass(frozen=True)
class Counting:
    """Measures that are added and taken away, or kinds of lengths of time; `feederless`: of what has no feeder."""

    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    codes: tuple[int, ...] = ()
    feederless: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        return (*self.plus, *self.minus)

    @property
    def sql(self) -> str:
        """How often a fact counts."""
        if self.codes:
            return "(SELECT count(*) FROM unnest(spans) AS one (span) WHERE span = ANY (%(codes)s))"
        added = " + ".join(f"COALESCE({name}, 0)" for name in self.plus)
        return " - ".join([f"({added})", *(f"COALESCE({name}, 0)" for name in self.minus)])


def all_stages(kind: StageType) -> tuple[str, ...]:
    return tuple(stages(kind, outcome) for outcome in StageOutcome)


def of_stage(kind: StageType) -> dict[str, Counting]:
    times = {DONE: Span.TAKEN[kind], WAITING: Span.WAITING[kind], LEFT: Span.LEFT[kind]}
    return {
        f"{kind}_{DECIDED}": Counting(tuple(stages(kind, outcome) for outcome in StageOutcome.DECIDED)),
        f"{kind}_{OTHER}": Counting((stages(kind, StageOutcome.NO_SHOW), stages(kind, StageOutcome.CANCELLED))),
        f"{kind}_{ALL}": Counting(all_stages(kind)),
        f"{kind}_{TIMED}": Counting(codes=tuple(times.values())),
        **{f"{kind}_{name}": Counting(codes=(code,)) for name, code in times.items()},
    }


COUNTINGS: dict[str, Counting] = {
    **{name: Counting((name,)) for name in MEASURES},
    "open": Counting(tuple(status_of(status) for status in ProcessStatus.OPEN)),
    "ended": Counting(tuple(status_of(status) for status in ProcessStatus.ENDED)),
    REJECTED_SILENT: Counting(
        (status_of(ProcessStatus.REJECTED_BY_COMPANY),), tuple(rejected_for(reason) for reason in RejectionReason)
    ),
    WITHDREW_SILENT: Counting(
        tuple(status_of(status) for status in ProcessStatus.WITH_WITHDRAWAL_REASON),
        tuple(withdrew_for(reason) for reason in WithdrawalReason),
    ),
    NO_FEEDER: Counting((STARTED,), feederless=True),
    NO_FEEDER_PLACED: Counting((PLACED,), feederless=True),
    **{name: counting for kind in StageType for name, counting in of_stage(kind).items()},
}


def total(selection: Selection, figure: str) -> int:
    """The figure itself."""
    counting = COUNTINGS[figure]
    if counting.codes:
        return sum(n for _, _, n in spans(selection, counting.codes))
    [row] = counts(selection, counting.measures)
    found = sum(row[name] for name in counting.plus) - sum(row[name] for name in counting.minus)
    if not counting.feederless:
        return found
    [name] = counting.plus
    return found - sum(one[name] for one in counts(selection, (name,), by="feeder"))


def processes_behind(selection: Selection, figure: str, *, offset: int, limit: int) -> list[tuple[UUID, int]]:
    """(process, how often it counts), the latest begun first."""
    counting, selection = COUNTINGS[figure], begun_by(selection)
    facts = known_sql(selection, counting.measures, bool(counting.codes))
    where = f"{selection.condition}{' AND feeder_id IS NULL' if counting.feederless else ''}"
    sql = f"""
        SELECT process_id, n FROM (SELECT *, {counting.sql} AS n FROM ({facts}) fact) counted
         WHERE {where} AND n > 0 ORDER BY day DESC, process_id LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608
    page = {"limit": limit, "offset": offset, "codes": list(counting.codes)}
    return [(process, n) for process, n in fetch(sql, {**parameters_of(selection), **page})]
