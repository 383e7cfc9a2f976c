"""Words, sentences and clauses of a text, each with its place in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from snowballstemmer import stemmer

WORDS = Path(__file__).parent / "words"
# No quantified group holds another, so the time is linear in the text.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:\+\+|#)?")
SENTENCE_END = re.compile(r"[.!?;。！？](?=\s|$)|[\n\r•●○]+|(?<=\s)[-–—](?=\s)")
CLAUSE_END = re.compile(
    r"[,:](?=\s)|[()–—]|\b(?:and|but|because|so|while|whereas|which|then|or|if|when|since|although|however)\b",
    re.IGNORECASE,
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# A longer "word" is no word; stemming and comparing stay cheap.
LONGEST = 32

_stemmer = stemmer("english")


def read_lines(name: str) -> list[str]:
    """The lines of `words/<name>.txt` but those empty and those which begin with #."""
    lines = (line.strip() for line in (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def read_words(name: str) -> frozenset[str]:
    return frozenset(word for line in read_lines(name) for word in line.split())


STOP = read_words("stop")
NUMBERS = dict(line.split() for line in read_lines("numbers"))


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as normalised, its stem, and its place."""

    word: str
    stem: str
    start: int
    end: int

    @property
    def is_stop(self) -> bool:
        return self.word in STOP


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or clause: its place, and its words."""

    start: int
    end: int
    tokens: tuple[Token, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """Each once, in order: a set's order, and so a sum over it, would change from run to run."""
        return tuple(dict.fromkeys(token.stem for token in self.tokens))


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """Snowball English; number words become digits."""
    if word in NUMBERS:
        return NUMBERS[word]
    return _stemmer.stemWord(word)  # type: ignore[no-any-return]


def normalise(word: str) -> str:
    return unicodedata.normalize("NFKC", word).replace("’", "'").casefold()[:LONGEST]


def tokens(text: str) -> list[Token]:
    """The words in order; camelCase is taken apart."""
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in WORD.finditer(text):
        start = match.start()
        for part in CAMEL.split(match[0]):
            word = normalise(part).removesuffix("'s")
            yield Token(word, stem(word), start, start + len(part))
            start += len(part)


def sentences(text: str) -> list[Piece]:
    """Sentences with at least one word."""
    return _cut(text, [match.end() for match in SENTENCE_END.finditer(text)])


def clauses(text: str) -> list[Piece]:
    """Sentences and their parts; a part without a telling word is left out."""
    ends = sorted({match.start() for end in (SENTENCE_END, CLAUSE_END) for match in end.finditer(text)})
    return [piece for piece in _cut(text, ends) if not all(token.is_stop for token in piece.tokens)]


def _cut(text: str, ends: list[int]) -> list[Piece]:
    """The words between one end and the next, where there are any."""
    words, found, place = tokens(text), [], 0
    for end in (*ends, len(text)):
        start = place
        while place < len(words) and words[place].end <= end:
            place += 1
        if place > start:
            found.append(Piece(words[start].start, words[place - 1].end, tuple(words[start:place])))
    return found
