"""Accounts of one's own experience: is it one, and is it told in order? Which of them is best, a person must say.

Words cannot tell a good account of one matter from a good account of another: two right ones share next to nothing. So
only structure and relevance are assessed, by what was done and by particulars, with low confidence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviews.scoring.alignment import match
from interviews.scoring.content import Content
from interviews.scoring.lexicon import weight
from interviews.scoring.text import Piece, Token, read_words
from interviews.scoring.types import DIMENSIONS, DimensionScore, Evidence, Task

PAST, IDLE = read_words("past"), read_words("idle")
CONTEXT = re.compile(
    r"\b(?:was|were|had|wasn't|hadn't|when|while|during|in my|at my|in our|at our|last|once|ago)\b", re.I
)
RESULT = re.compile(
    r"\b(?:since then|after that|afterwards|in the end|finally|still|became|went|fell|rose|dropped|grew|saved|reduced|"
    r"cut|halved|doubled|on time|early|without|stayed|signed|agreed|thanked|shipped|launched|finished|"
    r"solved|passed|kept|never again|ever since|learn(?:ed|t)|now|less|fewer|more|half|percent|%)|\d",
    re.I,
)
# Acts of one's own, and particular words, from which an account is full; below the first number there is none.
ACTS, PARTICULARS = (1, 4), (5, 16)
# A word said in fewer than one answer in thirty is a particular; its weight.
PARTICULAR = 0.45
# An account with less of the topic than this, and of the accounts' words no more than chance brings, is of another
# matter. Words tell no more: most accounts of other matters share as much as the right ones do.
OFF_TOPIC, BY_CHANCE, ELSEWHERE_SHARE = 0.2, 0.5, 0.5
NO_ACTS = "No account of something you did was found."
NOT_PARTICULAR = "The answer gives no particular account of something you did."
LEAVES_OUT = "The account leaves out"
THIN = "The account says little of what you yourself did."
ELSEWHERE = "The account takes up next to nothing of what was asked."
# The beginnings of the reasons that are faults; the others say what counted.
FAULTS = (NO_ACTS, NOT_PARTICULAR, LEAVES_OUT, THIN, ELSEWHERE)
# An account with less than this of acts and particulars is thin, 0..1.
THIN_BELOW = 0.5
UNASSESSED = "Not assessed: an account of experience has no one right answer."


@dataclass(frozen=True, slots=True)
class Account:
    """Sentences in which the candidate does something; whether a situation comes before and a result behind."""

    acts: tuple[Piece, ...]
    verbs: int
    situation: Piece | None
    result: Piece | None
    full: float  # acts and particulars, 0..1
    topic: float  # of the question's and the references' words, 0..1
    elsewhere: bool  # shares none of the words that tell what it should be about


def assess_story(task: Task, content: Content, answer: str) -> dict[str, DimensionScore]:
    account = read_account(content, answer)
    structure = account.full * (
        2.0 + 1.2 * bool(account.situation) + 1.3 * bool(account.result) + 0.5 * _ordered(account)
    )
    relevance = account.full * (3.6 + 1.4 * account.topic) * (ELSEWHERE_SHARE if account.elsewhere else 1.0)
    cleaned = content.seen.cleaned
    if cleaned.foreign or cleaned.listed or cleaned.thrown_together:
        structure = relevance = 0.0
    evidence = _evidence(account, answer)
    scored = {
        "structure": DimensionScore(
            score=_tenth(structure),
            low=_tenth(structure - 1.5),
            high=_tenth(structure + 1.5),
            reason=_structure(account),
            evidence=evidence,
        ),
        "relevance": DimensionScore(
            score=_tenth(relevance),
            low=_tenth(relevance - 1.5),
            high=_tenth(relevance + 1.5),
            reason=_relevance(account),
            evidence=evidence[:1],
        ),
    }
    return {name: scored.get(name) or DimensionScore(score=None, reason=UNASSESSED) for name in DIMENSIONS}


def read_account(content: Content, answer: str) -> Account:
    seen = content.seen
    pieces = seen.cleaned.sentences
    found = [(piece, acted) for piece in pieces if (acted := own_acts(piece.tokens))]
    acts = tuple(piece for piece, _ in found)
    verbs = len({verb for _, said in found for verb in said})
    particular = sum(weight(one) >= PARTICULAR for one in seen.own)
    full = _ramp(verbs, ACTS) * _ramp(particular, PARTICULARS)
    first = pieces.index(acts[0]) if acts else 0
    situation = next((piece for piece in pieces[: first + 1] if CONTEXT.search(answer, piece.start, piece.end)), None)
    later = pieces[max(first + 1, len(pieces) // 2) :]
    result = next((piece for piece in reversed(later) if RESULT.search(answer, piece.start, piece.end)), None)
    topic = _topic(content)
    chance = content.values.get("beyond_chance", 0.0) < BY_CHANCE
    return Account(acts, verbs, situation, result, full, topic, topic < OFF_TOPIC and chance)


def own_acts(words: Sequence[Token]) -> list[str]:
    """The verbs of "I rewrote", "I then asked", "and showed": pasts of doing after an "I" in the same sentence."""
    verbs, own = [], False
    for token in words:
        own = (own or token.word == "i") and token.word not in ("we", "they", "he", "she", "it", "you", "who", "which")
        past = token.word in PAST or (token.word.endswith("ed") and len(token.word) > 4)
        if own and past and token.word not in IDLE:
            verbs.append(token.word)
    return verbs


def _topic(content: Content) -> float:
    """How much of the question's telling words, or of a key point, is taken up."""
    seen = content.seen
    asked = {one: tells for one in sorted(seen.prepared.asked) if (tells := weight(one)) > PARTICULAR / 2}
    said = sum(tells * match(one, (), seen.said).strength for one, tells in asked.items())
    best = max((found.share for found in content.points), default=0.0)
    return min(1.0, max(2 * said / (sum(asked.values()) or 1), 2.5 * best, 0.0))


def _ramp(value: float, ends: tuple[int, int]) -> float:
    return min(1.0, max(0.0, (value - ends[0]) / (ends[1] - ends[0])))


def _ordered(account: Account) -> bool:
    return bool(account.situation and account.result)


def _evidence(account: Account, answer: str) -> tuple[Evidence, ...]:
    parts = [
        (account.situation, "Tells what it was about."),
        *((piece, "Tells what you did.") for piece in account.acts[:2]),
        (account.result, "Tells what came of it."),
    ]
    found: dict[int, Evidence] = {}
    for piece, note in parts:
        if piece and piece.start not in found:
            found[piece.start] = Evidence(
                quote=answer[piece.start : piece.end], start=piece.start, end=piece.end, effect="earned", note=note
            )
    return tuple(found.values())


def _structure(account: Account) -> str:
    if not account.acts:
        return NO_ACTS
    missing = [
        name for name, part in (("the situation", account.situation), ("what came of it", account.result)) if not part
    ]
    if missing:
        return f"{LEAVES_OUT} {' and '.join(missing)}."
    return THIN if account.full < THIN_BELOW else "Situation, own action and result follow one another."


def _relevance(account: Account) -> str:
    if account.full == 0:
        return NOT_PARTICULAR
    if account.elsewhere:
        return f"{ELSEWHERE} A person should look."
    if account.full < THIN_BELOW:
        return THIN
    return f"An account with {account.verbs} acts of your own. Whether it fits the question best, a person must say."


def _tenth(value: float) -> float:
    return round(min(5.0, max(0.0, value)), 1)
