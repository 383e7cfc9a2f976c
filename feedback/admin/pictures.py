"""The figures behind the drawings of rules and ratings, in the units of their SVG. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feedback.decisions import round_half_up
from feedback.simulation import Replay

# The scale of 1 to 5: room for half a mark at both ends.
LEFT, STEP = 8.0, 50.0
WIDTH = 2 * LEFT + 4 * STEP


@dataclass(frozen=True)
class Part:
    """A stretch of the scale or of a bar: what it stands for, and where it is."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Scale:
    """Both thresholds on the scale of 1 to 5, with ratings on it where there are any."""

    parts: list[Part]
    marks: list[float]
    mean: float | None
    told: str
    ticks: list[tuple[int, float]]
    width: float = WIDTH


def scale(review_at: Any, advance_at: Any, ratings: Iterable[Any] = (), mean: Any = None) -> Scale:
    lower, upper = place(review_at), place(advance_at)
    ends = (("reject", LEFT, lower), ("hold", lower, upper), ("advance", upper, WIDTH - LEFT))
    given = [rating for rating in ratings if rating is not None]
    told = f"On a scale of 1 to 5: below {review_at} rejected, from {advance_at} on advanced."
    if mean is not None:
        told += f" Mean rating {round_half_up(Decimal(str(mean))).normalize():f}."
    return Scale(
        parts=[Part(kind, round(start, 1), round(stop - start, 1)) for kind, start, stop in ends],
        marks=[place(rating) for rating in given],
        mean=None if mean is None else place(mean),
        told=told,
        ticks=[(number, place(number)) for number in range(1, 6)],
    )


def place(rating: Any) -> float:
    return round(LEFT + (float(rating) - 1) * STEP, 1)


@dataclass(frozen=True)
class Stack:
    """Advance, hold and reject as one bar of 100."""

    parts: list[Part]
    told: str


def stack(replay: Replay) -> Stack | None:
    """No bar where nothing was decided."""
    shares = [(kind, getattr(replay, kind)) for kind in ("advance", "hold", "reject")]
    if not replay.advance.of:
        return None
    parts, x = [], 0.0
    for kind, share in shares:
        width = 100 * share.n / share.of
        parts.append(Part(kind, round(x, 2), round(width, 2)))
        x += width
    told = ", ".join(f"{kind} {100 * share.n / share.of:.0f} %" for kind, share in shares)
    return Stack(parts, told)
