"""Signs that an answer says the opposite of a reference in the reference's own words."""

from __future__ import annotations

from dataclasses import dataclass

from interviews.scoring.features import Look
from interviews.scoring.lexicon import lexicon
from interviews.scoring.references import Reference
from interviews.scoring.text import Piece, Token, read_words

# A sentence that says so much of a reference and so little else is close enough for one word to turn its meaning.
CLOSE = 0.6
NEGATIONS = read_words("negations")
# "No more than two" denies nothing.
BOUNDS = ("more", "less", "fewer", "later", "earlier", "only")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The word of the answer that turns the sense, and the reference's word it stands against ("not" stands alone)."""

    token: Token
    against: str


def contradictions(seen: Look) -> tuple[Contradiction, ...]:
    """Found only where a sentence follows a reference closely: "not" and opposites abound in honest other wordings."""
    said = {token.stem for reference in seen.prepared.references for token in reference.words}
    found = (
        _turned(piece, reference, said)
        for piece in seen.cleaned.sentences
        for reference in seen.prepared.references
        if _is_close(piece, reference, seen)
    )
    return tuple(one for one in found if one)


def _is_close(piece: Piece, reference: Reference, seen: Look) -> bool:
    stems = piece.stems
    total = sum(reference.weights.values())
    shared = sum(tells for one, tells in reference.weights.items() if one in stems)
    own = [one for one in stems if one in seen.own]
    return shared >= CLOSE * total and sum(one in reference.weights for one in own) >= CLOSE * len(own)


def _turned(piece: Piece, reference: Reference, said: set[str]) -> Contradiction | None:
    opposites = lexicon().opposites
    stems = {token.stem for token in piece.tokens}
    for token in piece.tokens:
        for other in sorted(opposites.get(token.stem, ())):
            if other in reference.weights and other not in stems and token.stem not in said:
                return Contradiction(token, other)
    following = (*(token.word for token in piece.tokens[1:]), "")
    ours = [
        token
        for token, after in zip(piece.tokens, following, strict=True)
        if token.word in NEGATIONS and after not in BOUNDS
    ]
    theirs = sum(token.word in NEGATIONS for token in reference.words)
    if ours and not theirs:
        return Contradiction(ours[0], "")
    return None
