"""Limits and scales of feedback. Pure."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from config.base.errors import Invalid

MAX_ITEMS, ITEM_LENGTH = 50, 2000
MAX_BATCH = 500
METADATA_BYTES, METADATA_DEPTH = 16_384, 8
# The tops of the scales that a payload may name. Nothing is guessed: unnamed, it is 1 to 5.
SCALES = (5, 10, 100)
CLOCKS_APART = timedelta(minutes=5)
OLDEST = timedelta(days=3650)


def to_five(rating: Decimal, scale: int) -> Decimal:
    """A rating on the named scale as one of 1.0 to 5.0: in proportion, half up to one place, at least 1.

    The house has no rating below 1, so what is below a fifth of another scale is its lowest. Raises Invalid.
    """
    if scale not in SCALES:
        raise Invalid(f"One of {', '.join(map(str, SCALES))}.", attr="feedback.rating_scale")
    lowest = 1 if scale == SCALES[0] else 0
    if not lowest <= rating <= scale:
        raise Invalid(f"A rating from {lowest} to {scale}.", code="out_of_range", attr="feedback.overall_rating")
    return max(Decimal(1), (rating * 5 / scale).quantize(Decimal("0.1"), ROUND_HALF_UP))


def check_metadata(metadata: dict[str, Any]) -> None:
    if len(json.dumps(metadata, default=str).encode()) > METADATA_BYTES:
        raise Invalid(f"At most {METADATA_BYTES // 1024} kB.", code="max_length", attr="metadata")
    if depth(metadata) > METADATA_DEPTH:
        raise Invalid(f"Nested at most {METADATA_DEPTH} deep.", code="too_deep", attr="metadata")


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0) if isinstance(value, (dict, list)) else 0


def check_occurred_at(occurred_at: datetime | None, now: datetime) -> None:
    if occurred_at is not None and not now - OLDEST <= occurred_at <= now + CLOCKS_APART:
        raise Invalid("Between ten years ago and now.", code="out_of_range", attr="occurred_at")
