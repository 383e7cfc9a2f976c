"""What interviewers gave, how they agree with their panels, how long they took and what they owe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from statistics import mean
from typing import Any

from benchmarks.agreement.figures import PLACED
from benchmarks.agreement.lengths import DECIDED, Survival
from benchmarks.agreement.ratings import FEW, Lines, twice
from benchmarks.agreement.rows import Key, Process, day_of
from benchmarks.agreement.said import Feedback, Said, Seat
from benchmarks.agreement.shares import beta_quantiles

Told = dict[str, Any]


def interviewers(processes: Sequence[Process], said: Said, today: date) -> Told:
    """Of the feedback on these processes and of the panels of their stages."""
    known = {one.id: one for one in processes}
    outcomes = {stage.id: stage.outcome for one in processes for stage in one.stages}
    feedback = [one for one in said.feedback if one.process in known]
    seats = [one for one in said.seats if one.process in known]
    by_author, by_user = by(feedback, lambda one: one.author), by(seats, lambda one: one.user)
    panels = [panel for panel in by(rated(feedback), lambda one: one.stage).values() if len(panel) > 1]
    apart = apart_of(panels)
    waits = {user: [wait for seat in own if (wait := delay(seat, known, today))] for user, own in by_user.items()}
    owed = {user: sum(owes(seat, known[seat.process], today) for seat in own) for user, own in by_user.items()}
    people = {*by_author, *(user for user, own in waits.items() if own), *(user for user, n in owed.items() if n)}
    in_order = sorted(people, key=lambda pk: (said.names[pk].casefold(), pk))
    return {
        "results": [
            {
                "id": str(pk),
                "name": said.names[pk],
                **person(by_author.get(pk, []), known, outcomes),
                "owed": owed.get(pk, 0),
                **unless_hidden(by_author.get(pk, []), waits.get(pk, []), apart.get(pk, [])),
                "validity": foretelling(pk, by_author.get(pk, []), known, outcomes),
            }
            for pk in in_order
        ],
        "agreement": agreement([[one.rating or 0.0 for one in panel] for panel in panels]),
        "delay": told_delay([wait for own in waits.values() for wait in own]),
    }


def by(rows: Iterable[Any], key: Callable[[Any], Key]) -> dict[Key, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def rated(feedback: Iterable[Feedback]) -> list[Feedback]:
    return [one for one in feedback if one.rating is not None]


def few(feedback: Sequence[Feedback]) -> bool:
    return len({one.candidate for one in feedback}) < FEW


def person(own: Sequence[Feedback], known: Mapping[Key, Process], outcomes: Mapping[Key, str]) -> Told:
    given = [one.rating or 0.0 for one in rated(own)]
    return {
        "hidden": few(own),
        "feedback": len(own),
        "candidates": len({one.candidate for one in own}),
        "rated": len(given),
        "mean": mean(given) if len(given) >= FEW and not few(own) else None,
    }


def unless_hidden(own: Sequence[Feedback], waits: Sequence[tuple[int, str | None]], apart: Sequence[float]) -> Told:
    if few(own):
        return {"difference": None, "delay": None}
    difference = {"mean": mean(apart), "n": len(apart)} if len(apart) >= FEW else None
    return {"difference": difference, "delay": told_delay(waits)}


def foretelling(
    pk: Key, own: Sequence[Feedback], known: Mapping[Key, Process], outcomes: Mapping[Key, str]
) -> Told | None:
    given = rated(own)
    if not given or few(own):
        return None
    lines: Lines = Counter(
        (one.rating or 0.0, outcomes[one.stage] == "passed", came(known[one.process]))
        for one in given
        if outcomes[one.stage] in DECIDED
    )
    people = len({one.candidate for one in given})
    return {"interviewer_id": str(pk), "candidates": people, **twice(lines, hidden=people < FEW)}


def came(one: Process) -> bool | None:
    return None if one.is_open else one.status == PLACED


def apart_of(panels: Iterable[Sequence[Feedback]]) -> dict[Key, list[float]]:
    """How far each rating lies from the mean of the others of its panel."""
    found = defaultdict(list)
    for panel in panels:
        for place, one in enumerate(panel):
            others = [other.rating or 0.0 for at, other in enumerate(panel) if at != place]
            found[one.author].append(abs((one.rating or 0.0) - sum(others) / len(others)))
    return found


def delay(seat: Seat, known: Mapping[Key, Process], today: date) -> tuple[int, str | None] | None:
    """From the day it was held until the feedback came, or until now or the end of the process."""
    if seat.completed is None or seat.outcome in ("cancelled", "no_show"):
        return None
    end = day_of(seat.given) if seat.given else known[seat.process].ended_day or today
    return max((end - seat.completed).days, 0), "given" if seat.given else None


def told_delay(waits: Sequence[tuple[int, str | None]]) -> Told | None:
    if len(waits) < FEW:
        return None
    value, low, high = Survival(waits).quantile(0.5)
    given = sum(how is not None for _, how in waits)
    return {"median": {"value": value, "low": low, "high": high}, "n": len(waits), "given": given}


def owes(seat: Seat, process: Process, today: date) -> bool:
    held = seat.completed <= today if seat.completed else seat.scheduled is not None and seat.scheduled < today
    silent = seat.given is None and process.is_open and not seat.anonymised
    return held and silent and seat.outcome not in ("cancelled", "no_show")


def agreement(panels: Sequence[Sequence[float]]) -> Told | None:
    """ICC(1) by the table of variances between and within stages, its interval by the F distribution."""
    if len(panels) < FEW:
        return None
    k, n = len(panels), sum(map(len, panels))
    apart = [abs(one - other) for panel in panels for one, other in combinations(panel, 2)]
    grand = sum(map(sum, panels)) / n
    between = sum(len(panel) * (sum(panel) / len(panel) - grand) ** 2 for panel in panels) / (k - 1)
    within = sum((one - sum(panel) / len(panel)) ** 2 for panel in panels for one in panel) / (n - k)
    size = (n - sum(len(panel) ** 2 for panel in panels) / n) / (k - 1)
    ratio = between / within
    low, high = (ratio / f for f in reversed(f_quantiles(k - 1, n - k)))
    return {
        "stages": k,
        "ratings": n,
        "pairs": len(apart),
        "difference": sum(apart) / len(apart),
        "icc": (between - within) / (between + (size - 1) * within),
        "icc_low": (low - 1) / (low + size - 1),
        "icc_high": (high - 1) / (high + size - 1),
    }


def f_quantiles(over: int, under: int) -> list[float]:
    """Of the F distribution at 2.5 and 97.5 %, through that of the beta."""
    return [under * x / (over * (1 - x)) for x in beta_quantiles(over / 2, under / 2, (0.025, 0.975))]
