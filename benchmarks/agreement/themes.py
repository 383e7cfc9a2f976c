"""In how many of the latest feedbacks a word or a phrase of two is said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from snowballstemmer import stemmer

from analytics.themes import NEGATIONS, NO_SUBJECT
from benchmarks.agreement.rows import Key, Process
from benchmarks.agreement.said import Feedback
from interviews.scoring.text import STOP

LATEST, MOST = 1_000, 8
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
STEM = stemmer("english").stemWord
Term = tuple[str, ...]
Note = tuple[Key, Sequence[str]]  # about whom, and what is said


def themes(processes: Iterable[Process], feedback: Iterable[Feedback], kind: str) -> dict[str, Any]:
    """Of one type of stage. Which words stand for a theme is left aside: its numbers are held by the stems in them."""
    known = {stage.id: (one.candidate, stage) for one in processes for stage in one.stages if stage.kind == kind}
    said = [one for one in feedback if one.stage in known]
    noted = [(candidate, stage) for candidate, stage in known.values() if stage.notes]
    noted.sort(key=lambda one: (one[1].created, one[1].id), reverse=True)
    return {
        "strengths": told([(one.candidate, one.strengths) for one in said[:LATEST]]),
        "improvements": told([(one.candidate, one.areas) for one in said[:LATEST]]),
        "notes": told([(candidate, [stage.notes]) for candidate, stage in noted[:LATEST]]),
        "cut": max(len(said), len(noted)) > LATEST,
    }


def told(notes: Sequence[Note]) -> dict[str, Any]:
    notes = [note for note in notes if any(text.strip() for text in note[1])]
    people: dict[Term, list[Key]] = defaultdict(list)
    for person, texts in notes:
        for term in {term for text in texts for sentence in re.split(r"[.!?;]", text) for term in terms(sentence)}:
            people[term].append(person)
    common = {term: found for term, found in people.items() if len(found) >= 5 and len(set(found)) >= 2}
    kept = [term for term in common if not stands_aside(term, common)]
    kept.sort(key=lambda term: (-len(common[term]), -len(term), term))
    rows = [{"terms": list(term), "n": len(common[term]), "people": len(set(common[term]))} for term in kept[:MOST]]
    return {"n": len(notes), "themes": rows}


def terms(sentence: str) -> Iterable[Term]:
    words = WORD.findall(sentence.lower())
    telling = [at for at, word in enumerate(words) if tells(word)]
    for at in telling:
        yield ("not", STEM(words[at])) if at and negates(words[at - 1]) else (STEM(words[at]),)
    for one, two in pairwise(telling):
        pair = STEM(words[one]), STEM(words[two])
        if two - one <= 2 and pair[0] != pair[1] and not any(map(negates, words[max(one - 1, 0) : two])):
            yield pair


def negates(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")


def tells(word: str) -> bool:
    return not (negates(word) or word in STOP or word in NO_SUBJECT or word.isdigit() or len(word) < 2)


def stands_aside(term: Term, common: Mapping[Term, Sequence[Key]]) -> bool:
    """A single word, where a phrase with it is said nearly as often."""
    phrases = (found for other, found in common.items() if len(other) > 1 and "not" not in other and term[0] in other)
    return len(term) == 1 and any(len(found) >= 0.7 * len(common[term]) for found in phrases)


def by_stems(found: dict[str, Any]) -> dict[str, Any]:
    """What the API tells, with the stems in place of the words."""
    return {
        name: {"n": one["n"], "themes": [as_terms(theme) for theme in one["themes"]]} if name != "cut" else one
        for name, one in found.items()
    }


def as_terms(theme: dict[str, Any]) -> dict[str, Any]:
    words = WORD.findall(theme["words"].lower())
    stems = ["not" if negates(word) else STEM(word) for word in words if negates(word) or tells(word)]
    return {"terms": stems, "n": theme["n"], "people": theme["people"]}
