"""What a client company wants, and how it decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analytics.estimators.stats import Rate
from analytics.figures.feeders import FeederShare
from analytics.figures.outcomes import Outcomes, Reasons
from analytics.figures.stages import StageFigures
from analytics.figures.times import Lasting, StageTime, ToHire

DEFINITIONS = {
    "total_candidates_sent": "Different candidates with a process at the company.",
    "interview_rate": "Processes with a passed or failed stage / processes.",
    "offer_rate": "Processes with an offer ever extended / processes.",
    "acceptance_rate": "Offers accepted / processes with an offer ever extended.",
    "avg_time_to_decision": "The plain average of days from a process's beginning to its end, of those that ended.",
    "preferred_feeders": (
        "Feeders of the company's processes, ranked by the lower bound of the 95 % Wilson interval of placements / "
        "processes at this company."
    ),
}


@dataclass(frozen=True, slots=True)
class CompanyInsights:
    id: UUID
    name: str
    candidates: int
    outcomes: Outcomes
    interview_rate: Rate
    offer_rate: Rate
    acceptance_rate: Rate
    to_decision: Lasting
    to_hire: ToHire
    preferred_feeders: tuple[FeederShare, ...]
    without_feeder: Outcomes
    rejections: Reasons
    withdrawals: Reasons
    stages: tuple[StageFigures, ...]
    stage_times: tuple[StageTime, ...]
    as_of: datetime
