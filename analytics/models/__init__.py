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

__all__ = [
    "ChangedProcess",
    "CountedOffer",
    "CountedProcess",
    "CountedStage",
    "ProcessFact",
    "RollupState",
    "SpanTally",
    "Tally",
]
