from analytics.models.rollups import (
    ChangedProcess,
    CountedOffer,
    CountedProcess,
    CountedStage,
    ProcessFact,
    RollupState,
    SpanTally,
    Tally,
)
from analytics.models.seats import CountedFeedback, CountedSeat, SeatFact, SeatTally

__all__ = [
    "ChangedProcess",
    "CountedFeedback",
    "CountedOffer",
    "CountedProcess",
    "CountedSeat",
    "CountedStage",
    "ProcessFact",
    "RollupState",
    "SeatFact",
    "SeatTally",
    "SpanTally",
    "Tally",
]
