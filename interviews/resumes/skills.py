"""Which skills of a known vocabulary a resume names. Linear in the text.

Skills are found as whole terms. Words that mean something else in plain English ("go", "swift", the letter "R") count
where they stand beside another skill in a list, or where spelling and neighbours show that the name is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.base.text import fold
from interviews.resumes.letters import as_typed

# Other spellings -> the usual name, which is that of the bank's tags.
ALIASES = {
    "postgres": "postgresql",
    "psql": "postgresql",
    "k8s": "kubernetes",
    "js": "javascript",
    "ecmascript": "javascript",
    "golang": "go",
    "rlang": "r",
    "rstudio": "r",
    "cpp": "c++",
    "csharp": "c#",
    "dotnet": ".net",
    "node js": "node.js",
    "nodejs": "node.js",
    "reactjs": "react",
    "react.js": "react",
    "vuejs": "vue",
    "vue.js": "vue",
    "angularjs": "angular",
    "html5": "html",
    "css3": "css",
    "cicd": "ci/cd",
    "ci cd": "ci/cd",
    "continuous integration": "ci/cd",
    "continuous delivery": "ci/cd",
    "amazon web services": "aws",
    "google cloud platform": "gcp",
    "mongo": "mongodb",
    "pyspark": "spark",
    "sklearn": "scikit-learn",
    "ml": "machine learning",
    "natural language processing": "nlp",
    "iac": "infrastructure as code",
    "ab testing": "a/b testing",
    "a/b tests": "a/b testing",
    "data modelling": "data modeling",
    "data visualisation": "data visualization",
    "prioritisation": "prioritization",
    "site reliability engineering": "sre",
    "user experience": "ux",
    "user interface": "ui",
}
# Names that are also words or letters -> the words after which they are no names.
EVERYDAY: dict[str, tuple[str, ...]] = {
    "c": (),
    "d": (),
    "r": (),
    "go": ("to", "live", "ahead", "through", "beyond", "green", "public", "the", "further", "above"),
    "react": ("to", "quickly"),
    "spark": ("of", "ideas", "interest"),
    "swift": ("response", "resolution"),
    "express": ("delivery",),
    "rust": (),
    "rest": ("of",),
}
# Before and after a name in a sentence: "services in Go", "R programming".
LEADING = frozenset({"in", "with", "using", "and", "or"})
TRAILING = frozenset({"and", "or", "language", "programming", "developer", "engineer", "api", "apis", "services"})
WORD = re.compile(r"(?:(?<![\w.])\.)?[^\W_]+(?:\+\+|#)?")
LIST_MARK = re.compile(r"[,;/|&•·()\n\t]|  ")
SENTENCE_MARK = re.compile(r"[.!?:•·\n]")

# A term of more words is a sentence, and not looked for.
MAX_WORDS = 6
# Under this key stands a term's name, beside the joints that lead on.
NAME = "="
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term at the words `first` to `last`."""

    first: int
    last: int
    name: str


class Words:
    """The words of a text, and what stands between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [match.span() for match in WORD.finditer(text)]

    def __len__(self) -> int:
        return len(self.spans)

    def raw(self, place: int) -> str:
        start, stop = self.spans[place]
        return self.text[start:stop]

    def word(self, place: int) -> str:
        return self.raw(place).lower() if 0 <= place < len(self.spans) else ""

    def gap(self, place: int) -> str:
        """What stands before the word; after the last one, the rest of the text."""
        start = self.spans[place - 1][1] if place else 0
        return self.text[start : self.spans[place][0] if place < len(self.spans) else None]

    def joint(self, place: int) -> str:
        """How the word follows the one before: as part of the same phrase, by one of `/`, `&`, `.`, or not ("\\n")."""
        gap = self.gap(place)
        bare = gap.strip()
        if bare == "":
            return " " if gap and gap.count("\n") < 2 else "\n" if gap else ""
        if bare in ("/", "&"):
            return bare
        return {"-": " ", ".": "."}.get(gap, "\n")


# Tags of the bank that any resume's prose contains: nobody should be asked about "cost" for having cut it.
TOO_GENERAL = frozenset(Path(__file__).with_name("general.txt").read_text(encoding="utf-8").splitlines())


def usual_names(skills: Iterable[str]) -> list[str]:
    """Skills as the bank's tags write them, each once, in their order; blank ones are left out."""
    folded = (fold(skill) for skill in skills)
    return list(dict.fromkeys(ALIASES.get(skill, skill) for skill in folded if skill))


