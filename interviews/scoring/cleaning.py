"""What of an answer counts as said by the candidate: not the question's own words, nor words to whoever grades it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from interviews.scoring.lexicon import is_known
from interviews.scoring.references import Prepared
from interviews.scoring.text import Piece, Token, read_lines, read_words, sentences
from interviews.scoring.word_order import is_thrown_together

# A run this long which stands in the question too was copied; short questions are copied whole.
COPIED_RUN = 5
# Telling words in a row, without a function word or a stop: honest answers hold eleven at most.
LISTED_RUN = 12
# An answer of at least so many words with no more function words than this is a list, no sentence.
LIST_WORDS, LIST_GLUE = 5, 0.08
# Single words between stops are a list as well, even with a few "for" and "off" among them.
FRAGMENT, FRAGMENT_GLUE = 1.4, 0.2
# Words to a part, between commas and the like: a list of phrases ("reduce tables, add security") says something.
PHRASE = 1.5
BREAK = re.compile(r"[.!?;:,()\[\]{}=+&\n\r•●○→]|->|(?:^|\s)[-–—>*](?:\s|$)")

INSTRUCTIONS = re.compile("|".join(f"(?:{line})" for line in read_lines("instructions")), re.IGNORECASE)
UNKNOWING = re.compile("|".join(f"(?:{line})" for line in read_lines("unknowing")), re.IGNORECASE)
FOREIGN = read_words("foreign")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The sentences that count, whole; which of their words do; spans copied from the question; what was dropped."""

    sentences: tuple[Piece, ...]
    tokens: tuple[Token, ...]
    copies: tuple[tuple[int, int], ...]
    copied: float  # share of the words, 0..1
    instructions: tuple[Piece, ...]
    unknowing: bool
    listed: bool
    thrown_together: bool
    foreign: bool
    known: float  # share of the words that are words at all, 0..1
    words: int


def clean(task: Prepared, answer: str) -> Cleaned:
    pieces = sentences(answer)
    asides = [bool(INSTRUCTIONS.search(answer[max(0, piece.start - 2) : piece.end + 4])) for piece in pieces]
    kept = [piece for piece, aside in zip(pieces, asides, strict=True) if not aside]
    words = [token for piece in kept for token in piece.tokens]
    copied = copied_places(task.question, [token.stem for token in words])
    unknowing = [match.span() for match in UNKNOWING.finditer(answer)]
    dropped = copied | _inside(unknowing, words) | _listed_places(words, answer)
    said = tuple(token for place, token in enumerate(words) if place not in dropped)
    starts = {token.start for token in said}
    foreign = is_foreign(answer, words)
    return Cleaned(
        sentences=tuple(piece for piece in kept if any(token.start in starts for token in piece.tokens)),
        tokens=said,
        copies=_spans([words[place] for place in sorted(copied)]),
        copied=len(copied) / len(words) if words else 0.0,
        instructions=tuple(piece for piece, aside in zip(pieces, asides, strict=True) if aside),
        unknowing=bool(unknowing),
        listed=is_list(words, answer) and not any(_is_bare(reference.words) for reference in task.references),
        thrown_together=not foreign and is_thrown_together(words, answer),
        foreign=foreign,
        known=sum(is_known(token.stem) for token in said) / len(said) if said else 0.0,
        words=sum(len(piece.tokens) for piece in pieces),
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


def _inside(spans: Sequence[tuple[int, int]], words: Sequence[Token]) -> set[int]:
    """Places of the words inside the spans; both are in order."""
    places, at = set(), 0
    for place, token in enumerate(words):
        while at < len(spans) and spans[at][1] <= token.start:
            at += 1
        if at < len(spans) and spans[at][0] <= token.start:
            places.add(place)
    return places


def _listed_places(words: Sequence[Token], answer: str) -> set[int]:
    """Places of the words in long runs of telling words without grammar."""
    places: set[int] = set()
    run: list[int] = []
    for place, token in enumerate(words):
        broken = run and BREAK.search(answer[words[place - 1].end : token.start])
        if broken or token.is_stop:
            run = []
        if not token.is_stop:
            run.append(place)
        if len(run) >= LISTED_RUN:
            places.update(run if len(run) == LISTED_RUN else run[-1:])
    return places


def _is_bare(words: Sequence[Token]) -> bool:
    return len(words) >= LIST_WORDS and _glue(words) <= LIST_GLUE


def _glue(words: Sequence[Token]) -> float:
    return sum(token.is_stop for token in words) / len(words)


def is_list(words: Sequence[Token], answer: str) -> bool:
    """Whether the answer is telling words strung together; of phrases with commas between them, it is not."""
    if len(words) < LIST_WORDS:
        return False
    gaps = [answer[one.end : other.start] for one, other in pairwise(words)]
    parts = 1 + sum(bool(BREAK.search(gap)) for gap in gaps)
    if parts > 1 and len(words) <= FRAGMENT * parts:
        return _glue(words) <= FRAGMENT_GLUE
    return _glue(words) <= LIST_GLUE and (parts == 1 or len(words) <= PHRASE * parts)


def is_foreign(answer: str, words: Sequence[Token]) -> bool:
    """Another alphabet for more than a third of the letters, or more function words of other languages than English."""
    letters = sum(character.isalpha() for character in answer)
    if letters and sum(1 for _ in LATIN.finditer(answer)) < letters * 2 / 3:
        return True
    others = sum(token.word in FOREIGN for token in words)
    return others >= 2 and others > sum(token.is_stop and token.word not in FOREIGN for token in words)


def _spans(words: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Neighbouring words drawn together, as start and end in the answer."""
    spans: list[tuple[int, int]] = []
    for token in words:
        if spans and token.start - spans[-1][1] <= 3:
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return tuple(spans)
