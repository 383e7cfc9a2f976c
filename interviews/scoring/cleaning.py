"""What of an answer counts as said by the candidate: not the question's own words, nor words to whoever grades it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from interviews.scoring.text import Piece, Token, read_lines, sentences, tokens

# A run this long which stands in the question too was copied; short questions are copied whole.
COPIED_RUN = 5

INSTRUCTIONS = re.compile("|".join(f"(?:{line})" for line in read_lines("instructions")), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The sentences that count, whole; which of their words do; the share of the words copied; what was dropped."""

    sentences: tuple[Piece, ...]
    tokens: tuple[Token, ...]
    copied: float
    copies: tuple[tuple[int, int], ...]
    instructions: tuple[Piece, ...]
    words: int


def clean(question: tuple[str, ...], answer: str) -> Cleaned:
    """`question`: the stems of the question in order."""
    pieces = sentences(answer)
    spoken_to = [bool(INSTRUCTIONS.search(answer[piece.start : piece.end + 4])) for piece in pieces]
    kept = [piece for piece, aside in zip(pieces, spoken_to, strict=True) if not aside]
    words = [token for piece in kept for token in piece.tokens]
    copied = copied_places(question, [token.stem for token in words])
    said = tuple(token for place, token in enumerate(words) if place not in copied)
    starts = {token.start for token in said}
    telling = tuple(piece for piece in kept if any(token.start in starts for token in piece.tokens))
    return Cleaned(
        sentences=telling,
        tokens=said,
        copied=len(copied) / len(words) if words else 0.0,
        copies=_spans([words[place] for place in sorted(copied)]),
        instructions=tuple(piece for piece, aside in zip(pieces, spoken_to, strict=True) if aside),
        words=len(tokens(answer)),
    )


def copied_places(question: tuple[str, ...], answer: list[str]) -> set[int]:
    """Places of the answer's words in runs that stand in the question as well."""
    size = min(COPIED_RUN, len(question))
    if size < 3:
        return set()
    runs = {question[place : place + size] for place in range(len(question) - size + 1)}
    places: set[int] = set()
    for place in range(len(answer) - size + 1):
        if tuple(answer[place : place + size]) in runs:
            places.update(range(place, place + size))
    return places


def _spans(words: list[Token]) -> tuple[tuple[int, int], ...]:
    """Neighbouring words drawn together, as start and end in the answer."""
    spans: list[tuple[int, int]] = []
    for token in words:
        if spans and token.start - spans[-1][1] <= 3:
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return tuple(spans)
