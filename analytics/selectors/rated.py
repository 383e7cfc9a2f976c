"""Ratings of decided stages, kept for what they foretell: a number for each stage in the facts, and what it stands for.

In the facts the type, whether it was passed and the four ratings (0 for none) of a stage are one number, which fits
into a smallint. Its process's fate is that of the facts.
"""

from __future__ import annotations

from math import prod

from analytics.measures import OFFERED, RATINGS, Fate, Span, rated_as, status_of
from tracking.enums import ProcessStatus, StageType

BASE = 6  # a rating is 1 to 5, or 0 for none
OF_ALL = BASE ** len(RATINGS)
PLACES = {rating: prod([BASE] * place) for place, rating in enumerate(reversed(RATINGS))}

VALUES = " + ".join(f"COALESCE({rating}_rating, 0) * {PLACES[rating]}" for rating in RATINGS)

# Of a row of facts.
OPEN = ", ".join(status_of(status) for status in ProcessStatus.OPEN)
FATE = f"""CASE WHEN COALESCE({OPEN}) = 1 THEN {Fate.OPEN.value}
                WHEN {status_of(ProcessStatus.OFFER_ACCEPTED)} = 1 THEN {Fate.ACCEPTED.value}
                WHEN {OFFERED} = 1 THEN {Fate.OFFERED.value} ELSE {Fate.ENDED.value} END"""
FATES = (*(status_of(status) for status in (*ProcessStatus.OPEN, ProcessStatus.OFFER_ACCEPTED)), OFFERED)
EACH_NUMBER = "CROSS JOIN LATERAL unnest(rated) AS stage (number)"
EACH_RATING = f"""CROSS JOIN LATERAL (VALUES {
    ", ".join(f"({place}, mod(number / {PLACES[rating]}, {BASE}))" for place, rating in enumerate(RATINGS))
}) AS one (place, rating)"""
FIRST = Span.RATED[next(iter(StageType)), RATINGS[0]]
SPAN = f"({FIRST} + number / {2 * OF_ALL} * {len(RATINGS)} + place)::smallint"


def number(passed: str) -> str:
    """Of a decided stage with `kind`, its type's place among them."""
    return f"((kind * 2 + ({passed})::int) * {OF_ALL} + {VALUES})::smallint"


def length(fate: str) -> str:
    """`measures.rated_as` in SQL."""
    rating, passed = rated_as(1, False, Fate.OPEN), rated_as(0, True, Fate.OPEN)
    return f"rating * {rating} + mod(number / {OF_ALL}, 2) * {passed} + {fate}"