def skills_in(text: str, vocabulary: Iterable[str]) -> list[str]:
    """The terms of the vocabulary that the text names: the most often named first, then by first place."""
    words = Words(as_typed(text))
    found = list(hits_in(words, index_of(vocabulary)))
    doubtful = [hit for hit in found if hit.first == hit.last and words.word(hit.first) in EVERYDAY]
    sure = [hit for hit in found if hit.first < hit.last or words.word(hit.first) not in EVERYDAY]
    firsts, lasts = {hit.first for hit in sure}, {hit.last for hit in sure}
    meant: set[Hit] = set()
    for hit in (*doubtful, *reversed(doubtful)):  # both ways: "Go, R, Python" and "Python, R, Go"
        if hit not in meant and is_meant(words, hit, firsts, lasts):
            meant.add(hit)
            firsts.add(hit.first)
            lasts.add(hit.last)
    tally: dict[str, list[int]] = {}
    for hit in (*sure, *meant):
        times_and_place = tally.setdefault(hit.name, [0, hit.first])
        times_and_place[0] -= 1
        times_and_place[1] = min(times_and_place[1], hit.first)
    return sorted(tally, key=lambda name: tally[name])


def index_of(vocabulary: Iterable[str]) -> Node:
    """The terms as a tree: word, joint, word ... and at the end of a term the name it stands for."""
    names = {term: term for term in vocabulary if term not in TOO_GENERAL}
    names |= {alias: name for alias, name in ALIASES.items() if name in names and alias not in names}
    root: Node = {}
    for spelling, name in names.items():
        words = Words(spelling.lower())
        if 0 < len(words) <= MAX_WORDS:
            node = root.setdefault(words.word(0), {})
            for place in range(1, len(words)):
                node = node.setdefault(words.joint(place), {}).setdefault(words.word(place), {})
            node[NAME] = name
    return root


def hits_in(words: Words, index: Node) -> Iterator[Hit]:
    """From left to right, the longest term at each place; no word counts twice."""
    free = 0
    for place in range(len(words)):
        word = words.word(place)
        node = index.get(word) or index.get(word.lstrip("."))
        if node and place >= free and words.gap(place) not in (".", "@"):
            hit = longest(words, place, node)
            if hit is not None:
                yield hit
                free = hit.last + 1


def longest(words: Words, place: int, node: Node) -> Hit | None:
    """Of the terms that begin here the longest that stands here, and not as a part of an address or file name."""
    found, last = None, place
    while True:
        if NAME in node and (last + 1 == len(words) or words.gap(last + 1) not in (".", "@")):
            found = Hit(place, last, node[NAME])
        last += 1
        if last == len(words):
            return found
        node = node.get(words.joint(last), {}).get(words.word(last), {})
        if not node:
            return found


def is_meant(words: Words, hit: Hit, firsts: set[int], lasts: set[int]) -> bool:
    """Whether a word of everyday language is the name of a skill here."""
    place, word = hit.first, words.word(hit.first)
    letter = len(word) == 1
    before, after = words.gap(place), words.gap(place + 1)
    if words.word(place + 1) in EVERYDAY[word] or (letter and "&" in (before, after)):
        return False
    if beside(words, place, -1, lasts) or beside(words, place, 1, firsts):
        return True
    if not words.raw(place)[0].isupper() or (word == "rest" and words.raw(place) != "REST"):
        return False
    closed = bool(LIST_MARK.search(after)) or (not after.strip(". ") and place + 1 == len(words))
    ends_well = closed or words.word(place + 1) in TRAILING
    if letter:
        return ends_well and (place == 0 or bool(LIST_MARK.search(before)) or words.word(place - 1) in LEADING)
    return ends_well or (place > 0 and not SENTENCE_MARK.search(before))


def beside(words: Words, place: int, way: int, found: set[int]) -> bool:
    """Whether a list goes on with a found skill: directly, or after "and" or "or"."""
    neighbour = place + way
    if neighbour in found:
        return bool(LIST_MARK.search(words.gap(max(place, neighbour))))
    return words.word(neighbour) in ("and", "or") and neighbour + way in found
