"""What is counted of a process. Each measure is a column of the facts (one process) and of the tallies (their sum).

Counts of stages go by stage type, as D19 has it: a process with two technical rounds counts two technical stages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from itertools import product

from tracking.enums import ProcessStatus, RejectionReason, StageOutcome, StageType, WithdrawalReason

RATINGS = ("overall", "technical", "culture_fit", "communication")


def status_of(status: str) -> str:
    return f"status_{status}"


def rejected_for(reason: str) -> str:
    return f"rejected_{reason}"


def withdrew_for(reason: str) -> str:
    return f"withdrew_{reason}"


def reached(stage_type: str) -> str:
    """Processes with a stage of this type."""
    return f"reached_{stage_type}"


def stages(stage_type: str, outcome: str) -> str:
    return f"{stage_type}_{outcome}"


def rating_sum(stage_type: str, rating: str) -> str:
    return f"{stage_type}_{rating}_sum"


def rating_n(stage_type: str, rating: str) -> str:
    return f"{stage_type}_{rating}_n"


STARTED = "started"
# Of what a tally cannot hold: of how long processes last, of how long their stages do, of how these were rated and what
# became of them, and of who the candidates are. What is worked out from the same need not be worked out again.
FINGERPRINT = "fingerprint"
STAGES_FINGERPRINT = "stages_fingerprint"
RATINGS_FINGERPRINT = "ratings_fingerprint"
CANDIDATES_FINGERPRINT = "candidates_fingerprint"
FINGERPRINTS = (FINGERPRINT, STAGES_FINGERPRINT, RATINGS_FINGERPRINT, CANDIDATES_FINGERPRINT)
INTERVIEWED = "interviewed"  # has a passed or failed stage
OFFER_DUE = "offer_due"  # passed its last decided stage, or was offered
OFFERED = "offered"  # an offer was ever extended

OF_PROCESS = (
    STARTED,
    FINGERPRINT,
    CANDIDATES_FINGERPRINT,
    *(status_of(status) for status in ProcessStatus),
    *(rejected_for(reason) for reason in RejectionReason),
    *(withdrew_for(reason) for reason in WithdrawalReason),
)
OF_STAGES = (
    INTERVIEWED,
    STAGES_FINGERPRINT,
    RATINGS_FINGERPRINT,
    *(reached(kind) for kind in StageType),
    *(stages(*pair) for pair in product(StageType, StageOutcome)),
    *(name(*pair) for pair in product(StageType, RATINGS) for name in (rating_sum, rating_n)),
)
OF_OFFERS = (OFFER_DUE, OFFERED)
MEASURES = (*OF_PROCESS, *OF_OFFERS, *OF_STAGES)


class Span:
    """Codes of the lengths of time that are kept as they are, for medians. In days; but where one goes on, what is
    kept is the day it began, counted from DAY_ZERO.
    """

    ENDED = {status: 1 + place for place, status in enumerate(ProcessStatus.ENDED)}
    OPEN = 9
    # In a stage: decided; still waiting; given up, since the process ended before.
    TAKEN = {kind: 10 + place for place, kind in enumerate(StageType)}
    WAITING = {kind: 20 + place for place, kind in enumerate(StageType)}
    LEFT = {kind: 30 + place for place, kind in enumerate(StageType)}

    GOING_ON = frozenset({OPEN, *WAITING.values()})

    # Not of time: the ratings that decided stages of a type were given; what is kept is `rated_as`.
    RATED = {place: 100 + code for code, place in enumerate(product(StageType, RATINGS))}


class Fate(IntEnum):
    """What has come of the process of a rated stage."""

    OPEN = 0
    ENDED = 1
    OFFERED = 2  # and ended without acceptance
    ACCEPTED = 3


def rated_as(rating: int, passed: bool, fate: Fate) -> int:
    """A rating, 0 for none, of a stage that was passed or failed, in one number."""
    return rating * 8 + passed * 4 + fate


def rated_from(number: int) -> tuple[int, bool, Fate]:
    return number // 8, bool(number & 4), Fate(number & 3)


# A number for each kind and length, of which no sum of some is likely to be that of others: a cube modulo a prime.
PRIME, STRIDE = 1_000_000_007, 40_009


def fingerprint(spans: Iterable[tuple[int, int, int]]) -> int:
    """Of (code, length, how many), in any order."""
    return sum(cube_of(code * STRIDE + length) * n for code, length, n in spans)


def cube_of(number: int) -> int:
    return number * number % PRIME * number % PRIME


DAY_ZERO = date(1970, 1, 1)

# What figures are asked by. A pair of company and feeder is kept in total only.
DIMENSIONS = ("all", "feeder", "company", "recruiter", "role")
PAIR = "company_feeder"
# Of these the ratings are kept too: what a manager and what a recruiter see, unless they narrow it.
RATED = ("all", "recruiter")
# Of these the different candidates are counted too.
PEOPLED = ("feeder", "company")
# The day of a row that stands for all days.
TOTAL = date(1, 1, 1)
