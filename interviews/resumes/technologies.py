"""Technologies beyond the bank's own tags: how their names are written, and which of its questions are about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("technologies.txt")


class Technology(NamedTuple):
    written: str
    tags: tuple[str, ...]


@cache
def technologies() -> dict[str, Technology]:
    """By their folded names."""
    return {technology.written.lower(): technology for technology in read(FILE.read_text(encoding="utf-8"))}


def read(text: str) -> Iterator[Technology]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            written, tags = line.split(": ")
            yield Technology(written, tuple(tags.split(", ")))


def as_written(skill: str) -> str:
    """PostgreSQL for "postgresql"; skills without a spelling of their own stay as they are."""
    known = technologies().get(skill)
    return known.written if known else skill


def tags_of(skills: Iterable[str]) -> dict[str, str]:
    """The bank's tags that a resume's skills lead to, each with the skill that led there; its own name comes first."""
    named = list(skills)
    found = {skill: skill for skill in named}
    for skill in named:
        for tag in technologies()[skill].tags if skill in technologies() else ():
            found.setdefault(tag, skill)
    return found
