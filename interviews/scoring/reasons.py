"""Why a dimension has its score, in words a candidate understands, with the answer's own words as evidence."""

from __future__ import annotations

from interviews.scoring.dimensions import OWN, Reading, long_sentences, near_content, said_points
from interviews.scoring.text import Piece
from interviews.scoring.types import Evidence

QUOTES = 3
LATE = "The answer comes to the point only after other things."
NO_ORDER = "There is no content on the question to put in order."
UNCLEAR = "There is no content on the question to be made clear."
TOO_LONG = "Some sentences are too long to follow with ease."
# The beginnings of the reasons that are faults; the others say what counted.
FAULTS = (LATE, NO_ORDER, UNCLEAR, TOO_LONG)


def explain(read: Reading) -> dict[str, tuple[str, tuple[Evidence, ...]]]:
    """dimension -> the reason, the evidence."""
    earned = said(read)
    reasons = {
        "structure": (_structure(read), earned[:1] + too_long(read)),
        "relevance": (_relevance(read), earned + aside(read)),
        "technical_accuracy": (_accuracy(read), earned + against(read)),
        "depth": (_depth(read), earned),
        "communication": (_communication(read), too_long(read)),
    }
    return {name: (reason + _held(name, read), found) for name, (reason, found) in reasons.items()}


def _held(name: str, read: Reading) -> str:
    """What to add where the content keeps a dimension below its own measure."""
    own = OWN[name](read) if name in OWN and read.telling else 0.0
    return " More of the matter itself would raise this." if own > near_content(own, read.score) + 0.5 else ""


def evidence(answer: str, start: int, end: int, *, earned: bool, note: str) -> Evidence:
    return Evidence(quote=answer[start:end], start=start, end=end, effect="earned" if earned else "cost", note=note)


def span(read: Reading, piece: Piece, *, earned: bool, note: str) -> Evidence:
    return evidence(read.answer, piece.start, piece.end, earned=earned, note=note)


def said(read: Reading) -> tuple[Evidence, ...]:
    """The sentences that say most, each with the key point it comes nearest to."""
    points = {point.quote: point for point in read.points if point.verdict != "missing"}
    notes = []
    for piece in read.telling[:QUOTES]:
        point = points.get(read.quote(piece))
        how = "Covers" if point and point.verdict == "covered" else "Touches on"
        notes.append(f"{how}: {point.point}" if point else "Says part of what a full answer says.")
    return tuple(
        span(read, piece, earned=True, note=note) for piece, note in zip(read.telling[:QUOTES], notes, strict=True)
    )


def aside(read: Reading) -> tuple[Evidence, ...]:
    """What did not count: words of the question, words to whoever grades."""
    cleaned = read.content.seen.cleaned
    copies = [
        evidence(read.answer, start, end, earned=False, note="Repeats the question; only your own words count.")
        for start, end in cleaned.copies[:1]
    ]
    to_grader = [
        span(read, piece, earned=False, note="Speaks to whoever grades the answer, so it does not count.")
        for piece in cleaned.instructions[:1]
    ]
    return (*copies, *to_grader)


def against(read: Reading) -> tuple[Evidence, ...]:
    return tuple(
        evidence(read.answer, found.token.start, found.token.end, earned=False, note=_turned(found.against))
        for found in read.content.against[:1]
    )


def _turned(word: str) -> str:
    return (
        "This word seems to turn the statement into its opposite."
        if not word
        else "The reference says the opposite here."
    )


def too_long(read: Reading) -> tuple[Evidence, ...]:
    return tuple(
        span(read, piece, earned=False, note=f"One sentence of {len(piece.tokens)} words is hard to follow.")
        for piece in long_sentences(read.content.seen.cleaned.sentences)[:1]
    )


def _accuracy(read: Reading) -> str:
    if not read.telling:
        return "Nothing in the answer matches what a right answer says."
    if read.points:
        covered = sum(point.verdict == "covered" for point in read.points)
        partly = sum(point.verdict == "partly" for point in read.points)
        return f"Of {len(read.points)} key points, {covered} said clearly and {partly} in part."
    share = round(100 * read.content.values["covered_new"])
    return f"The answer says about {share} % of what the nearest reference answer says."


def _relevance(read: Reading) -> str:
    if not read.telling:
        return "The answer does not touch what was asked."
    own, all_ = len(read.telling), len(read.content.seen.cleaned.sentences)
    return f"{own} of {all_} sentences bear on the question."


def _depth(read: Reading) -> str:
    if not read.telling:
        return "There is nothing on the subject to go deeper into."
    if read.points and said_points(read.points) < 0.5:
        return "Most key points are left out or only touched on."
    return "Counts how many of the points are said, and whether with reasons, numbers or examples."


def _structure(read: Reading) -> str:
    if not read.telling:
        return NO_ORDER
    if read.telling and read.content.seen.cleaned.sentences[0] in read.telling:
        return "The answer comes to the point at once."
    return LATE


def _communication(read: Reading) -> str:
    if long_sentences(read.content.seen.cleaned.sentences):
        return TOO_LONG
    if not read.telling:
        return UNCLEAR
    return "The sentences can be followed with ease. Accent and spelling are not judged."
