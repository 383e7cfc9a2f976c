"""What many feedbacks say alike: words and two-word phrases, by how many feedbacks they occur in.

Words are compared by their stems, so that "communicates" and "communicated" are one; stop words, and praise or blame
that is no subject ("good", "needs"), are left out, and so is a word that is negated: "not structured" is a theme of its
own, none of "structured". A phrase is two words in one sentence with at most one left-out word between them; it stands
for its single words where it is nearly as frequent as they are. Nothing is guessed: each theme names its feedbacks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from config.base.text import fold
from interviews.scoring.text import LONGEST, STOP, Token, sentences

MOST = 8
EXAMPLES = 3
LEAST_NOTES = 5
LEAST_PEOPLE = 2
# A phrase this near to its word in number leaves the word nothing of its own to say.
NEARLY = 0.7
QUOTED = 160
NOT = "not"
NEGATIONS = frozenset({NOT, "no", "never", "without", "nothing", "hardly", "barely"})
NO_SUBJECT = frozenset({
    "candidate", "candidates", "interview", "interviews", "interviewer", "interviewers", "applicant", "person",
    "people", "good", "great", "nice", "strong", "excellent", "solid", "fine", "decent", "okay", "amazing",
    "impressive", "impressed", "bad", "poor", "weak", "lacking", "lack", "lacks", "lacked", "better", "best", "more",
    "most", "less", "least", "much", "many", "lot", "lots", "bit", "little", "some", "few", "enough", "need", "needs",
    "needed", "improve", "improved", "improvement", "improving", "work", "working", "worked", "struggle", "struggled",
    "struggles", "show", "shows", "showed", "shown", "demonstrate", "demonstrated", "demonstrates", "seem", "seems",
    "seemed", "feel", "felt", "think", "thought", "overall", "area", "areas", "skill", "skills", "ability", "abilities",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What one feedback says, in one or more texts, about `person`."""

    id: Hashable
    person: Hashable
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Quote:
    note: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """`n` notes about `people` persons say it; `words` as most of them write it."""

    words: str
    n: int
    people: int
    examples: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """Of `n` notes that say anything at all."""

    n: int
    themes: tuple[Theme, ...]


class Mention(NamedTuple):
    """A term in a note: as it is written there, and the sentence it is written in."""

    note: Note
    text: str
    place: slice
    sentence: slice


class Kind(Enum):
    TELLS = 1
    NEGATES = 2
    LEFT_OUT = 3


Term = tuple[str, ...]
Found = list[Mention]


def themes_of(notes: Iterable[Note], most: int = MOST) -> Themes:
    """The most frequent first. Examples are taken in the order of the notes, each about another person."""
    said = [note for note in notes if any(text.strip() for text in note.texts)]
    mentions: dict[Term, Found] = defaultdict(list)
    for note in said:
        for term, mention in first_mentions(note).items():
            mentions[term].append(mention)
    frequent = {term: found for term, found in mentions.items() if is_common(found)}
    kept = [(term, found) for term, found in frequent.items() if not stands_aside(term, frequent)]
    kept.sort(key=lambda each: (-len(each[1]), -len(each[0]), each[0]))
    return Themes(len(said), tuple(theme_of(found) for _, found in kept[:most]))


def first_mentions(note: Note) -> dict[Term, Mention]:
    """Each term of a note once."""
    found: dict[Term, Mention] = {}
    for text in note.texts:
        for sentence in sentences(text):
            for term, first, last in terms_of(sentence.tokens):
                if term not in found:
                    found[term] = Mention(note, text, slice(first.start, last.end), slice(sentence.start, sentence.end))
    return found


def terms_of(tokens: Sequence[Token]) -> Iterator[tuple[Term, Token, Token]]:
    """The words that tell something, and each two of them, with the first and the last of what is written."""
    kinds = [kind_of(token.word) for token in tokens]
    places = [place for place, kind in enumerate(kinds) if kind is Kind.TELLS]
    for place in places:
        token = tokens[place]
        if place and kinds[place - 1] is Kind.NEGATES:
            yield (NOT, token.stem), tokens[place - 1], token
        else:
            yield (token.stem,), token, token
    for one, two in pairwise(places):
        negated = Kind.NEGATES in kinds[max(one - 1, 0) : two]
        if two - one <= 2 and not negated and tokens[one].stem != tokens[two].stem:
            yield (tokens[one].stem, tokens[two].stem), tokens[one], tokens[two]


@lru_cache(maxsize=10_000)
def kind_of(word: str) -> Kind:
    if word in NEGATIONS or word.endswith("n't"):
        return Kind.NEGATES
    unsaid = word in STOP or word in NO_SUBJECT or word.isdigit() or not 1 < len(word) < LONGEST
    return Kind.LEFT_OUT if unsaid else Kind.TELLS


def is_common(found: Found) -> bool:
    return len(found) >= LEAST_NOTES and len({mention.note.person for mention in found}) >= LEAST_PEOPLE


def stands_aside(term: Term, frequent: Mapping[Term, Found]) -> bool:
    """A single word, where a phrase with it says nearly as often what is meant."""
    if len(term) > 1:
        return False
    return any(
        len(other) > 1 and NOT not in other and term[0] in other and len(found) >= NEARLY * len(frequent[term])
        for other, found in frequent.items()
    )


def theme_of(found: Found) -> Theme:
    spellings = Counter(fold(mention.text[mention.place]) for mention in found)
    words = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    by_person: dict[Hashable, Mention] = {}
    for mention in found:
        by_person.setdefault(mention.note.person, mention)
    shown = list(by_person.values())[:EXAMPLES]
    examples = tuple(Quote(mention.note.id, shortened(mention.text[mention.sentence])) for mention in shown)
    return Theme(words, len(found), len(by_person), examples)


def shortened(sentence: str) -> str:
    text = " ".join(sentence.split())
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"
