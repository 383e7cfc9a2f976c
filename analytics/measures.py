"""What is counted of a process. Each measure is a column of the facts (one process) and of the tallies (their sum).

Counts of stages go by stage type, as D19 has it: a process with two technical rounds counts two technical stages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
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
# Of how long processes last: what is worked out from the same lengths need not be worked out again.
FINGERPRINT = "fingerprint"
INTERVIEWED = "interviewed"  # has a passed or failed stage
OFFER_DUE = "offer_due"  # passed its last decided stage, or was offered
OFFERED = "offered"  # an offer was ever extended

OF_PROCESS = (
    STARTED,
    FINGERPRINT,
    *(status_of(status) for status in ProcessStatus),
    *(rejected_for(reason) for reason in RejectionReason),
    *(withdrew_for(reason) for reason in WithdrawalReason),
)
OF_STAGES = (
    INTERVIEWED,
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
# Of these the different candidates are counted too.
PEOPLED = ("feeder", "company")
# The day of a row that stands for all days.
TOTAL = date(1, 1, 1)
