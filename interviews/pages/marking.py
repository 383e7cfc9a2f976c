"""An answer's text cut into parts, so that a page can mark what earned and what cost points. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """`effect` is empty, earned, cost, or both where the spans of two dimensions lie over one another."""

    text: str
    effect: str


def marked(text: str, evidence: Iterable[Mapping[str, Any]]) -> list[Part]:
    """The parts add up to the text. A quote that does not stand where it is said to stand is left unmarked."""
    spans = [
        (found["start"], found["end"], found["effect"])
        for found in evidence
        if found["start"] < found["end"] and text[found["start"] : found["end"]] == found["quote"]
    ]
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end))})
    pieces = [(text[start:end], effect_of(start, end, spans)) for start, end in pairwise(cuts)]
    return [
        Part("".join(piece for piece, _ in run), effect) for effect, run in groupby(pieces, key=lambda piece: piece[1])
    ]


def effect_of(start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> str:
    effects = {effect for first, last, effect in spans if first <= start and end <= last}
    return "both" if len(effects) > 1 else next(iter(effects), "")
