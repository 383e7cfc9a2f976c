"""The weights of the five dimensions, and the overall score made of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

WEIGHTS: Mapping[str, Decimal] = MappingProxyType(
    {
        "structure": Decimal("0.20"),
        "relevance": Decimal("0.20"),
        "technical_accuracy": Decimal("0.25"),
        "depth": Decimal("0.20"),
        "communication": Decimal("0.15"),
    }
)
# Without one of these, nothing is known of what the answer says, and it is left unscored.
CONTENT = ("relevance", "technical_accuracy")
TENTH = Decimal("0.1")


def weights(scores: Mapping[str, float | None]) -> dict[str, float]:
    """The weights of the dimensions assessed, renormalised to add up to 1; empty where there is no overall."""
    return {name: float(round(weight, 4)) for name, weight in _weights(scores).items()}


def overall(scores: Mapping[str, float | None]) -> float | None:
    """The weighted mean of the dimensions assessed (0..5 each) times 20: 0..100, one decimal, half up."""
    shares = _weights(scores)
    if not shares:
        return None
    # Decimal, because 20 times a sum of floats is 72.44999 where paper says 72.45.
    total = sum((share * Decimal(str(scores[name])) for name, share in shares.items()), Decimal(0))
    return float((total * 20).quantize(TENTH, ROUND_HALF_UP))


def _weights(scores: Mapping[str, float | None]) -> dict[str, Decimal]:
    assessed = {name: weight for name, weight in WEIGHTS.items() if scores.get(name) is not None}
    if not any(name in assessed for name in CONTENT):
        return {}
    total = sum(assessed.values())
    return {name: weight / total for name, weight in assessed.items()}
